"""Relating after a small change: the archive says what a reader expects, whatever happens meanwhile."""

import os
import shutil
from pathlib import Path

import pytest

from backstory.model import Revision
from backstory.pipeline import add_revisions, open_as_of, relate
from backstory.store import Archive, database
from tests.pipeline.feeding import Feed, make_state
from tests.pipeline.test_killed import dump


def make_day(day: int, more: tuple[tuple[str, str], ...] = (), hour: int = 1, without: int = -1) -> Revision:
    """A day of five events, each in its own town, with `more` and `without` that of one town."""
    items = [
        (f"Number{day} Mayor{town} opens{town} Bridge{town} in [[Townhall{town}]].", f"a{day}-{town}")
        for town in range(5 * (day % 14), 5 * (day % 14) + 5)
        if town != without
    ]
    return make_state(f"2020-04-{day:02}", f"2020-05-01T{hour:02}:00:00Z", [*items, *more])


@pytest.fixture(scope="module")
def related(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 28 days, related."""
    path = tmp_path_factory.mktemp("related") / "archive.db"
    with Archive(path) as archive:
        add_revisions(archive, [make_day(day) for day in range(1, 29)])
        relate(archive)
        archive._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def path(related: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(related, tmp_path / "archive.db"))


def find_id(archive: Archive, words: str) -> str:
    (event,) = [event for event in archive.events() if words in event.text]
    return event.id


def others_of(archive: Archive, event_id: str) -> list[str]:
    return [relation.other_id for relation in archive.relations([event_id])[event_id]]


NEW = ("Visitors leave Mayor20 in [[Townhall20]].", "new")


def count_full_passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    from backstory.pipeline import relating

    passes: list[int] = []
    plain = relating._relate_all
    monkeypatch.setattr(relating, "_relate_all", lambda archive, **how: (passes.append(1), plain(archive, **how)))
    return passes


def test_a_new_event_appears_among_the_relations_of_old_ones(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = count_full_passes(monkeypatch)
    with Archive(path) as archive:
        add_revisions(archive, [make_day(27, (NEW,), hour=2)])
        assert relate(archive).events == 1
        new, old = find_id(archive, "Visitors"), find_id(archive, "Number4 Mayor20 ")
        assert old in others_of(archive, new)
        assert new in others_of(archive, old)
        assert archive.stale() == []
        assert archive.check() == []
    assert not passes


def test_a_removed_event_disappears_and_nothing_is_left_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = count_full_passes(monkeypatch)
    with Archive(path) as archive:
        gone = find_id(archive, "Number4 Mayor20 ")
        followers = archive.related_to([gone])
        assert followers
        add_revisions(archive, [make_day(4, hour=2, without=20)])
        relate(archive)
        assert not archive.event(gone).is_live
        assert archive.related_to([gone]) == []
        assert archive.relations([gone])[gone] == ()
        assert archive.check() == []
    assert not passes


def test_an_index_of_another_version_is_ignored_and_made_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = count_full_passes(monkeypatch)
    with Archive(path) as archive:
        index = archive.relation_index()
        version = index.read_notes()["version"]
        index.write_notes({"version": b"none"})
        add_revisions(archive, [make_day(27, (NEW,), hour=2)])
        relate(archive)
        assert index.read_notes()["version"] == version
        assert others_of(archive, find_id(archive, "Visitors"))
    assert passes


def test_an_archive_as_of_a_moment_is_related_as_a_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive(path) as archive:
        add_revisions(archive, [make_day(27, (NEW,), hour=2)])
        relate(archive)
        passes = count_full_passes(monkeypatch)
        with open_as_of(archive, "2020-05-01T01:30:00Z") as snapshot:
            assert passes
            assert snapshot.counts()["relations"]
            assert snapshot.relation_index().read_notes() == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_statement_it_ends_as_if_nothing_had_happened(path: Path, tmp_path: Path) -> None:
    with Archive(path) as archive:
        add_revisions(archive, [make_day(27, (NEW,), hour=2)])
        archive._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = Path(shutil.copy(path, tmp_path / "whole.db"))
    with Archive(whole) as archive:
        relate(archive)
    wanted = list(dump(whole))
    kills = 0
    for statements in range(1, 200, 3):
        copy = Path(shutil.copy(path, tmp_path / f"killed-{statements}.db"))
        if relate_until(copy, statements) == 0:
            break
        kills += 1
        with Archive(copy) as archive:
            relate(archive)
            assert archive.check() == []
        assert list(dump(copy)) == wanted
    assert kills > 5


def relate_until(path: Path, statements: int) -> int:
    """Relate in a process that dies after so many statements; gives its exit status."""
    pid = os.fork()
    if pid == 0:
        left = statements
        plain = database.Database.execute

        def count_down(self: database.Database, sql: str, parameters: object = (), /):
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return plain(self, sql, parameters)

        with Archive(path) as archive:
            database.Database.execute = count_down
            relate(archive)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_an_archive_that_an_earlier_version_related_is_related_anew(feed: Feed) -> None:
    """Its index is of no use to this version, and asking for the backstory of a text needs one."""
    feed(3, 8, [("[[Lima|Quake]] shakes [[Peru]].", "a")])
    feed(4, 8, [("[[Lima|Quake]] near [[Callao]] shakes [[Peru]] again.", "b")])
    relate(feed.archive)
    made = feed.archive.relation_index().read_notes()["version"]
    related = feed.archive.counts("relations")
    feed.archive.relation_index().write_notes({"version": b"0"})
    feed.archive.write_relations([])
    relate(feed.archive)
    assert feed.archive.relation_index().read_notes()["version"] == made
    assert feed.archive.counts("relations") == related
