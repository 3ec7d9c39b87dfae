"""Filings: under which topics live events stand and stood, kept so that one can be looked at without the others."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from backstory.model import Filing, Move, Topic
from backstory.store.calendar import BY_TIME
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.events import resolve_topics
from backstory.store.wording import decode_topics

_HAS_TOPICS = "instr(v.wording, '\"f\":')"


def list_topic_wordings(
    database: Database, ids: Iterable[str] | None = None
) -> Iterator[tuple[str, list[Sequence[Topic]]]]:
    """Topics of live events that were ever reworded and have or had some, wording by wording; of all, or of `ids`."""
    target_of = dict(database.execute("SELECT title, target FROM redirects").fetchall())
    chosen = "" if ids is None else f" AND e.id IN {GIVEN}"
    rows = database.execute(
        "SELECT e.id, v.wording FROM versions AS v JOIN events AS e ON e.key = v.event "
        f"WHERE e.removed_at = '' AND v.is_removed = 0 AND e.changed_at <> '' AND {_HAS_TOPICS}{chosen} "
        "ORDER BY v.event, v.valid_from, v.valid_to = '', v.valid_to, v.key",
        () if ids is None else (json.dumps(list(ids)),),
    )
    for event_id, group in groupby(rows, key=lambda row: row[0]):
        yield event_id, [resolve_topics(decode_topics(wording), target_of) for _, wording in group]


def replace_filings(
    database: Database,
    found: tuple[Iterable[Filing], Iterable[Move]],
    ids: Iterable[str],
    bare_of: Callable[[str], str],
) -> set[str]:
    """Keep filings and moves in the place of those of the events `ids`; gives all names that they had or have.

    `bare_of` gives what names that may be one in several spellings have in common.
    """
    filings, moves = found
    with transaction(database):
        names = _delete_filings(database, ids)
        rows = []
        for event_id, group in groupby(filings, key=lambda filing: filing.event_id):
            rows += [(at, filed.name, bare_of(filed.name), filed.text, event_id) for at, filed in enumerate(group)]
        database.executemany("INSERT INTO filings SELECT key, ?, ?, ?, ? FROM events WHERE id = ?", rows)
        moved = [(move.old, move.new, move.event_id) for move in moves]
        database.executemany("INSERT INTO moves SELECT key, ?, ? FROM events WHERE id = ?", moved)
    return names | {row[1] for row in rows} | {name for move in moved for name in move[:2]}


def _delete_filings(database: Database, ids: Iterable[str]) -> set[str]:
    """Delete filings and moves of events; gives the names in them."""
    rows = database.execute(f"SELECT key FROM events WHERE id IN {GIVEN}", (json.dumps(list(ids)),)).fetchall()
    keys = (json.dumps([key for (key,) in rows]),)
    names = {
        name
        for table, column in (("filings", "name"), ("moves", "old"), ("moves", "new"))
        for (name,) in database.execute(f"SELECT {column} FROM {table} WHERE event IN {GIVEN}", keys)
    }
    for table in ("filings", "moves"):
        database.execute(f"DELETE FROM {table} WHERE event IN {GIVEN}", keys)
    return names


def clear_filings(database: Database) -> None:
    """Forget all filings and moves."""
    with transaction(database):
        database.execute("DELETE FROM filings")
        database.execute("DELETE FROM moves")


def list_near_names(database: Database, names: Iterable[str]) -> set[str]:
    """Names that may name the same topic as one of `names`, these among them, directly or through others."""
    found = set(names)
    fresh = found
    while fresh:
        asked = (json.dumps(sorted(fresh)),)
        near = {
            name
            for query in (
                f"SELECT DISTINCT name FROM filings WHERE bare IN (SELECT bare FROM filings WHERE name IN {GIVEN})",
                f"SELECT DISTINCT old FROM moves WHERE new IN {GIVEN}",
                f"SELECT DISTINCT new FROM moves WHERE old IN {GIVEN}",
                # A name that nothing is filed under any more may be what held others together.
                f"SELECT name FROM story_names WHERE story IN (SELECT story FROM story_names WHERE name IN {GIVEN})",
            )
            for (name,) in database.execute(query, asked)
        }
        fresh = near - found
        found = found | near
    return found


def read_filings(database: Database, names: Iterable[str]) -> list[Filing]:
    """Filings under these names, by date and place on the page."""
    rows = database.execute(
        "SELECT e.id, e.date, f.name, f.text FROM filings AS f JOIN events AS e ON e.key = f.event "
        f"JOIN pages AS p ON p.key = e.page WHERE f.name IN {GIVEN} "
        f"ORDER BY {BY_TIME}, f.position",
        (json.dumps(sorted(names)),),
    )
    return [Filing(event_id=row[0], date=row[1], name=row[2], text=row[3]) for row in rows]


def read_moves(database: Database, names: Iterable[str]) -> list[Move]:
    """Moves from one of these names to another."""
    rows = database.execute(
        f"SELECT e.id, m.old, m.new FROM moves AS m JOIN events AS e ON e.key = m.event "
        f"WHERE m.old IN {GIVEN} ORDER BY e.key, m.old",
        (json.dumps(sorted(names)),),
    )
    return [Move(event_id=row[0], old=row[1], new=row[2]) for row in rows]
