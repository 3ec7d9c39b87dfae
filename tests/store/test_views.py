"""The views that other programs rely on: documented, true to the archive, and good for real questions."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory.pipeline.demo import build_demo
from backstory.store import Archive
from tests.store.questions import TEXT, Question, read_questions

QUESTIONS = read_questions()
DUCKDB = re.findall(r"^```sql\n(SET GLOBAL.*?)^```", TEXT, re.M | re.S)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    build_demo(folder, lambda done, total: None)
    return folder / "backstory.db"


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """The archive as another program opens it."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_every_column_of_every_view_is_documented(database: sqlite3.Connection) -> None:
    names = [
        row[0]
        for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'v!_%' ESCAPE '!'"
        )
    ]
    told = {
        name: re.findall(r"^\| `(\w+)` \|", part.split("\n### ")[0].split("\n## ")[0], re.M)
        for name, part in re.findall(r"^### (v_\w+)\n(.*?)(?=^##|\Z)", TEXT, re.M | re.S)
    }
    assert told == {name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")] for name in told}
    assert set(told) == set(names)


def test_views_say_what_the_archive_says(path: Path, database: sqlite3.Connection) -> None:
    with Archive(path, read_only=True) as archive:
        events = list(archive.events())
        relations = archive.relations(event.id for event in events)
        assert database.execute("SELECT id, headline FROM v_events ORDER BY id").fetchall() == sorted(
            (event.id, event.headline) for event in events
        )
        assert database.execute("SELECT count(*) FROM v_sources").fetchone()[0] == sum(len(e.sources) for e in events)
        assert database.execute("SELECT title, events FROM v_entities ORDER BY title").fetchall() == [
            (entity.title, entity.event_count) for entity in archive.entities()
        ]
        rows = database.execute("SELECT event_id, rank, other_id, direction, days_apart FROM v_relations").fetchall()
        assert set(rows) == {
            (r.event_id, r.rank, r.other_id, r.direction, r.days_apart) for group in relations.values() for r in group
        }
        assert dict(database.execute("SELECT slug, events FROM v_stories").fetchall()) == {
            slug: count for slug, _, count in archive.count_stories()
        }
        wordings = sum(len(archive.versions(event.id)) for event in [*events, *archive.removed_events()])
        assert database.execute("SELECT count(*) FROM v_wordings").fetchone()[0] >= wordings


def test_there_are_ten_questions() -> None:
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.asked for question in QUESTIONS])
def test_a_question_of_the_docs_is_answered(question: Question, database: sqlite3.Connection) -> None:
    columns, *rows = question.ask(database)
    assert columns == question.answer[0]
    # The sample ends where the first question begins.
    assert rows or question.asked.startswith("Which conflicts quietened")


def test_duckdb_lets_sqlite_answer(path: Path, database: sqlite3.Connection) -> None:
    """As the docs tell it; the extension is a package of its own, which must be of DuckDB's version."""
    duckdb = pytest.importorskip("duckdb")
    package = pytest.importorskip("duckdb_extension_sqlite_scanner")
    (extension,) = Path(package.__file__).parent.glob("extensions/*/sqlite_scanner.duckdb_extension")
    if extension.parent.name != f"v{duckdb.__version__}":
        pytest.skip(f"the extension is for DuckDB {extension.parent.name}")
    (told,) = DUCKDB
    with duckdb.connect() as connection:
        connection.execute(f"LOAD '{extension}'")
        rows = connection.execute(told.replace("demo/backstory.db", str(path))).fetchall()
    query = "SELECT direction, avg(score) FROM v_relations WHERE score > 0.5 GROUP BY direction ORDER BY direction"
    expected = database.execute(query).fetchall()
    assert [(name, pytest.approx(score)) for name, score in expected] == rows
