"""What the archive knows that a new state is to be compared with."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backstory.model import KnownEvent, ParsedEvent
from backstory.model.days import shift_day, shift_moment
from backstory.store.database import GIVEN, Database
from backstory.store.revisions import RevisionRow, find_span
from backstory.store.urls import JOIN_SOURCES, name_source, read_urls
from backstory.store.wording import Wording, decode_wording, restore_citations

_NEAR_DAYS = 3
"""How far an item is moved: editors put one under the wrong day or follow a time zone, hardly ever more."""

_RECENT_DAYS = 14
"""How long ago the item may have been taken from its old page; nearly all edits fall within two weeks."""


def list_known(database: Database, row: RevisionRow) -> list[KnownEvent]:
    """Events of the page of `row`, as they stood when that state was saved and, where it comes late, right after it.

    Live ones (then or right after) first, in the order of the archive. Events that were on another page then are
    left out.
    """
    span = find_span(database, row)
    if not span.until:
        return list_current(database, row)
    rows = database.execute(
        "SELECT e.id, v.page, v.valid_from, v.valid_to, v.is_removed, v.wording, v.date, v.category, v.line "
        "FROM versions AS v JOIN events AS e ON e.key = v.event WHERE v.event IN "
        "(SELECT event FROM versions WHERE page = ?) ORDER BY e.key, v.valid_from, v.valid_to = '', v.valid_to, v.key",
        (row.page,),
    )
    chains = defaultdict(list)
    listed = rows.fetchall()
    items = restore_items(database, [row[5:] for row in listed])
    for (event_id, *version), item in zip(listed, items, strict=True):
        chains[event_id].append((*version[:4], item))
    found = []
    for event_id, chain in chains.items():
        wordings: list[ParsedEvent] = []
        is_live, is_elsewhere = False, False
        for page, valid_from, valid_to, is_removed, item in chain:
            covers = valid_from <= row.timestamp and (not valid_to or valid_to > row.timestamp)
            overlaps = valid_from < span.until and (not valid_to or valid_to > row.timestamp)
            is_elsewhere |= overlaps and page != row.page and not is_removed
            follows = valid_from <= span.until and (not valid_to or valid_to > span.until)
            is_live |= (covers or (follows and page == row.page)) and not is_removed
            # What it said last before then, and what it said next, tell whether it is the item.
            if valid_from <= row.timestamp and not is_removed:
                wordings = [item]
            elif valid_from > row.timestamp and not is_removed and page == row.page:
                wordings.append(item)
                break
        if wordings and not is_elsewhere:
            found.append(KnownEvent(id=event_id, wordings=tuple(wordings), is_live=is_live))
    return sorted(found, key=lambda event: not event.is_live)


def list_current(database: Database, row: RevisionRow) -> list[KnownEvent]:
    """Events of the page as they stand, those it lost included."""
    rows = database.execute(
        "SELECT e.id, e.removed_at, v.wording, v.date, v.category, v.line FROM versions AS v "
        "JOIN events AS e ON e.key = v.event WHERE v.page = ? AND v.valid_to = '' "
        "ORDER BY v.is_removed, e.position, e.key",
        (row.page,),
    )
    return build_known(database, rows.fetchall())


def list_document(database: Database, origin: str, title: str) -> list[KnownEvent]:
    """Events of all days of a file, as they stand; live ones first, those it lost after them."""
    rows = database.execute(
        "SELECT e.id, e.removed_at, v.wording, v.date, v.category, v.line FROM pages AS p "
        "JOIN versions AS v ON v.page = p.key JOIN events AS e ON e.version = v.key "
        "WHERE p.origin = ? AND p.title = ? AND v.valid_to = '' ORDER BY v.is_removed, v.date, e.position, e.key",
        (origin, title),
    )
    return build_known(database, rows.fetchall())


def list_document_days(database: Database, origin: str, title: str) -> list[str]:
    """Days for which there is a page of a file."""
    rows = database.execute("SELECT date FROM pages WHERE origin = ? AND title = ? ORDER BY date", (origin, title))
    return [row[0] for row in rows]


def locate_events(database: Database, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Origin and title of the pages that live events are on, by their ids."""
    rows = database.execute(
        "SELECT e.id, p.origin, p.title FROM events AS e JOIN pages AS p ON p.key = e.page "
        f"WHERE e.removed_at = '' AND e.id IN {GIVEN}",
        (json.dumps([event_id for event_id in ids if event_id]),),
    )
    return {event_id: (origin, title) for event_id, origin, title in rows}


def list_neighbours(database: Database, row: RevisionRow, dates: Iterable[str]) -> list[KnownEvent]:
    """Events that other pages of about these days lost in the two weeks before: what a moved item may have been."""
    wanted = [day for day in dates if day]
    if not wanted:
        return []
    rows = database.execute(
        "SELECT e.id, e.removed_at, v.wording, v.date, v.category, v.line FROM events AS e "
        "JOIN versions AS v ON v.key = e.version WHERE e.removed_at <> '' AND e.date BETWEEN ? AND ? "
        "AND e.page <> ? AND e.removed_at BETWEEN ? AND ? ORDER BY e.key",
        (
            shift_day(min(wanted), -_NEAR_DAYS),
            shift_day(max(wanted), _NEAR_DAYS),
            row.page,
            shift_moment(row.timestamp, -_RECENT_DAYS * 86400),
            row.timestamp,
        ),
    )
    return build_known(database, rows.fetchall())


def list_citing(database: Database, urls: Iterable[str], first: str, last: str) -> list[KnownEvent]:
    """Live events of those days that cite one of the articles."""
    names = json.dumps(sorted({name_source(url) for url in urls}))
    rows = database.execute(
        f"SELECT DISTINCT e.id, e.removed_at, v.wording, v.date, v.category, v.line FROM {JOIN_SOURCES} "
        "JOIN citations AS c ON c.source = s.key JOIN events AS e ON e.key = c.event "
        "JOIN versions AS v ON v.key = e.version "
        "WHERE e.date BETWEEN ? AND ? ORDER BY e.key",
        (names, shift_day(first, -_NEAR_DAYS), shift_day(last, _NEAR_DAYS)),
    )
    return build_known(database, rows.fetchall())


def build_known(database: Database, rows: Sequence[Sequence[Any]]) -> list[KnownEvent]:
    """The records of events in one wording each: id, when removed, wording, day, category and line."""
    items = restore_items(database, [row[2:] for row in rows])
    return [
        KnownEvent(id=row[0], wordings=(item,), is_live=not row[1], removed_at=row[1])
        for row, item in zip(rows, items, strict=True)
    ]


def restore_items(database: Database, rows: Sequence[Sequence[Any]]) -> list[ParsedEvent]:
    """The parsed events that versions came from: wording, day, category and line of each."""
    said = [decode_wording(row[0]) for row in rows]
    url_of = read_urls(database, (cited.source for wording in said for cited in wording.citations))
    return [_restore_item(wording, url_of, *row[1:]) for wording, row in zip(said, rows, strict=True)]


def _restore_item(said: Wording, url_of: Mapping[int, str], day: str, category: str, line: int) -> ParsedEvent:
    return ParsedEvent(
        date=day,
        category=category,
        text=said.text,
        prefix=said.prefix,
        topics=said.topics,
        mentions=said.mentions,
        citations=restore_citations(said, url_of),
        problems=said.problems,
        line=line,
        collection=said.collection,
    )
