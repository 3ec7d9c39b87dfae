"""Facts of a story: when most happened, when nothing did, and on which events it turned."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from backstory.model import Period, StoryFacts, StoryMember

# More turning points than these on one page turn nothing; fewer events than so many need none.
_MOST_POINTS = 7
_LEAST_EVENTS = 5
_EVENTS_PER_POINT = 5
# So many relations from other members at least, or so many publishers, make an event stand out.
_LEAST_POINTING = 3
_LEAST_PUBLISHERS = 3
# What an event's publishers count beside a relation from another member.
_PUBLISHER_PART = 0.5
_WEEK_DAYS = 7
_QUIET_DAYS = 30


def tell_facts(members: Sequence[StoryMember]) -> StoryFacts:
    """Give the facts of a story with these members, in order of time."""
    counts = Counter(date.fromisoformat(member.date) for member in members)
    return StoryFacts(
        peak=_find_peak(counts) if len(members) >= _LEAST_EVENTS else None,
        quiet=_find_quiet(sorted(counts)),
        turning_points=_find_turning_points(members) if len(members) >= _LEAST_EVENTS else (),
    )


def _find_peak(counts: Mapping[date, int]) -> Period:
    """Give the seven days in which most happened, the first of equal ones, no longer than from event to event."""
    days = sorted(counts)
    best: tuple[int, int, int] = (0, 0, 0)
    last, total = -1, 0
    for first, day in enumerate(days):
        while last + 1 < len(days) and (days[last + 1] - day).days < _WEEK_DAYS:
            last += 1
            total += counts[days[last]]
        if total > best[0]:
            best = (total, first, last)
        total -= counts[day]
    count, first, last = best
    return Period(first_on=days[first].isoformat(), last_on=days[last].isoformat(), count=count)


def _find_quiet(days: Sequence[date]) -> Period | None:
    """Give the longest time without events, the first of equal ones; None where it is no longer than a month."""
    gaps = [(after - before, before, after) for before, after in pairwise(days)]
    if not gaps:
        return None
    length, before, after = max(gaps, key=lambda gap: gap[0])
    if length.days <= _QUIET_DAYS:
        return None
    one = timedelta(days=1)
    return Period(first_on=(before + one).isoformat(), last_on=(after - one).isoformat(), count=0)


def _find_turning_points(members: Sequence[StoryMember]) -> tuple[StoryMember, ...]:
    """Give the events that stand out, spread over the story: at most one of every part of it, in order of time."""
    part_count = min(_MOST_POINTS, len(members) // _EVENTS_PER_POINT)
    parts: dict[int, list[StoryMember]] = defaultdict(list)
    for place, member in enumerate(members):
        if member.pointing >= _LEAST_POINTING or member.publishers >= _LEAST_PUBLISHERS:
            parts[place * part_count // len(members)].append(member)
    # `max` gives the first of equal ones: what happened before others of its kind.
    return tuple(max(found, key=_weigh) for _, found in sorted(parts.items()))


def _weigh(member: StoryMember) -> float:
    return member.pointing + _PUBLISHER_PART * member.publishers
