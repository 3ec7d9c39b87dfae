"""Registering: changed events take their place in the index, removed ones leave it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.relate.corpus import SIGNS, TERMS, find_rarity, name_category, weigh_rows
from backstory.relate.indexing import BLOCKS, measure_rows
from backstory.relate.matrices import Floats, Ints, Rows, keep_columns
from backstory.relate.overview import Overview
from backstory.relate.part import Stock
from backstory.relate.pieces import cut_pieces
from backstory.relate.places import locate_events, name_shares

# An event is mainly about the place that has at least this length of its vector of places.
_LEAST_PLACE = 0.75
# What the overview has for each event beside its id.
_OF_EVENTS = ("days", "categories", "is_live", "moved", "countries", "places", "fourth", "least", "tenth", "lengths")


def register_events(stock: Stock, events: Sequence[Event], gone: Collection[str]) -> Ints:
    """Give the rows of `events`, in their order, all that the index says of them brought up to date.

    The candidates are not: they are found in a second step. `gone` are ids of events that are no more.
    """
    overview = stock.overview
    row_of = overview.find_rows([*gone, *(event.id for event in events)])
    old = list(row_of.values())
    counted = np.unique([row for row in old if overview.is_live[row]]).astype(np.int64)
    columns = stock.read_rows(counted).indices
    overview.spread -= np.bincount(columns, minlength=len(overview.spread)).astype(np.float32)
    for event_id in gone:
        if event_id in row_of:
            overview.is_live[row_of[event_id]] = False
    overview.moved[old] = True
    added = [event for event in events if event.id not in row_of]
    rows_of_added = range(len(overview.ids), len(overview.ids) + len(added))
    row_of |= {event.id: row for event, row in zip(added, rows_of_added, strict=True)}
    _lengthen(overview, added)
    rows = np.array([row_of[event.id] for event in events], dtype=np.int64)
    overview.is_live[rows] = True
    _set_dates(overview, rows, events)
    _fill_rows(stock, rows, events)
    return rows


def _lengthen(overview: Overview, added: Sequence[Event]) -> None:
    overview.ids += [event.id for event in added]
    count = len(added)
    for name in _OF_EVENTS:
        values = getattr(overview, name)
        filling = np.zeros((count, *values.shape[1:]), dtype=values.dtype)
        setattr(overview, name, np.concatenate([values, filling]))
    if count:
        overview.moved[-count:] = True


def _set_dates(overview: Overview, rows: Ints, events: Sequence[Event]) -> None:
    names = {name: number for number, name in enumerate(overview.category_names)}
    for row, event in zip(rows.tolist(), events, strict=True):
        overview.days[row] = date.fromisoformat(event.date).toordinal()
        overview.categories[row] = names.setdefault(name_category(event), len(names))
    overview.category_names[:] = list(names)


def _fill_rows(stock: Stock, rows: Ints, events: Sequence[Event]) -> None:
    overview = stock.overview
    counts = _count_terms(stock, events)
    overview.spread += np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float32)
    rarity = find_rarity(overview.spread, overview.count)
    overview.lengths[rows] = measure_rows(counts, overview.blocks, overview.spread, rarity)
    signs, columns = _weigh_signs(overview, counts, rarity)
    placed = []
    named = name_shares(events)
    for kind, name in (("countries", "country"), ("regions", "region")):
        present = (signs > 0).astype(np.float32)
        goes_with = _recall_usual(overview, name, columns, (present, named[kind]))
        places = locate_events(named[kind], signs, goes_with)
        placed += [places.both, places.usual, places.named]
    # Regions that are named go before countries.
    countries = np.asarray(placed[0].argmax(axis=1)).ravel()
    regions = np.asarray(placed[5].argmax(axis=1)).ravel()
    in_country = placed[0].max(axis=1).toarray().ravel() >= _LEAST_PLACE
    in_region = placed[5].max(axis=1).toarray().ravel() >= _LEAST_PLACE
    overview.countries[rows] = countries
    overview.places[rows] = np.where(in_region, regions + placed[0].shape[1], np.where(in_country, countries, -1))
    shares = _put_places(overview, placed)
    full = (counts + shares).tocsr()
    full.sort_indices()
    places_spread = np.bincount(shares.indices, minlength=counts.shape[1])
    overview.spread += places_spread.astype(np.float32)
    pieces = cut_pieces(rows.tolist(), full.indptr, full.indices, full.data)
    stock.index.write_pieces("rows", pieces)


def _count_terms(stock: Stock, events: Sequence[Event]) -> Rows:
    """Give events x columns; terms not met before get numbers."""
    overview = stock.overview
    found = [Counter(f"{name}:{term}" for name, list_terms in TERMS for term in list_terms(event)) for event in events]
    names = dict.fromkeys(name for counter in found for name in counter)
    numbers = stock.index.find_terms(names)
    fresh = [name for name in names if name not in numbers]
    start = len(overview.spread)
    numbers |= {name: number for number, name in enumerate(fresh, start=start)}
    stock.index.add_terms((numbers[name], name, b"", b"") for name in fresh)
    overview.spread = np.concatenate([overview.spread, np.zeros(len(fresh), dtype=np.float32)])
    blocks = [BLOCKS.index(name.partition(":")[0]) for name in fresh]
    overview.blocks = np.concatenate([overview.blocks, np.array(blocks, dtype=np.uint8)])
    ends = np.cumsum([0, *(len(counter) for counter in found)])
    columns = np.array([numbers[name] for counter in found for name in counter], dtype=np.int32)
    values = np.array([count for counter in found for count in counter.values()], dtype=np.float32)
    counts = sp.csr_matrix((values, columns, ends), shape=(len(events), len(overview.spread)))
    counts.sort_indices()
    return counts


def _weigh_signs(overview: Overview, counts: Rows, rarity: Floats) -> tuple[Rows, Ints]:
    """Give events x signs, the weights of terms that may say where an event happens, and the columns of these."""
    signs = sp.csr_matrix(counts.shape, dtype=np.float32)
    for name in SIGNS:
        kept = keep_columns(counts, overview.blocks == BLOCKS.index(name))
        signs = signs + weigh_rows(kept, rarity, overview.spread)
    columns = np.unique(signs.indices)
    return signs.tocsr()[:, columns], columns


def _recall_usual(overview: Overview, name: str, columns: Ints, more: tuple[Rows, Rows]) -> Rows:
    """Give how much of each place goes with each sign.

    That is told by what its events named when all was made, and by `more` events: which signs, which places they have.
    """
    present, named = more
    ends, places = getattr(overview, f"{name}_ends"), getattr(overview, f"{name}_places")
    known = len(ends) - 1
    sums = sp.csr_matrix((getattr(overview, f"{name}_shares"), places, ends), shape=(known, named.shape[1]))
    old = np.flatnonzero(columns < known)
    choose = sp.csr_matrix((np.ones(len(old), dtype=np.float32), (old, columns[old])), shape=(len(columns), known))
    spread = np.asarray(present.sum(axis=0)).ravel()
    spread[old] += overview.base_spread[columns[old]]
    goes_with = (choose @ sums + present.T @ named).tocsr()
    goes_with.data = (goes_with.data / np.repeat(spread + 1, np.diff(goes_with.indptr))).astype(np.float32)
    return goes_with


def _put_places(overview: Overview, placed: Sequence[Rows]) -> Rows:
    """Give events x columns with the shares of places, in the blocks' order."""
    first = int(np.argmax(overview.blocks >= len(TERMS)))
    joined = sp.hstack(placed, format="csr", dtype=np.float32)
    return sp.csr_matrix(
        (joined.data, joined.indices + first, joined.indptr), shape=(joined.shape[0], len(overview.spread))
    )
