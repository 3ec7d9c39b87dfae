"""Days and moments, later and earlier."""

import pytest

from backstory.model.days import shift_day, shift_moment


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        ("2012-02-28", 2, "2012-03-01"),
        ("2013-01-01", -1, "2012-12-31"),
        ("2013-01-01T08:00:00Z", 1, "2013-01-02"),
        ("0001-01-05", -30, "0001-01-01"),
        ("9999-12-30", 30, "9999-12-31"),
        ("2013-01-01", -(10**12), "0001-01-01"),
        ("no day", 1, "no day"),
    ],
)
def test_a_day_so_many_days_later(day: str, days: int, then: str) -> None:
    assert shift_day(day, days) == then


@pytest.mark.parametrize(
    ("moment", "seconds", "then"),
    [
        ("2013-01-10T14:00:00Z", 3600.5, "2013-01-10T15:00:00Z"),
        ("0900-01-10T00:00:00Z", -1, "0900-01-09T23:59:59Z"),
        ("0001-01-05T00:00:00Z", -14 * 86400, "0001-01-01T00:00:00Z"),
        ("2013-01-10T14:00:00Z", -99_999_999_999 * 86400, "0001-01-01T00:00:00Z"),
        ("2013-01-10T14:00:00Z", 1e300, "9999-12-31T23:59:59Z"),
    ],
)
def test_a_moment_so_many_seconds_later(moment: str, seconds: float, then: str) -> None:
    assert shift_moment(moment, seconds) == then
