"""Entities: what live events link, under one title each, with the words that name it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from backstory.errors import NotFoundError
from backstory.model import Entity
from backstory.store.aliases import fold_new_names
from backstory.store.calendar import BY_TIME
from backstory.store.database import Database, transaction
from backstory.store.linking import find_entities, index_events, unindex_events

_ENTITIES = "SELECT e.key, e.title, e.slug, e.qid, e.kind, e.latitude, e.longitude, e.uses FROM entities AS e"


def list_entities(database: Database) -> list[Entity]:
    """Entities of live events, by title."""
    aliases = defaultdict(list)
    rows = database.execute(
        "SELECT entity, name, uses FROM search_names WHERE kind = 1 AND uses > 0 ORDER BY entity, uses DESC, name"
    )
    for key, anchor, uses in rows:
        aliases[key].append((anchor, uses))
    return [
        build_entity(row, row[7], aliases[row[0]])
        for row in database.execute(f"{_ENTITIES} WHERE e.uses > 0 ORDER BY e.title")
    ]


def find_entity(database: Database, wanted: str) -> Entity:
    """One entity by its title, a title that redirects to it, or its slug."""
    for query in (
        f"{_ENTITIES} JOIN redirects AS r ON r.target = e.title WHERE r.title = ?",
        f"{_ENTITIES} WHERE e.title = ?",
        f"{_ENTITIES} WHERE e.slug = ?",
        # The slug of a title that turned out to be a redirect still leads to its target.
        f"{_ENTITIES} JOIN redirects AS r ON r.target = e.title JOIN entities AS o ON o.title = r.title "
        "WHERE o.slug = ?",
    ):
        if found := _find_entity(database, query, wanted):
            return found
    raise NotFoundError(f"No event links an entity “{wanted}”.", wanted=wanted)


def find_titled(database: Database, title: str) -> Entity:
    """The entity that has exactly this title, even where that redirects by now."""
    if found := _find_entity(database, f"{_ENTITIES} WHERE e.title = ?", title):
        return found
    raise NotFoundError(f"No event links an entity “{title}”.", wanted=title)


def _find_entity(database: Database, query: str, wanted: str) -> Entity | None:
    row = database.execute(query, (wanted,)).fetchone()
    if row is None or not row[7]:
        return None
    aliases = database.execute(
        "SELECT name, uses FROM search_names WHERE entity = ? AND kind = 1 AND uses > 0 ORDER BY uses DESC, name",
        row[:1],
    )
    return build_entity(row, row[7], aliases)


def build_entity(row: tuple[Any, ...], count: int, aliases: Iterable[tuple[str, int]]) -> Entity:
    """The record of one entity."""
    return Entity(
        title=row[1],
        slug=row[2],
        event_count=count,
        aliases=tuple((anchor, uses) for anchor, uses in aliases),
        qid=row[3],
        kind=row[4],
        latitude=row[5],
        longitude=row[6],
    )


def map_entity_events(database: Database) -> dict[str, list[str]]:
    """Ids of every entity's live events in order of time, by title."""
    # Put in order here: the database would sort every mention.
    rows = database.execute(
        f"SELECT e.key, e.id FROM events AS e JOIN pages AS p ON p.key = e.page ORDER BY {BY_TIME}"
    ).fetchall()
    place_of = {key: place for place, (key, _) in enumerate(rows)}
    places: dict[int, set[int]] = defaultdict(set)
    for entity, event in database.execute("SELECT entity, event FROM mentions"):
        places[entity].add(place_of[event])
    return {
        title: [rows[place][1] for place in sorted(places[key])]
        for key, title in database.execute("SELECT key, title FROM entities ORDER BY title")
        if key in places
    }


def add_entity_facts(database: Database, entities: Iterable[Entity], recorded_at: str) -> None:
    """Keep QID, kind and place of entities, as found out at `recorded_at`. Titles not met before are left out."""
    with transaction(database):
        database.executemany(
            "UPDATE entities SET qid = ?, kind = ?, latitude = ?, longitude = ?, resolved_at = ? WHERE title = ?",
            [(found.qid, found.kind, found.latitude, found.longitude, recorded_at, found.title) for found in entities],
        )


def add_redirects(database: Database, redirects: Iterable[tuple[str, str]], recorded_at: str) -> None:
    """Let titles as linked stand for canonical titles from now on, in what is kept already too."""
    with transaction(database):
        for title, target in redirects:
            row = database.execute("SELECT target FROM redirects WHERE title = ?", (title,)).fetchone()
            if title == target or (row and row[0] == target):
                continue
            database.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?, ?)", (title, target, recorded_at))
            old = database.execute("SELECT key FROM entities WHERE title = ?", (row[0] if row else title,)).fetchone()
            if old is None:
                continue
            new = find_entities(database, (target,), recorded_at)[target]
            database.execute("INSERT OR IGNORE INTO stale SELECT DISTINCT event FROM mentions WHERE entity = ?", old)
            linking = database.execute("SELECT DISTINCT event FROM mentions WHERE entity = ?", old).fetchall()
            keys = [key for (key,) in linking]
            unindex_events(database, keys)
            database.execute("UPDATE mentions SET entity = ? WHERE entity = ?", (new, old[0]))
            index_events(database, keys)
        fold_new_names(database)


def list_redirects(database: Database) -> list[tuple[str, str]]:
    """Titles that redirect, each with the one it leads to."""
    return database.execute("SELECT title, target FROM redirects ORDER BY since, title").fetchall()
