"""Updating: relations of a few changed events, and of those that they concern, without reading the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from backstory.model import Event, Relation
from backstory.relate.candidates import Candidates
from backstory.relate.choosing import Chooser
from backstory.relate.looking import score_all, take_best
from backstory.relate.matrices import Bytes, Floats, Ints, Rows
from backstory.relate.overview import Index, read_overview, write_overview
from backstory.relate.part import Part, Stock
from backstory.relate.reasons import ReasonFinder
from backstory.relate.registering import register_events
from backstory.relate.relating import LIMIT, make_relations
from backstory.relate.scoring import CANDIDATES, PairScorer
from backstory.relate.shortlists import Shortlists, cut_shortlists, join_shortlists, make_shortlists

# When more than this share of the events has changed since all were related, all are related anew: what is kept of
# the others grows old with every change. See "Day by day" in docs/quality.md for what that does.
_MOST_CHANGED = 0.03
# An event is looked at again when a changed one, scored the other way, comes within so much of its last relation, or
# stands among its four first candidates. See "Day by day" in docs/quality.md for what that finds.
_MARGIN = 1.5
# One that scores less than the last relation by so much is not chosen (see `choosing`).
_FAR_BEHIND = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened since events were last related.

    `events` are new or changed, `gone` ids of events that are no more, `concerned` gives the ids of those that
    have one of both among their relations; `load` gives events by id.
    """

    events: Sequence[Event]
    gone: Sequence[str]
    concerned: Callable[[], Iterable[str]]
    load: Callable[[Iterable[str]], Mapping[str, Event]]


def relate_changed(index: Index, change: Change) -> dict[str, tuple[Relation, ...]] | None:
    """Give the relations of changed events and of those they concern, by id; the index is brought up to date.

    None where all must be related: there is no index of this version, or too much has changed since it was made.
    """
    overview = read_overview(index)
    if overview is None:
        return None
    if overview.moved.sum() + len(change.events) + len(change.gone) > _MOST_CHANGED * len(overview.ids):
        return None
    stock = Stock(index, overview)
    is_known = bool(overview.find_rows([*change.gone, *(event.id for event in change.events)]))
    rows = np.sort(register_events(stock, change.events, change.gone))
    stock.settle()
    # To an event that is new nothing was related yet.
    due = set(overview.find_rows(change.concerned()).values()) - set(rows.tolist()) if is_known else set()
    concerned = np.array(sorted(row for row in due if overview.is_live[row]), dtype=np.int64)
    lists, pairs = rank_rows(stock, rows)
    write_shortlists(stock, lists)
    lists = join_shortlists(lists, _rank_others(stock, rows, pairs, concerned))
    found = relate_lists(stock, lists, np.union1d(rows, concerned), change)
    write_overview(index, overview)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Rows of others that a changed event may matter to, which changed one, and their first score."""

    others: Ints
    changed: Ints
    scores: Floats


def rank_rows(stock: Stock, rows: Ints) -> tuple[Shortlists, _Pairs]:
    """Give the shortlists of `rows` (ascending), and the others that should perhaps have one of these on theirs."""
    overview = stock.overview
    first_scores = score_all(stock, rows)
    others, best = take_best(first_scores, CANDIDATES)
    overview.least[rows], overview.fourth[rows] = best[:, -1], best[:, 3]
    part = Part(stock, Candidates(rows=rows, others=others, scores=best))
    scores, noted = PairScorer(part.make_corpus({}, {})).score_noted(part.candidates)
    return make_shortlists(rows, others, scores, noted), _find_pairs(stock, rows, first_scores, (others, scores))


def _find_pairs(stock: Stock, rows: Ints, first_scores: Rows, found: tuple[Ints, Floats]) -> _Pairs:
    others, ranked = found
    overview = stock.overview
    pairs = first_scores.tocoo()
    ahead = pairs.data > overview.fourth[pairs.col]
    near = np.isfinite(ranked) & (ranked > overview.tenth[others] - _MARGIN)
    count = np.int64(len(overview.ids))
    ahead |= np.isin(pairs.row * count + pairs.col, np.nonzero(near)[0] * count + others[near])
    kept = ahead & (pairs.data > overview.least[pairs.col]) & ~np.isin(pairs.col, rows)
    return _Pairs(others=pairs.col[kept].astype(np.int64), changed=rows[pairs.row[kept]], scores=pairs.data[kept])


def _rank_others(stock: Stock, rows: Ints, pairs: _Pairs, concerned: Ints) -> Shortlists:
    """Bring the shortlists of others up to date; gives those whose relations may have changed by that."""
    targets = np.union1d(pairs.others, concerned).astype(np.int64)
    known = stock.read_shortlists(targets)
    at = np.searchsorted(targets, pairs.others)
    scores = _score_pairs(stock, targets, pairs, known.noted[at])
    more = sp.csr_matrix((scores, (at, pairs.changed)), shape=(len(targets), len(stock.overview.ids)))
    counts = np.diff(more.indptr)
    place = np.arange(more.nnz) - np.repeat(more.indptr[:-1], counts)
    owners = np.repeat(np.arange(len(targets)), counts)
    others = np.full((len(targets), max(int(counts.max(initial=0)), 1)), -1, dtype=np.int32)
    values = np.full(others.shape, -np.inf, dtype=np.float32)
    others[owners, place], values[owners, place] = more.indices, more.data
    # What a list says of a changed event is out of date.
    kept = np.where(np.isin(known.others, rows), -1, known.others)
    lists = make_shortlists(targets, np.hstack([kept, others]), np.hstack([known.scores, values]), known.noted)
    is_changed = (lists.others != known.others).any(axis=1)
    write_shortlists(stock, lists.choose(is_changed))
    is_due = values.max(axis=1) > stock.overview.tenth[targets] - _FAR_BEHIND
    return lists.choose(is_due | np.isin(targets, concerned))


def _score_pairs(stock: Stock, targets: Ints, pairs: _Pairs, noted: Bytes) -> Floats:
    if not pairs.others.size:
        return np.zeros(0, dtype=np.float32)
    rows = np.union1d(targets, pairs.changed)
    nothing = np.zeros((len(rows), 0), dtype=np.int32)
    part = Part(stock, Candidates(rows=rows, others=nothing, scores=nothing.astype(np.float32)))
    scorer = PairScorer(part.make_corpus({}, {}))
    return scorer.score_pairs(part.find(pairs.others), part.find(pairs.changed), pairs.scores, noted)


def write_shortlists(stock: Stock, lists: Shortlists) -> None:
    """Keep lists in the place of those of their rows."""
    stock.index.write_pieces("candidates", cut_shortlists(lists))


def relate_lists(stock: Stock, lists: Shortlists, due: Ints, change: Change) -> dict[str, tuple[Relation, ...]]:
    """Give the relations of lists that are `due`, and of others that have a changed event among their best."""
    if not lists.rows.size:
        return {}
    overview = stock.overview
    part = Part(stock, Candidates(rows=lists.rows, others=lists.others, scores=lists.scores))
    bare = part.make_corpus({}, {})
    others, scores = Chooser(bare).choose(part.find(lists.rows), (part.candidates.others, lists.scores), LIMIT)
    is_new = {event.id for event in change.events}
    changed = np.array([row for row, event_id in enumerate(bare.ids) if event_id in is_new], dtype=np.int64)
    is_better = (np.isin(others, changed) & np.isfinite(scores)).any(axis=1)
    kept = is_better | np.isin(lists.rows, due)
    rows, others, scores = lists.rows[kept], others[kept], scores[kept]
    overview.tenth[rows] = scores[:, -1]
    here = part.find(rows)
    asked_for = np.union1d(here, others[np.isfinite(scores)]).tolist()
    events = change.load(bare.ids[row] for row in asked_for)
    corpus = replace(bare, events={row: events[bare.ids[row]] for row in asked_for})
    for name, terms in part.name_columns(here).items():
        corpus.blocks[name].columns.update(terms)
    ids = [overview.ids[row] for row in rows.tolist()]
    return dict(zip(ids, make_relations(corpus, ReasonFinder(corpus), here, (others, scores)), strict=True))
