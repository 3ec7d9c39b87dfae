"""The columns of a table of events: every header a person would write, and cells of several values that come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.model.columns import COLUMNS, find_field, join_nested, join_values, split_nested, split_values

VALUES = st.text(alphabet="a|;\\ é", min_size=1, max_size=6).map(str.strip).filter(bool)


@pytest.mark.parametrize(
    ("header", "field", "number"),
    [
        ("date", "date", 0),
        ("Date ", "date", 0),
        ("Event date", "date", 0),
        ("SOURCE", "sources", 0),
        ("Source 2", "sources", 2),
        ("publisher_10", "publishers", 10),
        ("topic_entities", "topic_entities", 0),
        ("Title", "headline", 0),
        ("date 2", "", 0),
        ("remarks", "", 0),
        ("", "", 0),
    ],
)
def test_headers_are_known_by_many_names(header: str, field: str, number: int) -> None:
    assert find_field(header) == (field, number)


def test_every_column_is_its_own_header() -> None:
    assert [find_field(column.name)[0] for column in COLUMNS] == [column.name for column in COLUMNS]


@given(st.lists(VALUES, max_size=4))
def test_values_of_a_cell_come_back(values: list[str]) -> None:
    assert list(split_values(join_values(values))) == values


@given(st.lists(st.lists(VALUES, max_size=3), max_size=3))
def test_groups_of_values_come_back(groups: list[list[str]]) -> None:
    expected = groups if any(groups) else []
    assert [list(group) for group in split_nested(join_nested(groups))] == expected


def test_an_empty_place_holds_the_place() -> None:
    assert split_values("Reuters | | BBC") == ("Reuters", "", "BBC")
