"""Revisions: every state of every page, kept once, and which of them still wait to be applied.

Their `stage`: 0 arriving (its delivery is not complete), 1 waiting, 2 applied, 3 put aside, as it could not be applied.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backstory.model import Problem, Revision
from backstory.store.database import Database, transaction
from backstory.store.texts import read_data, renew_dictionary, store_text
from backstory.store.versions import Span

_ITEMS_MARK = "\x1e"
"""Begins a text that is items of a file: they add to what their page has, instead of saying all of it."""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A stored revision: its keys and when it was saved. `page_title` and `origin` are its page's.

    `is_whole` is whether it says all events of its page, so that one it lacks is removed. `collection` is that of those
    which name none.
    """

    key: int
    page: int
    timestamp: str
    revision_id: str
    origin: str
    page_title: str
    date: str
    is_whole: int
    collection: str = ""


def store_revisions(database: Database, revisions: Iterable[Revision]) -> list[int]:
    """Keep the states that are not kept yet; gives the keys of those that are not applied, to be released.

    They are not applied before they are released: when a delivery breaks off, what came of it rests until it is
    delivered again, since states must be applied in the order of time.

    A state is known by its id on its page, without one by its time and text. One without a time of its own (a bare
    file; `timestamp` is then when it was added and ends with "+") is new only if it differs from the page's latest.
    """
    renew_dictionary(database)
    with transaction(database):
        found = [store_revision(database, revision) for revision in revisions]
    return [key for key in found if key]


def release_revisions(database: Database, keys: Iterable[int]) -> None:
    """Let stored states be applied: their delivery is complete. One that was put aside is tried again."""
    rows = [(key,) for key in keys]
    with transaction(database):
        database.executemany(
            "DELETE FROM problems WHERE revision IN (SELECT key FROM revisions WHERE key = ? AND stage = 3)", rows
        )
        database.executemany("UPDATE revisions SET stage = 1 WHERE key = ? AND stage IN (0, 3)", rows)


def put_aside(database: Database, row: RevisionRow, problem: Problem) -> None:
    """Record why the state cannot be applied: it waits no longer, and is tried again only when it is added again."""
    with transaction(database):
        database.execute("UPDATE revisions SET stage = 3 WHERE key = ?", (row.key,))
        _write_problems(database, row, (problem,))


def store_revision(database: Database, revision: Revision) -> int:
    """Keep one state, and give its key; 0 where it was known and needs nothing more."""
    page = find_page(database, revision)
    data = revision.text.encode("utf-8", "replace")
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    timestamp = revision.timestamp
    is_undated = timestamp.endswith("+")
    if is_undated:
        latest = find_latest(database, page)
        timestamp = max(timestamp.removesuffix("+"), latest[0])
        if latest[1] == digest:
            return latest[2]
    is_whole = not revision.text.startswith(_ITEMS_MARK)
    if not is_whole:
        known, wanted = "hash = ?", [digest]
    elif revision.revision_id:
        known, wanted = "revision_id = ?", [revision.revision_id]
    else:
        known, wanted = "timestamp = ? AND hash = ?", [timestamp, digest]
    query = f"SELECT key, stage FROM revisions WHERE page = ? AND {known}"
    row = database.execute(query, (page, *wanted)).fetchone()
    # What a page said a moment ago, before what it said last, is new again.
    if row and not (is_undated and is_whole and not revision.revision_id):
        return int(row[0]) if row[1] in (0, 3) else 0
    cursor = database.execute(
        "INSERT INTO revisions (page, revision_id, timestamp, hash, is_whole) VALUES (?, ?, ?, ?, ?)",
        (page, revision.revision_id, timestamp, digest, is_whole),
    )
    assert cursor.lastrowid is not None
    store_text(database, cursor.lastrowid, page, data)
    return cursor.lastrowid


def find_latest(database: Database, page: int) -> tuple[str, str, int]:
    """Time and hash of the page's latest state, and its key where it is not released yet or put aside (else 0)."""
    row = database.execute(
        "SELECT timestamp, hash, CASE WHEN stage IN (0, 3) THEN key ELSE 0 END FROM revisions WHERE page = ? "
        # What was put aside may have words for a time, which would be later than any.
        "AND timestamp < ':' ORDER BY timestamp DESC, key DESC LIMIT 1",
        (page,),
    ).fetchone()
    return row or ("", "", 0)


def find_page(database: Database, revision: Revision) -> int:
    """Key of a page, made where there was none.

    A wiki has one page of each day, whatever its title: it may be renamed, or have been a section of its month's page.
    A page keeps the collection that it was first added to.
    """
    origin, date = revision.origin, revision.date
    wanted = (origin, revision.page, date)
    if origin == "wikipedia" and date:
        row = database.execute("SELECT key FROM pages WHERE origin = ? AND date = ?", (origin, date)).fetchone()
    else:
        row = database.execute("SELECT key FROM pages WHERE origin = ? AND title = ? AND date = ?", wanted).fetchone()
    if row:
        return int(row[0])
    cursor = database.execute(
        "INSERT INTO pages (origin, title, date, collection) VALUES (?, ?, ?, ?)", (*wanted, revision.collection)
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


_ROWS = """
    SELECT r.key, r.page, r.timestamp, r.revision_id, p.origin, p.title, p.date, r.is_whole, p.collection
    FROM revisions AS r JOIN pages AS p ON p.key = r.page
"""


def list_pending(database: Database) -> list[RevisionRow]:
    """Released but not applied, in the order of time they must be applied in.

    In the same second: by day, then by the wiki's id, then as they came.
    """
    order = "r.timestamp, p.date, length(r.revision_id), r.revision_id, r.key"
    rows = database.execute(f"{_ROWS} WHERE r.stage = 1 ORDER BY {order}")
    return [RevisionRow(*row) for row in rows]


def read_text(database: Database, key: int) -> str:
    """What a stored revision said."""
    return read_data(database, key).decode("utf-8")


def list_revisions(database: Database) -> Iterator[Revision]:
    """Every state there is, page by page in order of time."""
    rows = database.execute(
        "SELECT p.origin, p.title, p.date, r.timestamp, r.key, r.revision_id, p.collection FROM revisions AS r "
        "JOIN pages AS p ON p.key = r.page JOIN texts AS t ON t.revision = r.key ORDER BY p.key, r.timestamp, r.key"
    )
    for origin, page, date, timestamp, key, revision_id, collection in rows:
        yield Revision(
            origin=origin,
            page=page,
            date=date,
            timestamp=timestamp,
            text=read_text(database, key),
            revision_id=revision_id,
            collection=collection,
        )


def find_span(database: Database, row: RevisionRow) -> Span:
    """For how long the state holds among the states of its page that were applied."""
    following = database.execute(
        "SELECT timestamp, key FROM revisions WHERE page = ? AND timestamp > ? AND stage = 2 "
        "ORDER BY timestamp, key LIMIT 1",
        (row.page, row.timestamp),
    ).fetchone()
    if following is None:
        return Span(since=row.timestamp, revision=row.key)
    return Span(since=row.timestamp, revision=row.key, until=following[0], next_revision=following[1])


def mark_applied(database: Database, row: RevisionRow, layout: str, problems: tuple[Problem, ...]) -> None:
    """Record that the state has been applied, the order of its events, and what could not be read in it."""
    database.execute("UPDATE revisions SET stage = 2, layout = ? WHERE key = ?", (layout, row.key))
    _write_problems(database, row, problems)


def _write_problems(database: Database, row: RevisionRow, problems: tuple[Problem, ...]) -> None:
    database.executemany(
        "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
        [(row.key, number, found.code, found.where, found.detail) for number, found in enumerate(problems)],
    )
