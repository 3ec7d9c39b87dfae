"""Relations between events, and which events changed since they were last made."""

import json
from collections.abc import Iterable

import msgspec

from backstory.model import Reason, Relation
from backstory.store.claims import find_keys
from backstory.store.database import Database, transaction
from backstory.store.naming import NAMED, NamedEvent, name_event

_REASONS = msgspec.json.Decoder(tuple[Reason, ...])


def read_relations(database: Database, ids: Iterable[str]) -> dict[str, tuple[Relation, ...]]:
    """Relations of events, best first, by the event's id; an event without any has an empty tuple."""
    found: dict[str, list[Relation]] = {event_id: [] for event_id in ids}
    rows = database.execute(
        "SELECT e.id, o.id, r.rank, r.score, r.direction, r.days_apart, r.reasons "
        "FROM events AS e JOIN relations AS r ON r.event = e.key JOIN events AS o ON o.key = r.other "
        "WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.key, r.rank",
        (json.dumps(list(found)),),
    )
    for event_id, other_id, rank, score, direction, days_apart, reasons in rows:
        found[event_id].append(
            Relation(
                event_id=event_id,
                other_id=other_id,
                rank=rank,
                score=score,
                direction=direction,
                days_apart=days_apart,
                reasons=_REASONS.decode(reasons),
            )
        )
    return {event_id: tuple(relations) for event_id, relations in found.items()}


def read_named_relations(database: Database, event_id: str) -> list[tuple[Relation, NamedEvent]]:
    """Relations of one event to live ones, best first, each with the other as pages name it: one query for all."""
    rows = database.execute(
        f"{NAMED}, r.rank, r.score, r.direction, r.days_apart, r.reasons FROM events AS s "
        "JOIN relations AS r ON r.event = s.key JOIN events AS e ON e.key = r.other "
        "JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page "
        "WHERE s.id = ? AND e.removed_at = '' ORDER BY r.rank",
        (event_id,),
    )
    return [
        (
            Relation(
                event_id=event_id,
                other_id=row[0],
                rank=row[6],
                score=row[7],
                direction=row[8],
                days_apart=row[9],
                reasons=_REASONS.decode(row[10]),
            ),
            name_event(row),
        )
        for row in rows
    ]


def write_relations(
    database: Database, relations: Iterable[Relation], *, replaced: Iterable[str] | None = None
) -> None:
    """Keep relations in the place of those of the events `replaced`; of all events where that is None."""
    with transaction(database):
        if replaced is None:
            key_of = dict(database.execute("SELECT id, key FROM events").fetchall())
            database.execute("DELETE FROM relations")
        else:
            relations, replaced = list(relations), list(replaced)
            named = (event_id for found in relations for event_id in (found.event_id, found.other_id))
            key_of = find_keys(database, {*replaced, *named})
            gone = [(key_of[event_id],) for event_id in replaced if event_id in key_of]
            database.executemany("DELETE FROM relations WHERE event = ?", gone)
        # A relation to an event that was removed leads nowhere.
        database.execute("DELETE FROM relations WHERE other IN (SELECT key FROM events WHERE removed_at <> '')")
        database.execute("DELETE FROM relations WHERE event IN (SELECT key FROM events WHERE removed_at <> '')")
        database.executemany(
            "INSERT INTO relations VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    key_of[found.event_id],
                    found.rank,
                    key_of[found.other_id],
                    found.score,
                    found.direction,
                    found.days_apart,
                    msgspec.json.encode(found.reasons).decode(),
                )
                for found in relations
            ),
        )


def list_stale(database: Database) -> list[str]:
    """Ids of events, live or removed, that changed since relations and stories were last made."""
    rows = database.execute("SELECT e.id FROM stale AS s JOIN events AS e ON e.key = s.event ORDER BY e.key")
    return [row[0] for row in rows]


def list_related_to(database: Database, ids: Iterable[str]) -> list[str]:
    """Ids of events that have one of `ids` among their relations."""
    rows = database.execute(
        "SELECT DISTINCT e.id FROM relations AS r JOIN events AS e ON e.key = r.event "
        "JOIN events AS o ON o.key = r.other WHERE o.id IN (SELECT value FROM json_each(?)) ORDER BY e.id",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def clear_stale(database: Database, ids: Iterable[str]) -> None:
    """Say that relations and stories of these events are made."""
    with transaction(database):
        database.execute(
            "DELETE FROM stale WHERE event IN (SELECT key FROM events WHERE id IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(ids)),),
        )
