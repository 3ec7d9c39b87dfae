"""Intervals and ages as the command line and the configuration write them: ``2h``, ``90d``."""

from backstory.errors import ConfigError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_interval(text: str) -> float:
    """Seconds of ``30m``, ``2h``, ``1d`` or ``90s``."""
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isdecimal() or int(number) == 0:
        raise ConfigError(f"{text!r} is no interval. Write 30m, 2h or 1d.")
    return float(int(number) * _UNITS[unit])


def parse_days(text: str) -> int:
    """Days of ``90d``."""
    if not text.endswith("d") or not text[:-1].isdecimal() or int(text[:-1]) == 0:
        raise ConfigError(f"{text!r} is no age in days. Write 90d.")
    return int(text[:-1])
