"""Publishing: only what changed is written, nothing half done is seen, nothing that is not ours is touched."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from backstory.errors import PublishError, SharingError, StoreError
from backstory.model import GivenEvent, ParsedEvent
from backstory.pipeline import add_events
from backstory.publish import crew, publish_site, staging
from backstory.publish.plan import check_paths
from backstory.publish.writing import PageWriter
from backstory.store import Archive
from backstory.store.ledger import LEDGER_NAME
from tests.publish.feeding import DAYS, feed_day, make_archive


def read_tree(out: Path) -> dict[str, bytes]:
    """Every file but the ledger, which has the times of folders and grows as SQLite files do."""
    files = [path for path in sorted(out.rglob("*")) if path.is_file() and not path.name.startswith(LEDGER_NAME)]
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def read_times(out: Path) -> dict[str, int]:
    return {str(path.relative_to(out)): path.stat().st_mtime_ns for path in sorted(out.rglob("*"))}


def change_one_event(archive: Archive) -> None:
    text = DAYS["2013-01-10"].replace("nobody is hurt", "one person is hurt")
    feed_day(archive, "2013-01-10", text, at="2013-01-11T09:30:00Z")


def test_an_event_called_index_stands_beside_its_day(tmp_path: Path) -> None:
    given = GivenEvent(date="2024-05-14", category="", text="Fire.", path="/news/2024/05/14/index")
    with Archive(tmp_path / "a.db") as archive:
        add_events(archive, [ParsedEvent(date="2024-05-14", category="", text="Index."), given])
        publish_site(archive, tmp_path / "site")
    day = tmp_path / "site" / "news" / "2024" / "05" / "14"
    assert sorted(file.stem for file in day.glob("*.html")) == ["index", "index_", "index_-2"]
    assert "index_.html" in (day / "index.html").read_text("utf-8")


def test_a_second_run_writes_nothing(archive: Archive, tmp_path: Path) -> None:
    first = publish_site(archive, tmp_path / "site")
    times = read_times(tmp_path / "site")
    second = publish_site(archive, tmp_path / "site")
    assert first.written == second.unchanged > 100
    assert (second.written, second.removed) == (0, 0)
    assert read_times(tmp_path / "site") == times


def test_two_builds_are_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    publish_site(archive, tmp_path / "a")
    publish_site(archive, tmp_path / "b")
    assert read_tree(tmp_path / "a") == read_tree(tmp_path / "b")


def test_two_processes_write_the_same_bytes_as_one(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_site(archive, tmp_path / "a")
    monkeypatch.setattr(crew, "_LEAST_FOR_TWO", 0)
    monkeypatch.setattr(crew, "_CHUNK", 7)
    publish_site(archive, tmp_path / "b")
    assert read_tree(tmp_path / "a") == read_tree(tmp_path / "b")


@pytest.mark.skipif(sys.platform != "linux", reason="work is shared on Linux only")
def test_a_writing_process_that_ends_or_fails_is_told_and_the_next_run_is_whole(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_LEAST_FOR_TWO", 0)
    monkeypatch.setattr(crew, "count_workers", lambda: 2)
    with monkeypatch.context() as patched:
        patched.setattr(PageWriter, "write", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        with pytest.raises(SharingError, match="ended from outside"):
            publish_site(archive, tmp_path / "site")
        patched.setattr(PageWriter, "__init__", lambda *_: (_ for _ in ()).throw(StoreError("gone")))
        with pytest.raises(StoreError, match="gone"):
            publish_site(archive, tmp_path / "site")
    publish_site(archive, tmp_path / "site")
    publish_site(archive, tmp_path / "other")
    assert read_tree(tmp_path / "site") == read_tree(tmp_path / "other")


def test_a_changed_event_rewrites_only_what_shows_it(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    before = read_times(out)
    change_one_event(archive)
    report = publish_site(archive, out)
    after = read_times(out)
    touched = {name for name in after if after[name] != before.get(name) and (out / name).is_file()}
    assert report.written == len(touched - {LEDGER_NAME})
    assert "story/amber-bridge-collapse.html" in touched
    assert "news/2013/01/10/index.md" in touched
    assert not touched & {"style.css", "news/2013/01/index.html", "news/2014/index.html", "entity/amber-cup.html"}
    fresh = tmp_path / "fresh"
    publish_site(archive, fresh)
    assert read_tree(out) == read_tree(fresh)


def test_pages_that_are_gone_are_removed_and_old_addresses_lead_on(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    assert (out / "entity/port-amber-rovers.html").is_file()
    text = DAYS["2013-01-08"].split(";Sports")[0]
    feed_day(archive, "2013-01-08", text, at="2013-01-09T09:00:00Z")
    report = publish_site(archive, out)
    assert report.removed > 0
    assert not (out / "entity/port-amber-rovers.html").exists()
    assert not (out / "category/sports.html").exists()
    assert list((out / "news/2013/01/8").glob("port-amber-rovers-win*.html"))


def test_another_title_or_address_changes_every_page_that_names_it(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    publish_site(archive, out, title="The Lume Archive")
    assert "The Lume Archive" in (out / "index.html").read_text()
    fresh = tmp_path / "fresh"
    publish_site(archive, fresh, title="The Lume Archive")
    assert read_tree(out) == read_tree(fresh)


def test_a_file_that_changes_without_growing_is_written(archive: Archive, tmp_path: Path) -> None:
    publish_site(archive, tmp_path / "a", title="The days")
    assert publish_site(archive, tmp_path / "a", title="The Days").written > 47
    publish_site(archive, tmp_path / "b", title="The Days")
    assert read_tree(tmp_path / "a") == read_tree(tmp_path / "b")


def test_a_file_that_someone_deleted_comes_back(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    (out / "index.html").unlink()
    assert publish_site(archive, out).written == 1
    assert (out / "index.html").is_file()


def test_an_empty_folder_is_taken_and_a_strangers_is_not(archive: Archive, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    publish_site(archive, empty)
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.txt").write_text("all my work")
    with pytest.raises(PublishError, match="did not write"):
        publish_site(archive, strange)
    assert read_tree(strange) == {"thesis.txt": b"all my work"}
    with pytest.raises(PublishError, match="not a folder"):
        publish_site(archive, strange / "thesis.txt")


def test_files_added_by_hand_to_our_folder_stay(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    (out / "CNAME").write_text("archive.example")
    change_one_event(archive)
    publish_site(archive, out)
    assert (out / "CNAME").read_text() == "archive.example"


def test_a_folder_of_an_earlier_version_is_taken_over(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    (out / LEDGER_NAME).unlink()
    (out / "entity/forgotten.html").write_text("<p>of a page that is no more")
    manifest = {
        "build": "old",
        "pages": {"/index": "1f", "/entity/forgotten": "2e"},
        "followed": ["/index"],
        "files": [],
    }
    (out / ".backstory-site.json").write_text(json.dumps(manifest))
    (out / ".backstory-state.json").write_text("{}")
    publish_site(archive, out)
    publish_site(archive, tmp_path / "fresh")
    assert read_tree(out) == read_tree(tmp_path / "fresh")
    assert publish_site(archive, out).written == 0


def test_nothing_is_left_beside_the_site(archive: Archive, tmp_path: Path) -> None:
    publish_site(archive, tmp_path / "www" / "site")
    assert [path.name for path in (tmp_path / "www").iterdir()] == ["site"]


def test_an_empty_archive_makes_a_site(tmp_path: Path) -> None:
    with Archive(tmp_path / "empty.db") as archive:
        publish_site(archive, tmp_path / "site")
    assert "no news in this archive yet" in (tmp_path / "site/index.html").read_text()


def test_an_empty_archive_does_not_take_the_place_of_a_site_of_events(archive: Archive, tmp_path: Path) -> None:
    publish_site(archive, tmp_path / "site")
    before = read_tree(tmp_path / "site")
    with Archive(tmp_path / "typo.db") as empty:
        with pytest.raises(PublishError, match="has no events"):
            publish_site(empty, tmp_path / "site")
        assert read_tree(tmp_path / "site") == before
        assert publish_site(empty, tmp_path / "other").pages == publish_site(empty, tmp_path / "other").pages


def test_an_address_that_is_none_is_refused(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="https://"):
        publish_site(archive, tmp_path / "site", base_url="archive.example")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(PublishError, match="locked"):
        publish_site(archive, tmp_path / "locked" / "site")


def test_a_full_disk_leaves_the_site_as_it_was(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    before = read_tree(out)
    change_one_event(archive)

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr("backstory.publish.writing.os.write", fail)
        with pytest.raises(PublishError, match="No space left"):
            publish_site(archive, out)
    assert read_tree(out) == before
    publish_site(archive, out)
    assert read_tree(out) != before


KILLED = """
    import os, sys
    from backstory.publish import publish_site, staging
    from backstory.store import Archive
    left = int(sys.argv[3])
    def die_later(replace=os.replace):
        def replace_or_die(source, target):
            global left
            left -= 1
            if left < 0:
                os._exit(9)
            replace(source, target)
        return replace_or_die
    staging.os.replace = die_later()
    with Archive(sys.argv[1]) as archive:
        publish_site(archive, sys.argv[2])
"""


@pytest.mark.parametrize("after", [0, 3, 20])
def test_a_run_killed_in_the_middle_is_completed_by_the_next(tmp_path: Path, after: int) -> None:
    out = tmp_path / "site"
    with make_archive(tmp_path / "archive.db") as archive:
        publish_site(archive, out)
        before = read_tree(out)
        change_one_event(archive)
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "archive.db"), str(out), str(after)]
        assert subprocess.run(command, check=False).returncode == 9
        whole = tmp_path / "whole"
        publish_site(archive, whole)
        # Half-way through, every file is one of before or of after, none cut off.
        for name, content in read_tree(out).items():
            assert content in (before.get(name), read_tree(whole).get(name)), name
        publish_site(archive, out)
        assert read_tree(out) == read_tree(whole)
        # The archive goes back to what it said: the pages do too.
        feed_day(archive, "2013-01-10", DAYS["2013-01-10"], at="2013-01-12T09:30:00Z")
        publish_site(archive, out)
        back = tmp_path / "back"
        publish_site(archive, back)
        assert read_tree(out) == read_tree(back)


def test_a_first_run_killed_leaves_no_site_and_does_not_hinder(tmp_path: Path) -> None:
    with make_archive(tmp_path / "archive.db") as archive:
        (tmp_path / ".site.publishing" / "site" / "news").mkdir(parents=True)
        (tmp_path / ".site.publishing" / "site" / "news" / "half.html").write_text("<p>ha")
        publish_site(archive, tmp_path / "site")
    assert not (tmp_path / "site/news/half.html").exists()


def test_a_link_leads_to_the_site_and_stays_a_link(archive: Archive, tmp_path: Path) -> None:
    for name in ("there", "made"):
        (tmp_path / name).symlink_to(tmp_path / "real" / name)
    (tmp_path / "real" / "there").mkdir(parents=True)
    for name in ("there", "made"):
        assert publish_site(archive, tmp_path / name).out == str(tmp_path / name)
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "real" / name / "index.html").is_file()
    assert publish_site(archive, tmp_path / "there").written == 0
    assert not list(tmp_path.glob(".*"))


MOUNTED = "import os\nos.path.ismount = lambda path: os.path.basename(path) == 'volume'\n"
"""Renaming the folder itself, which a volume forbids, would give it another number."""


@pytest.mark.parametrize("after", [0, 20, 10_000])
def test_a_volume_is_filled_where_it_is_and_after_a_kill_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    out = tmp_path / "volume"
    out.mkdir()
    number = out.stat().st_ino
    with make_archive(tmp_path / "archive.db") as archive:
        publish_site(archive, tmp_path / "whole")
        killed = MOUNTED + textwrap.dedent(KILLED)
        command = [sys.executable, "-c", killed, str(tmp_path / "archive.db"), str(out), str(after)]
        assert subprocess.run(command, check=False).returncode == (9 if after < 10_000 else 0)
        monkeypatch.setattr("os.path.ismount", lambda path: Path(path).name == "volume")
        # What came half-way and is no page any more goes, too.
        change_one_event(archive)
        publish_site(archive, out)
        publish_site(archive, tmp_path / "whole")
        assert read_tree(out) == read_tree(tmp_path / "whole")
        assert publish_site(archive, out).written == 0
    assert out.stat().st_ino == number
    assert not (out / ".publishing").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.db", "volume", "whole"]


def test_what_a_kill_left_in_a_volume_before_anything_was_written_does_not_hinder(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path).name == "volume")
    (tmp_path / "volume" / ".publishing" / "site").mkdir(parents=True)
    assert publish_site(archive, tmp_path / "volume").written
    (tmp_path / "other" / "volume").mkdir(parents=True)
    (tmp_path / "other" / "volume" / "letters.txt").write_text("mine")
    with pytest.raises(PublishError, match="did not write"):
        publish_site(archive, tmp_path / "other" / "volume")


def test_a_folder_that_another_publish_removes_meanwhile_is_made_again(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, opening, left = tmp_path / ".site.publishing", os.open, [1]

    def open_late(path: Any, *given: Any, **named: Any) -> int:
        if path == waiting and left:
            left.pop()
            waiting.rmdir()
        return opening(path, *given, **named)

    monkeypatch.setattr("os.open", open_late)
    assert publish_site(archive, tmp_path / "site").written
    assert not left


def test_two_publishes_at_once_are_kept_apart(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_LOCK_PATIENCE_S", 0.0)
    with (
        staging.open_staging(tmp_path / "site"),
        pytest.raises(PublishError, match="Another publish"),
    ):
        publish_site(archive, tmp_path / "site")


@pytest.mark.parametrize(
    ("paths", "complaint"),
    [
        (["/entity/mali", "/entity/Mali"], "/entity/Mali and /entity/mali would be one file"),
        (["/entity/caf\u00e9", "/entity/cafe\u0301"], "would be one file"),
        (["/entity/mali", "/entity/mali_rss"], "would be the feed of /entity/mali"),
        (["/news/2013/01/8/" + "x" * 250], "more than 245 bytes"),
        (["/news/../../etc/passwd"], "no file name"),
        (["/entity/.hidden"], "no file name"),
        (["/entity/"], "no file name"),
        (["/entity/a\x00b"], "no file name"),
        (["/404"], "would be one file"),
        (["entity"], "begin with a slash"),
    ],
)
def test_addresses_that_cannot_be_files_are_named_before_anything_is_written(paths: list[str], complaint: str) -> None:
    with pytest.raises(PublishError, match="Nothing was written") as raised:
        check_paths(paths)
    assert complaint in str(raised.value)
