"""What a search finds: hits with marked words, how many there are, and what they have in common."""

from typing import Literal

from backstory.model.event import Event
from backstory.model.record import Record

SearchSort = Literal["relevance", "newest", "oldest"]


class SearchRequest(Record, frozen=True, kw_only=True):
    """What is asked for: words as typed, and filters beside them.

    `first` and `last` are days (2020-05-17), months or years, both included; `entity` a title, alias or slug, `story` a
    slug or title, `category` and `publisher` words of its name, `collection` a name or slug. `cursor` is what
    the page before gave.
    """

    text: str = ""
    first: str = ""
    last: str = ""
    entity: str = ""
    category: str = ""
    story: str = ""
    publisher: str = ""
    collection: str = ""
    sort: SearchSort = "relevance"
    limit: int = 20
    cursor: str = ""
    with_facets: bool = False


class Mark(Record, frozen=True, kw_only=True):
    """Characters of a hit's snippet that were searched for: from `start` up to `end`."""

    start: int
    end: int


class Hit(Record, frozen=True, kw_only=True):
    """An event that was found. `snippet` is its headline, or of a long one the part with most marks.

    `start` is where in the headline the snippet begins; `score` compares hits of one search, and nothing else.
    """

    event: Event
    snippet: str
    start: int = 0
    marks: tuple[Mark, ...] = ()
    score: float = 0.0


class FacetValue(Record, frozen=True, kw_only=True):
    """One value that matches have, and how many have it. `name` filters by it, `label` is for reading."""

    name: str
    label: str
    count: int


class Facets(Record, frozen=True, kw_only=True):
    """What matches have in common: their years, latest first, and the ten most frequent of each other kind.

    Years count all matches in `SearchResult.total`, the others the first `counted` of them.
    """

    counted: int
    years: tuple[FacetValue, ...] = ()
    categories: tuple[FacetValue, ...] = ()
    entities: tuple[FacetValue, ...] = ()
    stories: tuple[FacetValue, ...] = ()
    collections: tuple[FacetValue, ...] = ()


class Correction(Record, frozen=True, kw_only=True):
    """A word that named nothing or a hint such as ``after:foo`` that is no date, and what was searched for instead."""

    typed: str
    used: str


class SearchResult(Record, frozen=True, kw_only=True):
    """A page of hits. `total` is how many match; where `is_more`, at least so many.

    `cursor` asks for the next page; empty on the last one. The first `complete` matches have all the words; where these
    are few, others follow that have most of them. `words` are what was searched for, without those that say nothing.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_more: bool = False
    cursor: str = ""
    corrections: tuple[Correction, ...] = ()
    complete: int = 0
    words: tuple[str, ...] = ()
    facets: Facets | None = None


class Completion(Record, frozen=True, kw_only=True):
    """An entity whose name begins as typed; `name` is the one that does, `uses` how often events link the entity."""

    title: str
    slug: str
    name: str
    uses: int
