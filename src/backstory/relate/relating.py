"""Relating: from events to relations, best first, with direction and reasons."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from backstory.model import Event, Reason, Relation
from backstory.relate.candidates import CandidateFinder, Candidates
from backstory.relate.choosing import Chooser
from backstory.relate.corpus import Corpus, build_corpus
from backstory.relate.indexing import begin_index, end_index
from backstory.relate.matrices import Bytes, Floats, Ints
from backstory.relate.overview import Index, Piece
from backstory.relate.reasons import ReasonFinder
from backstory.relate.scoring import CANDIDATES, PairScorer
from backstory.relate.shortlists import cut_shortlists, make_shortlists
from backstory.sharing import count_workers, share_work

# Events ranked at once: bounds the memory that features take.
_ROWS_AT_ONCE = 512
# Fewer events are related before other processes would have begun.
_LEAST_SHARED = 2048
LIMIT = 10
"""The most relations of an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    limit: int
    earlier_only: bool
    is_indexed: bool


class _Found(msgspec.Struct, array_like=True):
    """What was found for some rows: each one's relations and, for the index, shortlist and three scores of it."""

    groups: list[tuple[Relation, ...]]
    pieces: list[Piece]
    fourth: list[float]
    least: list[float]
    tenth: list[float]


_DECODER = msgspec.msgpack.Decoder(_Found)


def relate_events(
    events: Iterable[Event],
    *,
    only: Collection[str] | None = None,
    limit: int = LIMIT,
    earlier_only: bool = False,
    index: Index | None = None,
    workers: int = 0,
) -> Iterator[tuple[Relation, ...]]:
    """Yield the relations of each event in the order of `events`: one tuple per event, best first, maybe empty.

    `only` names the events whose relations are wanted (the others are what they can be related to); `limit` is the
    most relations per event; with `earlier_only` an event is related to those of earlier days alone. The same
    events give the same relations, whichever of them are wanted, and by however many processes (`workers`; 0: as
    many as there are cores for). `index`, where given, is made anew at the end for `relate_changed`; that wants all
    events with the usual limit.
    """
    if index is not None:
        index.clear()
    corpus = build_corpus(events, keep_counts=index is not None)
    wanted = None if only is None else frozenset(only)
    rows = np.array([row for row, id in enumerate(corpus.ids) if wanted is None or id in wanted], dtype=np.int64)
    if not rows.size:
        return
    overview = None if index is None else begin_index(index, corpus)
    pieces = np.split(rows, range(_ROWS_AT_ONCE, len(rows), _ROWS_AT_ONCE))
    ends: dict[str, list[float]] = {"fourth": [], "least": [], "tenth": []}
    wish = _Wish(limit=limit, earlier_only=earlier_only, is_indexed=index is not None)
    finding = _Finding(corpus, wish)
    corpus.blocks.clear()  # what is compared stands in matrices of its own by now
    for found in _find_all(finding, pieces, workers):
        if index is not None:
            index.write_pieces("candidates", found.pieces)
            for name, values in ends.items():
                values += getattr(found, name)
        yield from found.groups
    if index is not None and overview is not None:
        for name, values in ends.items():
            setattr(overview, name, np.array(values, dtype=np.float32))
        end_index(index, overview)


def _find_all(finding: "_Finding", pieces: Sequence[Ints], workers: int) -> Iterator[_Found]:
    """Yield what is found for each piece of rows, by this process or several others."""
    if not workers:
        workers = count_workers() if sum(map(len, pieces)) >= _LEAST_SHARED else 1
    if workers == 1:
        yield from map(finding.find, pieces)
        return
    encode = msgspec.msgpack.Encoder().encode
    yield from map(_DECODER.decode, share_work(lambda rows: encode(finding.find(rows)), pieces, workers))


class _Finding:
    """Finds candidates, puts them in order, chooses, and says why."""

    def __init__(self, corpus: Corpus, wish: _Wish) -> None:
        self._corpus = corpus
        self._wish = wish
        self._candidates = CandidateFinder(corpus, CANDIDATES)
        self._scorer = PairScorer(corpus)
        self._chooser = Chooser(corpus)
        self._reasons = ReasonFinder(corpus)

    def find(self, rows: Ints) -> _Found:
        candidates = self._candidates.find(rows)
        scores, noted = self._score(candidates)
        best = self._chooser.choose(rows, (candidates.others, scores), self._wish.limit)
        lists = None if noted is None else make_shortlists(rows, candidates.others, scores, noted)
        return _Found(
            groups=list(make_relations(self._corpus, self._reasons, rows, best)),
            pieces=[] if lists is None else list(cut_shortlists(lists)),
            fourth=candidates.scores[:, 3].tolist(),
            least=candidates.scores[:, -1].tolist(),
            tenth=best[1][:, -1].tolist(),
        )

    def _score(self, candidates: Candidates) -> tuple[Floats, Bytes | None]:
        if self._wish.is_indexed:
            return self._scorer.score_noted(candidates)
        scores = self._scorer.score(candidates)
        if self._wish.earlier_only:
            days = self._corpus.days
            scores[days[candidates.others] >= days[candidates.rows][:, None]] = -np.inf
        return scores, None


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
