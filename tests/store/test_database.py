"""An archive file that cannot be used says why and what to do, and nothing is lost."""

import os
import sqlite3
from pathlib import Path

import pytest

from backstory.errors import StoreError
from backstory.model import ParsedEvent
from backstory.pipeline import add_events
from backstory.store import Archive, database
from backstory.store.database import list_migrations, open_database, split_statements

ITEM = ParsedEvent(date="2020-04-03", category="Politics", text="Voters in Iceland elect a parliament.")


def read_schema(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.mark.parametrize("done", range(len(list_migrations()) + 1))
def test_archive_of_any_earlier_schema_is_brought_up_to_date(tmp_path: Path, done: int) -> None:
    old = tmp_path / "old.db"
    with sqlite3.connect(old, isolation_level=None) as connection:
        for _, sql in list_migrations()[:done]:
            for statement in split_statements(sql):
                connection.execute(statement)
        if done:
            connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {done}")
    open_database(old).close()
    open_database(tmp_path / "new.db").close()
    assert read_schema(old) == read_schema(tmp_path / "new.db")
    with Archive(old) as archive:
        assert add_events(archive, [ITEM]).new == 1
        assert archive.check() == []


def test_migration_that_fails_leaves_the_archive_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        add_events(archive, [ITEM])
    before = read_schema(path)
    broken = ("9999_broken.sql", "CREATE TABLE half (a);\nCREATE TABLE half (a);\n")
    migrations = [*list_migrations(), broken]
    monkeypatch.setattr(database, "list_migrations", lambda: migrations)
    with pytest.raises(StoreError):
        open_database(path)
    assert read_schema(path) == before
    monkeypatch.undo()
    with Archive(path) as archive:
        assert archive.counts()["events"] == 1


def test_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk. " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="is not an archive"):
        Archive(path)
    assert path.read_text(encoding="utf-8").startswith("Buy milk.")


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE contacts (name)")
    with pytest.raises(StoreError, match="not an archive of Backstory"):
        Archive(path)


def test_archive_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="newer Backstory"):
        Archive(path)


def test_missing_archive_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no archive"):
        Archive(tmp_path / "archive.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no folder") as caught:
        Archive(tmp_path / "nowhere" / "archive.db")
    assert caught.value.path.endswith("archive.db")


def test_locked_archive_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.db"
    Archive(path).close()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Archive(path) as archive:
        with pytest.raises(StoreError, match="being written by another process"):
            add_events(archive, [ITEM])
        holder.execute("ROLLBACK")
        assert add_events(archive, [ITEM]).new == 1
    holder.close()


def test_reader_is_not_kept_out_by_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        add_events(archive, [ITEM])
        with archive.transaction(), Archive(path, read_only=True) as reader:
            assert reader.counts()["events"] == 1


def test_read_only_archive_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        add_events(archive, [ITEM])
    with Archive(path, read_only=True) as archive:
        with pytest.raises(StoreError, match="cannot be written"):
            add_events(archive, [ParsedEvent(date="2020-04-04", category="", text="Fire in Rotterdam.")])
        assert archive.check() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be written, and a log"):
        Archive(folder / "archive.db")


@pytest.fixture
def still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive in a folder in which SQLite, as on a read-only medium, can make no file beside it."""
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        add_events(archive, [ITEM])
    Path(f"{path}-shm").symlink_to("nowhere/file")  # even the administrator can make no file of this name
    monkeypatch.setattr(os, "access", lambda path, mode, **how: mode != os.W_OK)
    return path


def test_archive_is_read_where_nothing_can_be_written(still: Path) -> None:
    with Archive(still, read_only=True) as archive:
        assert archive.check() == []
        with archive.as_of("9999-01-01T00:00:00Z") as snapshot:
            assert snapshot.counts()["events"] == 1
    with pytest.raises(StoreError, match=f"{still.parent} cannot be written, and a log"):
        Archive(still)


def test_log_that_cannot_be_taken_in_hinders_reading(still: Path) -> None:
    Path(f"{still}-wal").write_bytes(b"1")
    with pytest.raises(StoreError, match="with its -wal"):
        Archive(still, read_only=True)


def test_archive_that_did_not_stand_still_is_told(still: Path) -> None:
    with Archive(still, read_only=True) as archive:
        with pytest.raises(StoreError, match="was written elsewhere"), archive.reading():
            os.utime(still, ns=(1, 1))
        with pytest.raises(StoreError, match="was written elsewhere"), archive.reading():
            pytest.fail("it was written before")


def test_full_disk_loses_nothing_that_was_done(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        add_events(archive, [ITEM])
        pages = archive._database.execute("PRAGMA page_count").fetchone()[0]
        archive._database.execute(f"PRAGMA max_page_count = {pages + 5}")
        many = [ParsedEvent(date="2020-04-04", category="", text=f"Fire {n} in Rotterdam. " * 20) for n in range(500)]
        with pytest.raises(StoreError, match="The disk is full"):
            add_events(archive, many)
        archive._database.execute("PRAGMA max_page_count = 1000000")
        assert archive.check() == []
        assert archive.counts()["events"] == 1
        add_events(archive, many)
        assert archive.counts()["events"] == 501
