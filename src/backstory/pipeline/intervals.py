"""Intervals and ages as the command line and the configuration write them: ``2h``, ``90d``."""

from backstory.errors import ConfigError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MOST_DAYS = 36_525
"""A hundred years: longer is a slip of the keyboard, and no clock can wait for it."""


def parse_interval(text: str) -> float:
    """Seconds of ``30m``, ``2h``, ``1d`` or ``90s``."""
    seconds = _read_count(text[:-1]) * _UNITS.get(text[-1:], 0)
    if not 0 < seconds <= _MOST_DAYS * 86400:
        raise ConfigError(f"{text!r} is no interval. Write 30m, 2h or 1d, and no more than {_MOST_DAYS}d.")
    return float(seconds)


def parse_days(text: str) -> int:
    """Days of ``90d``."""
    days = _read_count(text[:-1]) if text.endswith("d") else 0
    if not 0 < days <= _MOST_DAYS:
        raise ConfigError(f"{text!r} is no age in days. Write 90d, and no more than {_MOST_DAYS}d.")
    return days


def _read_count(text: str) -> int:
    """The whole number, 0 where it is none; no interval takes more than 12 digits to write."""
    return int(text) if text.isdecimal() and len(text) <= 12 else 0
