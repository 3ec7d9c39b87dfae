"""Relating: from events to relations, best first, with direction and reasons."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from backstory.model import Event, Reason, Relation
from backstory.relate.corpus import Corpus, build_corpus
from backstory.relate.indexing import write_index
from backstory.relate.matrices import Floats, Ints
from backstory.relate.overview import Index
from backstory.relate.reasons import ReasonFinder
from backstory.relate.scoring import PairScorer, find_known

# Events ranked at once: bounds the memory that features take.
_ROWS_AT_ONCE = 512
# Sparse products and comparisons leave the interpreter's lock, so that two threads share the work.
_THREADS = 2
LIMIT = 10
"""The most relations of an event."""


def relate_events(
    events: Sequence[Event],
    *,
    only: Collection[str] | None = None,
    limit: int = LIMIT,
    earlier_only: bool = False,
    index: Index | None = None,
) -> Iterator[tuple[Relation, ...]]:
    """Yield the relations of each event in the order of `events`: one tuple per event, best first, maybe empty.

    `only` names the events whose relations are wanted (the others are what they can be related to); `limit` is the
    most relations per event; with `earlier_only` an event is related to those of earlier days alone. The same
    events give the same relations, whichever of them are wanted. `index`, where given, is made anew at the end for
    `relate_changed`; that wants all events with the usual limit.
    """
    wanted = None if only is None else frozenset(only)
    rows = np.array([row for row, event in enumerate(events) if wanted is None or event.id in wanted], dtype=np.int64)
    if index is not None:
        index.clear()
    if not rows.size:
        return
    corpus = build_corpus(events, keep_counts=index is not None)
    known = find_known(corpus, rows)
    scorer = PairScorer(corpus, known)
    finder = ReasonFinder(corpus)
    pieces = [rows[at : at + _ROWS_AT_ONCE] for at in range(0, len(rows), _ROWS_AT_ONCE)]
    lowest: list[Floats] = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for piece, (others, scores) in _map_few(pool, scorer, pieces):
            if earlier_only:
                scores[corpus.days[others] >= corpus.days[piece][:, None]] = -np.inf
            best = take_first(others, scores, limit)
            lowest.append(best[1][:, -1])
            yield from make_relations(corpus, finder, piece, best)
    if index is not None:
        write_index(index, corpus, known, np.concatenate(lowest))


def _map_few(
    pool: ThreadPoolExecutor, scorer: PairScorer, pieces: list[Ints]
) -> Iterator[tuple[Ints, tuple[Ints, Floats]]]:
    """Yield each piece with its candidates and scores; only a few wait, or they would all be in memory at once."""
    waiting: deque[tuple[Ints, Future[tuple[Ints, Floats]]]] = deque()
    for piece in pieces:
        waiting.append((piece, pool.submit(scorer.score, piece)))
        if len(waiting) > 2 * _THREADS:
            done, result = waiting.popleft()
            yield done, result.result()
    for done, result in waiting:
        yield done, result.result()


def take_first(others: Ints, scores: Floats, count: int) -> tuple[Ints, Floats]:
    """Give the `count` best of each row, best first; of equal ones the better candidate."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return np.take_along_axis(others, order, axis=1), np.take_along_axis(scores, order, axis=1)


def make_relations(
    corpus: Corpus, finder: ReasonFinder, rows: Ints, best: tuple[Ints, Floats]
) -> Iterator[tuple[Relation, ...]]:
    """Yield the relations of each row, from its best others and their scores."""
    others, scores = best
    there = np.isfinite(scores)
    firsts = np.broadcast_to(rows[:, None], others.shape)[there]
    reasons = finder.find(firsts, others[there])
    shown = 1 / (1 + np.exp(-scores[there].astype(np.float64)))
    days_apart = corpus.days[others[there]] - corpus.days[firsts]
    facts = list(zip(others[there].tolist(), shown.tolist(), days_apart.tolist(), reasons, strict=True))
    at = 0
    for row, count in zip(rows.tolist(), there.sum(axis=1).tolist(), strict=True):
        yield _make_group(corpus.ids, row, facts[at : at + count])
        at += count


def _make_group(
    ids: Sequence[str], row: int, facts: list[tuple[int, float, int, tuple[Reason, ...]]]
) -> tuple[Relation, ...]:
    # The few that share nothing a reader could see are not shown; nothing takes their place.
    seen = [fact for fact in facts if fact[3]]
    return tuple(
        Relation(
            event_id=ids[row],
            other_id=ids[other],
            rank=rank,
            score=round(score, 4),
            direction="background" if days_apart < 0 else "development" if days_apart else "same day",
            days_apart=days_apart,
            reasons=reasons,
        )
        for rank, (other, score, days_apart, reasons) in enumerate(seen, start=1)
    )
