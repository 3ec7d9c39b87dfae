"""Matching: each item of a new state gets the event it continues, or none.

Exact matches are taken first; the rest is one optimal assignment over what is alike enough. The thresholds were
chosen by reading the pairs around them on the 1,993 states of 2020 and 2021 (`benchmarks/score_permalinks.py`).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from backstory.identity.likeness import Likeness, compare, find_single_urls, list_urls, name_topics
from backstory.model import KnownEvent, ParsedEvent

_ALIKE = 0.72
"""Wording alone makes a live item the same event from here on, where at least half of what they link is the same."""

_ALIKE_LINKED = 0.5
"""Less is enough where both link exactly the same two or more entities: a toll that rises, a sentence added."""

_ALIKE_CITED = 0.45
"""With an article in common that others cite too, less is enough."""

_ALIKE_RETURNED = 0.85
"""An event that was removed comes back only if the wording says so."""

_ALIKE_RETURNED_CITED = 0.5
"""With an article in common it may come back reworded."""

_HALF = 0.5
_FEW = 2
_TOPIC_BONUS = 0.05

Rating = Callable[[Likeness, KnownEvent], float]


def match_items(items: Sequence[ParsedEvent], known: Sequence[KnownEvent]) -> list[str | None]:
    """Give for each item the id of the known event it is, or None; no id twice.

    `known` are the events of the same page, live or removed. An article that one item and one live event alone cite
    decides, unless the same sentence stands there still.
    """
    found = match_same(items, [event for event in known if event.is_live])
    if None not in found or not known:
        return found
    taken = set(found)
    rest = [event for event in known if event.id not in taken]
    if not any(event.is_live for event in rest):
        fill_gaps(found, items, lambda gaps: match_same(gaps, rest))
        rest = [event for event in rest if event.id not in set(found)]
    own = find_own_urls(items, [event for event in known if event.is_live])
    fill_gaps(found, items, lambda gaps: assign(gaps, rest, own, rate_on_page))
    return found


def match_moved(items: Sequence[ParsedEvent], removed: Sequence[KnownEvent]) -> list[str | None]:
    """Give for each item the id of the event it is that another page lost shortly before, or None."""
    return assign(items, removed, find_own_urls(items, removed), rate_moved)


def match_same(items: Sequence[ParsedEvent], known: Sequence[KnownEvent]) -> list[str | None]:
    """Give the ids of events that say exactly the same; of several such, in their order.

    First those that cite the same too, then by the sentence alone.
    """
    found: list[str | None] = [None] * len(items)
    taken: set[str] = set()
    if not known:
        return found
    for describe in (lambda item: (item.date, item.headline, list_urls(item)), lambda item: (item.date, item.text)):
        waiting = defaultdict(list)
        for event in reversed(known):
            if event.id not in taken:
                for said in event.wordings:
                    waiting[describe(said)].append(event.id)
        for place, item in enumerate(items):
            while found[place] is None and waiting.get(describe(item)):
                event_id = waiting[describe(item)].pop()
                if event_id not in taken:
                    found[place] = event_id
                    taken.add(event_id)
    return found


def fill_gaps(
    found: list[str | None], items: Sequence[ParsedEvent], match: Callable[[list[ParsedEvent]], list[str | None]]
) -> None:
    """Ask `match` for the items that have no event yet."""
    places = [place for place, event_id in enumerate(found) if event_id is None]
    for place, event_id in zip(places, match([items[place] for place in places]), strict=True):
        found[place] = event_id


def find_own_urls(items: Sequence[ParsedEvent], known: Sequence[KnownEvent]) -> frozenset[str]:
    """Articles that exactly one item cites and exactly one of the known events."""
    after = find_single_urls((item,) for item in items)
    return after & find_single_urls(event.wordings for event in known)


def assign(
    items: Sequence[ParsedEvent], known: Sequence[KnownEvent], own_urls: frozenset[str], rating: Rating
) -> list[str | None]:
    """The one-to-one assignment with the highest sum of ratings; pairs rated 0 are left apart."""
    ratings = [[0.0] * len(known) for _ in items]
    for row, item in zip(ratings, items, strict=True):
        topics = name_topics(item)
        for column, event in enumerate(known):
            rated = rating(compare(item, event, own_urls), event)
            if rated:
                row[column] = rated + _TOPIC_BONUS * (topics == name_topics(event.wordings[0]))
    columns = choose_best(ratings)
    if columns is None:
        columns = choose_together(ratings)
    return [None if column is None else known[column].id for column in columns]


def choose_best(ratings: Sequence[Sequence[float]]) -> list[int | None] | None:
    """Give the best column of each row, None for a row of zeros; None for all where that is no assignment.

    No other assignment has as high a sum where each row's best is better than its second and no two have the same.
    """
    found: list[int | None] = []
    for row in ratings:
        best = max(row, default=0.0)
        if best and row.count(best) > 1:
            return None
        found.append(row.index(best) if best else None)
    columns = [column for column in found if column is not None]
    return found if len(set(columns)) == len(columns) else None


def choose_together(ratings: Sequence[Sequence[float]]) -> list[int | None]:
    """Give the columns whose sum is highest, none twice; None for a row that is left with a zero."""
    # They take most of a second to load, and few states need them.
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    found: list[int | None] = [None] * len(ratings)
    rows, columns = linear_sum_assignment(np.array(ratings), maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if ratings[row][column]:
            found[row] = column
    return found


def rate_on_page(likeness: Likeness, event: KnownEvent) -> float:
    """How much an item of the page counts as that event of the page; 0 for not at all."""
    if not event.is_live:
        return rate_returned(likeness)
    if likeness.shares_own:
        return 3 + likeness.wording
    if likeness.shares_any and likeness.wording >= _ALIKE_CITED:
        return 1 + likeness.wording
    is_reworded = likeness.wording >= _ALIKE and likeness.links >= _HALF
    is_extended = likeness.wording >= _ALIKE_LINKED and likeness.links == 1 and likeness.shared_links >= _FEW
    return likeness.wording if likeness.same_text or is_reworded or is_extended else 0


def rate_returned(likeness: Likeness) -> float:
    """The same for an event that was removed. It counts less than a live one, except in its own words."""
    if likeness.same_text:
        return 1.5
    if likeness.shares_any and likeness.wording >= _ALIKE_RETURNED_CITED:
        return likeness.wording
    if likeness.wording >= _ALIKE_RETURNED and likeness.links >= _HALF:
        return likeness.wording / 2
    return 0


def rate_moved(likeness: Likeness, event: KnownEvent) -> float:
    """The same for an event that another page lost."""
    return rate_returned(likeness)
