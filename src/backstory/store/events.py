"""Read events: as they stand, one by one, by day or all in a stream."""

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from backstory.errors import NotFoundError
from backstory.model import Event, Mention, Source, Topic, Version
from backstory.store.addresses import resolve_path
from backstory.store.calendar import BY_TIME, END
from backstory.store.citing import read_cited
from backstory.store.claims import FIND_OWNER
from backstory.store.database import GIVEN, Database, write_list
from backstory.store.urls import read_urls
from backstory.store.wording import Wording, decode_headline, decode_wording

_CHUNK = 500
"""Events read at a time: large enough that the queries' own cost vanishes, small enough to stay out of the way."""


_EVENTS = """
    SELECT e.key, e.id, e.date, e.path, v.category, v.wording, e.first_seen_at,
        coalesce(nullif(e.changed_at, ''), e.first_seen_at), e.removed_at, p.origin, p.title, v.successor
    FROM events AS e JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page
"""


def stream_events(database: Database, first: str = "", last: str = "") -> Iterator[Event]:
    """Live events from day `first` to day `last`, both included, by date and place on their page."""
    query = f"{_EVENTS} WHERE e.removed_at = '' AND e.date >= ? AND e.date <= ? ORDER BY {BY_TIME}"
    yield from read_events(database, query, (first, last or END))


def stream_removed(database: Database) -> Iterator[Event]:
    """Events that the editors removed, by date; they keep their permalinks."""
    yield from read_events(database, f"{_EVENTS} WHERE e.removed_at <> '' ORDER BY e.date, e.path", ())


def find_event(database: Database, event_id: str) -> Event:
    """One event, live or removed."""
    for event in read_events(database, f"{_EVENTS} WHERE e.id = ?", (event_id,)):
        return event
    raise NotFoundError(f"The archive has no event {event_id}.", wanted=event_id)


def find_event_at(database: Database, path: str) -> tuple[Event, str] | None:
    """The event that a path leads to, as `addresses.resolve_path` does, with the title of its wiki day page.

    The title is empty for other origins. None for a path that never was an address.
    """
    row = database.execute(f"{_EVENTS} WHERE e.key = {FIND_OWNER}", {"path": path}).fetchone()
    if row is None:
        return None
    if row[8] and row[11] is not None:  # removed, and another event took its place
        return find_event_on_page(database, resolve_path(database, path) or "")
    return _complete_on_page(database, row)


def find_event_on_page(database: Database, event_id: str) -> tuple[Event, str] | None:
    """One event, live or removed, with the title of its wiki day page; None for an id that is none."""
    row = database.execute(f"{_EVENTS} WHERE e.id = ?", (event_id,)).fetchone()
    return _complete_on_page(database, row) if row else None


def _complete_on_page(database: Database, row: Sequence[Any]) -> tuple[Event, str]:
    (event,) = complete_events(database, [row])
    return event, row[10] if event.origin == "wikipedia" else ""


def find_events(database: Database, ids: Iterable[str]) -> dict[str, Event]:
    """Events by their ids, in the order asked, of those there are."""
    wanted = list(dict.fromkeys(ids))
    query = f"{_EVENTS} WHERE e.id IN {GIVEN}"
    found = {event.id: event for event in read_events(database, query, (json.dumps(wanted),))}
    return {event_id: found[event_id] for event_id in wanted if event_id in found}


def list_latest(database: Database, but: str, count: int) -> list[Event]:
    """The latest live events of any origin `but` this one, by day, latest first."""
    query = f"{_EVENTS} WHERE e.removed_at = '' AND p.origin <> ? ORDER BY e.date DESC, e.key DESC LIMIT ?"
    return list(read_events(database, query, (but, count)))


def find_events_by_key(database: Database, keys: Sequence[int]) -> list[Event]:
    """Events by the archive's own keys, in the order asked."""
    query = f"{_EVENTS} WHERE e.key IN {GIVEN} ORDER BY e.key"
    found = dict(zip(sorted(set(keys)), read_events(database, query, (json.dumps(list(keys)),)), strict=True))
    return [found[key] for key in keys]


def read_events(database: Database, query: str, parameters: Sequence[object]) -> Iterator[Event]:
    """Events of a query on `_EVENTS`, a chunk at a time."""
    cursor = database.execute(query, tuple(parameters))
    while rows := cursor.fetchmany(_CHUNK):
        yield from complete_events(database, rows)


def complete_events(database: Database, rows: Sequence[Sequence[Any]]) -> Iterator[Event]:
    """Events of rows of `_EVENTS`, with what they cite."""
    said = [decode_wording(row[5]) for row in rows]
    target_of = find_redirects(database, said)
    sources = read_cited(database, {row[0]: wording for row, wording in zip(rows, said, strict=True)})
    for row, wording in zip(rows, said, strict=True):
        yield build_event(row, resolve_titles(wording, target_of) if target_of else wording, sources[row[0]])


def find_redirects(database: Database, said: Iterable[Wording]) -> dict[str, str]:
    """Canonical titles of those linked in the wordings that redirect."""
    titles = {title for wording in said for title in list_titles(wording)}
    if not titles:
        return {}
    query = f"SELECT title, target FROM redirects WHERE title IN {GIVEN}"
    return dict(database.execute(query, (write_list(titles),)).fetchall())


def list_naming(database: Database, titles: Iterable[str]) -> list[str]:
    """Ids of live events that link one of the entities `titles`."""
    rows = database.execute(
        "SELECT DISTINCT e.id FROM entities AS n JOIN mentions AS m ON m.entity = n.key JOIN events AS e "
        f"ON e.key = m.event WHERE n.title IN {GIVEN}",
        (json.dumps(list(titles)),),
    )
    return [row[0] for row in rows]


def list_removed_naming(database: Database, titles: Container[str], urls: Container[str]) -> list[str]:
    """Ids of removed events that link one of the entities `titles`, or cite one of the sources `urls`."""
    rows = database.execute(
        "SELECT e.id, v.wording FROM events AS e JOIN versions AS v ON v.key = e.version WHERE e.removed_at <> ''"
    ).fetchall()
    said = [decode_wording(wording) for _, wording in rows]
    target_of = find_redirects(database, said)
    url_of = read_urls(database, (cited.source for wording in said for cited in wording.citations))
    return [
        row[0]
        for row, wording in zip(rows, said, strict=True)
        if any(title in titles or target_of.get(title, title) in titles for title in list_titles(wording))
        or any(url_of[cited.source] in urls for cited in wording.citations)
    ]


def list_titles(said: Wording) -> list[str]:
    """Titles that a wording links, as it links them."""
    titles = [mention.title for mention in said.mentions]
    return titles + [title for topic in said.topics for title in topic.entities]


def list_removed_of(
    database: Database, dates: Iterable[str], categories: Iterable[str], collections: Iterable[str]
) -> list[str]:
    """Ids of removed events of these days, and of these categories and collections."""
    rows = database.execute(
        f"SELECT id FROM events WHERE removed_at <> '' AND date IN {GIVEN} UNION "
        "SELECT id FROM events WHERE removed_at <> '' AND category IN "
        "(SELECT c.key FROM categories AS c JOIN json_each(?) AS j ON c.name = j.value) UNION "
        "SELECT id FROM events WHERE removed_at <> '' AND collection IN "
        "(SELECT c.key FROM collections AS c JOIN json_each(?) AS j ON c.name = j.value)",
        (json.dumps(list(dates)), json.dumps(list(categories)), json.dumps(list(collections))),
    )
    return [row[0] for row in rows]


def build_event(row: Sequence[str], said: Wording, sources: tuple[Source, ...]) -> Event:
    """The record of one event."""
    return Event(
        id=row[1],
        date=row[2],
        path=row[3],
        category=row[4],
        text=said.text,
        prefix=said.prefix,
        topics=said.topics,
        mentions=said.mentions,
        sources=sources,
        first_seen_at=row[6],
        changed_at=row[7],
        removed_at=row[8],
        origin=row[9],
        collection=said.collection,
    )


def resolve_titles(said: Wording, target_of: dict[str, str]) -> Wording:
    """The wording with canonical titles where redirects are known."""
    return Wording(
        text=said.text,
        prefix=said.prefix,
        topics=resolve_topics(said.topics, target_of),
        mentions=tuple(
            Mention(title=target_of.get(found.title, found.title), anchor=found.anchor, start=found.start)
            for found in said.mentions
        ),
        citations=said.citations,
        problems=said.problems,
        collection=said.collection,
    )


def resolve_topics(topics: Iterable[Topic], target_of: dict[str, str]) -> tuple[Topic, ...]:
    """Topics with canonical titles where redirects are known."""
    return tuple(
        Topic(text=topic.text, entities=tuple(dict.fromkeys(target_of.get(name, name) for name in topic.entities)))
        for topic in topics
    )


def find_last_day(database: Database) -> str:
    """The latest day that has live events; empty where there is none."""
    row = database.execute("SELECT max(date) FROM events WHERE removed_at = ''").fetchone()
    return str(row[0] or "")


def list_versions(database: Database, event_id: str) -> tuple[Version, ...]:
    """Every wording the event ever had, oldest first."""
    rows = database.execute(
        "SELECT r.revision_id, v.valid_from, v.valid_to, v.date, v.category, v.wording, v.is_removed "
        "FROM versions AS v JOIN revisions AS r ON r.key = v.revision JOIN events AS e ON e.key = v.event "
        "WHERE e.id = ? ORDER BY v.valid_from, v.valid_to = '', v.valid_to, v.key",
        (event_id,),
    ).fetchall()
    if not rows:
        raise NotFoundError(f"The archive has no event {event_id}.", wanted=event_id)
    # A file may tell since when it knows an event without telling what that said before.
    told = next(number for number, row in enumerate(rows) if not row[6])
    return tuple(
        Version(
            revision_id=int(revision_id) if revision_id.isdigit() else 0,
            valid_from=valid_from,
            valid_to=valid_to,
            date=date,
            category=category,
            headline=decode_headline(wording),
            is_removed=bool(is_removed),
        )
        for revision_id, valid_from, valid_to, date, category, wording, is_removed in rows[told:]
    )


def list_categories(database: Database) -> list[tuple[str, int]]:
    """Categories of live events with how many, the largest first."""
    return database.execute("SELECT name, uses FROM categories WHERE uses > 0 ORDER BY uses DESC, name").fetchall()


def list_collections(database: Database) -> list[tuple[str, int]]:
    """Collections that have live events with how many, the largest first."""
    return database.execute("SELECT name, uses FROM collections WHERE uses > 0 ORDER BY uses DESC, name").fetchall()


def list_permalinks(database: Database) -> list[tuple[str, str, bool]]:
    """Id and permalink of every event, and whether it is live, in the order of `stream_events`."""
    rows = database.execute(
        f"SELECT e.id, e.path, e.removed_at = '' FROM events AS e JOIN pages AS p ON p.key = e.page ORDER BY {BY_TIME}"
    )
    return [(event_id, path, bool(is_live)) for event_id, path, is_live in rows]


def map_page_titles(database: Database) -> dict[str, str]:
    """Title of the page that each live event is on, whatever its origin, by the event's id."""
    return dict(
        database.execute(
            "SELECT e.id, p.title FROM events AS e JOIN pages AS p ON p.key = e.page WHERE e.removed_at = ''"
        ).fetchall()
    )


def list_credited_pages(database: Database) -> list[str]:
    """Titles of wiki pages that live events are on: two at most, which tell whether it is one."""
    rows = database.execute(
        "SELECT DISTINCT p.title FROM events AS e JOIN pages AS p ON p.key = e.page "
        "WHERE e.removed_at = '' AND p.origin = 'wikipedia' LIMIT 2"
    )
    return [row[0] for row in rows]


def find_page_title(database: Database, event_id: str) -> str:
    """Title of the wiki day page that the event is on; empty for other origins."""
    row = database.execute(
        "SELECT p.title FROM events AS e JOIN pages AS p ON p.key = e.page WHERE e.id = ? AND p.origin = 'wikipedia'",
        (event_id,),
    ).fetchone()
    return str(row[0]) if row else ""


def map_changed_days(database: Database) -> dict[str, str]:
    """The day each live event last changed, its own day at the earliest, by its permalink."""
    rows = database.execute(
        "SELECT path, max(substr(coalesce(nullif(changed_at, ''), first_seen_at), 1, 10), date) FROM events "
        "WHERE removed_at = ''"
    )
    return dict(rows.fetchall())
