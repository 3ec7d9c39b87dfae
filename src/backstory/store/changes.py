"""The log of changes: what has become different since a moment in the archive's own counting.

Triggers write it (see the migration that makes the table); here it is sealed, transaction by transaction, and read.
"""

import json
from typing import Any

from backstory.model.record import Record
from backstory.store.database import GIVEN, Database


class Moment(Record, frozen=True, kw_only=True):
    """A point in an archive's history; `token` tells it from the same `tick` of another archive, or of a copy."""

    tick: int
    token: int


class Changes(Record, frozen=True, kw_only=True):
    """What changed: ids of `events`, titles of `entities`, slugs of `stories` (also of those that are gone).

    So are `publishers`. `events` have another wording, place, address, source or publisher; `related` have other
    relations, `placed` another place in a story. `dates` and names of `categories` and `collections` are those that
    gained, lost or have a changed event. `redirected` are titles of entities that came to redirect, `relocated` of
    those that have other coordinates, `sources` canonical URLs.
    """

    events: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    placed: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    stories: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()
    redirected: frozenset[str] = frozenset()
    relocated: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


KINDS = (
    "event", "related", "placed", "entity", "story", "source", "day", "category", "collection", "publisher", "redirect",
    "placing",
)  # fmt: skip
"""What the log calls by its place here; a related event of key 0 stands for all."""

_SINCE = "SELECT key FROM changes INDEXED BY changes_by_tick WHERE kind = ? AND tick > ?"


def read_moment(database: Database) -> Moment:
    """Now. Read it before anything else: what is written meanwhile is then told again next time, and nothing missed."""
    row = database.execute("SELECT tick, token FROM ticks ORDER BY tick DESC LIMIT 1").fetchone()
    return Moment(tick=row[0], token=row[1])


def is_past(database: Database, moment: Moment) -> bool:
    """Whether the moment is one of this archive's history."""
    query = "SELECT 1 FROM ticks WHERE tick = ? AND token = ?"
    return database.execute(query, (moment.tick, moment.token)).fetchone() is not None


def has_changed(database: Database, moment: Moment) -> bool:
    """Whether anything changed since."""
    return database.execute("SELECT 1 FROM changes WHERE tick > ? LIMIT 1", (moment.tick,)).fetchone() is not None


def read_changes(database: Database, moment: Moment) -> Changes:
    """What changed since."""

    def collect(query: str, kind: str) -> set[Any]:
        return {row[0] for row in database.execute(query.format(_SINCE), (KINDS.index(kind), moment.tick))}

    by_key = "SELECT id FROM events WHERE key IN ({})"
    related = by_key if 0 not in collect("{}", "related") else "SELECT id FROM events WHERE 0 IN ({})"
    citing = (
        "WITH found AS ({}) SELECT id FROM events WHERE key IN (SELECT event FROM citations WHERE source IN found "
        "UNION ALL SELECT event FROM attached WHERE source IN found)"
    )
    gone = {row[0] for row in database.execute("SELECT slug FROM gone_stories WHERE tick > ?", (moment.tick,))}
    forgotten = {row[0] for row in database.execute("SELECT slug FROM gone_publishers WHERE tick > ?", (moment.tick,))}
    return Changes(
        events=frozenset(collect(by_key, "event") | collect(citing, "source")),
        related=frozenset(collect(related, "related")),
        placed=frozenset(collect(by_key, "placed")),
        entities=frozenset(collect("SELECT title FROM entities WHERE key IN ({})", "entity")),
        stories=frozenset(collect("SELECT slug FROM stories WHERE key IN ({})", "story") | gone),
        sources=frozenset(collect("SELECT canonical_url FROM sources WHERE key IN ({})", "source")),
        relocated=frozenset(collect("SELECT title FROM entities WHERE key IN ({})", "placing")),
        redirected=frozenset(collect("SELECT title FROM entities WHERE key IN ({})", "redirect")),
        categories=frozenset(collect("SELECT name FROM categories WHERE key IN ({})", "category")),
        collections=frozenset(collect("SELECT name FROM collections WHERE key IN ({})", "collection")),
        publishers=frozenset(collect("SELECT slug FROM publishers WHERE key IN ({})", "publisher") | forgotten),
        dates=frozenset(f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" for day in collect("{}", "day")),
    )


def note_all_related(database: Database) -> None:
    """Say of all events at once that their relations are others; those written next are not noted one by one."""
    database.execute("DELETE FROM changes WHERE kind = ?", (KINDS.index("related"),))
    database.execute(
        "INSERT INTO changes SELECT ?, 0, coalesce(max(tick), 0) + 1 FROM ticks", (KINDS.index("related"),)
    )


def has_redirect_chain(database: Database) -> bool:
    """Whether a title redirects to one that itself redirects: then an event may name what it is not counted under."""
    query = "SELECT 1 FROM redirects AS r JOIN redirects AS s ON s.title = r.target LIMIT 1"
    return database.execute(query).fetchone() is not None


def list_hinting(database: Database, ids: frozenset[str]) -> list[str]:
    """Ids of events whose hints name an address of one of the events `ids`, or of one that was removed."""
    if database.execute("SELECT 1 FROM hints LIMIT 1").fetchone() is None:
        return []
    rows = database.execute(
        "SELECT DISTINCT e.id FROM hints AS h JOIN events AS e ON e.key = h.event WHERE h.path IN "
        f"(WITH led AS (SELECT key, path FROM events WHERE removed_at <> '' OR id IN {GIVEN}) "
        "SELECT path FROM led UNION ALL SELECT a.path FROM led AS o JOIN addresses AS a ON a.event = o.key)",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]
