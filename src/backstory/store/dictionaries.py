"""Dictionaries: what some pages say, so that what others say is kept by what it says beyond that.

Each serves some thousand states, those that came after what it was made of; those kept earlier go on by theirs. It is
plain text: `zstd -D` reads what was compressed by it.
"""

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

import zstandard

from backstory.store.database import Database, transaction

SERVED = 2000
"""States between one dictionary and the next: over the years pages are written otherwise."""

LEAST = 300
"""Texts that are worth one: it takes as much room as about sixty save."""

_SAMPLES = 40
_BYTES = 112_640
"""Trained ones of the same size save 7 % more, but fail on some texts and are no text themselves."""


class Newest(NamedTuple):
    """The dictionary made last, and the last revision that it was made from."""

    key: int
    since: int


_LOADED: WeakKeyDictionary[Database, dict[int, zstandard.ZstdCompressionDict]] = WeakKeyDictionary()


def find_newest(database: Database) -> Newest | None:
    """The dictionary that new texts go by; None where there is none yet."""
    row = database.execute("SELECT key, since FROM dictionaries ORDER BY key DESC LIMIT 1").fetchone()
    return Newest(*row) if row else None


def load_dictionary(database: Database, key: int) -> zstandard.ZstdCompressionDict:
    """A dictionary by its key; kept in memory while the archive is open."""
    loaded = _LOADED.setdefault(database, {})
    if key not in loaded:
        (data,) = database.execute("SELECT data FROM dictionaries WHERE key = ?", (key,)).fetchone()
        loaded[key] = zstandard.ZstdCompressionDict(zlib.decompress(data), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return loaded[key]


def list_due(database: Database) -> list[int]:
    """Revisions that the next dictionary is to be made of; none while it is not time to."""
    newest = find_newest(database)
    since = newest.since if newest else 0
    last = database.execute("SELECT coalesce(max(revision), 0) FROM texts").fetchone()[0]
    if last - since < (SERVED if newest else LEAST):
        return []
    query = "SELECT revision FROM texts WHERE base IS NULL AND revision > ? ORDER BY revision"
    found = [row[0] for row in database.execute(query, (max(since, last - 2 * SERVED),))]
    return found if len(found) >= LEAST else []


def choose_samples(revisions: Sequence[int]) -> Sequence[int]:
    """Those of the states that a dictionary is made of."""
    return revisions[:: max(1, len(revisions) // _SAMPLES)][:_SAMPLES]


def add_dictionary(database: Database, texts: Iterable[bytes], since: int) -> int:
    """Keep a dictionary of these texts; gives its key."""
    data = b"".join(text[: _BYTES // _SAMPLES] for text in texts)
    with transaction(database):
        cursor = database.execute(
            "INSERT INTO dictionaries (since, data) VALUES (?, ?)", (since, zlib.compress(data, 9))
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
