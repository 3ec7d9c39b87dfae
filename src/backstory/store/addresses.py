"""Addresses: every path that ever led to an event goes on leading somewhere."""

import json
from collections.abc import Iterable, Iterator

from backstory.model.slug import keep_from_index
from backstory.store.claims import FIND_OWNER, find_ids
from backstory.store.database import GIVEN, Database, transaction

_MAX_HEIRS = 10
"""How far to follow events merged into one another; more would be a circle."""

_HEIRS = (
    "SELECT e.key, v.successor FROM events AS e JOIN versions AS v ON v.key = e.version "
    "WHERE e.removed_at <> '' AND v.successor IS NOT NULL"
)


def resolve_path(database: Database, path: str) -> str | None:
    """Id of the event that a path leads to; None for a path that never was one.

    A removed event's path leads to the event that took its place where there is one, else to itself.
    """
    row = database.execute(
        f"SELECT key, id, removed_at FROM events WHERE key = {FIND_OWNER}", {"path": path}
    ).fetchone()
    if row is None:
        return None
    if not row[2]:
        return str(row[1])
    key = follow_heirs(row[0], _Heirs(database))
    return str(database.execute("SELECT id FROM events WHERE key = ?", (key,)).fetchone()[0])


def add_addresses(database: Database, found: Iterable[tuple[str, str]], since: str) -> None:
    """Let paths lead to events, each by its id. A path that leads somewhere already goes on leading there."""
    with transaction(database):
        database.executemany(
            f"INSERT INTO addresses SELECT :path, key, :since FROM events WHERE id = :id AND {FIND_OWNER} IS NULL",
            [{"path": keep_from_index(path), "since": since, "id": event_id} for path, event_id in found],
        )


def list_addresses(database: Database) -> Iterator[tuple[str, str]]:
    """Paths that are not the permalink of where they lead, each with the event's id, by path."""
    heirs = read_heirs(database)
    known = dict(database.execute("SELECT key, id FROM events").fetchall()) if heirs else {}
    rows = database.execute(
        "SELECT a.path, e.key, e.id, 1 FROM addresses AS a JOIN events AS e ON e.key = a.event UNION ALL "
        "SELECT path, key, id, 0 FROM events WHERE removed_at <> '' ORDER BY 1"
    )
    for path, key, event_id, is_other in rows:
        heir = follow_heirs(key, heirs)
        if heir != key:
            yield path, known[heir]
        elif is_other:
            yield path, event_id


def list_leading_to(database: Database, ids: Iterable[str]) -> list[str]:
    """Ids of the events themselves and of all removed ones that they took the place of, one after another."""
    rows = database.execute(
        f"WITH RECURSIVE before (key, steps) AS (SELECT key, 0 FROM events WHERE id IN {GIVEN} "
        "UNION SELECT e.key, steps + 1 FROM before AS b JOIN versions AS v ON v.successor = b.key "
        "JOIN events AS e ON e.key = v.event AND e.version = v.key WHERE e.removed_at <> '' AND steps <= ?) "
        "SELECT DISTINCT e.id FROM before AS b JOIN events AS e ON e.key = b.key",
        (json.dumps(list(ids)), _MAX_HEIRS),
    )
    return [row[0] for row in rows]


def list_addresses_of(database: Database, ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Every path that ever led to one of the events: the path, that event's id, and the id that it leads to now."""
    rows = database.execute(
        f"WITH asked AS (SELECT key, id, path FROM events WHERE id IN {GIVEN}) "
        "SELECT path, key, id FROM asked UNION ALL "
        "SELECT a.path, e.key, e.id FROM asked AS e JOIN addresses AS a ON a.event = e.key ORDER BY 1",
        (json.dumps(list(ids)),),
    ).fetchall()
    ends = {key: follow_heirs(key, _Heirs(database)) for key in {row[1] for row in rows}}
    names = find_ids(database, ends.values())
    return [(path, event_id, names[ends[key]]) for path, key, event_id in rows]


class _Heirs(dict[int, int]):
    """Heirs, each looked up when it is asked for."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        row = self._database.execute(f"{_HEIRS} AND e.key = ?", (key,)).fetchone()
        if row:
            self[row[0]] = row[1]
        return row is not None


def read_heirs(database: Database) -> dict[int, int]:
    """Removed events that another took the place of: from key to key."""
    return dict(database.execute(_HEIRS).fetchall())


def follow_heirs(key: int, heirs: dict[int, int]) -> int:
    """The event at the end of the line; the first one itself where the line goes in a circle."""
    end = key
    for _ in range(_MAX_HEIRS):
        if end not in heirs:
            return end
        end = heirs[end]
    return key
