"""The ledger: what a published folder holds, page by page, in a small SQLite file of the folder's own.

It is no part of an archive. A publish that changes a few pages reads and writes their rows and no others.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

from backstory.errors import PublishError

LEDGER_NAME = ".backstory-site.db"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    part TEXT NOT NULL,               -- the part of the sitemap that lists it, which its path decides
    path TEXT NOT NULL,
    mark TEXT NOT NULL,               -- fingerprint of what it says; empty: to be looked at again
    has_feed INTEGER NOT NULL,
    listed_on TEXT,                   -- its date in the sitemap; NULL where that does not list it
    fold TEXT NOT NULL,               -- what it is to a file system that does not tell case; empty: the path itself
    has_card INTEGER NOT NULL,        -- whether a picture of it stands beside it
    events INTEGER NOT NULL DEFAULT 0,  -- of one month of a subject: how many it lists
    PRIMARY KEY (part, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pages_by_fold ON pages (fold) WHERE fold <> '';
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (path TEXT PRIMARY KEY, changed_at_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


class LedgerPage(NamedTuple):
    """A page as the ledger has it."""

    mark: str
    has_feed: bool
    listed_on: str | None = None
    fold: str = ""
    has_card: bool = False
    events: int = 0


class Ledger:
    """The ledger in a folder, made where there is none. Raises PublishError for one that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._database = sqlite3.connect(folder / LEDGER_NAME, isolation_level=None)
            # Whole after a kill, which is what replacing files gives too; a power failure may cost the next run time.
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.executescript(_SCHEMA)
            self._add_column()
        except sqlite3.DatabaseError as error:
            raise self._explain(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def note(self, name: str) -> str:
        """What is noted under a name; empty where nothing is."""
        row = self._ask("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def pages(self, places: Iterable[tuple[str, str]] | None = None) -> dict[str, LedgerPage]:
        """Pages by path: of these parts and paths, or all."""
        columns = "p.path, p.mark, p.has_feed, p.listed_on, p.fold, p.has_card, p.events"
        if places is None:
            rows = self._ask(f"SELECT {columns} FROM pages AS p")
        else:
            query = (
                f"SELECT {columns} FROM json_each(?) AS j JOIN pages AS p "
                "ON p.part = json_extract(j.value, '$[0]') AND p.path = json_extract(j.value, '$[1]')"
            )
            rows = self._ask(query, (json.dumps(list(places)),))
        return {
            path: LedgerPage(mark, bool(feed), listed_on, fold, bool(card), events)
            for path, mark, feed, listed_on, fold, card, events in rows
        }

    def part(self, part: str, below: str = "") -> dict[str, str | None]:
        """Paths of a part of the sitemap with their dates there, by path; only those that begin with `below`."""
        query = "SELECT path, listed_on FROM pages WHERE part = ? AND path >= ? AND path < ? ORDER BY path"
        return dict(self._ask(query, (part, below, below + "\U0010ffff")).fetchall())

    def counted(self, part: str, below: str) -> dict[str, int]:
        """Pages whose paths begin with `below`, with how many events of a month they list, by path."""
        query = "SELECT path, events FROM pages WHERE part = ? AND path >= ? AND path < ? ORDER BY path"
        return dict(self._ask(query, (part, below, below + "\U0010ffff")).fetchall())

    def folded(self, part: str, fold: str) -> list[str]:
        """Paths that some file systems take for `fold`, which is in `part` where it is a path itself."""
        query = "SELECT path FROM pages WHERE part = ? AND path = ? UNION SELECT path FROM pages WHERE fold = ?"
        return [row[0] for row in self._ask(f"{query} AND fold <> ''", (part, fold, fold))]

    def files(self) -> set[str]:
        """Files that belong to no page."""
        return {row[0] for row in self._ask("SELECT path FROM files")}

    def folders(self) -> dict[str, int]:
        """Folders of pages, with the times of their last changes."""
        return dict(self._ask("SELECT path, changed_at_ns FROM folders").fetchall())

    def begin(self, pages: Mapping[tuple[str, str], LedgerPage], files: Iterable[str]) -> None:
        """Say that these pages and files are about to change: killed after this, the next run looks at all again."""
        with self._transaction():
            self._ask("DELETE FROM notes WHERE name = 'state'")
            self._write_pages({place: page._replace(mark="") for place, page in pages.items()})
            self._many("INSERT OR IGNORE INTO files VALUES (?)", [(file,) for file in files])

    def finish(self, pages: Mapping[tuple[str, str], LedgerPage], gone: Iterable[tuple[str, str]]) -> None:
        """Say that the pages are in place and those of `gone` are removed. Inside `recording`."""
        self._write_pages(pages)
        self._many("DELETE FROM pages WHERE part = ? AND path = ?", gone)

    def replace_files(self, files: Iterable[str]) -> None:
        """Say which files there are that belong to no page. Inside `recording`."""
        self._ask("DELETE FROM files")
        self._many("INSERT INTO files VALUES (?)", [(file,) for file in files])

    def note_folders(self, times: Mapping[str, int], gone: Iterable[str]) -> None:
        """Keep the times of folders. Inside `recording`."""
        self._many("DELETE FROM folders WHERE path = ?", [(path,) for path in gone])
        self._many("INSERT OR REPLACE INTO folders VALUES (?, ?)", times.items())

    def write_note(self, name: str, value: str) -> None:
        """Keep a note."""
        self._ask("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def recording(self) -> "_Transaction":
        """Let all that is written inside be there together or not at all."""
        return self._transaction()

    def _write_pages(self, pages: Mapping[tuple[str, str], LedgerPage]) -> None:
        rows = [
            (*place, page.mark, int(page.has_feed), page.listed_on, page.fold, int(page.has_card), page.events)
            for place, page in pages.items()
        ]
        self._many("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _add_column(self) -> None:
        """Bring a ledger of an earlier version up to date; what it does not say counts as nothing."""
        names = {row[1] for row in self._ask("PRAGMA table_info (pages)")}
        if "events" not in names:
            self._ask("ALTER TABLE pages ADD COLUMN events INTEGER NOT NULL DEFAULT 0")

    def _transaction(self) -> "_Transaction":
        return _Transaction(self)

    def _ask(self, sql: str, parameters: tuple[object, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._database.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise self._explain(error) from error

    def _many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._database.executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            raise self._explain(error) from error

    def _explain(self, error: sqlite3.DatabaseError) -> PublishError:
        folder = self._folder
        if isinstance(error, sqlite3.OperationalError):
            return PublishError(f"The site could not be written: {folder / LEDGER_NAME}: {error}.", path=str(folder))
        return PublishError(
            f"{folder / LEDGER_NAME} is damaged; delete the folder and publish again.", path=str(folder)
        )


class _Transaction:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> None:
        self._ledger._ask("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._ledger._ask("COMMIT" if kind is None else "ROLLBACK")
