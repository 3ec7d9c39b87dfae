"""Facts of single events: how plainly they name a place, how much they say, and how much happens there at the time."""

import numpy as np

from backstory.relate.corpus import CATEGORIES, Corpus
from backstory.relate.matrices import Floats, Ints, find_largest

# Events of the same place and category within so many days, before and after, are the time's crowd.
CROWD_DAYS = 10

EVENT_FACTS = (
    "named country",
    "named region",
    "crowd",
    "burst",
    "count words",
    "count titles",
    "rarest title",
    "rarest name",
    "category",
)


def describe_events(corpus: Corpus) -> Floats:
    """Give EVENT_FACTS x events.

    The named place's share of what is named, 0 for none; the logarithm of how many events of its main country and
    category happen about its day; their part in all such events; how many words and titles it shares with any other
    event; the rarity of its rarest title and name; and the number of its category, -1 for an unusual one.
    """
    crowd, total = _count_crowd(corpus)
    return np.stack(
        [
            _find_peaks(corpus, "named countries"),
            _find_peaks(corpus, "named regions"),
            np.log1p(crowd),
            crowd / np.maximum(total, 1),
            np.log1p(np.diff(corpus.blocks["words"].matrix.indptr)),
            np.diff(corpus.blocks["entities"].matrix.indptr),
            _find_rarest(corpus, "entities"),
            _find_rarest(corpus, "names"),
            np.where(corpus.categories < len(CATEGORIES), corpus.categories, -1),
        ]
    ).astype(np.float32)


def _find_peaks(corpus: Corpus, name: str) -> Floats:
    matrix = corpus.blocks[name].matrix
    peaks: Floats = matrix.max(axis=1).toarray().ravel()
    return peaks


def _find_rarest(corpus: Corpus, name: str) -> Floats:
    block = corpus.blocks[name]
    rarest = np.zeros(len(corpus.ids), dtype=np.float32)
    owners = np.repeat(np.arange(len(corpus.ids)), np.diff(block.matrix.indptr))
    np.maximum.at(rarest, owners, block.rarity[block.matrix.indices])
    return rarest


def _count_crowd(corpus: Corpus) -> tuple[Ints, Ints]:
    if corpus.whole is not None:
        return corpus.whole.crowd, corpus.whole.kindred
    return count_crowd(find_main_countries(corpus), corpus.categories, corpus.days)


def find_main_countries(corpus: Corpus) -> Ints:
    """Give the number of the country that each event is most about."""
    return find_largest(corpus.blocks["countries"].matrix)


def count_crowd(places: Ints, categories: Ints, days: Ints) -> tuple[Ints, Ints]:
    """Give for each event how many of its kind there are about its day, and at all, itself included."""
    kinds = places * (int(categories.max()) + 1) + categories
    # A kind's days lie together on one line, far from the next kind's, so that one search serves all.
    first = int(days.min())
    apart = int(days.max()) - first + 2 * CROWD_DAYS + 2
    line = kinds * apart + days - first
    order = np.argsort(line)
    # Looked for in order, each is found beside the last one.
    sorted_line = line[order]
    crowd = np.empty(len(line), dtype=np.int64)
    crowd[order] = np.searchsorted(sorted_line, sorted_line + CROWD_DAYS, side="right") - np.searchsorted(
        sorted_line, sorted_line - CROWD_DAYS, side="left"
    )
    return crowd, np.bincount(kinds)[kinds]
