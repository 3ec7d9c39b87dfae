"""Looking up: candidates of a few events by the index's lists of which events have a term.

What is found is what `CandidateFinder` would find with today's rarities, but for the lengths of the rows that did not
change, which are those of the day when they were written.
"""

import numpy as np
import scipy.sparse as sp

from backstory.relate.candidates import MONTH_DAYS, MOST_EVENTS, PARTS, SEASON_DAYS
from backstory.relate.indexing import BLOCKS, LENGTHS
from backstory.relate.matrices import Bytes, Floats, Ints, Rows
from backstory.relate.part import Stock
from backstory.relate.pieces import join_pieces

_PLACE = BLOCKS.index("countries")
# Blocks whose terms count however many events have them: among those of about the same time, or of the same category.
_COUNTS = np.array([f"{name}@month" in PARTS or name == "countries" for name in BLOCKS])
_LISTED = np.array([*(BLOCKS.index(name) for name in LENGTHS), _PLACE])


def score_all(stock: Stock, rows: Ints) -> Rows:
    """Give the first scores of `rows` (ascending) with all events that share anything, rows x events."""
    overview = stock.overview
    queries = stock.read_rows(rows)
    wanted = np.unique(queries.indices)
    # The list of a word that most days have is long, and would count for nothing.
    wanted = wanted[_COUNTS[overview.blocks[wanted]] | (overview.spread[wanted] <= MOST_EVENTS)]
    wanted = wanted[np.isin(overview.blocks[wanted], _LISTED)]
    lists = _read_lists(stock, wanted)
    queries = _divide(stock, queries[:, wanted], rows, wanted)
    kinds = overview.blocks[wanted]
    is_short = overview.spread[wanted] <= MOST_EVENTS
    plain = np.array([PARTS.get(name, 0.0) for name in BLOCKS], dtype=np.float32)[kinds] * is_short
    monthly = np.array([PARTS.get(f"{name}@month", 0.0) for name in BLOCKS], dtype=np.float32)[kinds]
    scores = _multiply(queries, plain, lists) + _fade(
        _multiply(queries, monthly, lists), rows, overview.days, MONTH_DAYS
    )
    placed = _multiply(_keep_places(stock, queries, rows, (lists, kinds)), (kinds == _PLACE).astype(np.float32), lists)
    placed = _keep_category(placed, overview.categories[rows], overview.categories)
    scores = scores + placed * PARTS["countries@category"]
    scores = scores + _fade(placed, rows, overview.days, SEASON_DAYS) * PARTS["countries@category@season"]
    scores = scores.tocoo()
    kept = overview.is_live[scores.col] & (scores.col != rows[scores.row]) & (scores.data > 0)
    shape = (len(rows), len(overview.ids))
    return sp.csr_matrix((scores.data[kept].astype(np.float32), (scores.row[kept], scores.col[kept])), shape=shape)


def take_best(scores: Rows, count: int) -> tuple[Ints, Floats]:
    """Give the `count` best of each row, best first, of equal ones the earlier; -1 and 0 where there are fewer."""
    others = np.full((scores.shape[0], count), -1, dtype=np.int32)
    best = np.zeros((scores.shape[0], count), dtype=np.float32)
    for row in range(scores.shape[0]):
        piece = slice(scores.indptr[row], scores.indptr[row + 1])
        order = np.lexsort((scores.indices[piece], -scores.data[piece]))[:count]
        others[row, : len(order)] = scores.indices[piece][order]
        best[row, : len(order)] = scores.data[piece][order]
    return others, best


def _read_lists(stock: Stock, wanted: Ints) -> Rows:
    """Give the wanted terms x events, weights as in rows of length 1."""
    overview = stock.overview
    pieces = stock.index.read_pieces("terms", wanted.tolist())
    ends, events, values = join_pieces(pieces)
    terms = np.repeat(np.arange(len(wanted)), np.diff(ends))
    kept = ~overview.moved[events]
    moved = np.flatnonzero(overview.moved & overview.is_live)
    late = stock.read_rows(moved)[:, wanted].tocoo()
    _lengthen_rows(stock, wanted, terms[kept], events[kept])
    terms = np.concatenate([terms[kept], late.col])
    events = np.concatenate([events[kept], moved[late.row]])
    values = np.concatenate([values[kept], late.data])
    lists = sp.csr_matrix((values, (terms, events)), shape=(len(wanted), len(overview.ids)))
    lists.data = _weigh(stock, np.repeat(wanted, np.diff(lists.indptr)), lists.indices, lists.data)
    return lists


def _lengthen_rows(stock: Stock, wanted: Ints, terms: Ints, events: Ints) -> None:
    """Let terms that were of one event alone, and are not any more, count in that event's length."""
    overview = stock.overview
    alone = np.bincount(terms, minlength=len(wanted)) == 1
    columns = wanted[terms]
    known = columns < len(overview.base_spread)
    alone = alone[terms] & known & (overview.spread[columns] >= 2) & (overview.blocks[columns] != _PLACE)
    alone &= overview.base_spread[np.where(known, columns, 0)] < 2
    kinds = _position(overview.blocks[columns[alone]])
    squares = overview.lengths.astype(np.float64) ** 2
    np.add.at(squares, (events[alone], kinds), stock.rarity[columns[alone]].astype(np.float64) ** 2)
    overview.lengths = np.sqrt(squares).astype(np.float32)
    # Once is enough.
    overview.base_spread[columns[alone]] = 2


def _position(blocks: Bytes) -> Ints:
    positions = np.zeros(len(BLOCKS), dtype=np.int64)
    positions[_LISTED[:-1]] = np.arange(len(LENGTHS))
    return positions[blocks]


def _weigh(stock: Stock, columns: Ints, rows: Ints, values: Floats) -> Floats:
    overview = stock.overview
    blocks = overview.blocks[columns]
    weights = (1 + np.log(np.maximum(values, 1))) * stock.rarity[columns] * (overview.spread[columns] >= 2)
    # A row is never shorter than one of its weights, whatever was known of the term when its length was measured.
    weights /= np.maximum(overview.lengths[rows, _position(blocks)], np.maximum(weights, 1e-9))
    return np.where(blocks == _PLACE, values, weights).astype(np.float32)


def _divide(stock: Stock, queries: Rows, rows: Ints, wanted: Ints) -> Rows:
    owners = rows[np.repeat(np.arange(len(rows)), np.diff(queries.indptr))]
    data = _weigh(stock, wanted[queries.indices], owners, queries.data)
    return sp.csr_matrix((data, queries.indices, queries.indptr), shape=queries.shape)


def _multiply(queries: Rows, parts: Floats, lists: Rows) -> Rows:
    data = (queries.data * parts[queries.indices]).astype(np.float32)
    scaled = sp.csr_matrix((data, queries.indices, queries.indptr), shape=queries.shape, copy=True)
    scaled.eliminate_zeros()
    return scaled @ lists


def _keep_places(stock: Stock, queries: Rows, rows: Ints, listed: tuple[Rows, Bytes]) -> Rows:
    """Give the queries without countries that have too many events of the query's category."""
    lists, kinds = listed
    overview = stock.overview
    most = int(overview.categories.max()) + 1
    data = queries.data.copy()
    for term in np.flatnonzero(kinds == _PLACE).tolist():
        events = lists.indices[lists.indptr[term] : lists.indptr[term + 1]]
        full = np.bincount(overview.categories[events], minlength=most) > MOST_EVENTS
        at = np.flatnonzero(queries.indices == term)
        owners = np.searchsorted(queries.indptr, at, side="right") - 1
        data[at[full[overview.categories[rows[owners]]]]] = 0
    return sp.csr_matrix((data, queries.indices, queries.indptr), shape=queries.shape)


def _keep_category(scores: Rows, own: Ints, categories: Ints) -> Rows:
    found = scores.tocoo()
    kept = own[found.row] == categories[found.col]
    return sp.csr_matrix((found.data[kept], (found.row[kept], found.col[kept])), shape=scores.shape)


def _fade(scores: Rows, rows: Ints, days: Ints, width_days: int) -> Rows:
    """Give scores times what the days of both share, as `spread_days` has it."""
    found = scores.tocoo()
    places = (days - days.min()) / width_days
    marks = np.floor(places).astype(np.int64)
    late = places - marks
    first, second = rows[found.row], found.col
    apart = marks[second] - marks[first]
    own, other = late[first], late[second]
    same = np.sqrt((1 - own) * (1 - other)) + np.sqrt(own * other)
    after, before = np.sqrt(own * (1 - other)), np.sqrt((1 - own) * other)
    share = np.select([apart == 0, apart == 1, apart == -1], [same, after, before], 0.0)
    return sp.csr_matrix(((found.data * share).astype(np.float32), (found.row, found.col)), shape=scores.shape)
