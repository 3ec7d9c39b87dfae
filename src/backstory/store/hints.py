"""Hints: what pages of another archive said their events are related to. Kept as said; relations are our own."""

import json
from collections.abc import Iterable, Mapping, Sequence

from backstory.model import Hint
from backstory.store.database import GIVEN, Database, transaction


def write_hints(database: Database, found: Mapping[str, Sequence[Hint]], since: str) -> None:
    """Keep hints by the event's id, in the place of those it had. The same ones again change nothing."""
    with transaction(database):
        for event_id, hints in found.items():
            row = database.execute("SELECT key FROM events WHERE id = ?", (event_id,)).fetchone()
            if row is None or read_hints(database, (event_id,)).get(event_id) == tuple(hints):
                continue
            database.execute("DELETE FROM hints WHERE event = ?", row)
            database.executemany(
                "INSERT INTO hints VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (row[0], position, hint.path, hint.headline, json.dumps(hint.names, ensure_ascii=False), since)
                    for position, hint in enumerate(hints)
                ],
            )


def list_hinted(database: Database) -> list[tuple[str, str]]:
    """Addresses that hints name and no event here ever had, each with the headline it was given."""
    return database.execute(
        "SELECT path, min(headline) FROM hints WHERE path NOT IN (SELECT path FROM addresses UNION ALL "
        "SELECT path FROM events) GROUP BY path ORDER BY path"
    ).fetchall()


def read_hints(database: Database, ids: Iterable[str]) -> dict[str, tuple[Hint, ...]]:
    """Hints by the event's id, in their order; events without any are left out."""
    rows = database.execute(
        "SELECT e.id, h.path, h.headline, h.names FROM hints AS h JOIN events AS e ON e.key = h.event "
        f"WHERE e.id IN {GIVEN} ORDER BY h.event, h.position",
        (json.dumps(list(ids)),),
    )
    found: dict[str, list[Hint]] = {}
    for event_id, path, headline, names in rows:
        found.setdefault(event_id, []).append(Hint(path=path, headline=headline, names=tuple(json.loads(names))))
    return {event_id: tuple(hints) for event_id, hints in found.items()}
