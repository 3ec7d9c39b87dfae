"""The index of relations: packed numbers under names and numbers, whose meaning only `backstory.relate` knows."""

from array import array
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import groupby
from typing import Literal

import msgspec
import zstandard

from backstory.store.database import GIVEN, Database, transaction, write_list

Shelf = Literal["terms", "rows", "candidates"]
Piece = tuple[int, bytes, bytes]
Term = tuple[int, str, bytes, bytes]


_NAMES = 128
"""In one row: a thousand would take a sixth less room, and eight times as long to find one."""

_LEVEL = 1
"""Of zstandard, of notes: most are written whenever anything is related."""

_DECODER = msgspec.msgpack.Decoder(list[str])
_ENCODER = msgspec.msgpack.Encoder()


class RelationIndex:
    """The index in one archive. Reads give bytes as they were written; what is not there is left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_notes(self) -> dict[str, bytes]:
        """All notes by name."""
        unpack = zstandard.ZstdDecompressor().decompress
        return {name: unpack(value) for name, value in self._database.execute("SELECT name, value FROM relation_notes")}

    def read_note(self, name: str) -> bytes:
        """One note; empty where there is none."""
        row = self._database.execute("SELECT value FROM relation_notes WHERE name = ?", (name,)).fetchone()
        return zstandard.ZstdDecompressor().decompress(row[0]) if row else b""

    def write_notes(self, notes: Mapping[str, bytes]) -> None:
        """Keep notes, each in the place of that of its name."""
        pack = zstandard.ZstdCompressor(level=_LEVEL).compress
        self._database.executemany(
            "INSERT OR REPLACE INTO relation_notes VALUES (?, ?)",
            ((name, pack(value)) for name, value in notes.items()),
        )

    def read_pieces(self, shelf: Shelf, numbers: Iterable[int]) -> list[Piece]:
        """Pieces of one shelf, by number; those of terms all, since empty ones are not kept."""
        wanted = list(numbers)
        query = f"SELECT number, first, second FROM relation_{shelf} WHERE number IN {GIVEN} ORDER BY number"
        found: list[Piece] = self._database.execute(query, (write_list(wanted),)).fetchall()
        if shelf == "terms" and len(found) < len(wanted):
            kept = {piece[0]: piece for piece in found}
            return [kept.get(number, (number, b"", b"")) for number in sorted(wanted)]
        return found

    def write_pieces(self, shelf: Shelf, pieces: Iterable[Piece]) -> None:
        """Keep pieces, each in the place of that of its number."""
        self._database.executemany(f"INSERT OR REPLACE INTO relation_{shelf} VALUES (?, ?, ?)", pieces)

    def find_terms(self, names: Iterable[str]) -> dict[str, int]:
        """Numbers of terms by name."""
        name_of = {_hash(name): name for name in names}
        query = f"SELECT hash, number FROM relation_hashes WHERE hash IN {GIVEN}"
        return {name_of[key]: number for key, number in self._database.execute(query, (write_list(list(name_of)),))}

    def name_terms(self, numbers: Iterable[int]) -> dict[int, str]:
        """Names of terms by number."""
        wanted = list(numbers)
        block_of = self._read_names({number // _NAMES for number in wanted})
        return {
            number: names[number % _NAMES]
            for number in wanted
            if number % _NAMES < len(names := block_of.get(number // _NAMES, ()))
        }

    def add_terms(self, terms: Iterable[Term]) -> None:
        """Keep terms that are not there yet; they are numbered on from those that are."""
        hashes, first = array("q"), 0
        pack = zstandard.ZstdCompressor().compress
        for block, some in groupby(terms, key=lambda term: term[0] // _NAMES):
            added = list(some)
            start = added[0][0]
            first = first if hashes else start
            hashes.extend(_hash(name) for _, name, *_ in added)
            before = self._read_names([block])[block] if start % _NAMES else []
            names = _ENCODER.encode([*before, *(name for _, name, *_ in added)])
            self._database.execute("INSERT OR REPLACE INTO relation_names VALUES (?, ?)", (block, pack(names)))
            self.write_pieces("terms", [(number, one, two) for number, _, one, two in added if one or two])
        # In order, which leaves no gaps.
        rows = ((hashes[at], first + at) for at in sorted(range(len(hashes)), key=hashes.__getitem__))
        self._database.executemany("INSERT OR IGNORE INTO relation_hashes VALUES (?, ?)", rows)

    def clear(self) -> None:
        """Forget everything."""
        with transaction(self._database):
            for table in ("notes", "names", "hashes", "terms", "rows", "candidates"):
                self._database.execute(f"DELETE FROM relation_{table}")

    def _read_names(self, blocks: Iterable[int]) -> dict[int, list[str]]:
        query = f"SELECT block, names FROM relation_names WHERE block IN {GIVEN}"
        unpack = zstandard.ZstdDecompressor().decompress
        rows = self._database.execute(query, (write_list(list(blocks)),))
        return {block: _DECODER.decode(unpack(names)) for block, names in rows}


def _hash(name: str) -> int:
    # 63 bits: of a million terms, two have the same in one of twenty million archives. The one then counts for both.
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1
