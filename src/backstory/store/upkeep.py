"""Keep the file small, and copies of it safe."""

import os
import shutil
from pathlib import Path

from backstory.errors import StoreError
from backstory.store.database import Database
from backstory.store.texts import pack_texts

_ROOM = 2.2
"""Free space that SQLite may need to write the file anew, as a multiple of its size: once beside, once as a log."""


def vacuum_database(database: Database) -> tuple[int, int, int]:
    """Write the file anew without gaps, texts packed; gives its size in bytes before and after, and texts packed.

    Readers go on meanwhile; another writer makes it wait, and then fail. Killed, it leaves the archive as it was.

    Raises:
        StoreError: there is too little room on the disk, or another process writes.
    """
    before = measure_database(database.path)
    free = shutil.disk_usage(Path(database.path).absolute().parent).free
    if free < before * _ROOM:
        needed, there = round(before * _ROOM / 1e6), round(free / 1e6)
        raise StoreError(
            f"Writing {database.path} anew may need {needed} MB of room; there are {there} MB.", path=database.path
        )
    packed = pack_texts(database)
    database.execute("INSERT INTO search (search) VALUES ('optimize')")
    database.execute("VACUUM")
    database.execute("PRAGMA optimize")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return before, measure_database(database.path), packed


def measure_database(path: str) -> int:
    """Size in bytes of the file and its log."""
    return sum(os.path.getsize(name) for name in (path, f"{path}-wal") if os.path.exists(name))
