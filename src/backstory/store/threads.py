"""Threads: which event without topic goes with which, as found so far; and the bare ties between events."""

import json
from collections.abc import Iterable, Iterator, Mapping

from backstory.store.calendar import BY_TIME
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.relations import SCORES

Tie = tuple[str, str, float]
"""The ids of an event and of one that it is related to, and the relation's score."""


def read_threads(database: Database, near: Iterable[str] | None = None) -> dict[str, str]:
    """From event to root, by id, in order of time: of all threads, or of those that have one of the events `near`."""
    ids = "(SELECT value FROM json_each(?1))"
    of_near = f"SELECT n.root FROM threads AS n JOIN events AS o ON o.key = n.event WHERE o.id IN {ids}"
    # The index of roots leaves out the events that began their threads.
    of_one = f"WHERE t.event = t.root AND t.event IN ({of_near}) OR t.event <> t.root AND t.root IN ({of_near}) "
    chosen = "" if near is None else of_one
    rows = database.execute(
        "SELECT e.id, r.id FROM threads AS t JOIN events AS e ON e.key = t.event JOIN events AS r ON r.key = t.root "
        f"JOIN pages AS p ON p.key = e.page {chosen}ORDER BY {BY_TIME}",
        () if near is None else (json.dumps(list(near)),),
    )
    return dict(rows.fetchall())


def write_threads(database: Database, root_of: Mapping[str, str], gone: Iterable[str]) -> None:
    """Let events be in these threads from now on, and the events `gone` in none."""
    with transaction(database):
        database.executemany(
            "DELETE FROM threads WHERE event = (SELECT key FROM events WHERE id = ?)",
            [(event_id,) for event_id in gone],
        )
        database.executemany(
            "INSERT OR REPLACE INTO threads "
            "SELECT e.key, r.key FROM events AS e, events AS r WHERE e.id = ? AND r.id = ?",
            root_of.items(),
        )


def list_unfiled(database: Database, ids: Iterable[str] | None = None) -> list[str]:
    """Live events without topic in order of time, all or those of `ids`."""
    chosen = "" if ids is None else f"AND e.id IN {GIVEN} "
    rows = database.execute(
        "SELECT e.id FROM events AS e JOIN pages AS p ON p.key = e.page WHERE e.removed_at = '' "
        f"AND NOT EXISTS (SELECT 1 FROM filings WHERE event = e.key) {chosen}ORDER BY {BY_TIME}",
        () if ids is None else (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def stream_ties(database: Database, ids: Iterable[str] | None = None, pointing: Iterable[str] = ()) -> Iterator[Tie]:
    """Ties told by relations: all, or those from and to the events `ids` and of the events at their other ends.

    `pointing` has the events that may have one of `ids` among their relations.
    """
    if ids is None:
        id_of = dict(database.execute("SELECT key, id FROM events").fetchall())
        rows = database.execute("SELECT event, other, score FROM relations ORDER BY event, rank")
        yield from ((id_of[event], id_of[other], score / SCORES) for event, other, score in rows)
        return
    rows = database.execute(
        f"WITH asked AS (SELECT key FROM events WHERE id IN {GIVEN}), "
        "near AS (SELECT key FROM asked UNION SELECT other FROM relations WHERE event IN asked "
        f"UNION SELECT r.event FROM events AS e JOIN relations AS r ON r.event = e.key WHERE e.id IN {GIVEN} "
        "AND r.other IN asked) "
        "SELECT e.id, o.id, r.score FROM near AS n JOIN relations AS r ON r.event = n.key "
        "JOIN events AS e ON e.key = r.event JOIN events AS o ON o.key = r.other ORDER BY r.event, r.rank",
        (json.dumps(list(ids)), json.dumps(list(pointing))),
    )
    yield from ((event_id, other_id, score / SCORES) for event_id, other_id, score in rows)


def count_linking(database: Database, titles: Iterable[str]) -> dict[str, int]:
    """How many live events link each title; those that none links are left out."""
    rows = database.execute(
        f"SELECT title, uses FROM entities WHERE uses > 0 AND title IN {GIVEN}",
        (json.dumps(list(titles)),),
    )
    return dict(rows.fetchall())
