"""Dates as people write them."""

import calendar
import functools

# The calendar's own lists ask for the locale's name each time.
MONTHS: tuple[str, ...] = (*calendar.month_name,)
_SHORT_MONTHS: tuple[str, ...] = (*calendar.month_abbr,)
_WEEKDAYS: tuple[str, ...] = (*calendar.day_name,)


@functools.lru_cache(maxsize=20_000)
def long_date(date: str) -> str:
    """Give ``10 January 2013`` for ``2013-01-10``; anything else stays as it is."""
    parts = _split(date)
    return f"{parts[2]} {MONTHS[parts[1]]} {parts[0]}" if parts else date


def long_span(first: str, last: str) -> str:
    """Give ``15 to 21 November 2020`` for the first and last of some days; what both have is said once."""
    begin, end = _split(first), _split(last)
    if first == last or not begin or not end:
        return long_date(first) if first == last else f"{long_date(first)} to {long_date(last)}"
    told = str(begin[2]) if begin[:2] == end[:2] else f"{begin[2]} {MONTHS[begin[1]]}"
    return f"{told if begin[0] == end[0] else long_date(first)} to {long_date(last)}"


@functools.lru_cache(maxsize=20_000)
def full_date(date: str) -> str:
    """Give ``Thursday, 10 January 2013``."""
    parts = _split(date)
    return f"{_WEEKDAYS[calendar.weekday(*parts)]}, {long_date(date)}" if parts else date


def name_month_day(month_day: str) -> str:
    """Give ``18 January`` for ``01-18``."""
    return f"{int(month_day[3:5])} {MONTHS[int(month_day[:2])]}"


def month_name(month: str) -> str:
    """Give ``January 2013`` for ``2013-01``."""
    return f"{MONTHS[int(month[5:7])]} {month[:4]}"


def short_month(month: str) -> str:
    """Give ``Jan`` for ``2013-01``."""
    return _SHORT_MONTHS[int(month[5:7])]


@functools.lru_cache(maxsize=20_000)
def short_date(date: str) -> str:
    """Give ``10 Jan 2013``."""
    parts = _split(date)
    return f"{parts[2]} {_SHORT_MONTHS[parts[1]]} {parts[0]}" if parts else date


@functools.lru_cache(maxsize=4096)
def moment(at: str) -> str:
    """Give ``10 January 2013, 14:00 UTC`` for ``2013-01-10T14:00:00Z``."""
    return f"{long_date(at[:10])}, {at[11:16]} UTC" if len(at) >= 16 else long_date(at[:10])


def _split(date: str) -> tuple[int, int, int] | None:
    try:
        year, month, day = int(date[:4]), int(date[5:7]), int(date[8:10])
        calendar.weekday(year, month, day)
    except (ValueError, IndexError):
        return None
    return year, month, day
