"""Times as pages say them, typed: a moment, a day, or neither."""

import re
from datetime import UTC, date, datetime

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """Whether it is a day alone, as `2020-05-17`."""
    return _DAY.fullmatch(text) is not None and write_moment(text) != ""


def write_moment(text: str) -> str:
    """Give the moment in UTC to the second, as `2020-05-17T08:00:00Z`; empty where there is none.

    A day alone is its midnight UTC, and so is a time without a zone a time in UTC.
    """
    moment = read_moment(text)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0") if moment else ""


def read_moment(text: str) -> datetime | None:
    """The same as a datetime; None where there is none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_day(text: str) -> date | None:
    """The day that a text says; None where it says none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
