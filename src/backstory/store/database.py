"""The connection to the archive's file: opened, migrated, in transactions, with errors people understand."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from backstory.errors import StoreError, TimeLimitError

APPLICATION_ID = 0x4261636B
"""Marks the file as an archive in SQLite's header ("Back")."""

BUSY_TIMEOUT_S = 10.0
"""How long to wait for another writer: the longest transaction here takes about one second."""

CACHE_MIB = 64
"""Of the file, kept in memory."""

_STEPS_BETWEEN_LOOKS = 20_000
"""Of SQLite's machine, between looks at the clock: about a millisecond."""

GIVEN = "(SELECT value FROM json_each(?))"
"""In a query, the values of a parameter that is a list in JSON (see `write_list`)."""

_ENCODER = msgspec.json.Encoder()
_SEAL = (
    "INSERT INTO ticks SELECT c.tick, random() FROM (SELECT max(tick) AS tick FROM changes) AS c "
    "WHERE c.tick > (SELECT max(tick) FROM ticks)"
)


class Database(sqlite3.Connection):
    """A connection whose errors are `StoreError`; it is in autocommit except inside `transaction`."""

    path = ""
    folder: tempfile.TemporaryDirectory[str] | None = None
    logs_changes = False
    stood: tuple[int, int] | None = None
    """How the file was found, where it is read as one that stands still (see `check_still`)."""

    def close(self) -> None:
        """Close it; a temporary archive is deleted."""
        super().close()
        if self.folder is not None:
            self.folder.cleanup()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error as error:
            raise explain_error(error, self.path) from error

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Run one statement for each row of parameters."""
        try:
            return super().executemany(sql, parameters)
        except sqlite3.Error as error:
            raise explain_error(error, self.path) from error


def open_database(path: str | Path, *, read_only: bool = False, is_made: bool = True) -> Database:
    """Open the archive at `path`, brought to this version's schema where it may be written; `is_made` makes one.

    Raises:
        StoreError: the file is not an archive, newer than this program, locked, missing or not writable.
    """
    path = str(path)
    database = connect(path, read_only=read_only, is_made=is_made)
    try:
        prepare_database(database, read_only=read_only)
    except BaseException:
        database.close()
        raise
    return database


def connect(path: str, *, read_only: bool, is_made: bool = True) -> Database:
    """Connect without looking inside; where the file is only read or not to be made, it must be there."""
    if (read_only or not is_made) and path != ":memory:" and not Path(path).is_file():
        raise StoreError(f"There is no archive at {path}. Add something to it first.", path=path)
    if path == ":memory:":
        return _connect(path, path)
    database = _connect(path, name_file(path, read_only=read_only))
    if read_only and stands_still(path) and not is_readable(database):
        database.close()
        database = _connect(path, name_file(path, read_only=True, is_still=True))
        database.stood = measure_change(path)
    return database


def _connect(path: str, target: str) -> Database:
    try:
        database = sqlite3.connect(
            target, timeout=BUSY_TIMEOUT_S, isolation_level=None, uri=True, factory=Database, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise explain_error(error, path) from error
    database.path = path
    return database


def name_file(path: str, *, read_only: bool, is_still: bool = False) -> str:
    """The file as SQLite's URI, which can say that it must not be written, and that nobody else writes it."""
    return Path(path).absolute().as_uri() + ("?mode=ro" if read_only else "") + ("&immutable=1" if is_still else "")


def stands_still(path: str) -> bool:
    """Whether nobody here can write the archive, and no log beside it has what the file has not."""
    file = Path(os.path.realpath(path))
    log = Path(f"{file}-wal")
    return not os.access(file.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def is_readable(database: Database) -> bool:
    """Whether SQLite can read the file: as a rule it has to make another one beside it for that."""
    try:
        database.cursor().execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname != "SQLITE_CANTOPEN"
    return True


def measure_change(path: str) -> tuple[int, int]:
    """What differs where a file was written since: when it was last, and its size."""
    found = Path(path).stat()
    return found.st_mtime_ns, found.st_size


def check_still(database: Database) -> None:
    """Raise StoreError where a file that was to stand still, being read without any lock, was written."""
    if database.stood is not None and database.stood != measure_change(database.path):
        raise StoreError(
            f"{database.path} was written elsewhere while it was read in a folder that cannot be written. Call again.",
            path=database.path,
        )


def copy_database(database: Database, path: str | Path) -> None:
    """Write everything that the archive holds to another file: one moment of it, without a log beside.

    Raises:
        StoreError: it cannot be written, or it is damaged as the archive is; a file may be there that is no copy.
    """
    copy = connect(str(path), read_only=False)
    try:
        database.backup(copy)
        cursor = copy.cursor()
        cursor.execute("PRAGMA journal_mode = DELETE").fetchall()
        # Pages are copied as they are, the damaged ones too: 0.6 s more where 280 MB take 0.7 to copy.
        fault = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        if is_for_room(error):
            raise StoreError(f"{path} was not written: the disk is full. Make room.", path=str(path)) from error
        # What is malformed in a copy is so in the archive.
        name = database.path if is_damage(error) else str(path)
        raise explain_error(error, name) from error
    finally:
        copy.close()
    if fault != "ok":
        # "*** in database main ***" and a line for each fault.
        raise explain_error(sqlite3.DatabaseError(f"malformed: {fault.splitlines()[-1]}"), database.path)


def prepare_database(database: Database, *, read_only: bool) -> None:
    """Set the connection up and migrate the schema where need be."""
    version = read_version(database)
    latest = len(list_migrations())
    if version > latest:
        raise StoreError(
            f"{database.path} was written by a newer Backstory (schema {version}, this one knows {latest}). "
            "Update Backstory.",
            path=database.path,
        )
    if read_only:
        if version < latest:
            raise StoreError(
                f"{database.path} has an older schema ({version} of {latest}). Open it once for writing to bring it "
                "up to date.",
                path=database.path,
            )
    else:
        # NORMAL loses no committed transaction when the program is killed, only perhaps when the power fails.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        # Every 64 MB instead of every 4: what is written again and again goes to the archive's own file more seldom.
        database.execute("PRAGMA wal_autocheckpoint = 16000")
        if version < latest:
            migrate(database, version)
        database.logs_changes = True
    database.execute("PRAGMA foreign_keys = ON")
    database.execute(f"PRAGMA cache_size = {-1024 * CACHE_MIB}")


def read_version(database: Database) -> int:
    """Number of migrations the file has had; 0 for an empty one."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    application = int(database.execute("PRAGMA application_id").fetchone()[0])
    tables = int(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if (tables or version) and application != APPLICATION_ID:
        raise StoreError(
            f"{database.path} is an SQLite file, but not an archive of Backstory. Name another file.",
            path=database.path,
        )
    return version


def list_migrations() -> list[tuple[str, str]]:
    """Name and SQL of every migration, in order."""
    folder = files("backstory.store") / "migrations"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return [(entry.name, entry.read_text(encoding="utf-8")) for entry in found]


def migrate(database: Database, version: int) -> None:
    """Apply what is missing, each migration in a transaction of its own: all of it or nothing."""
    for number, (name, sql) in enumerate(list_migrations(), start=1):
        if number <= version:
            continue
        # It knows what the archive holds, and nothing here does: it is loaded where there is something to migrate.
        from backstory.store.converting import CONVERSIONS

        with transaction(database):
            if read_version(database) >= number:  # another process was faster
                continue
            for statement in split_statements(sql):
                database.execute(statement)
            if name in CONVERSIONS:
                CONVERSIONS[name](database)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {number}")


def split_statements(sql: str) -> Iterator[str]:
    """The statements of a script: `executescript` would commit the transaction they should be part of."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def write_list(values: Collection[object]) -> str:
    """Values as ``json_each`` reads them, in a tenth of the time that `json` takes."""
    return _ENCODER.encode(values).decode()


@contextmanager
def reading(database: Database, limit_s: float = 0.0) -> Iterator[int]:
    """One moment of the archive for everything read inside, whatever is written meanwhile.

    Yields a number that this connection has never seen before where another one has written since. With `limit_s`,
    a query that runs longer ends with `TimeLimitError`.
    """
    if limit_s:
        ends_at = time.monotonic() + limit_s
        database.set_progress_handler(lambda: time.monotonic() > ends_at, _STEPS_BETWEEN_LOOKS)
    try:
        check_still(database)
        database.execute("BEGIN")
        yield int(database.execute("PRAGMA data_version").fetchone()[0])
        check_still(database)
    finally:
        if limit_s:
            database.set_progress_handler(None, 0)
        if database.in_transaction:
            database.execute("COMMIT")


@contextmanager
def transaction(database: Database) -> Iterator[None]:
    """All of it or nothing. Inside another transaction it is part of that one."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        # What the log of changes has from this transaction becomes a tick of its own (see `changes`).
        if database.logs_changes:
            database.execute(_SEAL)
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


@contextmanager
def savepoint(database: Database) -> Iterator[None]:
    """All of it or nothing, inside another transaction too: where it raises, what it wrote goes, and no more."""
    if not database.in_transaction:
        with transaction(database):
            yield
        return
    database.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK TO part")
            database.execute("RELEASE part")
        raise
    database.execute("RELEASE part")


def is_refusal(error: Exception) -> bool:
    """Whether SQLite refused what was to be written, as it would at any other time and on any other machine."""
    return isinstance(error.__cause__, (sqlite3.IntegrityError, sqlite3.DataError))


def explain_error(error: sqlite3.Error, path: str) -> StoreError:
    """Say what happened to the archive, and what to do."""
    text = str(error)
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_NOTADB" or "not a database" in text:
        message = f"{path} is not an archive (not an SQLite file). Name another file."
    elif name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        message = f"{path} is being written by another process. Wait for it to finish and call again."
    elif name.startswith("SQLITE_READONLY") or "readonly" in text:
        message = f"{path} cannot be written: the file or its folder is read-only. Change that, or name another file."
    elif is_for_room(error):
        # It may be that of temporary files; and a single writing, such as that of `vacuum`, has no part that is done.
        message = (
            f"The disk is full: there is no room for what {path} needs. What was reported as done is kept; make room "
            "and call again."
        )
    elif name.startswith("SQLITE_CANTOPEN") or "unable to open" in text:
        message = f"{path} cannot be opened: {find_hindrance(path)}"
    elif is_damage(error):
        message = f"{path} is damaged ({text}). Restore it from a copy, or build it again."
    elif name == "SQLITE_INTERRUPT":
        return TimeLimitError("That took too long. Ask for less: fewer words, a shorter range.", path=path)
    else:
        message = f"The archive {path} failed: {text}."
    return StoreError(message, path=path)


def find_hindrance(path: str) -> str:
    """Say why SQLite can open no file at the path, and what to do."""
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        return f"there is no folder {folder}. Make it, or name another file."
    if not os.access(folder, os.W_OK):
        return (
            f"{folder} cannot be written, and a log has to stand beside the archive. Change that, or copy the archive, "
            "with its -wal where there is one, to another folder."
        )
    return "it is a folder, or may not be read. Change that, or name another file."


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that what the file holds cannot be."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT") or "malformed" in str(error)


def is_for_room(error: sqlite3.Error) -> bool:
    """Whether an error says that a disk is full."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL") or "disk is full" in str(error)
