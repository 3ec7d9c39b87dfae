"""Reasons: why two events belong together, in what a reader of both can see."""

from collections import Counter
from typing import Literal, TypeAlias

import numpy as np

from backstory.model import Event, Reason
from backstory.relate.comparing import list_shared
from backstory.relate.corpus import Corpus, name_topics
from backstory.relate.matrices import Ints
from backstory.relate.places import name_places
from backstory.relate.words import list_words, map_surfaces, map_url_surfaces

# More names than these on one line are not read.
_MOST_REASONS = 5
_MOST_WORDS = 3
# An entity of more than this share of all events tells little; it is named only where nothing rarer is shared.
_GENERIC_SHARE = 0.01
_GENERIC_LEAST = 25
# Names and other words of more than these shares of all events are given only where nothing else is shared.
_COMMON_NAME_SHARE = 0.01
_COMMON_WORD_SHARE = 0.003
_COMMON_LEAST = 8
# A country or region of more than this share of all events tells as little as any generic entity.
_GENERIC_PLACE_SHARE = 0.06
# An event belongs to the place that has at least this length of its vector of places.
_LEAST_PLACE = 0.75

# Blocks whose terms may be given as reasons.
_NAMED = ("entities", "words", "names", "urls", "topics")

Kind: TypeAlias = Literal["entity", "topic", "wording"]
Found: TypeAlias = tuple[Kind, str, float]


class ReasonFinder:
    """Finds reasons among the events of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Look at nothing yet."""
        self._corpus = corpus
        self._generic_below = corpus.rarity_of(max(_GENERIC_LEAST, corpus.count * _GENERIC_SHARE))
        self._common_below = {
            name: corpus.rarity_of(max(_COMMON_LEAST, corpus.count * share))
            for name, share in (("names", _COMMON_NAME_SHARE), ("words", _COMMON_WORD_SHARE))
        }
        self._generic_place_below = corpus.rarity_of(max(_GENERIC_LEAST, corpus.count * _GENERIC_PLACE_SHARE))
        self._places = name_main_places(corpus) if corpus.whole is None else corpus.whole.places
        counts = Counter(self._places) if corpus.whole is None else corpus.whole.place_counts
        self._place_rarity = {place: max(corpus.rarity_of(count), 0.1) for place, count in counts.items()}
        self._has_topics = corpus.blocks["topics"].matrix.nnz > 0
        self._read_last: tuple[str, dict[str, str]] = ("", {})
        self._terms = {name: corpus.blocks[name].list_terms() for name in _NAMED}

    def find(self, firsts: Ints, seconds: Ints) -> list[tuple[Reason, ...]]:
        """Give for each pair its reasons, most telling first; empty where a reader would see none.

        The weights of a pair's reasons sum to 1: each one's share of what is named.
        """
        titles = self._share("entities", firsts, seconds)
        topics = self._share_topics(firsts, seconds)
        found = [self._choose_named(topic, shared) for topic, shared in zip(topics, titles, strict=True)]
        for name in ("names", "words"):
            few = np.flatnonzero([len(reasons) < 2 for reasons in found])
            words = self._share(name, firsts[few], seconds[few], self._common_below[name])
            for pair, shared in zip(few.tolist(), words, strict=True):
                if name == "names":
                    found[pair] += self._choose_place(firsts[pair], seconds[pair], found[pair])
                if shared:
                    found[pair] += self._choose_words(self._corpus.events[firsts[pair]], found[pair], shared)
        self._fill_weak(firsts, seconds, titles, found)
        return [_weigh(sorted(reasons, key=_order_kinds)[:_MOST_REASONS]) for reasons in found]

    def _share(self, name: str, firsts: Ints, seconds: Ints, least: float = -np.inf) -> list[list[tuple[str, float]]]:
        """Give for each pair the terms that both have of a block, of at least that rarity, rarest first."""
        if not firsts.size:
            return []
        block = self._corpus.blocks[name]
        columns, ends = list_shared(block.matrix, (firsts, seconds), block.rarity, least)
        terms = self._terms[name]
        pairs = list(zip([terms[column] for column in columns.tolist()], block.rarity[columns].tolist(), strict=True))
        return [pairs[start:end] for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]

    def _share_topics(self, firsts: Ints, seconds: Ints) -> list[list[Found]]:
        """Give for each pair the innermost topic both are filed under."""
        if not self._has_topics:
            return [[] for _ in firsts]
        shared = self._share("topics", firsts, seconds)
        return [
            self._choose_topic(self._corpus.events[first], topics) if topics else []
            for first, topics in zip(firsts.tolist(), shared, strict=True)
        ]

    def _choose_topic(self, event: Event, topics: list[tuple[str, float]]) -> list[Found]:
        rarity_of = dict(topics)
        name = next(name for name in reversed(name_topics(event)) if name in rarity_of)
        return [("topic", name, max(rarity_of[name], 0.1))]

    def _choose_named(self, topic: list[Found], titles: list[tuple[str, float]]) -> list[Found]:
        """Give the topic and the entities that tell something, without naming one thing twice."""
        filed = topic[0][1] if topic else ""
        return topic + [
            ("entity", title, rarity) for title, rarity in titles if rarity >= self._generic_below and title != filed
        ]

    def _choose_place(self, first: int, second: int, found: list[Found] | None) -> list[Found]:
        """Give the place of both, unless a reason found names it; a generic one only where `found` is None."""
        place = self._places[first]
        if not place or place != self._places[second]:
            return []
        rarity = self._place_rarity[place]
        if found is not None and (rarity < self._generic_place_below or any(place in label for _, label, _ in found)):
            return []
        return [("wording", place, rarity)]

    def _choose_words(self, event: Event, found: list[Found], words: list[tuple[str, float]]) -> list[Found]:
        """Give the telling words that the names found do not contain, as this event writes them."""
        named = {stem for _, label, _ in found for stem in list_words(label)}
        telling = [pair for pair in words if pair[0] not in named][:_MOST_WORDS]
        return [("wording", self._write_as(event, stem), rarity) for stem, rarity in telling]

    def _fill_weak(
        self, firsts: Ints, seconds: Ints, titles: list[list[tuple[str, float]]], found: list[list[Found]]
    ) -> None:
        """Give the pairs that share nothing telling the least generic of an entity, the place and a word.

        The word comes from the texts, or else from titles or the sources' addresses.
        """
        for name in ("words", "names", "urls"):
            bare = np.flatnonzero([not reasons for reasons in found])
            for pair, words in zip(bare.tolist(), self._share(name, firsts[bare], seconds[bare]), strict=True):
                event = self._corpus.events[firsts[pair]]
                weak: list[Found] = [("entity", *title) for title in titles[pair][:1]]
                weak += self._choose_place(firsts[pair], seconds[pair], None)
                weak += [("wording", self._write_as(event, word), rarity) for word, rarity in words[:1]]
                found[pair] = [max(weak, key=lambda reason: reason[2])] if weak else []

    def _write_as(self, event: Event, stem: str) -> str:
        # The pairs of one event come one after another.
        if self._read_last[0] != event.id:
            self._read_last = (event.id, map_surfaces(event))
        written = self._read_last[1].get(stem)
        # Few words are in addresses alone.
        return written or map_url_surfaces(event).get(stem, stem)


def name_main_places(corpus: Corpus) -> list[str]:
    """Give for each event the region, else the country, that it is mainly about; empty where there is none."""
    named = [""] * len(corpus.ids)
    # A country may be told from what usually goes with it; a region must be named, or it is a guess.
    for kind, block in (("countries", "countries"), ("regions", "named regions")):
        matrix = corpus.blocks[block].matrix
        main = np.asarray(matrix.argmax(axis=1)).ravel().tolist()
        shares = matrix.max(axis=1).toarray().ravel()
        places = name_places(kind)
        for row in np.flatnonzero(shares >= _LEAST_PLACE).tolist():
            named[row] = places[main[row]]
    return named


def _order_kinds(reason: Found) -> tuple[bool, bool, float]:
    """Order reasons: the topic, then entities, then words; in each the rarest first."""
    kind, _, rarity = reason
    return kind != "topic", kind == "wording", -rarity


def _weigh(found: list[Found]) -> tuple[Reason, ...]:
    total = sum(rarity for _, _, rarity in found) or 1.0
    return tuple(Reason(kind=kind, label=label, weight=round(rarity / total, 3)) for kind, label, rarity in found)
