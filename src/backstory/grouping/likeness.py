"""How alike an article and a group of articles are: a few numbers, each of which can be told in words."""

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from backstory.grouping.words import list_stems

FEATURES = (
    "title", "mean of titles", "title of article", "title of member", "text", "rarest word", "second word",
    "pairs of words", "entities", "other entities", "strangers", "days apart", "an editor's event",
)  # fmt: skip
"""What `compare` gives, in this order."""

Weigh = Callable[[str], float]

_MOST_MEMBERS = 12
"""So many of a group are compared with: the first, which says what it is about, and the latest."""

_STEMS_OF_DESCRIPTION = 40


@dataclass(frozen=True)
class Member:
    """An article, or an event's sentence, to be compared: its words, its entities, and its moment in days.

    `is_event` marks a sentence that editors wrote. `language` is empty where unknown.
    """

    title: str
    day: float
    description: str = ""
    language: str = ""
    entities: frozenset[str] = frozenset()
    is_event: bool = False

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of its title."""
        return frozenset(list_stems(self.title, self.language))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring stems of its title."""
        stems = list_stems(self.title, self.language)
        return frozenset(pairwise(stems))

    @cached_property
    def all_stems(self) -> frozenset[str]:
        """Of its title and the beginning of its description."""
        return self.stems | frozenset(list_stems(self.description, self.language)[:_STEMS_OF_DESCRIPTION])


@dataclass
class Group:
    """Members that tell of one event."""

    members: list[Member] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)
    last_day: float = -math.inf
    language: str = ""

    def add(self, member: Member) -> None:
        """One more."""
        self.members.append(member)
        self.stems |= member.all_stems
        self.last_day = max(self.last_day, member.day)
        self.language = self.language or member.language.partition("-")[0]

    def list_compared(self) -> Sequence[Member]:
        """The members that a newcomer is compared with."""
        if len(self.members) <= _MOST_MEMBERS:
            return self.members
        return [self.members[0], *self.members[1 - _MOST_MEMBERS :]]


def compare(article: Member, group: Group, weigh: Weigh, weigh_entity: Weigh) -> tuple[float, ...]:
    """The features of putting `article` into `group`, each about 0 to 1.

    Nothing in them grows with the group: one that is wrong already would draw in everything.
    """
    own = _measure(article.stems, weigh)
    best = (0.0, 0.0, 0.0)
    nearest = group.members[0]
    cosines = 0.0
    members = group.list_compared()
    for member in members:
        shared = article.stems & member.stems
        if not shared:
            continue
        common, theirs = _measure(shared, weigh), _measure(member.stems, weigh)
        found = (common[1] / math.sqrt(own[1] * theirs[1]), common[0] / own[0], common[0] / theirs[0])
        cosines += found[0]
        if found > best:
            best, nearest = found, member
    weights = [*sorted((weigh(stem) for stem in article.stems & nearest.stems), reverse=True), 0.0, 0.0]
    pairs = sorted(min(weigh(left), weigh(right)) for left, right in article.pairs & nearest.pairs)
    entities, others = _compare_entities(article.entities, nearest.entities, weigh_entity)
    _, theirs_alone = _compare_entities(nearest.entities, article.entities, weigh_entity)
    return (
        best[0],
        cosines / len(members),
        *best[1:],
        _measure(article.all_stems & nearest.all_stems, weigh)[0] / _measure(article.all_stems, weigh)[0],
        weights[0] / 8,
        weights[1] / 8,
        min(sum(pairs), 16.0) / 16,
        entities,
        others,
        min(others, theirs_alone) if not article.entities & nearest.entities else 0.0,
        min(abs(article.day - group.last_day), 5.0) / 5,
        float(group.members[0].is_event),
    )


def _compare_entities(own: Set[str], others: Set[str], weigh_entity: Weigh) -> tuple[float, float]:
    """What of `own` entities is among the others, and how telling those are that are not."""
    if not own or not others:
        return 0.0, 0.0
    shared = sum(weigh_entity(title) for title in sorted(own & others))
    alone = sum(weigh_entity(title) for title in sorted(own - others))
    return shared / (shared + alone or 1.0), alone / 8


def _measure(stems: frozenset[str] | set[str], weigh: Weigh) -> tuple[float, float]:
    """The sum of the weights, and of their squares; never 0."""
    # Sums of floats depend on their order, and sets have none.
    weights = [weigh(stem) for stem in sorted(stems)]
    return sum(weights) or 1e-9, sum(weight * weight for weight in weights) or 1e-9
