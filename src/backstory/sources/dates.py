"""Dates as pages write them in markup: ISO 8601 and its relatives, e-mail's, seconds since 1970."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.I,
)
_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-]?(\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[/-]?(\d{1,2})(?=[/_.-]|$)"
)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_FIRST_YEAR = 1990


def read_date(value: object) -> str:
    """The moment in UTC (``2013-01-10T14:00:00Z``), the date alone where no zone is given, else nothing."""
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    if re.fullmatch(r"\d{10}(?:\d{3})?", text):
        return format_moment(datetime.fromtimestamp(int(text[:10]), UTC))
    found = _ISO.match(text)
    if found:
        return _read_iso(found)
    try:
        moment = parsedate_to_datetime(text)
        return format_moment(moment.astimezone(UTC)) if moment.tzinfo else check_day(f"{moment:%Y-%m-%d}")
    except (ValueError, TypeError, IndexError, OverflowError):  # no date, or in UTC before year 1 or after 9999
        return ""


def read_path_date(path: str) -> str:
    """The day that an address names: ``/2020/jun/11/``, ``/2020/06/11/``, ``/20200611-``; else nothing."""
    found = _IN_PATH.search(path.lower())
    if not found:
        return ""
    month = _MONTHS.get(found[2]) or int(found[2])
    return check_day(f"{found[1]}-{month:02}-{int(found[3]):02}")


def check_day(day: str) -> str:
    """The day, or nothing where there is no such day or no news site then or yet."""
    try:
        found = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return ""
    is_possible = found.year >= _FIRST_YEAR and found < datetime.now(UTC) + timedelta(days=2)
    return day if is_possible else ""


def format_moment(moment: datetime) -> str:
    """The moment as the archive writes it, or nothing where it cannot be."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if check_day(f"{moment:%Y-%m-%d}") else ""


def _read_iso(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, zone = found.groups()
    if not hour or not zone:
        return check_day(f"{year}-{month}-{day}")
    sign = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    sign = sign if ":" in sign else f"{sign[:3]}:{sign[3:]}"
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{sign}")
        return format_moment(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return check_day(f"{year}-{month}-{day}")
