"""What names were learned from, also of an archive of an earlier version."""

from array import array
from pathlib import Path

from backstory.model import ParsedEvent
from backstory.pipeline import add_events
from backstory.store import Archive
from backstory.store.learned import Counted
from tests.store.earlier import make_earlier

SAID = {
    1: Counted(is_there=True, seen=(5, 70_000), links=((5, 9, -1), (6, 300, 1)), entities=(9, 300, 9)),
    2: Counted(is_there=True),
}


def test_what_was_counted_is_read_as_it_was_written(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        add_events(archive, [ParsedEvent(date="2020-04-03", category="Sport", text=text) for text in ("One.", "Two.")])
        archive.learned().write_learned(SAID)
        assert archive.learned().read_learned([1, 2, 3]) == SAID
        archive.learned().write_learned({1: Counted()})
        assert archive.learned().read_learned([1, 2]) == {2: SAID[2]}


def test_what_an_earlier_version_counted_is_read(tmp_path: Path) -> None:
    with make_earlier(tmp_path / "old.db", "0028_smaller_learned.sql") as connection:
        connection.execute(
            "INSERT INTO learned VALUES (1, ?, '[[5, 9, -1], [6, 300, 1]]', '[9, 300, 9]')",
            (array("i", [5, 70_000]).tobytes(),),
        )
        connection.execute("INSERT INTO learned VALUES (2, x'', '[]', '[]')")
    with Archive(tmp_path / "old.db") as archive:
        assert archive.learned().read_learned([1, 2]) == SAID
