"""Events as numbers: one sparse matrix per kind of term, rows in the events' order."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.relate.matrices import Floats, Ints, Rows, make_rows, scale_rows
from backstory.relate.places import locate_events
from backstory.relate.words import list_hosts, list_names, list_url_words, list_words

# Of a word that only addresses have: enough to be named where nothing else is.
_UNKNOWN_RARITY = 0.5
# The start of a heading's first word tells the portal's categories apart, through all their spellings
# ("Health and environment", "Health and enviornment").
_CATEGORY_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One kind of term: `matrix` is events x terms, float32, rows of length 1 (or empty).

    `columns` says where a term is; `rarity` holds the logarithm of events per event that has the term; `spread`
    how many events have it.
    """

    matrix: Rows
    columns: dict[str, int]
    rarity: Floats
    spread: Floats

    def rarity_of(self, term: str) -> float:
        """Give the rarity of a term; of one that the block doesn't know, a little."""
        column = self.columns.get(term)
        return _UNKNOWN_RARITY if column is None else float(self.rarity[column])


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All events, their days as proleptic ordinals, their categories as numbers, and their blocks by name."""

    events: Sequence[Event]
    days: Ints
    categories: Ints
    blocks: dict[str, Block]

    def rarity_of(self, count: float) -> float:
        """Give the rarity that a term of `count` events would have here."""
        return math.log((len(self.events) + 1) / (count + 0.5))


def build_corpus(events: Sequence[Event]) -> Corpus:
    """Give the numbers of `events`. Cost and size grow with the length of their texts, linearly."""
    blocks = {
        "entities": _build_block([event.titles for event in events]),
        "words": _build_block([list_words(event.text) for event in events]),
        "names": _build_block([set(list_names(event)) for event in events]),
        "urls": _build_block([list_url_words(event) for event in events]),
        "hosts": _build_block([set(list_hosts(event)) for event in events]),
        "topics": _build_block([set(name_topics(event)) for event in events]),
    }
    signs = sp.hstack([blocks[name].matrix for name in ("entities", "names", "hosts", "urls")], format="csr")
    for kind in ("countries", "regions"):
        places = locate_events(events, kind, signs)
        blocks[kind] = _wrap_block(places.both)
        blocks[f"usual {kind}"] = _wrap_block(places.usual)
        blocks[f"named {kind}"] = _wrap_block(places.named)
    categories: defaultdict[str, int] = defaultdict()
    categories.default_factory = categories.__len__
    return Corpus(
        events=events,
        days=np.array([date.fromisoformat(event.date).toordinal() for event in events], dtype=np.int64),
        categories=np.array([categories[event.category.lower()[:_CATEGORY_LETTERS]] for event in events]),
        blocks=blocks,
    )


def name_topics(event: Event) -> list[str]:
    """Give what its topics are known by, outermost first: the one entity a topic links, or else its words."""
    return [topic.entities[0] if len(topic.entities) == 1 else topic.text for topic in event.topics]


def _build_block(rows: Sequence[Iterable[str]]) -> Block:
    columns: defaultdict[str, int] = defaultdict()
    columns.default_factory = columns.__len__
    # Named in full before the width is asked for: the rows fill `columns`.
    numbered = [[columns[term] for term in row] for row in rows]
    counts = make_rows(numbered, len(columns))
    spread = np.bincount(counts.indices, minlength=len(columns)).astype(np.float32)
    rarity = np.log((len(rows) + 1) / (spread + 0.5)).astype(np.float32)
    weights = (1 + np.log(counts.data)) * rarity[counts.indices]
    # A term of one event relates it to nothing; without it the row's other terms weigh what they should.
    counts.data = np.where(spread[counts.indices] < 2, 0, weights).astype(np.float32)
    counts.eliminate_zeros()
    return Block(matrix=scale_rows(counts), columns=dict(columns), rarity=rarity, spread=spread)


def _wrap_block(matrix: Rows) -> Block:
    width = matrix.shape[1]
    spread = np.bincount(matrix.indices, minlength=width).astype(np.float32)
    return Block(matrix=matrix, columns={}, rarity=np.zeros(width, dtype=np.float32), spread=spread)
