"""Names of several words are told whole."""

import pytest

from backstory.model import Event
from backstory.relate.wording import complete_name, read_wording


@pytest.mark.parametrize(
    ("first", "second", "label", "whole"),
    [
        ("The Second Libyan Civil War goes on.", "In the Second Libyan Civil War, a truce.", "Libyan Civil",
         "Second Libyan Civil War"),
        ("The Libyan Civil War goes on.", "The Second Libyan Civil War ends.", "Libyan Civil", "Libyan Civil War"),
        ("Ships of the United Arab Emirates leave.", "The United Arab Emirates answer.", "Arab Emirates",
         "United Arab Emirates"),
        ("The Spanish Civil War.", "The Libyan Civil War.", "Civil War", "Civil War"),
        ("The United States of the State Capitol.", "At a State Capitol of the United States.", "State Capitol",
         "State Capitol"),
        ("A long civil war ends.", "The long civil war ends.", "civil war", "civil war"),
        ("The Nagorno-Karabakh war.", "A Nagorno-Karabakh truce.", "Nagorno-Karabakh", "Nagorno-Karabakh"),
    ],
)  # fmt: skip
def test_a_name_is_as_long_as_both_events_have_it(first: str, second: str, label: str, whole: str) -> None:
    one, other = (
        read_wording(Event(id="a", date="2020-01-01", text=text, path="/x", category="War")) for text in (first, second)
    )
    stems = next(pair for pair, written in one.pairs.items() if written == label)
    assert complete_name(stems, label, one, other)[1] == whole
