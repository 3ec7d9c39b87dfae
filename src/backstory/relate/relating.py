"""Relating: from events to relations, best first, with direction and reasons."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeAlias

import numpy as np

from backstory.model import Event, Reason, Relation
from backstory.relate.candidates import CandidateFinder, Candidates, join_candidates
from backstory.relate.choosing import Chooser
from backstory.relate.corpus import Corpus, build_corpus
from backstory.relate.indexing import write_index
from backstory.relate.matrices import Floats, Ints
from backstory.relate.overview import Index
from backstory.relate.reasons import ReasonFinder
from backstory.relate.scoring import CANDIDATES, PairScorer

# Events ranked at once: bounds the memory that features take.
_ROWS_AT_ONCE = 512
# Sparse products and comparisons leave the interpreter's lock, so that two threads share the work.
_THREADS = 2
LIMIT = 10
"""The most relations of an event."""
# Candidates of some rows, and the best others with their scores.
Ranked: TypeAlias = tuple[Candidates, tuple[Ints, Floats]]


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
    ranking = _Ranking(corpus, limit, earlier_only)
    finder = ReasonFinder(corpus)
    pieces = CandidateFinder(corpus, CANDIDATES).find_all(rows, _ROWS_AT_ONCE)
    known: list[Candidates] = []
    lowest: list[Floats] = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for candidates, best in _map_few(pool, ranking, pieces):
            if index is not None:
                known.append(candidates)
                lowest.append(best[1][:, -1])
            yield from make_relations(corpus, finder, candidates.rows, best)
    if index is not None:
        # What ranking needed is as large as what the index is made from.
        del ranking, finder, pieces
        write_index(index, corpus, join_candidates(known), np.concatenate(lowest))


class _Ranking:
    """Puts candidates in order and chooses."""

    def __init__(self, corpus: Corpus, limit: int, earlier_only: bool) -> None:
        self._days = corpus.days
        self._limit = limit
        self._earlier_only = earlier_only
        self._scorer = PairScorer(corpus)
        self._chooser = Chooser(corpus)

    def rank(self, candidates: Candidates) -> Ranked:
        scores = self._scorer.score(candidates)
        if self._earlier_only:
            scores[self._days[candidates.others] >= self._days[candidates.rows][:, None]] = -np.inf
        return candidates, self._chooser.choose(candidates.rows, (candidates.others, scores), self._limit)


def _map_few(pool: ThreadPoolExecutor, ranking: _Ranking, pieces: Iterable[Candidates]) -> Iterator[Ranked]:
    """Yield what is ranked of each piece; only a few wait, or they would all be in memory at once."""
    waiting: deque[Future[Ranked]] = deque()
    for piece in pieces:
        waiting.append(pool.submit(ranking.rank, piece))
        if len(waiting) > 2 * _THREADS:
            yield waiting.popleft().result()
    for result in waiting:
        yield result.result()


def make_relations(
    corpus: Corpus, finder: ReasonFinder, rows: Ints, best: tuple[Ints, Floats]
) -> Iterator[tuple[Relation, ...]]:
    """Yield the relations of each row, from its best others and their scores."""
    others, scores = best
    there = np.isfinite(scores)
    counts = there.sum(axis=1)
    firsts, seconds = np.repeat(rows, counts), others[there]
    reasons = finder.find(firsts, seconds)
    shown = np.round(1 / (1 + np.exp(-scores[there].astype(np.float64))), 4)
    days_apart = corpus.days[seconds] - corpus.days[firsts]
    facts = list(zip(seconds.tolist(), shown.tolist(), days_apart.tolist(), reasons, strict=True))
    at = 0
    for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
        yield _make_group(corpus.ids, row, facts[at : at + count])
        at += count


def _make_group(
    ids: Sequence[str], row: int, facts: list[tuple[int, float, int, tuple[Reason, ...]]]
) -> tuple[Relation, ...]:
    # The few that share nothing a reader could see are not shown; nothing takes their place.
    seen = [fact for fact in facts if fact[3]]
    return tuple(
        [
            Relation(
                event_id=ids[row],
                other_id=ids[other],
                rank=rank,
                score=score,
                direction="background" if days_apart < 0 else "development" if days_apart else "same day",
                days_apart=days_apart,
                reasons=reasons,
            )
            for rank, (other, score, days_apart, reasons) in enumerate(seen, start=1)
        ]
    )
