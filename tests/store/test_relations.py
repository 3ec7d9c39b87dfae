"""Relations as the archive keeps them: read as they were written, also from an archive of an earlier version."""

import json
import sqlite3
from pathlib import Path

from msgspec.structs import replace

from backstory.model import Reason, Relation
from backstory.store import Archive
from tests.store.earlier import make_earlier

_SAID = [
    {"kind": "entity", "label": 'The "Konna" café', "weight": 0.613},
    {"kind": "wording", "label": "Serval", "weight": 0.387},
]


def make_old(path: Path) -> None:
    """An archive of the schema before relations were made smaller: two events and a relation each way."""
    with make_earlier(path, "0013_smaller_relations.sql") as connection:
        connection.execute("INSERT INTO pages (key, origin, title, date) VALUES (1, 'jsonl', '', '2013-01-10')")
        for key, name, day in ((1, "a", "2013-01-10"), (2, "b", "2013-02-01")):
            connection.execute(
                "INSERT INTO events (key, id, path, page, date, position, first_seen_at, changed_at) "
                "VALUES (?, ?, ?, 1, ?, 0, '', '')",
                (key, name, f"/news/{name}", day),
            )
        connection.execute(
            "INSERT INTO relations VALUES (1, 1, 2, 0.9312, 'development', 22, ?)",
            (json.dumps(_SAID, separators=(",", ":"), ensure_ascii=False),),
        )
        connection.execute("INSERT INTO relations VALUES (2, 1, 1, 0.0001, 'background', -22, '[]')")


def test_relations_of_an_earlier_schema_are_kept(tmp_path: Path) -> None:
    make_old(tmp_path / "old.db")
    with Archive(tmp_path / "old.db") as archive:
        found = archive.relations(["a", "b"])
    reasons = tuple(Reason(**said) for said in _SAID)
    assert found["a"] == (
        Relation(
            event_id="a", other_id="b", rank=1, score=0.9312, direction="development", days_apart=22, reasons=reasons
        ),
    )
    assert (found["b"][0].direction, found["b"][0].days_apart, found["b"][0].score) == ("background", -22, 0.0001)


def test_sql_tools_read_relations_with_their_reasons(tmp_path: Path) -> None:
    make_old(tmp_path / "old.db")
    Archive(tmp_path / "old.db").close()
    with sqlite3.connect(tmp_path / "old.db") as connection:
        row = connection.execute(
            "SELECT other_id, score, days_apart, reasons FROM v_relations WHERE event_id = 'a'"
        ).fetchone()
    assert row[:3] == ("b", 0.9312, 22)
    assert json.loads(row[3]) == _SAID


def test_relations_written_again_replace_what_they_had(tmp_path: Path) -> None:
    make_old(tmp_path / "old.db")
    with Archive(tmp_path / "old.db") as archive:
        (kept,) = archive.relations(["a"])["a"]
        archive.write_relations([kept], replaced=["a", "b"])
        assert archive.relations(["a", "b"]) == {"a": (kept,), "b": ()}
        assert archive.related_to(["b"]) == ["a"]
        assert archive.reasoned("Serval") == ["a"]
        archive.write_relations([])
        assert archive.relations(["a", "b"]) == {"a": (), "b": ()}
        archive.write_relations([kept])
        assert archive.relations(["a"]) == {"a": (kept,)}


def test_equal_reasons_are_kept_once_and_check_says_where_they_are_missing(tmp_path: Path) -> None:
    make_old(tmp_path / "old.db")
    with Archive(tmp_path / "old.db") as archive:
        (kept,) = archive.relations(["a"])["a"]
        back = replace(kept, event_id="b", other_id="a", rank=63, direction="background", days_apart=-22)
        archive.write_relations([kept, back])
        assert archive.relations(["a", "b"]) == {"a": (kept,), "b": (back,)}
        assert archive.reasoned("Serval") == ["a", "b"]
        assert archive.related_to(["a"]) == ["b"]
        assert not any("reasons" in sentence for sentence in archive.check())
    with sqlite3.connect(tmp_path / "old.db") as connection:
        assert connection.execute("SELECT count(*) FROM reason_lists").fetchone() == (1,)
        connection.execute("DELETE FROM reason_lists")
    with Archive(tmp_path / "old.db") as archive:
        assert any("A relation's reasons are missing (run relate): a, b." in sentence for sentence in archive.check())
