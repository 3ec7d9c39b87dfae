"""An archive that an earlier version filled says, brought up to date, what one says that this version fills."""

import lzma
import sqlite3
from pathlib import Path

import pytest

from backstory.model import Citation, Mention, ParsedEvent, Source, Topic
from backstory.pipeline import ExportOptions, add_events, add_revisions, add_sources, export_events
from backstory.store import Archive
from backstory.store.database import list_migrations, split_statements
from tests.pipeline.feeding import make_state, read_all

OLD = Path(__file__).parent / "archives" / "schema-19.db.xz"
"""What `fill` made of an empty archive with the version of schema 19."""

QUAKE = "[[Lima|Quake]] shakes the coast of [[Peru]]"
VOTE = ("Voters in [[Iceland]] elect a parliament.", "b")
STATES = [
    make_state("2020-04-01", "2020-04-01T01:00:00Z", [(f"{QUAKE}.", "a"), VOTE, ("Snow falls in [[Oslo]].", "c")]),
    make_state("2020-04-01", "2020-04-01T05:00:00Z", [(f"{QUAKE}, twelve dead.", "a"), VOTE]),
    make_state("2020-04-02", "2020-04-02T01:00:00Z", [("Rain floods [[Lima]] “again” & again.", "d"), (VOTE[0], "b2")]),
    make_state("2020-04-01", "2020-04-03T05:00:00Z", [(f"{QUAKE}, thirteen dead.", "a")]),
    make_state("2020-04-01", "2020-04-01T03:00:00Z", [("[[Lima|Quake]] shakes [[Peru]].", "a"), VOTE]),
]
URLS = ["https://www.press.example/cup/", "http://press.example/cup", "https://press.example/*", "no address"]
CUP = ParsedEvent(
    date="2020-04-03",
    category="Sport",
    text="A 🏆 cup is won in Éire by voters.",
    prefix="Final, 🇮🇪",
    topics=(
        Topic(text="Cup", entities=("Cup",)),
        Topic(text="Two cups", entities=("Cup", "Bowl")),
        Topic(text="None"),
    ),
    mentions=(
        Mention(title="Republic of Ireland", anchor="Éire", start=33),
        Mention(title="Voter", anchor="voters", start=-1),
    ),
    citations=tuple(
        Citation(
            url=url,
            publisher="The Press",
            title="Won" if number else "",
            is_dead=number == 2,
            archived_url=f"https://web.archive.org/web/2020/{url}" if number == 3 else "",
        )
        for number, url in enumerate(URLS)
    ),
    collection="Mine",
    problems=("odd",),
)
ADDRESSES = [
    ("/news/2020/04/1/other-name", "utjxncjcwi"),
    ("/news/2020/04/1/quake-shakes-peru", "utjxncjcwi"),
    ("/news/2020/04/1/quake-shakes-the-coast-of-peru-thirteen-dead", "utjxncjcwi"),
    ("/news/2020/04/1/quake-shakes-the-coast-of-peru-twelve-dead", "utjxncjcwi"),
]


def fill(archive: Archive) -> None:
    """Something of everything that a wording may have. Wants SOURCE_DATE_EPOCH=1590000000."""
    add_revisions(archive, STATES)
    add_events(archive, [CUP])
    first = next(archive.events())
    archive.add_addresses([("/news/2020/04/1/other-name", first.id)], "2020-04-05T00:00:00Z")
    found = Source(
        url=URLS[0], title="The cup is won", status="live", checked_at="2020-05-01T00:00:00Z", site_name="Press"
    )
    add_sources(archive, [found])


def read_views(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of all views that other programs rely on, and what the search index is made of."""
    with sqlite3.connect(path) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        return {name: sorted(database.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """An archive of the version before, and one that this version filled with the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1590000000")
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    old.write_bytes(lzma.decompress(OLD.read_bytes()))
    with Archive(new) as archive:
        fill(archive)
    return old, new


def test_everything_read_is_the_same(paths: tuple[Path, Path]) -> None:
    old, new = paths
    with Archive(old) as earlier, Archive(new) as fresh:
        assert earlier.check() == []
        assert read_all(earlier) == read_all(fresh)
        assert list(earlier.addresses()) == ADDRESSES
        assert len(list(earlier.removed_events())) == 2
        assert list(earlier.revisions()) == list(fresh.revisions())
        for event in earlier.events():
            assert earlier.resolve(event.path) == event.id
            assert earlier.wording_at(event.id, "2020-04-01T04:00:00Z") == fresh.wording_at(
                event.id, "2020-04-01T04:00:00Z"
            )
        for moment in ("2020-04-01T02:00:00Z", "2020-04-01T06:00:00Z", "2020-04-02T12:00:00Z", "2020-06-01T00:00:00Z"):
            with earlier.as_of(moment) as then, fresh.as_of(moment) as also:
                assert read_all(then) == read_all(also)
                assert then.check() == []
    assert read_views(old) == read_views(new)


def test_an_export_is_the_same_and_adding_all_again_changes_nothing(paths: tuple[Path, Path], tmp_path: Path) -> None:
    lines = []
    for path in paths:
        with Archive(path) as archive:
            out = tmp_path / f"{path.stem}.jsonl"
            export_events(archive, out, ExportOptions())
            lines.append(out.read_bytes())
            report = add_revisions(archive, STATES)
            again = add_events(archive, [CUP])
            assert (report.new, report.changed, report.removed) == (0, 0, 0)
            assert (again.new, again.changed) == (0, 0)
            archive.vacuum()
            assert archive.check() == []
    assert lines[0] == lines[1]
    assert b"https://www.press.example/cup/" in lines[0]


def test_an_event_at_the_address_of_its_day_gets_one_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with Archive(path) as archive:
        add_events(archive, [ParsedEvent(date="2024-05-14", category="Law", text="index")])
        moment = archive.moment()
    with sqlite3.connect(path) as database:  # as before schema 32
        database.execute("UPDATE events SET path = '/news/2024/05/14/index'")
        database.execute("INSERT INTO addresses SELECT '/news/2024/05/14/Index', key, '' FROM events")
        for statement in split_statements(dict(list_migrations())["0032_index_paths.sql"]):
            database.execute(statement)
    with Archive(path) as archive:
        assert [path for _, path, _ in archive.permalinks()] == ["/news/2024/05/14/index_"]
        assert list(archive.addresses()) == []
        assert not archive.is_unchanged_since(moment)
        assert archive.is_unchanged_since(archive.moment())
        assert archive.check() == []
