"""Asking: relations of an event that is in no archive, by the index of those that are, which stays as it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, Literal

import numpy as np

from backstory.model import Event, Relation
from backstory.relate.corpus import find_rarity
from backstory.relate.facts import CROWD_DAYS
from backstory.relate.indexing import BLOCKS
from backstory.relate.matrices import Ints
from backstory.relate.overview import Index, Overview, Piece, Shelf, read_overview
from backstory.relate.part import Stock
from backstory.relate.pieces import join_pieces
from backstory.relate.registering import register_events
from backstory.relate.updating import Change, rank_rows, relate_lists

_DAMPING = 5.0
"""Events of each word that are as all events are; so few tell nothing of a category."""

Load = Callable[[Iterable[str]], Mapping[str, Event]]


class Asker:
    """Relates events to those of one index without putting them in. Reading the index costs most: ask again."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._overview = read_overview(index)
        self._crowd: Ints | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is an index of this version."""
        return self._overview is not None

    def relate(self, event: Event, load: Load) -> tuple[Relation, ...]:
        """Give the relations of an event whose id no other has; `load` gives the archive's events by id.

        They are those that the event would get if it was added, but for the crowd that it would add to others' days.
        Empty where there is no index.
        """
        if self._overview is None:
            return ()
        if self._crowd is None:
            whole = Stock(self._index, self._overview)
            whole.settle()
            self._crowd = whole.crowd
        scratch = _Scratch(self._index)
        stock = _AskedStock(scratch, _copy(self._overview), self._crowd)
        rows = register_events(stock, [event], [])
        stock.settle()
        if not event.category:
            stock.guess_category(rows)
        lists, _ = rank_rows(stock, rows)
        change = Change(
            events=[event], gone=[], concerned=list, load=lambda ids: {**load(set(ids) - {event.id}), event.id: event}
        )
        return relate_lists(stock, lists, rows, change)[event.id]


class _AskedStock(Stock):
    """The index with one event more, whose crowd is counted alone: counting everyone's takes longer than all else."""

    def __init__(self, index: Index, overview: Overview, crowd: Ints) -> None:
        super().__init__(index, overview)
        self._others = crowd

    def settle(self) -> None:
        """Take what follows from the overview as it stands now."""
        overview = self.overview
        live = overview.is_live
        overview.is_live = np.zeros_like(live)
        overview.is_live[-1] = True
        super().settle()
        overview.is_live = live
        self.rarity = find_rarity(overview.spread, overview.count)
        self.crowd = np.concatenate([self._others, np.ones((2, 1), dtype=np.int64)], axis=1)
        self._count_own()

    def guess_category(self, rows: Ints) -> None:
        """Let an event that has no category be of the one that its words speak for."""
        overview = self.overview
        columns = self.read_rows(rows).indices
        columns = columns[overview.blocks[columns] == BLOCKS.index("words")]
        shares = np.bincount(overview.categories[overview.is_live]).astype(np.float64)
        shares[overview.categories[-1]] = 0
        shares /= max(shares.sum(), 1.0)
        votes = np.log(np.maximum(shares, 1e-9))
        ends, events, _ = join_pieces(self.index.read_pieces("terms", columns.tolist()))
        for found in np.split(events, ends[1:-1]):
            having = overview.categories[found]
            if having.size:
                counts = np.bincount(having, minlength=len(shares)) + _DAMPING * shares
                votes += np.log(np.maximum(counts / counts.sum(), 1e-9) / np.maximum(shares, 1e-9))
        overview.categories[-1] = np.where(shares > 0, votes, -np.inf).argmax()
        self._count_own()

    def _count_own(self) -> None:
        overview = self.overview
        same = overview.is_live & (overview.countries == overview.countries[-1])
        same &= overview.categories == overview.categories[-1]
        near = same & (np.abs(overview.days - overview.days[-1]) <= CROWD_DAYS)
        self.crowd[:, -1] = near.sum(), same.sum()


class _Scratch:
    """The index as it would be: what is written stays here, what is read comes from here first."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._pieces: dict[tuple[Shelf, int], Piece] = {}
        self._numbers: dict[str, int] = {}

    def read_notes(self) -> dict[str, bytes]:
        return self._index.read_notes()

    def write_notes(self, notes: Mapping[str, bytes], /) -> None:
        raise NotImplementedError

    def read_pieces(self, shelf: Shelf, numbers: Iterable[int], /) -> list[Piece]:
        wanted = list(numbers)
        own = [self._pieces[shelf, number] for number in wanted if (shelf, number) in self._pieces]
        kept = self._index.read_pieces(shelf, [number for number in wanted if (shelf, number) not in self._pieces])
        return sorted(kept + own, key=lambda piece: piece[0])

    def write_pieces(self, shelf: Literal["rows", "candidates"], pieces: Iterable[Piece], /) -> None:
        for piece in pieces:
            self._pieces[shelf, piece[0]] = piece

    def find_terms(self, names: Iterable[str], /) -> dict[str, int]:
        wanted = list(names)
        own = {name: self._numbers[name] for name in wanted if name in self._numbers}
        return {**self._index.find_terms(wanted), **own}

    def name_terms(self, numbers: Iterable[int], /) -> dict[int, str]:
        wanted = list(numbers)
        names = {number: name for name, number in self._numbers.items()}
        return {
            **self._index.name_terms(wanted),
            **{number: names[number] for number in wanted if number in names},
        }

    def add_terms(self, terms: Iterable[tuple[int, str, bytes, bytes]], /) -> None:
        for number, name, first, second in terms:
            self._numbers[name] = number
            self._pieces["terms", number] = (number, first, second)

    def clear(self) -> None:
        raise NotImplementedError


def _copy(overview: Overview) -> Overview:
    """A copy whose numbers may be changed; what is never changed is shared."""
    values = {field.name: getattr(overview, field.name) for field in fields(overview)}
    changed: dict[str, Any] = {
        name: value.copy() if isinstance(value, np.ndarray) else list(value)
        for name, value in values.items()
        if not name.startswith(("country_", "region_"))
    }
    return replace(overview, **changed)
