"""Relations between events, and which events changed since they were last made."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from backstory.model import Reason, Relation
from backstory.store.changes import note_all_related
from backstory.store.claims import find_keys
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.naming import NAMED, NamedEvent, name_event

SCORES = 10_000
"""Scores are kept as whole numbers of this part."""

_WEIGHTS = 1000
_PACKED = msgspec.json.Decoder(list[tuple[int, int]])


def read_relations(database: Database, ids: Iterable[str]) -> dict[str, tuple[Relation, ...]]:
    """Relations of events, best first, by the event's id; an event without any has an empty tuple."""
    found: dict[str, list[Relation]] = {event_id: [] for event_id in ids}
    rows = database.execute(
        "SELECT e.id, e.date, o.id, o.date, r.rank, r.score, l.reasons "
        "FROM events AS e JOIN relations AS r ON r.event = e.key JOIN reason_lists AS l ON l.key = r.reasons "
        f"JOIN events AS o ON o.key = r.other WHERE e.id IN {GIVEN} ORDER BY e.key, r.rank",
        (json.dumps(list(found)),),
    ).fetchall()
    labels = _read_labels(database, rows)
    for event_id, day, other_id, other_day, *kept in rows:
        found[event_id].append(_make_relation(event_id, day, other_id, other_day, kept, labels))
    return {event_id: tuple(relations) for event_id, relations in found.items()}


def read_named_relations(database: Database, event_id: str) -> list[tuple[Relation, NamedEvent]]:
    """Relations of one event to live ones, best first, each with the other as pages name it: one query for all."""
    rows = database.execute(
        f"{NAMED}, s.date, r.rank, r.score, l.reasons FROM events AS s "
        "JOIN relations AS r ON r.event = s.key JOIN reason_lists AS l ON l.key = r.reasons "
        "JOIN events AS e ON e.key = r.other "
        "JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page "
        "WHERE s.id = ? AND e.removed_at = '' ORDER BY r.rank",
        (event_id,),
    ).fetchall()
    labels = _read_labels(database, rows)
    named = [(row, name_event(row)) for row in rows]
    return [(_make_relation(event_id, row[-4], other.id, other.date, row[-3:], labels), other) for row, other in named]


def _read_labels(database: Database, rows: Iterable[Sequence[Any]]) -> dict[int, tuple[Any, str]]:
    """The reasons' labels by their keys; a row's reasons stand last in it."""
    keys = {key for row in rows for key, _ in _PACKED.decode(row[-1])}
    query = f"SELECT key, kind, label FROM reason_labels WHERE key IN {GIVEN}"
    return {key: (kind, label) for key, kind, label in database.execute(query, (json.dumps(list(keys)),))}


def _make_relation(
    event_id: str, day: str, other_id: str, other_day: str, kept: Sequence[Any], labels: dict[int, tuple[Any, str]]
) -> Relation:
    rank, score, reasons = kept
    days_apart = (date.fromisoformat(other_day) - date.fromisoformat(day)).days
    return Relation(
        event_id=event_id,
        other_id=other_id,
        rank=rank,
        score=score / SCORES,
        direction="background" if days_apart < 0 else "development" if days_apart else "same day",
        days_apart=days_apart,
        reasons=tuple(
            Reason(kind=labels[key][0], label=labels[key][1], weight=weight / _WEIGHTS)
            for key, weight in _PACKED.decode(reasons)
        ),
    )


def write_relations(
    database: Database, relations: Iterable[Relation], *, replaced: Iterable[str] | None = None
) -> None:
    """Keep relations in the place of those of the events `replaced`; of all events where that is None."""
    with transaction(database):
        if replaced is None:
            _write_all(database, relations)
        else:
            _write_some(database, list(relations), list(replaced))


def _write_all(database: Database, relations: Iterable[Relation]) -> None:
    key_of = dict(database.execute("SELECT id, key FROM events").fetchall())
    note_all_related(database)
    for table in ("relations", "reason_lists", "reason_labels"):
        database.execute(f"DELETE FROM {table}")
    _insert(database, relations, key_of)


def _write_some(database: Database, relations: list[Relation], replaced: list[str]) -> None:
    named = (event_id for found in relations for event_id in (found.event_id, found.other_id))
    key_of = find_keys(database, {*replaced, *named})
    gone = [(key_of[event_id],) for event_id in replaced if event_id in key_of]
    database.executemany("DELETE FROM relations WHERE event = ?", gone)
    database.execute("DELETE FROM relations WHERE event IN (SELECT key FROM events WHERE removed_at <> '')")
    _insert(database, relations, key_of)


def _insert(database: Database, relations: Iterable[Relation], key_of: dict[str, int]) -> None:
    reasons = _Reasons(database)
    database.executemany(
        "INSERT INTO relations VALUES (?, ?, ?, ?, ?)",
        (
            (
                key_of[found.event_id],
                found.rank,
                key_of[found.other_id],
                round(found.score * SCORES),
                reasons.keep(found.reasons),
            )
            for found in relations
        ),
    )
    reasons.write()


class _Reasons:
    """Keys of lists of reasons, and of their labels, which are written as they come.

    Lists of an earlier time are not looked for: they go when all relations are written anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._first = int(database.execute("SELECT coalesce(max(key), 0) + 1 FROM reason_lists").fetchone()[0])
        self._list_of: dict[str, int] = {}
        self._key_of: dict[tuple[str, str], int] = {}

    def keep(self, reasons: Iterable[Reason]) -> int:
        packed = f"[{','.join([self._pack(reason) for reason in reasons])}]"
        return self._list_of.setdefault(packed, self._first + len(self._list_of))

    def write(self) -> None:
        rows = ((key, packed) for packed, key in self._list_of.items())
        self._database.executemany("INSERT INTO reason_lists VALUES (?, ?)", rows)

    def _pack(self, reason: Reason) -> str:
        said = (reason.kind, reason.label)
        key = self._key_of.get(said)
        if key is None:
            key = self._key_of[said] = self._find(said)
        return f"[{key},{round(reason.weight * _WEIGHTS)}]"

    def _find(self, said: tuple[str, str]) -> int:
        row = self._database.execute("SELECT key FROM reason_labels WHERE kind = ? AND label = ?", said).fetchone()
        if row is None:
            row = self._database.execute(
                "INSERT INTO reason_labels (kind, label) VALUES (?, ?) RETURNING key", said
            ).fetchone()
        return int(row[0])


def list_reasoned(database: Database, label: str) -> list[str]:
    """Ids of events that have a relation one of whose reasons has this label, with or without a possessive."""
    written = (label, f"{label}'s", f"{label}’s")
    keys = database.execute("SELECT key FROM reason_labels WHERE label IN (?, ?, ?)", written).fetchall()
    if not keys:
        return []
    has_one = " OR ".join(f"instr(reasons, '[{key},') > 0" for (key,) in keys)
    rows = database.execute(
        "SELECT id FROM events WHERE key IN "
        f"(SELECT event FROM relations WHERE reasons IN (SELECT key FROM reason_lists WHERE {has_one}))"
    )
    return [row[0] for row in rows]


def list_stale(database: Database) -> list[str]:
    """Ids of events, live or removed, that changed since relations and stories were last made."""
    # In this order: there are far more events than stale ones, mostly none.
    rows = database.execute("SELECT e.id FROM stale AS s CROSS JOIN events AS e ON e.key = s.event ORDER BY s.event")
    return [row[0] for row in rows]


def list_related_to(database: Database, ids: Iterable[str]) -> list[str]:
    """Ids of events that have one of `ids` among their relations. Reads all relations."""
    rows = database.execute(
        "SELECT id FROM events WHERE key IN (SELECT event FROM relations WHERE other IN "
        f"(SELECT key FROM events WHERE id IN {GIVEN})) ORDER BY id",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def clear_stale(database: Database, ids: Iterable[str]) -> None:
    """Say that relations and stories of these events are made."""
    with transaction(database):
        database.execute(
            f"DELETE FROM stale WHERE event IN (SELECT key FROM events WHERE id IN {GIVEN})",
            (json.dumps(list(ids)),),
        )
