"""The index of relations in an archive: what was put away comes back, also from an archive of an earlier version."""

from pathlib import Path

from backstory.store import Archive
from tests.store.earlier import make_earlier

NAMES = [f"words:wörd {number}" for number in range(700)]


def test_terms_are_found_by_name_and_by_number(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        index = archive.relation_index()
        index.add_terms((number, name, b"", b"") for number, name in enumerate(NAMES[:300]))
        index.add_terms((number, name, b"x" * number, b"") for number, name in enumerate(NAMES[300:512], start=300))
        index.add_terms((number, name, b"", b"y") for number, name in enumerate(NAMES[512:], start=512))
        wanted = [0, 255, 256, 299, 300, 511, 512, 699]
        assert index.name_terms(wanted) == {number: NAMES[number] for number in wanted}
        assert index.find_terms([*(NAMES[number] for number in wanted), "words:other", ""]) == {
            NAMES[number]: number for number in wanted
        }
        assert index.name_terms([700, 100_000]) == {}
        assert index.read_pieces("terms", [699, 2, 301]) == [(2, b"", b""), (301, b"x" * 301, b""), (699, b"", b"y")]
        index.add_terms([])
        index.clear()
        assert index.find_terms(NAMES) == {}
        assert index.name_terms(wanted) == {}


def test_an_index_of_an_earlier_version_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with make_earlier(path, "0027_smaller_index.sql") as connection:
        connection.executemany("INSERT INTO relation_notes VALUES (?, ?)", [("version", b"5"), ("days", bytes(5000))])
        connection.executemany(
            "INSERT INTO relation_terms VALUES (?, ?, ?, ?)",
            [(number, name, b"\x01" * (number % 2), b"") for number, name in enumerate(NAMES)],
        )
    with Archive(path) as archive:
        index = archive.relation_index()
        assert index.read_note("version") == b"5"
        assert index.read_note("none") == b""
        assert index.read_notes() == {"version": b"5", "days": bytes(5000)}
        assert index.find_terms(NAMES) == {name: number for number, name in enumerate(NAMES)}
        assert index.name_terms(range(700)) == dict(enumerate(NAMES))
        assert index.read_pieces("terms", range(700)) == [
            (number, b"\x01" * (number % 2), b"") for number in range(700)
        ]
        assert archive.check() == []
