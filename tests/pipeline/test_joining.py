"""Adding an archive to another: its events come with ids, addresses, wordings and facts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backstory.errors import InputError, StoreError
from backstory.model import Attached, Source
from backstory.pipeline import add_path, add_sources
from backstory.pipeline.gathering import AddOptions
from backstory.store import Archive
from tests.pipeline.feeding import Feed, read_all

Others = Callable[[], Archive]


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """An archive of some states, an own file and a source that was looked at."""
    path = tmp_path / "given.db"
    with Archive(path) as archive:
        feed = Feed(archive)
        feed(3, 8, [("[[Lima|Quake]] shakes the coast of [[Peru]].", "quake"), ("Snow in [[Oslo]].", "")])
        feed(3, 9, [("[[Lima|Quake]] shakes [[Peru]], forty houses fall.", "quake")])
        own = tmp_path / "own.csv"
        own.write_text("date,text\n2020-04-03,Own.\n", encoding="utf-8")
        add_path(archive, own, options=AddOptions(collection="Science"))
        archive.add_redirects([("Lima", "Lima, Peru")], "2020-04-05T00:00:00Z")
        seen = Source(url="https://news.example/quake", canonical_url="https://news.example/quake", title="Shaken",
                      status="live", checked_at="2020-04-05T00:00:00Z")  # fmt: skip
        add_sources(archive, [seen])
    return path


def test_an_archive_added_to_an_empty_one_is_the_same(given: Path, other: Others) -> None:
    with other() as joined, Archive(given, read_only=True) as before:
        assert add_path(joined, given).new == 3
        assert joined.check() == []
        one, two = read_all(joined), read_all(before)
        for name in ("events", "removed", "versions", "addresses", "entities", "sources"):
            assert one[name] == two[name], name
        assert add_path(joined, given).stored == 0


def test_articles_that_a_machine_put_beside_events_stay_there(given: Path, other: Others) -> None:
    beside = Attached(url="https://paper.example/quake", publisher="Paper", attached_at="2020-04-04T00:00:00Z")
    with Archive(given) as before:
        quake = next(event for event in before.events() if "Quake" in event.text)
        before.attach_given([(quake.id, beside)])
    with other() as joined:
        for _ in range(2):
            add_path(joined, given)
            (event,) = joined.events_by_id([quake.id]).values()
            assert [(source.url, source.attached_at) for source in event.sources] == [
                ("https://news.example/quake", ""),
                (beside.url, beside.attached_at),
            ]
        assert joined.check() == []


def test_two_archives_stand_side_by_side_in_their_collections(given: Path, other: Others, tmp_path: Path) -> None:
    with other() as joined:
        own = tmp_path / "second" / "own.csv"
        own.parent.mkdir()
        own.write_text("date,text\n2020-04-03,Another desk's own.\n", encoding="utf-8")
        add_path(joined, own)
        add_path(joined, given, options=AddOptions(collection="Partner"))
        assert sorted((event.text, event.collection) for event in joined.events()) == [
            ("Another desk's own.", ""),
            ("Own.", "Science"),
            ("Quake shakes Peru, forty houses fall.", "Partner"),
        ]
        # Files of the same name in both are not taken for one.
        assert add_path(joined, own).removed == 0
        assert joined.check() == []


def test_a_page_that_both_have_is_put_together(given: Path, other: Others) -> None:
    with other() as joined:
        Feed(joined)(3, 10, [("[[Lima|Quake]] shakes [[Peru]], fifty houses fall.", "quake")])
        add_path(joined, given, options=AddOptions(collection="Partner"))
        quake = next(event for event in joined.events() if "Quake" in event.text)
        assert [said.headline.rpartition(" ")[0] for said in joined.versions(quake.id)][-1].endswith("houses")
        assert len(joined.versions(quake.id)) == 3
        assert quake.collection == ""
        assert joined.check() == []


def test_a_file_that_is_no_archive_is_an_error(other: Others, tmp_path: Path) -> None:
    (tmp_path / "some.db").write_bytes(b"nothing")
    with other() as archive, pytest.raises(StoreError):
        add_path(archive, tmp_path / "some.db")


def test_an_archive_is_not_added_to_itself(given: Path) -> None:
    with Archive(given) as archive:
        before = archive.counts()
        with pytest.raises(InputError, match="is the archive itself"):
            add_path(archive, given)
        assert archive.counts() == before
