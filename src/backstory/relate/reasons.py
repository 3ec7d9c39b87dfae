"""Reasons: why two events belong together, in what a reader of both can see."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import scipy.sparse as sp

from backstory.model import Reason
from backstory.relate.comparing import list_shared
from backstory.relate.corpus import Corpus
from backstory.relate.matrices import Ints, find_largest
from backstory.relate.places import name_places, names_place
from backstory.relate.wording import Pair, Wording, complete_name, read_wording
from backstory.relate.words import list_words, map_slug_surfaces

# More names than these on one line are not read.
_MOST_REASONS = 5
_MOST_WORDS = 3
# An entity of more than this share of all events tells little; it is named only where nothing rarer is shared.
_GENERIC_SHARE = 0.01
_GENERIC_LEAST = 25
# Names and other words of more than these shares of all events are given only where nothing else is shared.
_COMMON_SHARES = {"names": 0.01, "words": 0.0015}
_COMMON_LEAST = 8
# In an archive of so few events that a word of two is of more than that share, it can't be told which words are rare:
# small ones say nothing alone there, "until" and "safe". A name has more letters than this ("Le").
_SHORT_NAME = 2
# A word that both events have only as part of different longer names ("Liberation Movement", "Reform Movement") is a
# reason only where no more events than this have it: then it is somebody's name.
_MOST_WITHIN = 12
# Beside a place that both are about, a word may be a reason up to this share.
_COMMONEST_SHARE = 0.5
# Addresses hold ids, and names of parts of a site in one word ("africaandindianocean", "worldnews").
_LIKE_WORD = re.compile("(?=.*[aeiouy])(?!.*new).{1,11}")
# A country or region of more than this share of all events tells as little as any generic entity.
_GENERIC_PLACE_SHARE = 0.06
# An event belongs to the place that has at least this length of its vector of places.
_LEAST_PLACE = 0.75
# Wordings kept for the pairs to come: neighbours in time share their candidates.
_WORDINGS_KEPT = 1 << 12

Kind: TypeAlias = Literal["topic", "entity", "place", "wording"]
Found: TypeAlias = tuple[Kind, str, float]
# A shared stem, its block, its rarity.
Word: TypeAlias = tuple[str, str, float]


class ReasonFinder:
    """Finds reasons among the events of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Name every term once; look at no event yet."""
        self._corpus = corpus
        self._generic_below = corpus.rarity_of(max(_GENERIC_LEAST, corpus.count * _GENERIC_SHARE))
        self._generic_place_below = corpus.rarity_of(max(_GENERIC_LEAST, corpus.count * _GENERIC_PLACE_SHARE))
        self._rare_from = corpus.rarity_of(_MOST_WITHIN)
        self._common_below = {
            name: corpus.rarity_of(max(_COMMON_LEAST, corpus.count * share)) for name, share in _COMMON_SHARES.items()
        }
        self._knows_words = corpus.count * _COMMON_SHARES["words"] >= 2
        self._places = name_main_places(corpus) if corpus.whole is None else corpus.whole.places
        counts = Counter(self._places) if corpus.whole is None else corpus.whole.place_counts
        self._place_rarity = {place: max(corpus.rarity_of(count), 0.1) for place, count in counts.items()}
        self._commonest = corpus.rarity_of(corpus.count * _COMMONEST_SHARE)
        self._read = lru_cache(maxsize=_WORDINGS_KEPT)(lambda row: read_wording(corpus.events[row]))
        self._titles = _Terms(corpus, ("topics", "entities"))
        self._words = _Terms(corpus, ("names", "words"))
        self._addresses = _Terms(corpus, ("urls",))

    def find(self, firsts: Ints, seconds: Ints) -> list[tuple[Reason, ...]]:
        """Give for each pair its reasons, most telling first; empty where a reader would see none.

        The weights of a pair's reasons sum to 1: each one's share of what is named. A word that tells too little to be
        shown, given only where there is nothing else, has weight 0.
        """
        shared = self._titles.share(firsts, seconds)
        found = [self._choose_titles(titles) for titles in shared]
        few = np.flatnonzero([len(reasons) < 2 for reasons in found])
        words = self._words.share(firsts[few], seconds[few])
        last_resort: dict[int, str] = {}
        pairs = zip(few.tolist(), firsts[few].tolist(), seconds[few].tolist(), words, strict=True)
        for at, first, second, both in pairs:
            self._add_place(found[at], first, second)
            if both:
                self._add_words(found[at], (first, second), both)
            if not found[at] or (len(found[at]) == 1 and found[at][0][0] == "place"):
                found[at] = self._choose_weak((first, second), shared[at], found[at], both)
            if both and not found[at]:
                last_resort[at] = both[0][0]
        self._add_address_words(found, firsts, seconds)
        for at, stem in last_resort.items():
            if not found[at]:
                found[at] = [("wording", self._read(int(firsts[at])).written.get(stem, stem), 0.0)]
        return [_weigh(reasons) for reasons in found]

    def _choose_titles(self, titles: list[Word]) -> list[Found]:
        """Give the topic and the entities that tell something, without naming one thing twice."""
        found: list[Found] = []
        for title, block, rarity in titles:
            if block == "topics":
                if not found:
                    found.append(("topic", title, max(rarity, 0.1)))
            elif rarity >= self._generic_below and not (found and found[0][1] == title):
                found.append((_tell_kind(title), title, rarity))
        return found

    def _add_place(self, found: list[Found], first: int, second: int) -> None:
        """Add the place of both, unless it is a generic one or a reason found names it."""
        place = self._places[first]
        if place and place == self._places[second] and not any(place in label for _, label, _ in found):
            rarity = self._place_rarity[place]
            if rarity >= self._generic_place_below:
                found.append(("place", place, rarity))

    def _add_words(self, found: list[Found], pair: tuple[int, int], words: list[Word]) -> None:
        """Add telling words that the reasons found do not contain, two together where both events have them so."""
        # Rarest first, so that the first one says whether any is telling.
        if words[0][2] < self._common_below["names"]:
            return
        if found:
            named = frozenset().union(*[_list_stems(label) for _, label, _ in found])
            words = [word for word in words if word[0] not in named]
        if not any(rarity >= self._common_below[block] for _, block, rarity in words):
            return
        first, second = self._read(pair[0]), self._read(pair[1])
        rarity_of = {stem: rarity for stem, _, rarity in reversed(words)}
        chosen: list[Found] = []
        taken: set[str] = set()
        for stems, label in self._pair_words(rarity_of, first, second):
            if taken.intersection(stems):
                continue
            whole, label = complete_name(stems, label, first, second)
            taken.update(whole)
            kind: Kind = "place" if _tell_kind(label) == "place" else "wording"
            chosen.append((kind, label, sum(map(rarity_of.__getitem__, stems))))
        for stem, block, rarity in words:
            if stem in taken or rarity < self._common_below[block] or not stem.isalpha():
                continue
            taken.add(stem)
            label = _write_single(stem, first, second)
            if self._stands(stem, rarity, first, second) and not names_place(label):
                chosen.append(("wording", label, rarity))
        chosen.sort(key=_negate_rarity)
        if found or self._are_enough(chosen):
            found += chosen[:_MOST_WORDS]

    def _pair_words(self, rarity_of: dict[str, float], first: Wording, second: Wording) -> list[tuple[Pair, str]]:
        """Give the pairs of words that both events have one after the other, each word in one pair, rarest first."""
        both = [
            (stems, label)
            for stems, label in first.pairs.items()
            if stems in second.pairs and self._tells(stems, label, rarity_of)
        ]
        both.sort(key=lambda one: (-rarity_of[one[0][0]] - rarity_of[one[0][1]], one[1]))
        chosen: list[tuple[Pair, str]] = []
        taken: set[str] = set()
        for stems, label in both:
            if not taken & set(stems):
                taken |= set(stems)
                chosen.append((stems, label))
        return chosen

    def _tells(self, stems: Pair, label: str, rarity_of: dict[str, float]) -> bool:
        rarities = [rarity_of.get(stem, -1.0) for stem in stems]
        if label[0].isupper():
            return min(rarities) >= 0 and max(rarities) >= self._common_below["names"]
        return min(rarities) >= self._common_below["words"]

    def _stands(self, stem: str, rarity: float, first: Wording, second: Wording) -> bool:
        """Say whether a single word both have means the same in both."""
        return rarity >= self._rare_from or first.names_singly(stem) or second.names_singly(stem)

    def _are_enough(self, words: list[Found]) -> bool:
        """Say whether words may be the only reason: two, a name, two together, or one that few events have."""
        if not self._knows_words:
            return any(label[0].isupper() and len(label) > _SHORT_NAME for _, label, _ in words)
        if len(words) != 1:
            return bool(words)
        ((_, label, rarity),) = words
        return label[0].isupper() or " " in label or "-" in label or rarity >= self._rare_from

    def _choose_weak(
        self, pair: tuple[int, int], titles: list[Word], found: list[Found], words: list[Word]
    ) -> list[Found]:
        """Give what two events that share nothing telling have in common: a place or generic entity, and a word.

        Neither tells much, both together more: Indonesia and COVID-19.
        """
        weak: list[Found] = list(found) or [(_tell_kind(title), title, rarity) for title, _, rarity in titles[:1]]
        place = self._places[pair[0]]
        if place and place == self._places[pair[1]]:
            weak.append(("place", place, self._place_rarity[place]))
        if not weak:
            return []
        best = max(weak, key=lambda reason: reason[2])
        return [best, *self._choose_common_name(pair, best, words)] if best[0] == "place" else [best]

    def _choose_common_name(self, pair: tuple[int, int], best: Found, words: list[Word]) -> list[Found]:
        """Give the most telling of the names that are too common to be a reason alone."""
        named = _list_stems(best[1])
        for stem, block, rarity in words:
            if rarity < self._commonest:
                break
            if block == "names" and stem not in named and stem.isalpha():
                first, second = self._read(pair[0]), self._read(pair[1])
                label = first.written.get(stem, "")
                if label and not names_place(label) and self._stands(stem, rarity, first, second):
                    return [("wording", label, rarity)]
        return []

    def _add_address_words(self, found: list[list[Found]], firsts: Ints, seconds: Ints) -> None:
        """Give the pairs that have no reason yet the telling words of their sources' addresses."""
        bare = np.flatnonzero([not reasons for reasons in found])
        shared = self._addresses.share(firsts[bare], seconds[bare])
        rows = zip(bare.tolist(), firsts[bare].tolist(), seconds[bare].tolist(), strict=True)
        for (at, first, second), words in zip(rows, shared, strict=True):
            if words and words[0][2] >= self._common_below["words"]:
                found[at] += self._choose_address_words((first, second), words)

    def _choose_address_words(self, pair: tuple[int, int], words: list[Word]) -> list[Found]:
        """Give words that one of the texts has too, or else two of both articles' own names, not of folders.

        One alone may name a part of a site.
        """
        first, second = self._read(pair[0]).written, self._read(pair[1]).written
        telling = [word for word in words if word[2] >= self._common_below["words"] and _LIKE_WORD.fullmatch(word[0])]
        said = [word for word in telling if word[0] in first or word[0] in second]
        as_cited, also_cited = (map_slug_surfaces(self._corpus.events[row]) for row in pair)
        named = [word for word in telling if word[0] in as_cited and word[0] in also_cited]
        chosen = said[:1] or (named[:2] if len(named) > 1 else [])
        labels = [first.get(stem) or second.get(stem) or as_cited.get(stem, stem) for stem, _, _ in chosen]
        return [("wording", label, rarity) for label, (_, _, rarity) in zip(labels, chosen, strict=True)]


class _Terms:
    """The terms of some blocks, side by side, the first block's before all others."""

    def __init__(self, corpus: Corpus, blocks: tuple[str, ...]) -> None:
        chosen = [corpus.blocks[name] for name in blocks]
        self._matrix = sp.hstack([block.matrix for block in chosen], format="csr", dtype=np.float32)
        # Which terms there are is all that is asked.
        self._matrix.data = np.ones(self._matrix.nnz, dtype=np.int8)
        rarity = np.concatenate([block.rarity for block in chosen])
        kinds = np.repeat(np.arange(len(blocks)), [len(block.rarity) for block in chosen])
        # Places in the order of telling; a block's terms come before the next one's only where it holds topics.
        is_later = kinds > 0 if blocks[0] == "topics" else np.zeros_like(kinds)
        self._place = np.empty(len(rarity), dtype=np.int64)
        self._place[np.lexsort((np.arange(len(rarity)), -rarity, is_later))] = np.arange(len(rarity))
        self._terms = [term for block in chosen for term in block.list_terms()]
        self._kinds = kinds.astype(np.uint8)
        self._blocks = blocks
        self._rarity = rarity

    def share(self, firsts: Ints, seconds: Ints) -> list[list[Word]]:
        """Give for each pair the terms that both have, most telling first."""
        columns, ends = list_shared(self._matrix, (firsts, seconds), self._place)
        listed = columns.tolist()
        # Made here and not kept: where work is shared, each process would have to copy what is kept of all terms.
        made = {column: self._make_word(column) for column in set(listed)}
        words = list(map(made.__getitem__, listed))
        return [words[start:end] for start, end in pairwise(ends.tolist())]

    def _make_word(self, column: int) -> Word:
        return self._terms[column], self._blocks[self._kinds[column]], float(self._rarity[column])


def name_main_places(corpus: Corpus) -> list[str]:
    """Give for each event the region, else the country, that it is mainly about; empty where there is none."""
    named = [""] * len(corpus.ids)
    # A country may be told from what usually goes with it; a region must be named, or it is a guess.
    for kind, block in (("countries", "countries"), ("regions", "named regions")):
        matrix = corpus.blocks[block].matrix
        main = find_largest(matrix).tolist()
        shares = matrix.max(axis=1).toarray().ravel()
        places = name_places(kind)
        for row in np.flatnonzero(shares >= _LEAST_PLACE).tolist():
            named[row] = places[main[row]]
    return named


@lru_cache(maxsize=1 << 14)
def _tell_kind(title: str) -> Kind:
    return "place" if title in name_places("countries") or title in name_places("regions") else "entity"


def _write_single(stem: str, first: Wording, second: Wording) -> str:
    """Give the word as the first event writes it, or the second where only that one writes it small: no name then."""
    label, other = first.written.get(stem, stem), second.written.get(stem, stem)
    return other if label[:1].isupper() and other[:1].islower() else label


@lru_cache(maxsize=1 << 14)
def _list_stems(label: str) -> frozenset[str]:
    return frozenset(list_words(label))


def _negate_rarity(reason: Found) -> float:
    return -reason[2]


def _weigh(found: list[Found]) -> tuple[Reason, ...]:
    found = found[:_MOST_REASONS]
    thousandths = 1000 / (sum([rarity for _, _, rarity in found]) or 1.0)
    return tuple(
        [Reason(kind=kind, label=label, weight=int(rarity * thousandths + 0.5) / 1000) for kind, label, rarity in found]
    )
