"""Events as numbers: one sparse matrix per kind of term, rows in the events' order."""

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.model.topic import list_topics
from backstory.relate.matrices import Floats, Ints, RowCounter, Rows, scale_rows
from backstory.relate.packing import PackedEvents
from backstory.relate.places import PlaceCounter, forget_names, locate_events
from backstory.relate.words import forget_words, list_hosts, list_names, list_phrases, list_url_words, list_words

# The start of a heading's first word tells the portal's categories apart, through all their spellings
# ("Health and environment", "Health and enviornment").
_CATEGORY_LETTERS = 3
CATEGORIES = ("arm", "bus", "dis", "law", "pol", "int", "sci", "spo", "art", "env", "hea")
"""What tells the usual categories apart: conflicts, business, disasters, law, politics and so on."""
# How often each of the first titles counts.
_LEADING_TIMES = (8, 3, 1)
# Events so many days apart are of about the same time.
_CLOSE_DAYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One kind of term: `matrix` is events x terms, float32, rows of length 1 (or empty).

    `columns` says where a term is; `rarity` holds the logarithm of events per event that has the term; `spread`
    how many events have it; `closeness` the share of pairs of these events that are of about the same time. `counts`,
    where they were asked for, say how often an event has a term, any term.
    """

    matrix: Rows
    columns: dict[str, int]
    rarity: Floats
    spread: Floats
    closeness: Floats
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

    The number of a category is its place in CATEGORIES, or one behind these. Where `whole` is given they are only some
    of all; then `events` need only have those whose reasons are wanted.
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


def build_corpus(events: Iterable[Event], *, keep_counts: bool = False) -> Corpus:
    """Give the numbers of `events`, taken one by one and let go. Cost and size grow with the length of their texts."""
    packed, named, days = PackedEvents(), PlaceCounter(), array("i")
    readers = {name: _TermReader(list_terms) for name, list_terms in TERMS}
    categories = defaultdict[str, int](None, {name: number for number, name in enumerate(CATEGORIES)})
    categories.default_factory = categories.__len__
    ids, numbers = [], array("i")
    for event in events:
        packed.append(event)
        named.append(event)
        days.append(date.fromisoformat(event.date).toordinal())
        numbers.append(categories[name_category(event)])
        ids.append(event.id)
        for reader in readers.values():
            reader.append(event)
    forget_words()
    forget_names()
    ordinals = np.array(days, dtype=np.int64)
    blocks = {name: _make_block(readers.pop(name), ordinals, keep_counts) for name, _ in TERMS}
    signs = sp.hstack([blocks[name].matrix for name in SIGNS], format="csr")
    for kind, shares in named.finish().items():
        places = locate_events(shares, signs)
        blocks[kind] = _wrap_block(places.both)
        blocks[f"usual {kind}"] = _wrap_block(places.usual)
        blocks[f"named {kind}"] = _wrap_block(places.named)
    return Corpus(events=packed, ids=ids, days=ordinals, categories=np.array(numbers, dtype=np.int64), blocks=blocks)


def name_category(event: Event) -> str:
    """Give what tells its category apart."""
    return event.category.lower()[:_CATEGORY_LETTERS]


TERMS: tuple[tuple[str, Callable[[Event], Iterable[str]]], ...] = (
    ("entities", lambda event: event.titles),
    ("lead", lambda event: list_leading(event.titles)),
    ("words", lambda event: list_words(event.text)),
    ("names", lambda event: sorted(set(list_names(event)))),
    ("urls", list_url_words),
    ("phrases", lambda event: sorted(set(list_phrases(event)))),
    ("hosts", lambda event: sorted(set(list_hosts(event)))),
    ("topics", lambda event: sorted(set(list_topics(event)))),
)
"""Kinds of terms, with what gives an event's terms of that kind."""

SIGNS = ("entities", "names", "hosts", "urls")
"""Kinds of terms that may say where an event happens."""


def list_leading(titles: Sequence[str]) -> list[str]:
    """Give the titles, the first ones several times: what an event is about comes first in its text."""
    return [title for title, times in zip(titles, _LEADING_TIMES, strict=False) for _ in range(times)]


def weigh_rows(counts: Rows, rarity: Floats, spread: Floats) -> Rows:
    """Give rows of length 1 from how often each has its terms."""
    weights = (1 + np.log(counts.data.astype(np.float64))) * rarity[counts.indices]
    # A term of one event relates it to nothing; without it the row's other terms weigh what they should.
    weights = np.where(spread[counts.indices] < 2, 0, weights).astype(np.float32)
    weighed = sp.csr_matrix((weights, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
    weighed.eliminate_zeros()
    return scale_rows(weighed)


def find_rarity(spread: Floats, count: int) -> Floats:
    """Give the rarity of terms that so many of `count` events have."""
    # In double precision, so that processors which differ in the last bit of a logarithm give the same here.
    rarity: Floats = np.log((count + 1) / (spread.astype(np.float64) + 0.5)).astype(np.float32)
    return rarity


def measure_closeness(terms: Ints, days: Ints, width: int) -> Floats:
    """Give for each of `width` terms the share of pairs of its events that are of about the same time.

    Event by event the terms and the day of that event; 1 for a term of one event.
    """
    if not len(days):
        return np.ones(width, dtype=np.float32)
    # A term's days lie together on one line, far from the next term's.
    apart = int(days.max() - days.min()) + _CLOSE_DAYS + 1
    line = np.sort(terms.astype(np.int64) * apart + (days - days.min()))
    late = np.searchsorted(line, line + _CLOSE_DAYS, side="right")
    # Each event's pairs with those that follow it on the line.
    close = np.bincount(line // apart, weights=late - np.arange(1, len(line) + 1), minlength=width)
    spread = np.bincount(terms, minlength=width)
    pairs = spread * (spread - 1) / 2
    closeness: Floats = np.where(pairs > 0, close / np.maximum(pairs, 1), 1).astype(np.float32)
    return closeness


class _TermReader:
    """Numbers the terms of one kind, event by event."""

    def __init__(self, list_terms: Callable[[Event], Iterable[str]]) -> None:
        self._list_terms = list_terms
        self.columns: defaultdict[str, int] = defaultdict()
        self.columns.default_factory = self.columns.__len__
        self.rows = RowCounter()

    def append(self, event: Event) -> None:
        columns = self.columns
        self.rows.append([columns[term] for term in self._list_terms(event)])


def _make_block(read: _TermReader, days: Ints, keep_counts: bool) -> Block:
    columns = dict(read.columns)
    counts = read.rows.finish(len(columns))
    spread = np.bincount(counts.indices, minlength=len(columns)).astype(np.float32)
    rarity = find_rarity(spread, counts.shape[0])
    return Block(
        matrix=weigh_rows(counts, rarity, spread),
        columns=columns,
        rarity=rarity,
        spread=spread,
        closeness=measure_closeness(counts.indices, np.repeat(days, np.diff(counts.indptr)), len(columns)),
        counts=counts if keep_counts else None,
    )


def _wrap_block(matrix: Rows) -> Block:
    width = matrix.shape[1]
    spread = np.bincount(matrix.indices, minlength=width).astype(np.float32)
    nothing = np.zeros(width, dtype=np.float32)
    return Block(matrix=matrix, columns={}, rarity=nothing, spread=spread, closeness=nothing)
