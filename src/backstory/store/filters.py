"""What a search is limited to: days, a category, an entity, a story, a publisher, a collection."""

import re
from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from backstory.model import SearchRequest
from backstory.model.record import Record
from backstory.model.slug import slugify
from backstory.store.aliases import find_meant, fold_name
from backstory.store.claims import MOST_EVENTS
from backstory.store.database import Database
from backstory.store.matching import write_excluded
from backstory.store.query import Query, Term, read_bound

_WORD = re.compile(r"[^\W_]+")
_DAY_ZERO = 1_721_424
"""Julian day number less Python's ordinal; SQLite counts by the former."""

KEYS = MOST_EVENTS
KEY_BITS = KEYS.bit_length()
"""Of a row's number in the index. Its length counts: it is written with every word."""

PLACE = f"(CAST(coalesce(julianday(e.date), 0) AS INTEGER) << {KEY_BITS}) + e.key"
"""The number of the row of `events AS e`: its day above, its key below (see the view `search_rows`)."""


class Scope(Record, frozen=True, kw_only=True):
    """The filters: `match` in the index's syntax, days, and places of a story's events where one is asked for.

    `excluded`, in the same syntax, is what no event may have: the index itself has no search for that alone.
    """

    match: str = ""
    excluded: str = ""
    first: str = ""
    last: str = ""
    places: frozenset[int] | None = None
    is_empty: bool = False

    @property
    def is_set(self) -> bool:
        """Whether there is any filter."""
        return bool(self.match or self.first or self.last or self.places is not None)

    @property
    def first_place(self) -> int:
        """The first number of the index that it takes in."""
        bound = place_day(self.first) << KEY_BITS if self.first else 0
        return max(bound, min(self.places, default=0)) if self.places is not None else bound

    @property
    def last_place(self) -> int:
        """The number after the last."""
        bound = (place_day(self.last) + 1) << KEY_BITS if self.last else 1 << 62
        return min(bound, max(self.places, default=0) + 1) if self.places is not None else bound


def place_day(day: str) -> int:
    """The number under which the index keeps a day; 0 for what is none."""
    try:
        return date.fromisoformat(day).toordinal() + _DAY_ZERO
    except ValueError:
        return 0


def name_day(number: int) -> date:
    """The day of such a number; the first of all where it is none."""
    return date.fromordinal(max(1, number - _DAY_ZERO))


def make_scope(database: Database, query: Query, request: SearchRequest) -> tuple[Query, Scope]:
    """The filters of a request and of the hints in its words; hints that name nothing become words.

    Raises:
        InputError: `first` or `last` of the request is no date.
    """
    first = max(query.first, read_bound(request.first)[0])
    last = min(query.last or "9999-12-31", read_bound(request.last)[1] or "9999-12-31")
    words: list[tuple[Term, ...]] = []
    matches = []
    for name in query.entities:
        found = find_entity_keys(database, name)
        if found:
            matches.append(_match_labels("e", found))
        else:
            words.append((Term(words=tuple(_WORD.findall(name))),))
    stories = [(name, find_story_places(database, name)) for name in query.stories]
    words += [(Term(words=tuple(_WORD.findall(name))),) for name, places in stories if not places]
    chosen = [places for _, places in stories if places]
    is_empty = last < first
    if request.entity:
        found = find_entity_keys(database, request.entity)
        matches.append(_match_labels("e", found))
        is_empty |= not found
    if request.story:
        chosen.append(find_story_places(database, request.story))
    matches += [write_column("category", name) for name in (*query.categories, request.category) if _WORD.search(name)]
    matches += [
        write_column("publishers", name) for name in (*query.publishers, request.publisher) if _WORD.search(name)
    ]
    for name in query.collections:
        keys = find_collection_keys(database, name)
        if keys:
            matches.append(_match_labels("c", keys))
        else:
            words.append((Term(words=tuple(_WORD.findall(name))),))
    if request.collection:
        keys = find_collection_keys(database, request.collection)
        matches += [_match_labels("c", keys)] if keys else []
        is_empty |= not keys
    places = frozenset.intersection(*chosen) if chosen else None
    scope = Scope(
        match=" AND ".join(matches),
        excluded=write_excluded(query),
        first=first,
        last="" if last == "9999-12-31" else last,
        places=places,
        is_empty=is_empty or (places is not None and not places),
    )
    return replace(query, groups=(*query.groups, *words)), scope


def _match_labels(kind: str, keys: Iterable[int]) -> str:
    return "(" + " OR ".join(f'labels : "{kind}{key}"' for key in keys) + ")"


def write_column(column: str, name: str) -> str:
    """Words next to one another in one column of the index."""
    return f'{column} : "{" ".join(_WORD.findall(name)[:20])}"'


def find_entity_keys(database: Database, name: str) -> list[int]:
    """Keys of the entity of this title or slug, or of those that go by the name; none where nothing does."""
    name = name.encode("utf-8", "replace").decode()
    row = database.execute(
        "SELECT key FROM entities WHERE (title = ? OR slug = ?) AND uses > 0 ORDER BY title = ? DESC LIMIT 1",
        (name, name, name),
    ).fetchone()
    if row:
        return [row[0]]
    folded = fold_name(name)
    return find_meant(database, [folded]).get(folded, [])


def find_collection_keys(database: Database, name: str) -> list[int]:
    """Keys of the collections of this name or slug; none where there is no such collection."""
    wanted = slugify(name.encode("utf-8", "replace").decode())
    return [key for key, known in database.execute("SELECT key, name FROM collections") if slugify(known) == wanted]


def find_story_places(database: Database, name: str) -> frozenset[int]:
    """Places of the live events of the story of this slug or title; none where there is no such story."""
    name = name.encode("utf-8", "replace").decode()
    rows = database.execute(
        f"SELECT {PLACE} FROM story_events AS s "
        "JOIN events AS e ON e.key = s.event WHERE e.removed_at = '' AND s.story IN "
        "(SELECT key FROM stories WHERE slug = ? OR title = ? COLLATE NOCASE)",
        (name, name),
    )
    return frozenset(place for (place,) in rows)
