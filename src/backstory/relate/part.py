"""Part: a corpus of some events, put together from the index with what is known of all."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.relate.candidates import Candidates
from backstory.relate.corpus import Block, Corpus, Whole, find_rarity, weigh_rows
from backstory.relate.facts import count_crowd
from backstory.relate.indexing import BLOCKS, COUNTED, list_place_names
from backstory.relate.matrices import Ints, Rows
from backstory.relate.overview import Index, Overview
from backstory.relate.pieces import join_pieces
from backstory.relate.shortlists import Shortlists, make_shortlists, read_shortlists


class Stock:
    """The index and its overview, for reading."""

    def __init__(self, index: Index, overview: Overview) -> None:
        """Read nothing yet; `overview` may go on changing until `settle` is called."""
        self.index = index
        self.overview = overview

    def settle(self) -> None:
        """Take what follows from the overview as it stands now."""
        overview = self.overview
        self.rarity = find_rarity(overview.spread, overview.count)
        # Terms of one event then, or of none, are those of what is happening now.
        self.closeness = np.ones(len(overview.spread), dtype=np.float32)
        self.closeness[: len(overview.closeness)] = overview.closeness
        order = np.argsort(overview.blocks, kind="stable")
        starts = np.searchsorted(overview.blocks[order], np.arange(len(BLOCKS) + 1))
        self.widths = np.diff(starts)
        self.place_in_block = np.empty(len(order), dtype=np.int32)
        self.place_in_block[order] = np.arange(len(order)) - starts[overview.blocks[order]]
        live = np.flatnonzero(overview.is_live)
        self.crowd = np.zeros((2, len(overview.ids)), dtype=np.int64)
        self.crowd[:, live] = count_crowd(
            overview.countries[live].astype(np.int64), overview.categories[live], overview.days[live].astype(np.int64)
        )

    def read_rows(self, rows: Ints) -> Rows:
        """Give rows (ascending) x columns: counts of terms and shares of places."""
        pieces = self.index.read_pieces("rows", rows.tolist())
        assert len(pieces) == len(rows)
        ends, columns, values = join_pieces(pieces)
        return sp.csr_matrix((values, columns, ends), shape=(len(rows), len(self.overview.spread)))

    def read_shortlists(self, rows: Ints) -> Shortlists:
        """Give the shortlists of rows (ascending), without events that are gone."""
        pieces = self.index.read_pieces("candidates", rows.tolist())
        assert len(pieces) == len(rows)
        lists = read_shortlists(pieces)
        others = np.where(self.overview.is_live[lists.others], lists.others, -1)
        return make_shortlists(rows, others, lists.scores, lists.noted)

    def make_whole(self, rows: Ints) -> Whole:
        """Give what must be known of all events beside `rows`."""
        overview = self.overview
        counts = np.bincount(overview.places[overview.is_live] + 1)
        names = ["", *list_place_names()]
        counted: Counter[str] = Counter()
        for number in np.flatnonzero(counts).tolist():
            counted[names[number]] += int(counts[number])
        return Whole(
            count=overview.count,
            places=[names[number + 1] for number in overview.places[rows].tolist()],
            place_counts=counted,
            crowd=self.crowd[0, rows],
            kindred=self.crowd[1, rows],
        )


class Part:
    """Some rows of the index as a corpus, numbered anew."""

    def __init__(self, stock: Stock, candidates: Candidates) -> None:
        """Take events and their candidates."""
        self.rows = np.union1d(candidates.rows, candidates.others[candidates.others >= 0]).astype(np.int64)
        self._stock = stock
        self._local = np.full(len(stock.overview.ids), -1, dtype=np.int64)
        self._local[self.rows] = np.arange(len(self.rows))
        others = np.where(candidates.others >= 0, self._local[candidates.others], -1).astype(np.int32)
        self.candidates = Candidates(rows=self.find(candidates.rows), others=others, scores=candidates.scores)
        self._entries = stock.read_rows(self.rows)

    def find(self, rows: Ints) -> Ints:
        """Give the numbers that rows have here."""
        return self._local[rows]

    def make_corpus(self, events: Mapping[int, Event], names: Mapping[str, dict[str, int]]) -> Corpus:
        """Give the corpus, whose events and names of terms may be filled in later."""
        overview = self._stock.overview
        return Corpus(
            events=events,
            ids=[overview.ids[row] for row in self.rows.tolist()],
            days=overview.days[self.rows].astype(np.int64),
            categories=overview.categories[self.rows].astype(np.int64),
            blocks={name: self._make_block(number, names.get(name, {})) for number, name in enumerate(BLOCKS)},
            whole=self._stock.make_whole(self.rows),
        )

    def name_columns(self, rows: Ints) -> dict[str, dict[str, int]]:
        """Give the terms of some rows, each with its column in its block."""
        columns = self._entries[rows].indices
        columns = np.unique(columns[self._stock.overview.blocks[columns] < len(COUNTED)])
        names: dict[str, dict[str, int]] = {block: {} for block in COUNTED}
        for column, name in self._stock.index.name_terms(columns.tolist()).items():
            block, _, term = name.partition(":")
            names[block][term] = int(self._stock.place_in_block[column])
        return names

    def _make_block(self, number: int, names: dict[str, int]) -> Block:
        stock, entries = self._stock, self._entries
        chosen = np.flatnonzero(stock.overview.blocks[entries.indices] == number)
        ends = np.searchsorted(chosen, entries.indptr)
        columns = stock.place_in_block[entries.indices[chosen]]
        matrix = sp.csr_matrix((entries.data[chosen], columns, ends), shape=(len(self.rows), stock.widths[number]))
        in_block = stock.overview.blocks == number
        spread, rarity = stock.overview.spread[in_block], stock.rarity[in_block]
        if BLOCKS[number] in COUNTED:
            weighed = weigh_rows(matrix, rarity, spread)
            closeness = stock.closeness[in_block]
            return Block(matrix=weighed, columns=dict(names), rarity=rarity, spread=spread, closeness=closeness)
        nothing = np.zeros_like(rarity)
        return Block(matrix=matrix, columns={}, rarity=nothing, spread=spread, closeness=nothing)
