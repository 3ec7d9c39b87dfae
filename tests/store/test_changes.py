"""The log of changes: what it says of relations, and what an earlier version wrote into it."""

from pathlib import Path

from backstory.model import ParsedEvent, Relation
from backstory.pipeline import add_events
from backstory.store import Archive
from tests.store.earlier import make_earlier


def test_all_relations_made_anew_are_a_change_of_all_events(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        add_events(archive, [ParsedEvent(date="2020-04-03", category="Sport", text=f"{text} won.") for text in "ABC"])
        first, second, third = (event.id for event in archive.events())
        relation = Relation(event_id=first, other_id=second, rank=1, score=0.5, direction="same day", days_apart=0)
        since = archive.moment()
        archive.write_relations([relation])
        found = archive.changes_since(since)
        assert found is not None
        assert found.related == {first, second, third}
        since = archive.moment()
        archive.write_relations([], replaced=[first])
        found = archive.changes_since(since)
        assert found is not None
        assert found.related == {first}
        assert found.events == frozenset()


def test_what_an_earlier_version_noted_is_told(tmp_path: Path) -> None:
    with make_earlier(tmp_path / "old.db", "0029_kinds_of_changes.sql") as connection:
        connection.execute("INSERT INTO categories (key, name) VALUES (4, 'Sport')")
        connection.execute("INSERT INTO ticks VALUES (7, 1)")
        connection.executemany(
            "INSERT INTO changes VALUES (?, ?, ?)",
            [("category", 4, 8), ("day", 20130110, 8), ("day", 20130111, 7), ("related", 3, 8)],
        )
        connection.execute("INSERT INTO ticks VALUES (8, 2)")
    with Archive(tmp_path / "old.db") as archive:
        assert archive.moment().tick == 8
        found = archive.changes_since(type(archive.moment())(tick=7, token=1))
    assert found is not None
    assert (found.categories, found.dates) == ({"Sport"}, {"2013-01-10"})
