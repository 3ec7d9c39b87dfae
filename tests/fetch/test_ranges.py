"""A RANGE names days, or is refused with what to write instead."""

import pytest

from backstory.errors import ConfigError
from backstory.fetch import parse_range

TODAY = "2026-03-05"


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("2013-01-10", "2013-01-10", "2013-01-10", 1),
        ("2012-02", "2012-02-01", "2012-02-29", 29),
        ("2013", "2013-01-01", "2013-12-31", 365),
        ("2013-01..2013-03", "2013-01-01", "2013-03-31", 90),
        ("2013-01-30..2013-02", "2013-01-30", "2013-02-28", 30),
        (" 2012 .. 2013 ", "2012-01-01", "2013-12-31", 731),
        ("today", "2026-03-05", "2026-03-05", 1),
        ("2026-03-01..today", "2026-03-01", "2026-03-05", 5),
    ],
)
def test_a_range_is_its_days_in_order(text: str, first: str, last: str, count: int) -> None:
    days = parse_range(text, today=TODAY)
    assert (days[0], days[-1], len(days)) == (first, last, count)
    assert days == sorted(set(days))


def test_days_to_come_are_left_out() -> None:
    assert parse_range("2026", today=TODAY)[-1] == TODAY


@pytest.mark.parametrize(
    "text",
    ["", "..", "2013..", "..2013", "2013-1-1", "2013-13", "2013-02-30", "13", "yesterday", "2013-01-10T00",
     "2013-01-10x", "2013..2012", "2013-01..2013-02..2013-03", "2027", "2026-03-06", "0000", "1813", "２０１３",
     "2013\n-01"],
)  # fmt: skip
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_range(text, today=TODAY)
