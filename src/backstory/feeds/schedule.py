"""When to ask a feed again: as often as it brings something new, never more often than it asks for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

FIRST_S = 3600
SHORTEST_S = 900
LONGEST_S = 86_400
"""Between a quarter of an hour, for feeds that always have something new, and a day, for those that never do."""

LONGEST_ASKED_S = 7 * 86_400
"""A feed that asks for longer pauses is asked once a week all the same: some say "a year" and mean nothing by it."""

_MOST_DOUBLINGS = 7


def choose_interval(before_s: int, *, has_news: bool, asked_s: int = 0) -> int:
    """Give the seconds until the next visit to a feed that answered: half of before with news, else half as much again.

    `asked_s` is what the feed itself, or its server's headers, asks for.
    """
    adapted_s = before_s // 2 if has_news else before_s * 3 // 2
    wanted = adapted_s if before_s else FIRST_S
    return min(max(wanted, SHORTEST_S, asked_s), max(LONGEST_S, min(asked_s, LONGEST_ASKED_S)))


def choose_pause(failures: int, interval_s: int, asked_s: float = 0.0) -> int:
    """Give the seconds until a feed is asked again that failed so often in a row, at least what its server asks for."""
    doubled = max(interval_s, FIRST_S) * 2 ** min(max(failures - 1, 0), _MOST_DOUBLINGS)
    return int(max(min(doubled, LONGEST_ASKED_S), min(asked_s, LONGEST_ASKED_S)))


def choose_moment(now: str, wait_s: int, skip_hours: Sequence[int] = (), skip_days: Sequence[int] = ()) -> str:
    """Give the moment after the wait, moved on past hours and days (UTC) when the feed asks not to be asked."""
    moment = datetime.strptime(now, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + timedelta(seconds=wait_s)
    for _ in range(24 * 8):
        if moment.hour not in skip_hours and moment.weekday() not in skip_days:
            break
        moment = moment.replace(minute=0, second=0) + timedelta(hours=1)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
