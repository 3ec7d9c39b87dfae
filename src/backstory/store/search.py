"""Search live events: read what was typed, find, rank, and where nothing has all of it, find what was likely meant."""

import json
import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from backstory.model import Correction, SearchRequest, SearchResult
from backstory.model.record import Record
from backstory.store.calendar import END
from backstory.store.cursors import Cursor, read_cursor, write_cursor
from backstory.store.database import Database
from backstory.store.facets import count_facets
from backstory.store.filters import KEY_BITS, PLACE, Scope, make_scope, place_day
from backstory.store.matching import Part, correct_parts, count_matches, make_parts, open_last, write_match
from backstory.store.query import Query, parse_query
from backstory.store.snippets import build_hits

WINDOW = 10_000
"""Matches that are ranked, the newest where there are more: about 30 ms, and more than anybody pages through."""

MAX_LIMIT = 1_000

WEIGHTS = (4.0, 1.0, 2.0, 0.3, 0.0, 2.0)
"""Of a word in headline, topics, entities, publishers, category, labels; see `benchmarks/search_quality.py`."""

_FRESH = 0.05
_FRESH_DAYS = 365.0
"""An event of the newest day counts so much more than a very old one, of a year before half of that."""

_ENOUGH = 3
"""Where all words find fewer, other readings of them are tried."""

_PAGE = 10
"""Where all words find fewer, what has most of them follows."""

_ALL_PARTS = 16
"""A text of more words is not searched for all of them."""

_MOST_PARTS = 6
"""Of so many words, what has all but one is looked for."""

_ANY_PARTS = 12
_ANY_MATCHES = 12_000
_ANY_SHARE = 0.4
"""Where any word will do: the rarest so many, so many matches, and what scores so much of the best."""

_TIER = 1_000.0
"""No match scores as much: taken off, it puts what has most words after what has all."""


class Reading(Record, frozen=True, kw_only=True):
    """One way to understand what was typed, and what it finds: `ranked` (score, place), best first.

    The first `complete` of these have all the words.
    """

    parts: tuple[Part, ...]
    ranked: tuple[tuple[float, int], ...] = ()
    corrections: tuple[Correction, ...] = ()
    complete: int = 0
    is_more: bool = False


def search_events(database: Database, request: SearchRequest) -> SearchResult:
    """A page of what was asked for. Any text is a query; empty words without any filter find nothing.

    With nothing but words that are excluded, all other events are found.
    """
    query = parse_query(request.text)
    query, scope = make_scope(database, query, request)
    if scope.is_empty:
        return SearchResult()
    parts = make_parts(database, query)
    if not parts and not scope.is_set and not scope.excluded:
        return SearchResult()
    cursor = read_cursor(request.cursor, request.sort)
    newest = cursor.newest if cursor else read_newest(database)
    reading = find_reading(database, query, parts, scope, newest)
    ranked = reading.ranked
    complete = reading.complete
    if request.sort != "relevance":
        # By date, what has all the words is not mixed with what has most.
        ranked = ranked[:complete] or ranked
        ranked = tuple(sorted(ranked, key=lambda pair: pair[1], reverse=request.sort == "newest"))
    start = find_start(ranked, cursor, request.sort)
    page = ranked[start : start + max(1, min(request.limit, MAX_LIMIT))]
    more = start + len(page) < len(ranked)
    return SearchResult(
        hits=build_hits(database, page, reading.parts),
        total=len(ranked),
        is_more=reading.is_more,
        cursor=write_cursor(Cursor(sort=request.sort, score=page[-1][0], place=page[-1][1], newest=newest))
        if page and more
        else "",
        corrections=(*describe_odd_dates(query), *reading.corrections),
        complete=complete,
        words=tuple(term.text for part in reading.parts for term in part.terms),
        facets=count_facets(database, [place for _, place in ranked]) if request.with_facets else None,
    )


def describe_odd_dates(query: Query) -> Iterator[Correction]:
    """Hints whose value is no date, and the words that were looked for in their place."""
    for typed in query.odd_dates:
        yield Correction(typed=typed[:60], used=typed[:60].replace(":", " "))


def read_newest(database: Database) -> int:
    """The latest day with a live event, as a day number; what is recent is measured from it."""
    row = database.execute("SELECT date FROM events WHERE removed_at = '' ORDER BY date DESC LIMIT 1").fetchone()
    return place_day(row[0]) if row else 0


def find_reading(database: Database, query: Query, parts: Sequence[Part], scope: Scope, newest: int) -> Reading:
    """What has all the words; where next to nothing has, the last as a beginning, then misspelt ones mended.

    Where that is less than a page, what has all but one of the words follows, then what has the rarest of them.
    """
    if len(parts) > _ALL_PARTS:
        return add_near(database, query, Reading(parts=tuple(parts)), scope, newest)
    best = read(database, write_match(parts, query, scope.match), parts, scope, newest)
    if len(best.ranked) >= _ENOUGH or not parts:
        return add_near(database, query, best, scope, newest)
    begun = open_last(parts) if query.is_open else None
    if begun:
        found = read(database, write_match(begun, query, scope.match), begun, scope, newest)
        best = max(best, found, key=lambda one: len(one.ranked))
    if len(best.ranked) < _ENOUGH:
        likely, told = correct_parts(database, parts)
        if told:
            found = read(database, write_match(likely, query, scope.match), likely, scope, newest)
            if len(found.ranked) > len(best.ranked) or not best.ranked:
                best = replace(found, corrections=tuple(told))
    return add_near(database, query, best, scope, newest)


def add_near(database: Database, query: Query, best: Reading, scope: Scope, newest: int) -> Reading:
    """The reading with what has most of its words after what has all, where that is less than a page."""
    parts = list(dict.fromkeys(best.parts))
    best = replace(best, complete=len(best.ranked))
    few = _PAGE if len(parts) > 2 else _ENOUGH
    if 1 < len(parts) <= _MOST_PARTS and len(best.ranked) < few:
        match = write_match(parts, query, scope.match, has="most")
        best = append(best, read(database, match, parts, scope, newest), 1, 0.0)
    if len(parts) > 2 and len(best.ranked) < _PAGE:
        chosen = choose_rarest(database, parts)
        if chosen:
            match = write_match(chosen, query, scope.match, has="any")
            best = append(best, read(database, match, chosen, scope, newest), 2, _ANY_SHARE)
    return best


def append(best: Reading, found: Reading, tier: int, share: float) -> Reading:
    """The reading followed by what else was found: what scores at least `share` of the best of it."""
    known = {place for _, place in best.ranked}
    least = found.ranked[0][0] * share if found.ranked else 0.0
    more = [(score - tier * _TIER, place) for score, place in found.ranked if place not in known and score >= least]
    return replace(best, ranked=(*best.ranked, *more), is_more=best.is_more or found.is_more)


def choose_rarest(database: Database, parts: Sequence[Part]) -> list[Part]:
    """The parts that say most, as many as together match few enough events."""
    counted = [(count_matches(database, part.match, _ANY_MATCHES), part) for part in parts]
    counted = sorted((pair for pair in counted if pair[0]), key=lambda pair: pair[0])
    chosen: list[Part] = []
    room = _ANY_MATCHES
    for count, part in counted[:_ANY_PARTS]:
        if chosen and count > room:
            break
        chosen.append(part)
        room -= count
    return chosen


def read(database: Database, match: str, parts: Sequence[Part], scope: Scope, newest: int) -> Reading:
    """Find and rank, within the window."""
    rows = find_places(database, match, scope)
    is_more = len(rows) > WINDOW
    if scope.places is not None:
        rows = [row for row in rows if row[0] in scope.places]
    return Reading(parts=tuple(parts), ranked=tuple(rank_places(rows[:WINDOW], newest)), is_more=is_more)


def find_places(database: Database, match: str, scope: Scope) -> list[tuple[int, float]]:
    """Places of matches, newest first, each with how well it matches (the smaller the better)."""
    if not match:
        return list_places(database, scope)
    return database.execute(
        f"SELECT rowid, bm25(search, {', '.join(map(str, WEIGHTS))}) FROM search WHERE search MATCH ? "
        "AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (match, scope.first_place, scope.last_place, WINDOW + 1),
    ).fetchall()


def list_places(database: Database, scope: Scope) -> list[tuple[int, float]]:
    """The same for a search without words, of which all match equally."""
    limits = ""
    given: tuple[str | int, ...] = ()
    if scope.places is not None:
        limits = "AND e.key IN (SELECT value FROM json_each(?)) "
        given = (json.dumps([place & (1 << KEY_BITS) - 1 for place in scope.places]),)
    if scope.excluded:
        limits += f"AND {PLACE} NOT IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ?) "
        given += (scope.excluded, scope.first_place, scope.last_place)
    rows = database.execute(
        f"SELECT {PLACE}, 0.0 FROM events AS e WHERE removed_at = '' AND date BETWEEN ? AND ? {limits}"
        "ORDER BY date DESC, key DESC LIMIT ?",
        (scope.first, scope.last or END, *given, WINDOW + 1),
    )
    return rows.fetchall()


def rank_places(rows: Sequence[tuple[int, float]], newest: int) -> list[tuple[float, int]]:
    """Score and place of matches, best first; of equal ones the later first.

    Scores are rounded, so that a nearly equal match of last week comes before one of ten years ago.
    """
    days = {place >> KEY_BITS for place, _ in rows}
    fresh = {day: -1 - _FRESH * math.exp2(-max(0, newest - day) / _FRESH_DAYS) for day in days}
    return sorted(((round(found * fresh[place >> KEY_BITS], 2), place) for place, found in rows), reverse=True)


def find_start(ranked: Sequence[tuple[float, int]], cursor: Cursor | None, sort: str) -> int:
    """Where the page after the cursor begins."""
    if cursor is None:
        return 0
    after = (cursor.score, cursor.place)
    for number, pair in enumerate(ranked):
        if sort == "relevance":
            is_after = pair < after
        else:
            is_after = pair[1] < cursor.place if sort == "newest" else pair[1] > cursor.place
        if is_after:
            return number
    return len(ranked)
