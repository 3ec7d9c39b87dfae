"""The index of relations: packed numbers under names and numbers, whose meaning only `backstory.relate` knows."""

import json
from collections.abc import Iterable, Mapping
from typing import Literal

from backstory.store.database import Database, transaction

Shelf = Literal["terms", "rows", "candidates"]
Piece = tuple[int, bytes, bytes]

_NUMBERS = "(SELECT value FROM json_each(?))"


class RelationIndex:
    """The index in one archive. Reads give bytes as they were written; what is not there is left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_notes(self) -> dict[str, bytes]:
        """All notes by name."""
        return dict(self._database.execute("SELECT name, value FROM relation_notes").fetchall())

    def read_note(self, name: str) -> bytes:
        """One note; empty where there is none."""
        row = self._database.execute("SELECT value FROM relation_notes WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else b""

    def write_notes(self, notes: Mapping[str, bytes]) -> None:
        """Keep notes, each in the place of that of its name."""
        self._database.executemany("INSERT OR REPLACE INTO relation_notes VALUES (?, ?)", notes.items())

    def read_pieces(self, shelf: Shelf, numbers: Iterable[int]) -> list[Piece]:
        """Pieces of one shelf, by number."""
        query = f"SELECT number, first, second FROM relation_{shelf} WHERE number IN {_NUMBERS} ORDER BY number"
        return self._database.execute(query, (json.dumps(list(numbers)),)).fetchall()

    def write_pieces(self, shelf: Literal["rows", "candidates"], pieces: Iterable[Piece]) -> None:
        """Keep pieces, each in the place of that of its number."""
        self._database.executemany(f"INSERT OR REPLACE INTO relation_{shelf} VALUES (?, ?, ?)", pieces)

    def find_terms(self, names: Iterable[str]) -> dict[str, int]:
        """Numbers of terms by name."""
        query = f"SELECT name, number FROM relation_terms WHERE name IN {_NUMBERS}"
        return dict(self._database.execute(query, (json.dumps(list(names)),)).fetchall())

    def name_terms(self, numbers: Iterable[int]) -> dict[int, str]:
        """Names of terms by number."""
        query = f"SELECT number, name FROM relation_terms WHERE number IN {_NUMBERS}"
        return dict(self._database.execute(query, (json.dumps(list(numbers)),)).fetchall())

    def add_terms(self, terms: Iterable[tuple[int, str, bytes, bytes]]) -> None:
        """Keep terms that are not there yet."""
        self._database.executemany("INSERT INTO relation_terms VALUES (?, ?, ?, ?)", terms)

    def clear(self) -> None:
        """Forget everything."""
        with transaction(self._database):
            for table in ("notes", "terms", "rows", "candidates"):
                self._database.execute(f"DELETE FROM relation_{table}")
