"""The RANGE of the command line: days, months, years and spans of them, as dates."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from backstory.errors import ConfigError

FIRST_DAY = "1990-01-01"  # the portal's oldest month pages are of 1994; anything before this is a slip of the keyboard

_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_range(text: str, *, today: str = "") -> list[str]:
    """The dates that a RANGE names, in order: `2013-01-10`, `2013-01`, `2013`, `2013-01..2013-03`, `today`.

    Both ends of a span belong to it. Days after `today` (UTC, unless given) are left out, since nothing is known of
    them yet. ConfigError where the text names no day at all.
    """
    today = today or datetime.now(UTC).date().isoformat()
    first_text, dots, last_text = (part.strip() for part in text.partition(".."))
    first, last = _read_part(first_text, text, today)
    if dots:
        last = _read_part(last_text, text, today)[1]
    if last < first:
        raise ConfigError(f"The range {text!r} ends before it begins.")
    if first.isoformat() > today:
        raise ConfigError(f"The range {text!r} lies in the future; today is {today} (UTC).")
    if first.isoformat() < FIRST_DAY:
        raise ConfigError(f"The range {text!r} begins before {FIRST_DAY}; the portal has nothing so old.")
    last = min(last, date.fromisoformat(today))
    return [(first + timedelta(days=days)).isoformat() for days in range((last - first).days + 1)]


def _read_part(part: str, text: str, today: str) -> tuple[date, date]:
    """First and last day of one end of the range."""
    if part == "today":
        return date.fromisoformat(today), date.fromisoformat(today)
    match = _PART.fullmatch(part)
    if not match:
        raise ConfigError(f"{text!r} is not a range. Write 2013-01-10, 2013-01, 2013, 2013-01..2013-03 or today.")
    year, month, day = (int(number) if number else 0 for number in match.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError as error:
        raise ConfigError(f"There is no day {part!r}.") from error
    if day:
        return first, first
    return first, date(year, month or 12, monthrange(year, month or 12)[1])
