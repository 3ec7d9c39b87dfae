"""Events as numbers: one sparse matrix per kind of term, rows in the events' order."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.relate.matrices import Floats, Ints, Rows, make_rows, scale_rows
from backstory.relate.places import locate_events
from backstory.relate.words import list_hosts, list_names, list_url_words, list_words

# The start of a heading's first word tells the portal's categories apart, through all their spellings
# ("Health and environment", "Health and enviornment").
_CATEGORY_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One kind of term: `matrix` is events x terms, float32, rows of length 1 (or empty).

    `columns` says where a term is; `rarity` holds the logarithm of events per event that has the term; `spread`
    how many events have it. `counts`, where they were asked for, say how often an event has a term, any term.
    """

    matrix: Rows
    columns: dict[str, int]
    rarity: Floats
    spread: Floats
    counts: Rows = None

    def list_terms(self) -> list[str]:
        """Give the terms by column; empty where one has no name here."""
        terms = [""] * self.matrix.shape[1]
        for term, column in self.columns.items():
            terms[column] = term
        return terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What must be known of all events where a corpus has only some of them.

    `count` is how many there are; `places` names the one that each event of the corpus is mainly about,
    `place_counts` how many of all are; `crowd` and `kindred` are how many events of its kind each event of the corpus
    has about its day, and at all.
    """

    count: int
    places: Sequence[str]
    place_counts: Mapping[str, int]
    crowd: Ints
    kindred: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All events, their ids, days as proleptic ordinals, categories as numbers, and their blocks by name.

    Where `whole` is given they are only some of all; then `events` need only have those whose reasons are wanted.
    """

    events: Mapping[int, Event] | Sequence[Event]
    ids: Sequence[str]
    days: Ints
    categories: Ints
    blocks: dict[str, Block]
    whole: Whole | None = None

    def rarity_of(self, count: float) -> float:
        """Give the rarity that a term of `count` events would have here."""
        return math.log((self.count + 1) / (count + 0.5))

    @property
    def count(self) -> int:
        """How many events there are at all."""
        return len(self.ids) if self.whole is None else self.whole.count


def build_corpus(events: Sequence[Event], *, keep_counts: bool = False) -> Corpus:
    """Give the numbers of `events`. Cost and size grow with the length of their texts, linearly."""
    blocks = {name: _build_block([list_terms(event) for event in events], keep_counts) for name, list_terms in TERMS}
    signs = sp.hstack([blocks[name].matrix for name in SIGNS], format="csr")
    for kind in ("countries", "regions"):
        places = locate_events(events, kind, signs)
        blocks[kind] = _wrap_block(places.both)
        blocks[f"usual {kind}"] = _wrap_block(places.usual)
        blocks[f"named {kind}"] = _wrap_block(places.named)
    categories: defaultdict[str, int] = defaultdict()
    categories.default_factory = categories.__len__
    return Corpus(
        events=events,
        ids=[event.id for event in events],
        days=np.array([date.fromisoformat(event.date).toordinal() for event in events], dtype=np.int64),
        categories=np.array([categories[name_category(event)] for event in events]),
        blocks=blocks,
    )


def name_category(event: Event) -> str:
    """Give what tells its category apart."""
    return event.category.lower()[:_CATEGORY_LETTERS]


def name_topics(event: Event) -> list[str]:
    """Give what its topics are known by, outermost first: the one entity a topic links, or else its words."""
    return [topic.entities[0] if len(topic.entities) == 1 else topic.text for topic in event.topics]


TERMS: tuple[tuple[str, Callable[[Event], Iterable[str]]], ...] = (
    ("entities", lambda event: event.titles),
    ("words", lambda event: list_words(event.text)),
    ("names", lambda event: sorted(set(list_names(event)))),
    ("urls", list_url_words),
    ("hosts", lambda event: sorted(set(list_hosts(event)))),
    ("topics", lambda event: sorted(set(name_topics(event)))),
)
"""Kinds of terms, with what gives an event's terms of that kind."""

SIGNS = ("entities", "names", "hosts", "urls")
"""Kinds of terms that may say where an event happens."""


def weigh_rows(counts: Rows, rarity: Floats, spread: Floats) -> Rows:
    """Give rows of length 1 from how often each has its terms."""
    weights = (1 + np.log(counts.data)) * rarity[counts.indices]
    # A term of one event relates it to nothing; without it the row's other terms weigh what they should.
    weights = np.where(spread[counts.indices] < 2, 0, weights).astype(np.float32)
    weighed = sp.csr_matrix((weights, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
    weighed.eliminate_zeros()
    return scale_rows(weighed)


def find_rarity(spread: Floats, count: int) -> Floats:
    """Give the rarity of terms that so many of `count` events have."""
    rarity: Floats = np.log((count + 1) / (spread + 0.5)).astype(np.float32)
    return rarity


def _build_block(rows: Sequence[Iterable[str]], keep_counts: bool) -> Block:
    columns: defaultdict[str, int] = defaultdict()
    columns.default_factory = columns.__len__
    # Named in full before the width is asked for: the rows fill `columns`.
    numbered = [[columns[term] for term in row] for row in rows]
    counts = make_rows(numbered, len(columns))
    spread = np.bincount(counts.indices, minlength=len(columns)).astype(np.float32)
    rarity = find_rarity(spread, len(rows))
    return Block(
        matrix=weigh_rows(counts, rarity, spread),
        columns=dict(columns),
        rarity=rarity,
        spread=spread,
        counts=counts if keep_counts else None,
    )


def _wrap_block(matrix: Rows) -> Block:
    width = matrix.shape[1]
    spread = np.bincount(matrix.indices, minlength=width).astype(np.float32)
    return Block(matrix=matrix, columns={}, rarity=np.zeros(width, dtype=np.float32), spread=spread)
