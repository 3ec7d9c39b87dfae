"""As of a moment: an archive of only what had been recorded by then, in a file of its own.

Made from the chains of versions, the orders on the pages and the times at which addresses, entities, redirects and
facts were recorded. It equals an archive that was only ever given the states up to that moment.
"""

import tempfile
from pathlib import Path

from backstory.store.database import Database, connect, name_file, open_database, transaction
from backstory.store.linking import link_events
from backstory.store.sources import show_latest
from backstory.store.wording import decode_wording

_WORDED = (
    "live.wordings AS w WHERE coalesce(valid_from, (SELECT timestamp FROM revisions WHERE key = w.revision)) <= :at "
    "AND revision IN (SELECT key FROM revisions)"
)

_COPIES = (
    "INSERT INTO pages (key, origin, title, date) SELECT key, origin, title, date FROM live.pages WHERE key IN "
    "(SELECT page FROM live.revisions WHERE stage = 2 AND timestamp <= :at)",
    "INSERT INTO revisions SELECT key, page, revision_id, timestamp, hash, stage, is_whole, layout FROM live.revisions "
    "WHERE stage = 2 AND timestamp <= :at",
    "UPDATE pages SET latest = (SELECT key FROM revisions WHERE page = pages.key "
    "ORDER BY timestamp DESC, key DESC LIMIT 1)",
    "INSERT INTO problems SELECT * FROM live.problems WHERE revision IN (SELECT key FROM revisions)",
    "INSERT INTO events (key, id, path, page, version, date, position, first_seen_at, changed_at, removed_at) "
    "SELECT key, id, path, "
    "(SELECT page FROM live.versions WHERE event = e.key AND valid_from <= :at "
    "ORDER BY valid_from DESC, valid_to = '' DESC, valid_to DESC, key DESC LIMIT 1), 0, date, 0, first_seen_at, '', '' "
    "FROM live.events AS e WHERE first_seen_at <= :at AND key IN "
    "(SELECT event FROM live.versions WHERE revision IN (SELECT key FROM revisions))",
    "INSERT INTO categories (key, name) SELECT key, name FROM live.categories "
    f"WHERE key IN (SELECT category FROM {_WORDED})",
    "INSERT INTO wordings SELECT key, event, page, revision, valid_from, "
    "CASE WHEN valid_to > :at THEN '' ELSE valid_to END, date, category, wording, line, is_removed, "
    "(SELECT key FROM events WHERE key = successor) "
    f"FROM {_WORDED}",
    "INSERT INTO addresses SELECT path, event, since FROM live.addresses WHERE since <= :at "
    "AND event IN (SELECT key FROM events)",
    "INSERT INTO entities (key, title, slug, since) SELECT key, title, slug, since FROM live.entities "
    "WHERE since <= :at",
    "UPDATE entities SET (qid, kind, latitude, longitude, resolved_at) = (SELECT qid, kind, latitude, longitude, "
    "resolved_at FROM live.entities AS l WHERE l.key = entities.key) WHERE key IN "
    "(SELECT key FROM live.entities WHERE resolved_at <> '' AND resolved_at <= :at)",
    "INSERT INTO redirects SELECT * FROM live.redirects WHERE since <= :at",
    "INSERT INTO sources (key, canonical_url) SELECT key, canonical_url FROM live.sources",
    "INSERT INTO hints SELECT * FROM live.hints WHERE since <= :at AND event IN (SELECT key FROM events)",
    "INSERT INTO attached SELECT * FROM live.attached WHERE since <= :at AND event IN (SELECT key FROM events)",
    "INSERT INTO source_checks SELECT * FROM live.source_checks WHERE checked_at <= :at",
)

_SETTLE = (
    "INSERT INTO collections (name) SELECT DISTINCT wording ->> 'g' AS name FROM versions "
    "WHERE valid_to = '' AND name IS NOT NULL ORDER BY name",
    "UPDATE events SET (version, page, date, category, collection, removed_at) = (SELECT v.key, v.page, v.date, c.key, "
    "coalesce((SELECT key FROM collections WHERE name = v.wording ->> 'g'), 0), "
    "CASE WHEN v.is_removed THEN v.valid_from ELSE '' END FROM versions AS v JOIN categories AS c "
    "ON c.name = v.category WHERE v.event = events.key AND v.valid_to = '')",
    "UPDATE events SET changed_at = coalesce(nullif((SELECT max(valid_from) FROM versions "
    "WHERE event = events.key AND is_removed = 0), first_seen_at), '')",
    # A place on a page is what the last state that has the event says; a removed event keeps its last one.
    "UPDATE events SET position = coalesce((SELECT place.key FROM pages AS p JOIN revisions AS r ON r.key = p.latest "
    "JOIN json_each(r.layout) AS place WHERE p.key = events.page AND place.value = events.key), 0)",
)


def make_snapshot(database: Database, at: str) -> Database:
    """Give a new archive of what `database` had recorded by `at`. Its file goes when the connection is closed.

    It has no relations and stories: they are to be made from its own events.
    """
    folder = tempfile.TemporaryDirectory(prefix="backstory-as-of-")
    snapshot = open_database(Path(folder.name) / "archive.db")
    snapshot.folder = folder
    try:
        fill_snapshot(snapshot, database, at)
    except BaseException:
        snapshot.close()
        raise
    return snapshot


def is_snapshot(database: Database) -> bool:
    """Whether an archive was made here."""
    return database.execute("SELECT 1 FROM notes WHERE name = 'as_of'").fetchone() is not None


def read_moment(database: Database) -> str:
    """The moment that an archive made here is as of; empty for any other."""
    row = database.execute("SELECT value FROM notes WHERE name = 'as_of'").fetchone()
    return str(row[0]) if row else ""


def fill_snapshot(snapshot: Database, database: Database, at: str) -> None:
    """Copy what was recorded by then."""
    snapshot.execute("PRAGMA synchronous = OFF")
    snapshot.execute("ATTACH DATABASE ? AS live", (locate_file(snapshot, database),))
    with transaction(snapshot):
        for statement in _COPIES:
            snapshot.execute(statement, {"at": at})
        for statement in _SETTLE:
            snapshot.execute(statement)
        for (key,) in snapshot.execute("SELECT DISTINCT source FROM source_checks").fetchall():
            show_latest(snapshot, key)
        relink(snapshot, at)
        snapshot.execute("INSERT INTO notes VALUES ('as_of', ?)", (at,))
        snapshot.execute("INSERT INTO stale SELECT key FROM events WHERE removed_at = ''")
    snapshot.execute("DETACH DATABASE live")


def locate_file(snapshot: Database, database: Database) -> str:
    """The archive's file; one in memory is written beside the snapshot first."""
    if database.path != ":memory:":
        return name_file(database.path, read_only=True, is_still=database.stood is not None)
    path = str(Path(snapshot.path).with_name("live.db"))
    copy = connect(path, read_only=False)
    database.backup(copy)
    copy.close()
    return name_file(path, read_only=True)


def relink(snapshot: Database, at: str) -> None:
    """Make links, citations and the search index anew from the wordings of then."""
    rows = snapshot.execute(
        "SELECT e.key, v.wording FROM events AS e JOIN versions AS v ON v.key = e.version WHERE e.removed_at = '' "
        "ORDER BY e.key"
    ).fetchall()
    size = 500
    for start in range(0, len(rows), size):
        link_events(snapshot, [(key, decode_wording(said)) for key, said in rows[start : start + size]], at)
