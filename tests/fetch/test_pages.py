"""Titles of day pages, and days cut out of month pages."""

import pytest

from backstory.fetch.pages import cut_day, read_day_title
from backstory.model.portal import make_day_title, make_month_title


def test_titles_are_as_on_wikipedia() -> None:
    assert make_day_title("2013-01-05") == "Portal:Current events/2013 January 5"
    assert make_month_title("2002-12-31") == "Portal:Current events/December 2002"


def test_a_title_made_is_read_back() -> None:
    for day in ("2002-01-01", "2020-02-29", "2026-12-31"):
        assert read_day_title(make_day_title(day)) == day
    assert read_day_title("Portal:Current_events/2013_January_5") == "2013-01-05"


@pytest.mark.parametrize(
    "title",
    ["Portal:Current events", "Portal:Current events/January 2013", "Portal:Current events/2013 January 5/doc",
     "Portal:Current events/2013 February 31", "Portal:Current events/2013 Januar 5", "2013 January 5", ""],
)  # fmt: skip
def test_other_titles_name_no_day(title: str) -> None:
    assert read_day_title(title) == ""


MONTH = """Intro.
== January 4 ==
* Of the fourth.
== [[January 5]], [[2002]] ==
* First of the fifth.
=== Sport ===
* Second of the fifth.
== 6 January 2002 ==
* Of the sixth.
===[[7 January]]===
* Of the seventh.
== Tuesday, January 8th (Tuesday) == <!-- day -->
* Of the eighth.
== January 9, 2003 ==
* Of another year.
== See also ==
* [[January 2001]]
"""


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2002-01-04", "* Of the fourth."),
        ("2002-01-05", "* First of the fifth.\n=== Sport ===\n* Second of the fifth."),
        ("2002-01-07", "* Of the seventh."),
        ("2002-01-08", "* Of the eighth."),
        ("2002-01-09", ""),
        ("2002-01-10", ""),
        ("2002-02-04", ""),
    ],
)
def test_a_day_is_cut_out_of_its_month(day: str, text: str) -> None:
    assert cut_day(MONTH, day) == text
