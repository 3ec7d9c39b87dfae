"""What had been recorded by a moment, told by a mark: while that stays the same, an archive as of it stays the same."""

import hashlib
from typing import NamedTuple

from backstory.store.database import Database

# All that `snapshot` copies by its time. What it makes of that (wordings, orders, links) follows from it.
_RECORDED = (
    ("revisions WHERE stage = 2", "timestamp"),
    ("source_checks", "checked_at"),
    ("redirects", "since"),
    ("entities WHERE resolved_at <> ''", "resolved_at"),
    ("addresses", "since"),
    ("hints", "since"),
    ("attached", "since"),
)


class Past(NamedTuple):
    """What was recorded by a moment: a `mark` of it, and whether that is everything (`is_all`)."""

    mark: str
    is_all: bool


def read_past(database: Database, at: str) -> Past:
    """Look at what was recorded by a moment. Reads a few columns of the whole archive: tenths of a second."""
    # The first token tells this archive from any other.
    known: list[object] = list(database.execute("SELECT token FROM ticks ORDER BY tick LIMIT 1").fetchone())
    is_all = True
    for rows, column in _RECORDED:
        count, latest, total = database.execute(
            f"SELECT count(*) FILTER (WHERE {column} <= :at), max({column}) FILTER (WHERE {column} <= :at), count(*) "
            f"FROM {rows}",
            {"at": at},
        ).fetchone()
        known += (count, latest)
        is_all = is_all and count == total
    # The newest revision's key too: one may have come for another that was never applied.
    last = database.execute("SELECT max(key) FROM revisions WHERE stage = 2 AND timestamp <= ?", (at,)).fetchone()
    mark = hashlib.blake2b(repr((at, known, last[0])).encode(), digest_size=12).hexdigest()
    return Past(mark, is_all)
