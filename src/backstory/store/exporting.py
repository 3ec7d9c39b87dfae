"""Everything of an archive in streams, in one order, without ever holding all of it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from backstory.model import Entity, Event, ExportedEvent, ExportFacts, Relation, Selection, Story
from backstory.store.calendar import BY_TIME, END, count_days
from backstory.store.citing import read_cited
from backstory.store.database import GIVEN, Database
from backstory.store.events import build_event, find_redirects, resolve_titles
from backstory.store.relations import list_stale, read_relations
from backstory.store.wording import decode_wording

_CHUNK = 500
"""Events read at a time; a day with more is read at once."""

_LINKING = "SELECT m.event FROM mentions AS m JOIN entities AS n ON n.key = m.entity WHERE n.title = ?"
_SELECTED = "e.removed_at = '' AND e.date >= ? AND e.date <= ?"
_IDS = f"SELECT e.id, e.date FROM events AS e WHERE {_SELECTED} ORDER BY e.date, e.id"
_EVENTS = f"""
    SELECT e.key, e.id, e.date, e.path, v.category, v.wording, e.first_seen_at,
        coalesce(nullif(e.changed_at, ''), e.first_seen_at), e.removed_at, p.origin, p.title, e.page
    FROM events AS e JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page
    WHERE {_SELECTED}
    ORDER BY {BY_TIME}
"""
# Addresses of an event and of all that it took the place of, which it answers for (see `addresses`).
_ADDRESSES = f"""
    WITH RECURSIVE before (heir, key, steps) AS (
        SELECT key, key, 0 FROM events WHERE key IN {GIVEN}
        UNION SELECT b.heir, e.key, b.steps + 1 FROM before AS b JOIN versions AS v ON v.successor = b.key
            JOIN events AS e ON e.key = v.event AND e.version = v.key WHERE e.removed_at <> '' AND b.steps < 10
    )
    SELECT b.heir, a.path FROM before AS b JOIN addresses AS a ON a.event = b.key
        UNION SELECT b.heir, e.path FROM before AS b JOIN events AS e ON e.key = b.key WHERE b.key <> b.heir ORDER BY 2
"""
_FACTS = f"SELECT title, slug, uses, qid, kind, latitude, longitude FROM entities WHERE title IN {GIVEN}"


def stream_exported(database: Database, selection: Selection) -> Iterator[ExportedEvent]:
    """The events of a selection by date and place on their page, as `stream_events` has them."""
    wanted = list_linking(database, selection.entity) if selection.entity else None
    for first, last in list_spans(database, selection, wanted):
        standing, line = ("", 0), 0
        rows, lines = [], []
        for row in database.execute(_EVENTS, (first, last)):
            line = line + 1 if standing == (row[2], row[11]) else 1
            standing = (row[2], row[11])
            if wanted is None or row[0] in wanted:
                rows.append(row)
                lines.append(line)
        yield from build_exported(database, rows, lines)


def list_linking(database: Database, title: str) -> set[int]:
    """Keys of live events that link an entity."""
    return {row[0] for row in database.execute(_LINKING, (title,))}


def list_spans(database: Database, selection: Selection, wanted: set[int] | None) -> Iterator[tuple[str, str]]:
    """Spans of days that have what is selected, each with as few events as are read at a time."""
    days = count_days(database, *list_days(selection))
    if wanted is not None:
        query = f"SELECT DISTINCT date FROM events WHERE key IN {GIVEN}"
        having = {row[0] for row in database.execute(query, (json.dumps(list(wanted)),))}
        yield from ((day, day) for day, _ in days if day in having)
        return
    first, last, size = "", "", 0
    for day, count in days:
        if first and size + count > _CHUNK:
            yield first, last
            first, size = "", 0
        first, last, size = first or day, day, size + count
    if first:
        yield first, last


def build_exported(database: Database, rows: Sequence[Any], lines: Sequence[int]) -> Iterator[ExportedEvent]:
    """The records of rows of `_EVENTS`, each with its place on its page."""
    said = [decode_wording(row[5]) for row in rows]
    target_of = find_redirects(database, said)
    sources = read_cited(database, {row[0]: wording for row, wording in zip(rows, said, strict=True)})
    addresses = defaultdict(list)
    for heir, path in database.execute(_ADDRESSES, (json.dumps([row[0] for row in rows]),)):
        addresses[heir].append(path)
    events = [
        build_event(row, resolve_titles(wording, target_of), sources[row[0]])
        for row, wording in zip(rows, said, strict=True)
    ]
    facts = read_entity_facts(database, events)
    for row, line, event in zip(rows, lines, events, strict=True):
        yield ExportedEvent(
            event=event,
            page=row[10],
            line=line,
            addresses=tuple(addresses.get(row[0], ())),
            involved=tuple(facts[title] for title in event.titles if title in facts),
        )


def read_entity_facts(database: Database, events: Sequence[Event]) -> dict[str, Entity]:
    """What is known of the entities that events link, by title, without aliases."""
    titles = {title for event in events for title in event.titles}
    return {row[0]: build_entity(row) for row in database.execute(_FACTS, (json.dumps(list(titles)),))}


def build_entity(row: Sequence[Any], aliases: Sequence[tuple[str, int]] = ()) -> Entity:
    """The record of a row of `_FACTS`."""
    title, slug, count, qid, kind, latitude, longitude = row[:7]
    return Entity(
        title=title,
        slug=slug,
        event_count=count,
        aliases=tuple(aliases),
        qid=qid,
        kind=kind,
        latitude=latitude,
        longitude=longitude,
    )


def stream_entities(database: Database, selection: Selection) -> Iterator[Entity]:
    """Entities that the selection's events link, by title, with how many of these do and by which words."""
    joined, parameters = join_selected(selection)
    cursor = database.execute(
        "SELECT n.title, n.slug, count(DISTINCT m.event), n.qid, n.kind, n.latitude, n.longitude, n.key "
        f"FROM entities AS n CROSS JOIN mentions AS m ON m.entity = n.key {joined} GROUP BY n.title",
        parameters,
    )
    query = (
        f"SELECT m.entity, m.anchor, count(*) AS uses FROM json_each(?) AS j CROSS JOIN mentions AS m "
        f"ON m.entity = j.value {joined} AND m.anchor <> '' GROUP BY m.entity, m.anchor "
        "ORDER BY m.entity, uses DESC, m.anchor"
    )
    while rows := cursor.fetchmany(_CHUNK):
        aliases = defaultdict(list)
        for key, anchor, uses in database.execute(query, (json.dumps([row[7] for row in rows]), *parameters)):
            aliases[key].append((anchor, uses))
        for row in rows:
            yield build_entity(row, aliases.get(row[7], ()))


def stream_relations(database: Database, selection: Selection) -> Iterator[Relation]:
    """Relations between live events of the selection, event by event in their order, best first."""
    wanted = list_linking(database, selection.entity) if selection.entity else None
    linking = read_ids(database, wanted) if wanted is not None else None
    # What was removed since relations were last made.
    gone = {event_id for event_id in list_stale(database) if not is_live(database, event_id)}
    for first, last in list_spans(database, selection, wanted):
        rows = database.execute(_IDS, (first, last)).fetchall()
        day_of = {event_id: day for event_id, day in rows if linking is None or event_id in linking}
        for group in read_relations(database, day_of).values():
            for relation in group:
                other = relation.other_id
                if other in gone or (linking is not None and other not in linking):
                    continue
                if has_day(selection, day_of[relation.event_id], relation.days_apart):
                    yield relation


def has_day(selection: Selection, day: str, days_apart: int) -> bool:
    """Whether the day so far from another one is one of the selection's."""
    if not selection.first and not selection.last:
        return True
    moved = (date.fromisoformat(day) + timedelta(days=days_apart)).isoformat()
    return selection.first <= moved <= (selection.last or END)


def read_ids(database: Database, keys: Collection[int]) -> set[str]:
    """Ids of events by their keys."""
    query = f"SELECT id FROM events WHERE key IN {GIVEN}"
    return {row[0] for row in database.execute(query, (json.dumps(list(keys)),))}


def is_live(database: Database, event_id: str) -> bool:
    """Whether the editors still have an event."""
    query = "SELECT 1 FROM events WHERE id = ? AND removed_at = ''"
    return database.execute(query, (event_id,)).fetchone() is not None


def stream_stories(database: Database, selection: Selection) -> Iterator[Story]:
    """Stories with an event of the selection, by slug; of their events those of the selection, in order.

    First and last day are those of the whole story.
    """
    joined, parameters = join_selected(selection)
    query = (
        "SELECT i.id FROM story_events AS m JOIN events AS i ON i.key = m.event AND i.removed_at = '' "
        f"{joined} WHERE m.story = ? ORDER BY m.position"
    )
    rows = database.execute("SELECT key, slug, title, kind, first_on, last_on FROM stories ORDER BY slug")
    for key, slug, title, kind, first_on, last_on in rows:
        ids = tuple(row[0] for row in database.execute(query, (*parameters, key)))
        if ids:
            yield Story(slug=slug, title=title, kind=kind, first_on=first_on, last_on=last_on, event_ids=ids)


def summarize_selection(database: Database, selection: Selection) -> ExportFacts:
    """First and last day of the selection, how many events it has, and whether some are a wiki's."""
    where = f"FROM events AS e JOIN pages AS p ON p.key = e.page WHERE {_SELECTED}"
    parameters: tuple[str, ...] = list_days(selection)
    if selection.entity:
        where, parameters = f"{where} AND e.key IN ({_LINKING})", (*parameters, selection.entity)
    first, last, count = database.execute(f"SELECT min(e.date), max(e.date), count(*) {where}", parameters).fetchone()
    credited = database.execute(f"SELECT 1 {where} AND p.origin = 'wikipedia' LIMIT 1", parameters).fetchone()
    return ExportFacts(first_on=first or "", last_on=last or "", events=count, is_credited=credited is not None)


def join_selected(selection: Selection) -> tuple[str, tuple[str, ...]]:
    """What joins `m.event` to the selection's events alone, and its parameters; nothing for a selection of all."""
    joined = ""
    parameters: tuple[str, ...] = ()
    if selection.first or selection.last:
        joined = "JOIN events AS e ON e.key = m.event AND e.date >= ? AND e.date <= ?"
        parameters = list_days(selection)
    if selection.entity:
        joined += f" JOIN ({_LINKING} GROUP BY 1) AS l ON l.event = m.event"
        parameters = (*parameters, selection.entity)
    return joined, parameters


def list_days(selection: Selection) -> tuple[str, str]:
    """First and last day as a query takes them."""
    return selection.first, selection.last or END
