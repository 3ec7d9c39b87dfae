"""Features: what the ranker is told of an event and each of its candidates.

Every feature means the same in every year and archive: a cosine, a share, a rarity, a place in the list, a number
of days; never which entity or word it is.
"""

from collections.abc import Iterator

import numpy as np

from backstory.relate.candidates import Candidates
from backstory.relate.comparing import PairComparer
from backstory.relate.corpus import Corpus
from backstory.relate.facts import EVENT_FACTS, describe_events
from backstory.relate.matrices import Floats, Ints

_BLOCKS = (
    "entities",
    "words",
    "names",
    "urls",
    "phrases",
    "lead",
    "countries",
    "usual countries",
    "regions",
    "usual regions",
)
# Blocks, the first ones, whose shared terms are looked at one by one: how rare they are, and whether their events are
# of about the same time.
_RARE = ("entities", "words", "names", "urls", "phrases")
# Pairs described at once: bounds the memory that the rows of pairs take, and keeps it near the processor.
_PAIRS_AT_ONCE = 1 << 13
# The first score of a pair far apart in time keeps this share; the rest fades over so many days.
_TIMELESS_SHARE = 0.6
_FADING_DAYS = 60
COMPARED = (
    "first score",
    "faded score",
    "place and category",
    "countries",
    "regions",
    "words",
    "names",
    "urls",
    "sum entities",
)
"""Features that are also given in proportion to the event's best candidate, and as place in its list."""

PLAIN_FEATURES = (
    "first score",
    "faded score",
    "days",
    "days apart",
    "same category",
    "place and category",
    *_BLOCKS,
    *(f"{kind} {name}" for kind in ("sum", "burst sum", "peak", "burst peak", "covered") for name in _RARE),
    *(f"{whose} {fact}" for whose in ("own", "other") for fact in EVENT_FACTS),
)
FEATURES = (
    *PLAIN_FEATURES,
    *(f"{name}, to the best" for name in COMPARED),
    *(f"{name}, place" for name in COMPARED),
)


class FeatureMaker:
    """Makes the features of events' candidates."""

    def __init__(self, corpus: Corpus) -> None:
        """Take what follows from the corpus alone."""
        self._corpus = corpus
        self._comparer = PairComparer([corpus.blocks[name].matrix for name in _BLOCKS])
        rarity = np.concatenate([corpus.blocks[name].rarity for name in _RARE])
        closeness = np.concatenate([corpus.blocks[name].closeness for name in _RARE])
        self._weights = np.stack([rarity, rarity * closeness])
        self._totals = np.stack([_add_rarities(corpus, name) for name in _RARE])
        self._facts = describe_events(corpus)

    def make(self, candidates: Candidates) -> Floats:
        """Give the features, FEATURES x (events * candidates); what is said of a candidate that isn't there is void."""
        present = candidates.others >= 0
        firsts = np.repeat(candidates.rows, candidates.others.shape[1])
        seconds = np.where(present, candidates.others, candidates.rows[:, None]).ravel()
        features = np.empty((len(FEATURES), len(firsts)), dtype=np.float32)
        self._fill_plain(features, firsts, seconds, candidates.scores.ravel())
        for number, name in enumerate(COMPARED):
            values = features[PLAIN_FEATURES.index(name)].reshape(present.shape)
            values = np.where(present, values, -np.inf)
            best = np.maximum(values.max(axis=1, keepdims=True), 1e-6)
            features[len(PLAIN_FEATURES) + number] = (values / best).ravel()
            features[len(PLAIN_FEATURES) + len(COMPARED) + number] = rank_rows(values).ravel()
        return features

    def make_plain(self, firsts: Ints, seconds: Ints, scores: Floats) -> Floats:
        """Give the features of pairs that no other candidate bears on, PLAIN_FEATURES x pairs."""
        features = np.empty((len(PLAIN_FEATURES), len(firsts)), dtype=np.float32)
        self._fill_plain(features, firsts, seconds, scores)
        return features

    def _fill_plain(self, features: Floats, firsts: Ints, seconds: Ints, scores: Floats) -> None:
        for start in range(0, len(firsts), _PAIRS_AT_ONCE):
            some = slice(start, start + _PAIRS_AT_ONCE)
            at = 0
            for part in self._describe_pairs(firsts[some], seconds[some], scores[some]):
                features[at : at + len(part), some] = part
                at += len(part)

    def _describe_pairs(self, firsts: Ints, seconds: Ints, scores: Floats) -> Iterator[Floats]:
        """Yield the plain features in their order, each time some of them x pairs."""
        corpus = self._corpus
        faded = _fade(corpus, firsts, seconds, scores)
        days = (corpus.days[seconds] - corpus.days[firsts]).astype(np.float32)
        same_category = (corpus.categories[firsts] == corpus.categories[seconds]).astype(np.float32)
        shared = self._comparer.compare(firsts, seconds, self._weights)
        place_and_category = same_category * shared.products[_BLOCKS.index("countries")]
        yield np.stack([scores, faded, days, np.abs(days), same_category, place_and_category])
        yield shared.products
        for found in (*shared.sums, *shared.peaks):
            yield found[: len(_RARE)]
        least = np.minimum(self._totals[:, firsts], self._totals[:, seconds])
        yield (shared.sums[0][: len(_RARE)] / np.maximum(least, 1e-6)).astype(np.float32)
        yield self._facts[:, firsts]
        yield self._facts[:, seconds]


def _fade(corpus: Corpus, firsts: Ints, seconds: Ints, scores: Floats) -> Floats:
    """Give the first scores, lessened with the days apart."""
    fading = np.exp(-np.abs(corpus.days[seconds] - corpus.days[firsts]) / _FADING_DAYS)
    faded: Floats = scores * (_TIMELESS_SHARE + (1 - _TIMELESS_SHARE) * fading)
    return faded.astype(np.float32)


def _add_rarities(corpus: Corpus, name: str) -> Floats:
    block = corpus.blocks[name]
    owners = np.repeat(np.arange(len(corpus.ids)), np.diff(block.matrix.indptr))
    totals = np.bincount(owners, weights=block.rarity[block.matrix.indices], minlength=len(corpus.ids))
    return totals.astype(np.float32)


def rank_rows(values: Floats) -> Floats:
    """Give each value's place in its row, 0 for the largest; of equal ones the earlier comes first.

    No value is below 0 but -inf.
    """
    width = values.shape[1]
    # Numbers that stand in the order of such values, each with its place: sorting these is faster than by values.
    keys = np.ascontiguousarray(values + np.float32(0)).view(np.int32).astype(np.int64) * -width + np.arange(width)
    keys.sort(axis=1)
    order = keys % width
    ranks = np.empty(values.shape, dtype=np.float32)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(width, dtype=np.float32), values.shape), axis=1)
    return ranks
