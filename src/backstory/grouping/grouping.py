"""Group articles one by one: each goes to the likeliest group of those that are open, or begins a new one."""

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from backstory.grouping.likeness import FEATURES, Group, Member, compare
from backstory.grouping.weights import BIAS, LEAST, LEAST_EVENT, WEIGHTS
from backstory.grouping.words import WordCounts
from backstory.model.record import Record

OPEN_DAYS = 3.0
"""A group takes articles until so long after its last one."""

_MOST_CANDIDATES = 12
"""Groups that share the most telling words are compared; below these the right one was never found."""

_LEAST_WEIGHT = 3.0
"""A word that weighs less, which one title in twenty has, brings no candidates of its own."""


class Choice(Record, frozen=True, kw_only=True):
    """The event an article was found to tell of; how likely that is; what speaks for it, the most telling first."""

    event: str
    chance: float
    parts: tuple[tuple[str, float], ...] = ()


class Grouper:
    """The open groups. Articles and events must be added in the order of time."""

    def __init__(self, counts: WordCounts | None = None, entity_counts: WordCounts | None = None) -> None:
        self.counts = counts or WordCounts()
        self.entity_counts = entity_counts or WordCounts()
        self.groups: dict[str, Group] = {}
        self._by_stem: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def choose(self, article: Member) -> Choice | None:
        """The event that the article tells of; None where it is a new one. Nothing is changed by asking."""
        best: Choice | None = None
        weigh, weigh_entity = cache(self.counts.weigh), cache(self.entity_counts.weigh)
        for event in self.list_candidates(article):
            group = self.groups[event]
            features = compare(article, group, weigh, weigh_entity)
            chance = rate(features)
            least = LEAST_EVENT if group.members[0].is_event else LEAST
            if chance >= least and (best is None or chance > best.chance):
                parts = ((name, round(value, 3)) for name, value in zip(FEATURES, features, strict=True))
                best = Choice(event=event, chance=chance, parts=tuple(sorted(parts, key=lambda part: -part[1])))
        return best

    def list_candidates(self, article: Member) -> list[str]:
        """Open groups that share the most telling words of the title with the article, those first."""
        shared: defaultdict[str, float] = defaultdict(float)
        for stem in sorted(article.stems):
            weight = self.counts.weigh(stem)
            if weight >= _LEAST_WEIGHT:
                for event in self._by_stem.get(stem, ()):
                    shared[event] += weight
        found = [event for event in shared if self._may_join(article, self.groups[event])]
        return sorted(found, key=lambda event: (-shared[event], event))[:_MOST_CANDIDATES]

    def add(self, event: str, member: Member) -> None:
        """Let a group have one more member; the first one begins it."""
        group = self.groups.setdefault(event, Group())
        for stem in member.all_stems - group.stems:
            self._by_stem[stem][event] = None
        group.add(member)

    def count(self, article: Member) -> None:
        """Learn from an article, once it was decided on, how common its words are."""
        self.counts.add(article.stems)
        self.entity_counts.add(article.entities)

    def close(self, day: float) -> None:
        """Forget groups that take no article of `day` or later any more."""
        self.drop(event for event, group in self.groups.items() if group.last_day < day - OPEN_DAYS)

    def drop(self, events: Iterable[str]) -> None:
        """Forget these groups."""
        for event in list(events):
            for stem in self.groups.pop(event).stems:
                of_stem = self._by_stem[stem]
                of_stem.pop(event, None)
                if not of_stem:
                    del self._by_stem[stem]

    def _may_join(self, article: Member, group: Group) -> bool:
        language = article.language.partition("-")[0]
        if language and group.language and language != group.language:
            return False
        return abs(article.day - group.last_day) <= OPEN_DAYS


def rate(features: Iterable[float]) -> float:
    """The chance that an article with these features belongs to the group: a logistic regression."""
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-total))
