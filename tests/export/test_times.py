"""Times as pages say them: what is none is none, and no machine's zone comes in."""

import time

import pytest

from backstory.export.times import is_day, read_day, write_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-05-17T08:00:00Z", "2020-05-17T08:00:00Z"),
        ("2020-05-17T01:30:00.25+02:00", "2020-05-16T23:30:00Z"),
        ("2020-05-17T08:00:00", "2020-05-17T08:00:00Z"),
        ("2020-05-17", "2020-05-17T00:00:00Z"),
        ("0001-01-01T00:00:00+01:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_moment_is_one_in_utc_or_none(text: str, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert write_moment(text) == moment
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_day_alone_is_told_from_a_moment() -> None:
    assert is_day("2020-05-17")
    assert not any(map(is_day, ("2020-05-17T08:00:00Z", "2020-02-30", "20200517", "")))
    assert read_day("2020-02-30") is None
