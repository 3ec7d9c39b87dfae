"""Addresses: every path that ever led to an event goes on leading somewhere."""

from collections.abc import Iterable, Iterator

from backstory.store.database import Database, transaction

_MAX_HEIRS = 10
"""How far to follow events merged into one another; more would be a circle."""


def resolve_path(database: Database, path: str) -> str | None:
    """Id of the event that a path leads to; None for a path that never was one.

    A removed event's path leads to the event that took its place where there is one, else to itself.
    """
    row = database.execute("SELECT event FROM addresses WHERE path = ?", (path,)).fetchone()
    if row is None:
        return None
    key = follow_heirs(row[0], read_heirs(database))
    return str(database.execute("SELECT id FROM events WHERE key = ?", (key,)).fetchone()[0])


def add_addresses(database: Database, found: Iterable[tuple[str, str]], since: str) -> None:
    """Let paths lead to events, each by its id. A path that leads somewhere already goes on leading there."""
    with transaction(database):
        database.executemany(
            "INSERT OR IGNORE INTO addresses SELECT ?, key, ? FROM events WHERE id = ?",
            [(path, since, event_id) for path, event_id in found],
        )


def list_addresses(database: Database) -> Iterator[tuple[str, str]]:
    """Paths that are not the permalink of where they lead, each with the event's id, by path."""
    heirs = read_heirs(database)
    known = dict(database.execute("SELECT key, id FROM events").fetchall()) if heirs else {}
    rows = database.execute(
        "SELECT a.path, e.key, e.id, e.path FROM addresses AS a JOIN events AS e ON e.key = a.event ORDER BY a.path"
    )
    for path, key, event_id, permalink in rows:
        heir = follow_heirs(key, heirs)
        if heir != key:
            yield path, known[heir]
        elif path != permalink:
            yield path, event_id


def read_heirs(database: Database) -> dict[int, int]:
    """Removed events that another took the place of: from key to key."""
    rows = database.execute(
        "SELECT e.key, v.successor FROM events AS e JOIN versions AS v ON v.key = e.version "
        "WHERE e.removed_at <> '' AND v.successor IS NOT NULL"
    )
    return dict(rows.fetchall())


def follow_heirs(key: int, heirs: dict[int, int]) -> int:
    """The event at the end of the line; the first one itself where the line goes in a circle."""
    end = key
    for _ in range(_MAX_HEIRS):
        if end not in heirs:
            return end
        end = heirs[end]
    return key
