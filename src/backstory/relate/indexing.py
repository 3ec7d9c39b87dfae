"""Indexing: after all events were related, what the next few that change will need of them is put away."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from backstory.relate.corpus import CATEGORIES, SIGNS, TERMS, Corpus, find_rarity, name_category
from backstory.relate.facts import find_main_countries
from backstory.relate.matrices import Bytes, Floats, Rows
from backstory.relate.overview import Index, Overview, write_overview
from backstory.relate.pieces import cut_pieces
from backstory.relate.places import name_places
from backstory.relate.reasons import name_main_places

COUNTED = tuple(name for name, _ in TERMS)
"""Blocks whose rows count terms; those of places, after them, hold shares that are kept as they are."""
PLACED = ("countries", "usual countries", "named countries", "regions", "usual regions", "named regions")
BLOCKS = (*COUNTED, *PLACED)
LENGTHS = ("entities", "words", "names", "urls", "topics")
"""Blocks whose terms lead to candidates; so do those of "countries"."""
_LISTED = (*LENGTHS, "countries")


def begin_index(index: Index, corpus: Corpus) -> Overview:
    """Put away the rows and terms of a corpus that kept its counts, and let these go; gives the overview for the end.

    Shortlists are to be put away by who finds them, and the overview last, by `end_index`.
    """
    rows = sp.hstack(
        [corpus.blocks[name].counts if name in COUNTED else corpus.blocks[name].matrix for name in BLOCKS],
        format="csr",
        dtype=np.float32,
    )
    rows.sort_indices()
    widths = [corpus.blocks[name].matrix.shape[1] for name in BLOCKS]
    blocks = np.repeat(np.arange(len(BLOCKS), dtype=np.uint8), widths)
    spread = np.concatenate([corpus.blocks[name].spread for name in BLOCKS])
    index.add_terms(_list_terms(corpus, rows, blocks))
    index.write_pieces("rows", cut_pieces(range(len(corpus.ids)), rows.indptr, rows.indices, rows.data))
    lengths = measure_rows(rows, blocks, spread, find_rarity(spread, len(corpus.ids)))
    overview = replace(_make_overview(corpus, spread, blocks), lengths=lengths)
    corpus.blocks.update({name: replace(corpus.blocks[name], counts=None) for name in COUNTED})
    return overview


def end_index(index: Index, overview: Overview) -> None:
    """Put away the overview, which by now has the scores that finding gave."""
    write_overview(index, overview, is_new=True)


def list_place_names() -> list[str]:
    """Give the names of all places, countries first, by their number in `Overview.places`."""
    return [*name_places("countries"), *name_places("regions")]


def measure_rows(rows: Rows, blocks: Bytes, spread: Floats, rarity: Floats) -> Floats:
    """Give the length of each row's weights, rows x LENGTHS."""
    weights = (1 + np.log(np.maximum(rows.data, 1))) * rarity[rows.indices] * (spread[rows.indices] >= 2)
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    keys = owners * len(BLOCKS) + blocks[rows.indices]
    squares = np.bincount(keys, weights=weights.astype(np.float64) ** 2, minlength=rows.shape[0] * len(BLOCKS))
    lengths: Floats = np.sqrt(squares.reshape(-1, len(BLOCKS))[:, [BLOCKS.index(name) for name in LENGTHS]])
    return lengths.astype(np.float32)


def _list_terms(corpus: Corpus, rows: Rows, blocks: Bytes) -> Iterator[tuple[int, str, bytes, bytes]]:
    names: list[str] = []
    for name in BLOCKS:
        block = corpus.blocks[name]
        terms = list(block.columns) if name in COUNTED else [str(place) for place in range(block.matrix.shape[1])]
        names += [f"{name}:{term}" for term in terms]
    columns = rows.tocsc()
    listed = np.isin(blocks, [BLOCKS.index(name) for name in _LISTED])
    pieces = cut_pieces(range(len(names)), columns.indptr, columns.indices, columns.data)
    for name, is_listed, (number, events, values) in zip(names, listed.tolist(), pieces, strict=True):
        yield number, name, events if is_listed else b"", values if is_listed else b""


def _make_overview(corpus: Corpus, spread: Floats, blocks: Bytes) -> Overview:
    count = len(corpus.ids)
    place_numbers = {name: number for number, name in reversed(list(enumerate(list_place_names())))}
    countries = _sum_places(corpus, "named countries", len(spread))
    regions = _sum_places(corpus, "named regions", len(spread))
    categories = dict(enumerate(CATEGORIES))
    for row, category in enumerate(corpus.categories.tolist()):
        if category not in categories:
            categories[category] = name_category(corpus.events[row])
    return Overview(
        ids=list(corpus.ids),
        category_names=[categories[number] for number in sorted(categories)],
        days=corpus.days,
        categories=corpus.categories,
        is_live=np.ones(count, dtype=np.bool_),
        moved=np.zeros(count, dtype=np.bool_),
        countries=find_main_countries(corpus),
        places=np.array([place_numbers.get(name, -1) for name in name_main_places(corpus)]),
        lengths=np.zeros((count, len(LENGTHS)), dtype=np.float32),
        fourth=np.zeros(count, dtype=np.float32),
        least=np.zeros(count, dtype=np.float32),
        tenth=np.zeros(count, dtype=np.float32),
        spread=spread,
        blocks=blocks.astype(np.uint8),
        base_spread=spread,
        closeness=np.concatenate([corpus.blocks[name].closeness for name in BLOCKS]),
        country_ends=countries.indptr,
        country_places=countries.indices,
        country_shares=countries.data,
        region_ends=regions.indptr,
        region_places=regions.indices,
        region_shares=regions.data,
    )


def _sum_places(corpus: Corpus, name: str, width: int) -> Rows:
    """Give terms x places: how much of each place the events with a sign name. Other terms have empty rows."""
    named = corpus.blocks[name].matrix
    shares = share_rows(named)
    parts = []
    for kind in BLOCKS:
        block = corpus.blocks[kind]
        if kind in SIGNS:
            present = (block.counts > 0).astype(np.float32)
            parts.append(present.T @ shares)
        else:
            parts.append(sp.csr_matrix((block.matrix.shape[1], named.shape[1]), dtype=np.float32))
    summed = sp.vstack(parts, format="csr", dtype=np.float32)
    assert summed.shape[0] == width
    return summed


def share_rows(matrix: Rows) -> Rows:
    """Give rows that sum to 1."""
    totals = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1e-9)
    shares = matrix.copy()
    shares.data = (shares.data / np.repeat(totals, np.diff(shares.indptr))).astype(np.float32)
    return shares
