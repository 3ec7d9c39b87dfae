"""Overview: the part of the index that is read whole, a few numbers per event and per term."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol

import msgspec
import numpy as np

from backstory.relate.matrices import Bytes, Flags, Floats, Ints
from backstory.relate.version import NOTE, VERSION

Shelf = Literal["terms", "rows", "candidates"]
Piece = tuple[int, bytes, bytes]


class Index(Protocol):
    """Where the index is kept: notes by name, terms by number and name, rows and candidates by number."""

    def read_notes(self) -> dict[str, bytes]:
        """All notes."""

    def write_notes(self, notes: Mapping[str, bytes], /) -> None:
        """Keep notes, each in the place of that of its name."""

    def read_pieces(self, shelf: Shelf, numbers: Iterable[int], /) -> list[Piece]:
        """Pieces of one shelf, by number."""

    def write_pieces(self, shelf: Literal["rows", "candidates"], pieces: Iterable[Piece], /) -> None:
        """Keep pieces, each in the place of that of its number."""

    def find_terms(self, names: Iterable[str], /) -> dict[str, int]:
        """Numbers of terms."""

    def name_terms(self, numbers: Iterable[int], /) -> dict[int, str]:
        """Names of terms."""

    def add_terms(self, terms: Iterable[tuple[int, str, bytes, bytes]], /) -> None:
        """Keep terms that are not there yet."""

    def clear(self) -> None:
        """Forget everything."""


@dataclass(slots=True, kw_only=True)
class Overview:
    """One entry per event (a *row*) up to `tenth`, and per term (a *column* of all blocks together) from `spread` on.

    A row keeps its number until all is made anew. `moved` rows came or changed since then: the terms' lists don't know
    them as they are now. `lengths` are rows x LENGTHS, what each kind's weights had for length; `fourth` and
    `least` are the first scores of the fourth and the last candidate that it had when it was last looked at, 0 where
    there are fewer; `tenth` the ranker's score of the last relation.
    Of the places that events with term t named, `country_places` and `country_shares` hold the numbers and the sums,
    from ``country_ends[t]`` to ``country_ends[t + 1]``; so for regions. `base_spread` is how many events these were,
    `closeness` how many pairs of them were of about the same time.
    """

    ids: list[str]
    category_names: list[str]
    days: Ints
    categories: Ints
    is_live: Flags
    moved: Flags
    countries: Ints
    places: Ints
    lengths: Floats
    fourth: Floats
    least: Floats
    tenth: Floats
    spread: Floats
    blocks: Bytes
    base_spread: Floats
    closeness: Floats
    country_ends: Ints
    country_places: Ints
    country_shares: Floats
    region_ends: Ints
    region_places: Ints
    region_shares: Floats

    @property
    def count(self) -> int:
        """How many live events there are."""
        return int(self.is_live.sum())

    def find_rows(self, ids: Iterable[str]) -> dict[str, int]:
        """Give the rows of those of these events that have one."""
        wanted = set(ids)
        return {event_id: row for row, event_id in enumerate(self.ids) if event_id in wanted}


_TYPES: dict[str, Any] = {
    "days": np.int32,
    "categories": np.int16,
    "is_live": np.bool_,
    "moved": np.bool_,
    "countries": np.int16,
    "places": np.int16,
    "blocks": np.uint8,
    "lengths": np.float16,
    "fourth": np.float16,
    "least": np.float16,
    "tenth": np.float16,
    "country_ends": np.int32,
    "country_places": np.int16,
    "region_ends": np.int32,
    "region_places": np.int16,
}
_LISTS = ("ids", "category_names")
# Written when all is made anew, and never changed: worth being compressed.
_PREFIXES = ("closeness", "country_", "region_")
_FROZEN = frozenset(field.name for field in fields(Overview) if field.name.startswith(_PREFIXES))


def read_overview(index: Index) -> Overview | None:
    """Give the overview; None where there is none, or one of another version."""
    notes = index.read_notes()
    if notes.get(NOTE) != VERSION:
        return None
    values: dict[str, Any] = {name: msgspec.json.decode(notes[name], type=list[str]) for name in _LISTS}
    for field in fields(Overview):
        if field.name not in _LISTS:
            said = zlib.decompress(notes[field.name]) if field.name in _FROZEN else notes[field.name]
            kept = np.frombuffer(said, dtype=_TYPES.get(field.name, np.float32))
            values[field.name] = kept.astype(np.float32) if kept.dtype == np.float16 else kept.copy()
    values["lengths"] = values["lengths"].reshape(len(values["ids"]), -1)
    return Overview(**values)


def write_overview(index: Index, overview: Overview, *, is_new: bool = False) -> None:
    """Keep the overview; of an old one only what may have changed."""
    notes = {NOTE: VERSION} if is_new else {}
    for field in fields(Overview):
        value = getattr(overview, field.name)
        if field.name in _LISTS:
            notes[field.name] = msgspec.json.encode(value)
        elif is_new or field.name not in _FROZEN:
            said = value.astype(_TYPES.get(field.name, np.float32)).tobytes()
            notes[field.name] = zlib.compress(said) if field.name in _FROZEN else said
    index.write_notes(notes)
