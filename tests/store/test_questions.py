"""The answers that docs/sql.md prints are those of the archive that it names."""

import hashlib
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory import Archive, add_path, relate_archive
from tests.store.questions import Question, read_questions

DAYS = Path(__file__).parents[3] / "shared" / "data" / "portal" / "days-2020-2021.tar.xz"
HASH = "2f70fb1d77f843ca998c011102b324736307ee25063dd2fba19cddc56c568c00"
QUESTIONS = read_questions()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DAYS.exists(), reason="needs ../shared/data/portal beside the project"),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An archive of 516 days, as another program opens it."""
    assert hashlib.sha256(DAYS.read_bytes()).hexdigest() == HASH
    folder = tmp_path_factory.mktemp("questions")
    with tarfile.open(DAYS) as packed:
        packed.extractall(folder / "days", filter="data")
    with Archive(folder / "archive.db") as archive:
        add_path(archive, folder / "days")
        relate_archive(archive)
    connection = sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.asked for question in QUESTIONS])
def test_the_docs_print_what_the_archive_answers(question: Question, database: sqlite3.Connection) -> None:
    assert question.ask(database) == question.answer
