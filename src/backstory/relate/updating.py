"""Updating: relations of a few changed events, and of those that they concern, without reading the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from backstory.model import Event, Relation
from backstory.relate.candidates import Candidates
from backstory.relate.choosing import Chooser
from backstory.relate.looking import score_all, take_best
from backstory.relate.matrices import Floats, Ints, Rows
from backstory.relate.overview import Index, read_overview, write_overview
from backstory.relate.part import Part, Stock, merge_candidates
from backstory.relate.pieces import cut_lists
from backstory.relate.reasons import ReasonFinder
from backstory.relate.registering import register_events
from backstory.relate.relating import LIMIT, make_relations
from backstory.relate.scoring import CANDIDATES, PairScorer

# When more than this share of the events has changed since all were related, all are related anew: what is kept of
# the others grows old with every change. See "Day by day" in docs/quality.md for what that does.
_MOST_CHANGED = 0.03
# An event is looked at again when a changed one, scored the other way, comes within so much of its last relation, or
# stands among its so many first candidates. Of the relations that old events should get to those of 30 later days,
# 1.0 and 5 find 0.88, 0 and 3 find 0.74 in two thirds of the time (benchmarks/relations_increment.py).
_MARGIN = 0.7
_FIRST_CANDIDATES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened since events were last related.

    `events` are new or changed, `gone` ids of events that are no more, `concerned` ids of those that have one of both
    among their relations; `load` gives events by id.
    """

    events: Sequence[Event]
    gone: Sequence[str]
    concerned: Iterable[str]
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
    rows = np.sort(register_events(stock, change.events, change.gone))
    stock.settle()
    places = _find_candidates(stock, rows) if rows.size else []
    row_of = {event_id: row for row, event_id in enumerate(overview.ids)}
    concerned = {row_of[event_id] for event_id in change.concerned if event_id in row_of}
    due = {row for row in concerned if overview.is_live[row]} | set(rows.tolist())
    near = _choose_concerned(stock, rows, places) - due
    found = relate_rows(stock, rows, (due, near), change) if due else {}
    write_overview(index, overview)
    return found


def _find_candidates(stock: Stock, rows: Ints) -> list[tuple[int, int, int]]:
    """Find the candidates of changed events, and put these among those of others; gives what `_insert` gives."""
    scores = score_all(stock, rows)
    others, best = take_best(scores, CANDIDATES)
    stock.index.write_pieces("candidates", cut_lists(rows, others, best))
    stock.overview.least[rows] = best[:, -1]
    return _insert(stock, rows, scores)


def _insert(stock: Stock, rows: Ints, scores: Rows) -> list[tuple[int, int, int]]:
    """Put the changed events among the candidates of others where they belong; gives other, event and place there."""
    overview = stock.overview
    pairs = scores.tocoo()
    kept = (pairs.data > overview.least[pairs.col]) & ~np.isin(pairs.col, rows)
    targets, changed, values = pairs.col[kept], rows[pairs.row[kept]], pairs.data[kept]
    order = np.argsort(targets, kind="stable")
    targets, changed, values = targets[order], changed[order], values[order]
    lists, starts = np.unique(targets, return_index=True)
    if not lists.size:
        return []
    known = stock.read_candidates(lists)
    at = np.searchsorted(lists, targets)
    width = int(np.diff([*starts, len(targets)]).max())
    more = np.full((len(lists), width), -1, dtype=np.int32)
    more_scores = np.full((len(lists), width), -1, dtype=np.float32)
    more[at, np.arange(len(targets)) - starts[at]] = changed
    more_scores[at, np.arange(len(targets)) - starts[at]] = values
    # What a list says of a changed event is out of date.
    old = np.isin(known.others, rows) | (known.others < 0)
    merged = merge_candidates(
        lists,
        np.hstack([np.where(old, -1, known.others), more]),
        np.hstack([np.where(old, -1, known.scores), more_scores]),
        CANDIDATES,
    )
    stock.index.write_pieces("candidates", cut_lists(lists, merged.others, merged.scores))
    overview.least[lists] = merged.scores[:, -1]
    places = np.nonzero(np.isin(merged.others, rows))
    return list(zip(lists[places[0]].tolist(), merged.others[places].tolist(), places[1].tolist(), strict=True))


def _choose_concerned(stock: Stock, rows: Ints, places: Sequence[tuple[int, int, int]]) -> set[int]:
    """Give the events that should perhaps have one of `rows` among their relations."""
    tenth = stock.overview.tenth
    found = {other for other, _, place in places if place < _FIRST_CANDIDATES}
    if not rows.size:
        return found
    part, candidates, scores = _score_rows(stock, rows)
    there = candidates.others >= 0
    others = part.rows[candidates.others[there]]
    near = scores[there] > tenth[others] - _MARGIN
    return found | set(others[near].tolist())


def _score_rows(stock: Stock, rows: Ints) -> tuple[Part, Candidates, Floats]:
    part = Part(stock, stock.read_candidates(rows))
    return part, part.candidates, PairScorer(part.make_corpus({}, {})).score(part.candidates)


def relate_rows(
    stock: Stock, changed: Ints, asked: tuple[set[int], set[int]], change: Change
) -> dict[str, tuple[Relation, ...]]:
    """Give the relations of those that are due, and of those near that have a changed event among their best."""
    due, near = asked
    overview = stock.overview
    rows = np.array(sorted(due | near), dtype=np.int64)
    part = Part(stock, stock.read_candidates(rows))
    bare = part.make_corpus({}, {})
    ranked = part.candidates.others, PairScorer(bare).score(part.candidates)
    others, scores = Chooser(bare).choose(part.find(rows), ranked, LIMIT)
    is_better = (np.isin(others, part.find(changed)) & np.isfinite(scores)).any(axis=1)
    kept = is_better | np.isin(rows, list(due))
    rows, others, scores = rows[kept], others[kept], scores[kept]
    overview.tenth[rows] = scores[:, -1]
    here = part.find(rows)
    ids = [overview.ids[row] for row in rows.tolist()]
    asked_for = np.union1d(here, others[np.isfinite(scores)]).tolist()
    events = change.load(bare.ids[row] for row in asked_for)
    corpus = replace(bare, events={row: events[bare.ids[row]] for row in asked_for})
    for name, terms in part.name_columns(here).items():
        corpus.blocks[name].columns.update(terms)
    return dict(zip(ids, make_relations(corpus, ReasonFinder(corpus), here, (others, scores)), strict=True))
