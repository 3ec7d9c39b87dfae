"""Copies are whole while somebody writes, and a file written anew says what it said."""

import sqlite3
import threading
import zlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from backstory.cli import main
from backstory.errors import StoreError
from backstory.model import ParsedEvent
from backstory.pipeline import add_events, add_revisions
from backstory.pipeline.backing_up import back_up
from backstory.store import Archive, database
from tests.pipeline.feeding import make_state, read_all

LONG = [
    (f"Voters in [[Iceland]] elect member {number} of a parliament of many.", f"vote-{number}") for number in range(30)
]


def write_history(archive: Archive) -> None:
    states = [make_state("2020-04-03", f"2020-04-03T{hour:02}:00:00Z", LONG[: hour + 5]) for hour in range(20)]
    states.append(make_state("2020-04-03", "2020-04-04T00:00:00Z", [("Snow.", "")]))
    add_revisions(archive, [*states, make_state("2020-04-03", "2020-04-04T02:00:00Z", LONG)])


def test_states_of_a_page_are_kept_in_little_room_and_come_back(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        write_history(archive)
        said = [revision.text for revision in archive.revisions()]
        assert archive.check() == []
    assert said[3].count("member") == 8
    assert said[-2].count("member") == 0
    with sqlite3.connect(tmp_path / "a.db") as database:
        kept = database.execute("SELECT sum(length(text)) FROM texts").fetchone()[0]
    assert kept * 2 < sum(len(zlib.compress(text.encode())) for text in said)


def test_a_file_written_anew_is_smaller_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive(path) as archive:
        write_history(archive)
        # As an earlier version kept them.
        said = [(zlib.compress(revision.text.encode()), key) for key, revision in enumerate(archive.revisions(), 1)]
    with sqlite3.connect(path) as database:
        database.executemany("UPDATE texts SET text = ?, base = NULL WHERE revision = ?", said)
    with Archive(path) as archive:
        before = read_all(archive), list(archive.revisions())
    result = CliRunner().invoke(main, ["vacuum", "--archive", str(path), "--json"])
    assert result.exit_code == 0, result.output
    assert '"texts_packed":21' in result.output
    with Archive(path) as archive:
        assert (read_all(archive), list(archive.revisions())) == before
        assert archive.check() == []
        size, again, packed = archive.vacuum()
        assert (again <= size, packed) == (True, 0)


def test_pages_that_say_much_in_the_same_words_are_kept_by_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    days = [(date(2019, 1, 1) + timedelta(days=number)).isoformat() for number in range(320)]
    pages = [make_state(day, f"{day}T12:00:00Z", [LONG[number % 30], (f"Snow on {day}.", "")])
             for number, day in enumerate(days)]  # fmt: skip
    with Archive(path) as archive:
        add_revisions(archive, pages[:305])
        with sqlite3.connect(path) as database:
            assert database.execute("SELECT count(dictionary) FROM texts").fetchone() == (0,)
        add_revisions(archive, pages[305:])
        said = [revision.text for revision in archive.revisions()]
        assert said == [page.text for page in pages]
        with sqlite3.connect(path) as database:
            assert database.execute("SELECT count(dictionary) FROM texts").fetchone() == (15,)
        assert archive.vacuum()[2] == 305
        assert [revision.text for revision in archive.revisions()] == said
        assert archive.check() == []
        with sqlite3.connect(path) as database:
            (kept,) = database.execute("SELECT sum(length(text)) FROM texts").fetchone()
        assert kept * 2 < sum(len(zlib.compress(text.encode())) for text in said)


def test_too_little_room_is_said_before_anything_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1000}))
    with Archive(tmp_path / "a.db") as archive, pytest.raises(StoreError, match="MB of room"):
        archive.vacuum()


def test_a_copy_made_while_somebody_writes_is_whole(tmp_path: Path) -> None:
    path, stop, faults = tmp_path / "a.db", threading.Event(), []
    Archive(path).close()

    def write() -> None:
        try:
            with Archive(path) as archive:
                for number in range(500):
                    if stop.is_set():
                        break
                    events = [
                        ParsedEvent(date=f"2020-04-{day:02}", category="", text=f"{number}.") for day in range(1, 9)
                    ]
                    add_events(archive, events)
        except Exception as error:
            faults.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = []
        for number in range(5):
            with Archive(path, read_only=True) as archive:
                sizes.append(back_up(archive, tmp_path / "copy.db").revisions)
            with Archive(tmp_path / "copy.db", read_only=True) as copy:
                assert copy.check() == [], number
    finally:
        stop.set()
        writer.join()
    assert faults == []
    assert sizes == sorted(sizes)
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.name.startswith((".", "copy"))) == ["copy.db"]


def test_a_damaged_archive_takes_no_copys_place(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with Archive(path) as archive:
        write_history(archive)
        back_up(archive, copy)
    good = copy.read_bytes()
    with sqlite3.connect(path) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mentions'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x99" * 4096)
    result = CliRunner().invoke(main, ["backup", str(copy), "--archive", str(path)])
    assert result.exit_code == 1
    assert f"{path} is damaged" in result.output
    assert result.output.count("\n") == 1
    assert copy.read_bytes() == good
    assert sorted(entry.name for entry in tmp_path.iterdir() if "part" in entry.name) == []


def test_a_copy_that_has_no_room_is_named_by_the_file_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*given: object, **options: object) -> database.Database:
        copy = open_connection(*given, **options)
        copy.execute("PRAGMA max_page_count = 3")
        return copy

    open_connection = database.connect
    with Archive(tmp_path / "a.db") as archive:
        write_history(archive)
        monkeypatch.setattr(database, "connect", connect)
        with pytest.raises(StoreError) as caught:
            back_up(archive, tmp_path / "copy.db")
    assert str(caught.value) == f"{tmp_path / 'copy.db'} was not written: the disk is full. Make room."


def test_a_copy_never_takes_the_place_of_something_else(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear", encoding="utf-8")
    with Archive(tmp_path / "a.db") as archive:
        for target, why in ((letter, "not an archive"), (tmp_path / "a.db", "itself"), (tmp_path / "no" / "b", "")):
            with pytest.raises(StoreError, match=why):
                back_up(archive, target)
        back_up(archive, tmp_path / "b.db")
        with Archive(tmp_path / "b.db") as used:
            write_history(used)
            with pytest.raises(StoreError, match="open elsewhere"):
                back_up(archive, tmp_path / "b.db")
    assert letter.read_text("utf-8") == "dear"
