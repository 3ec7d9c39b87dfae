"""Surroundings: which entities the rest of a text most likely names, and who belongs with them in the archive."""

import math
from collections.abc import Mapping, Sequence

from backstory.entities.knowledge import Knowledge, Known
from backstory.entities.rates import rate_link, share_target
from backstory.entities.spans import Span
from backstory.model.record import Record

MOST_TARGETS = 30
"""Entities looked at for one anchor, the most common first. "Prime Minister" has more, hardly ever meant."""

_MOST_OTHERS = 15
_LEAST_WEIGHT = 0.05
_DIFFERING_PART = 0.3
# Events of each pair that there would be by chance count so many times as met; it damps what is said of rare entities.
_DAMPING = 3.0
# Logarithms of how much oftener than by chance; beyond, it's the same for a reader.
_LEAST_LIFT, _MOST_LIFT = -2.0, 4.0


class Other(Record, frozen=True, kw_only=True):
    """An entity that some other words of the text probably name; `weight` is how probably."""

    title: str
    weight: float
    span: Span


class Surroundings:
    """What is known around the spans of one text on one day."""

    def __init__(self, spans: Sequence[Span], on: str, knowledge: Knowledge) -> None:
        titles = {title for span in spans for title, _ in span.anchor.targets[:MOST_TARGETS]}
        self.volume = knowledge.measure(on)
        self.known: Mapping[str, Known] = knowledge.describe(titles, on)
        self.others = _choose_others(spans, self.known)
        self._together = knowledge.count_together(titles, [other.title for other in self.others])

    def list_lifts(self, span: Span, title: str) -> list[tuple[str, float]]:
        """How much more often than by chance the archive links `title` with each of the others, times their weight."""
        total = max(self.volume.events, 1)
        events = self.known[title].events
        found = []
        for other in self.others:
            if other.title == title or other.span.overlaps(span):
                continue
            chance = self.known[other.title].events / total
            together = self._together.get((title, other.title), 0.0)
            lift = math.log((together + _DAMPING * chance) / ((events + _DAMPING) * chance))
            found.append((other.title, other.weight * min(max(lift, _LEAST_LIFT), _MOST_LIFT)))
        return found


def _choose_others(spans: Sequence[Span], known: Mapping[str, Known]) -> list[Other]:
    best: dict[str, Other] = {}
    for span in spans:
        title, count = span.anchor.targets[0]
        weight = rate_link(span.anchor) * share_target(span.anchor, count)
        weight *= _DIFFERING_PART if span.differs else 1.0
        is_better = title not in best or weight > best[title].weight
        if weight > _LEAST_WEIGHT and title in known and is_better:
            best[title] = Other(title=title, weight=weight, span=span)
    return sorted(best.values(), key=lambda other: (-other.weight, other.title))[:_MOST_OTHERS]
