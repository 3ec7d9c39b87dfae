"""Days and moments, so much later or earlier, and never outside the calendar (the years 1 to 9999)."""

import re
from datetime import date, datetime, timedelta

_FIRST_DAY, _LAST_DAY = date.min.isoformat(), date.max.isoformat()
_FIRST_MOMENT, _LAST_MOMENT = f"{_FIRST_DAY}T00:00:00Z", f"{_LAST_DAY}T23:59:59Z"

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z")


def is_moment(text: str) -> bool:
    """Whether it is a time as the archive writes it, of a day and an hour that there are."""
    try:
        return bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def shift_day(day: str, days: int) -> str:
    """The date so many days after a day, or after that of a moment; the calendar's first or last one where it ends.

    A text that is no date stays as it is.
    """
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except OverflowError:
        return _LAST_DAY if days > 0 else _FIRST_DAY
    except ValueError:
        return day


def shift_moment(moment: str, seconds: float) -> str:
    """The moment so many seconds later; the calendar's first or last one where it ends. ValueError for no moment."""
    try:
        found = datetime.fromisoformat(moment) + timedelta(seconds=seconds)
    except OverflowError:
        return _LAST_MOMENT if seconds > 0 else _FIRST_MOMENT
    return f"{found.replace(tzinfo=None, microsecond=0).isoformat()}Z"
