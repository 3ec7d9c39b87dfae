"""Found stories: threads in which so much is named again and again that a reader sees what they are about."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from backstory.model import Chain, Event

# Fewer events, or all of one day, are one piece of news and not a story.
LEAST_EVENTS = 3
_LEAST_DAYS = 2
# A name that more than this share of all events link (and more than so many) tells nothing of any: a country.
_GENERIC_SHARE = 0.003
_GENERIC_LEAST = 25
# Two events further apart than this are one story only where they share two telling names, or one this rare: "Dhaka"
# does not make last year's fire and this year's shipwreck a story, "Daniel Pearl" does.
_FAR_DAYS = 30
_RARE = 6
# A title of one name alone needs one that the story has at least this share of.
_LEAST_PART = 0.2
# The second name of a title is one that at least this share of the events link.
_COMPANION_SHARE = 0.6
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Chainer:
    """Makes chains of threads; knows how many events there are and how many of them link each title."""

    def __init__(self, event_count: int, count_of: Callable[[str], int]) -> None:
        """`count_of` gives the number of live events that link a title."""
        self._event_count = max(event_count, 1)
        self._count_of = count_of
        self._most = max(_GENERIC_LEAST, _GENERIC_SHARE * event_count)

    def make_chain(self, root: str, events: Sequence[Event]) -> Chain | None:
        """Give the chain of the thread `root`, whose `events` are in order of time; None where it would tell nothing.

        It holds the largest part of the thread in which each event shares a telling name with another one.
        """
        names = {event.id: _list_names(event) for event in events}
        telling = self._find_telling(names)
        chosen = self._choose_largest(events, {id: telling.intersection(linked) for id, linked in names.items()})
        members = [event for event in events if event.id in chosen]
        if len(members) < LEAST_EVENTS or len({event.date for event in members}) < _LEAST_DAYS:
            return None
        named = self._choose_names([names[event.id] for event in members], telling)
        if not named:
            return None
        first_on = members[0].date
        # One name alone may be a country's; that it is a time there, and not all of it, is to be seen.
        since = f"from {_MONTHS[int(first_on[5:7]) - 1]} {first_on[:4]}"
        return Chain(
            owner=f"event:{root}",
            title=", ".join(named if len(named) > 1 else (*named, since)),
            kind="found",
            wish=f"{' '.join(named)} {first_on[:7]}",
            first_on=first_on,
            last_on=members[-1].date,
            event_ids=tuple(event.id for event in members),
        )

    def _find_telling(self, names: Mapping[str, Sequence[str]]) -> set[str]:
        """Give the names that several events of a thread link, and few others."""
        counts = Counter(name for linked in names.values() for name in linked)
        return {name for name, count in counts.items() if count > 1 and self._count_of(name) <= self._most}

    def _choose_largest(self, events: Sequence[Event], telling: Mapping[str, set[str]]) -> set[str]:
        """Give the largest set of events that hang together by telling names; of equal ones the first."""
        last: dict[str, Event] = {}
        part_of: dict[str, set[str]] = {}
        for event in events:
            part = {event.id}
            for name in sorted(telling[event.id]):
                if name in last and self._is_near(last[name], event, telling):
                    part |= part_of[last[name].id]
                last[name] = event
            for event_id in part:
                part_of[event_id] = part
        return max(part_of.values(), key=len, default=set())

    def _is_near(self, one: Event, two: Event, telling: Mapping[str, set[str]]) -> bool:
        if (date.fromisoformat(two.date) - date.fromisoformat(one.date)).days <= _FAR_DAYS:
            return True
        shared = telling[one.id] & telling[two.id]
        return len(shared) > 1 or any(self._count_of(name) <= _RARE for name in shared)

    def _choose_names(self, names: Sequence[Sequence[str]], telling: set[str]) -> tuple[str, ...]:
        """Give the most telling name and the one that goes with it, as in "Daniel Pearl, Pakistan".

        Empty where there is but one, and most of the events that link it are none of this story: a country.
        """
        counts = Counter(name for linked in names for name in linked)
        totals = {name: max(self._count_of(name), counts[name]) for name in counts}
        rarity = {name: math.log(1 + self._event_count / totals[name]) for name in counts}
        parts = {name: counts[name] / totals[name] for name in counts}
        worth = {name: counts[name] * rarity[name] * math.sqrt(parts[name]) for name in telling & counts.keys()}
        first = min(worth, key=lambda name: (-worth[name], name))
        least = _COMPANION_SHARE * len(names)
        rest = [name for name in counts if counts[name] >= least and not _list_words(name) & _list_words(first)]
        # Best what all events link, be it a country: it says where.
        second = min(rest, key=lambda name: (-counts[name], -rarity[name], name), default="")
        if not second and parts[first] < _LEAST_PART:
            return ()
        return tuple(_drop_brackets(name) for name in (first, second) if name)


def _list_names(event: Event) -> tuple[str, ...]:
    """Give the titles that an event links by a name: words with a capital, not "murder" or "hospital"."""
    return tuple(
        dict.fromkeys(
            found.title
            for found in event.mentions
            if found.anchor[:1] != found.anchor[:1].lower() and not found.title.startswith("List of ")
        )
    )


def _list_words(name: str) -> set[str]:
    return set(_drop_brackets(name).casefold().replace(",", "").split())


def _drop_brackets(name: str) -> str:
    return name.partition(" (")[0]
