"""Threads: events without topic, each laid to the earlier ones it belongs with, one by one as they come.

Nothing is looked up that comes later: an event finds its place among those that have one already, and keeps it. Cost
grows with the events that come and their relations.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

# A tie is the mean of both relations' scores, as log-odds, and so much for each event that both are related to. What is
# tied at least so strongly to a thread joins it. Chosen on one half of StoryLink's dev days, scored on the other, and
# the same on both (benchmarks/stories_quality.py prints the neighbours of these figures).
_SHARED_PART = 0.4
LEAST_TIE = 4.5
# So many of the strongest ties speak for a thread; where it is as long and they are fewer, the missing ones count none.
_SPEAKERS = 3
# Two threads that an event joins become one while one of them is shorter than this.
_SHORT = 6
_LEAST_SCORE = 1e-4
_PAIRS_AT_ONCE = 1 << 16


class Threads:
    """Which thread each event is in. A thread goes by the id of the event that it began with, its root."""

    def __init__(self, root_of: Mapping[str, str]) -> None:
        """Take up threads as they stand; only those that newcomers may be tied to need be there."""
        self.root_of = dict(root_of)
        self._members: dict[str, list[str]] = defaultdict(list)
        for event_id, root in self.root_of.items():
            self._members[root].append(event_id)
        self.touched: set[str] = set()
        """Roots of the threads that gained or lost an event."""

    def members(self, root: str) -> Sequence[str]:
        """Give the events of a thread, in the order in which they came."""
        return self._members.get(root, ())

    def add_events(
        self, newcomers: Iterable[str], ties: Mapping[str, Sequence[tuple[str, float]]], *, least: float = LEAST_TIE
    ) -> None:
        """Lay each newcomer to the thread that it is tied to most strongly, or begin one with it."""
        for event_id in newcomers:
            found = self._weigh_threads(ties.get(event_id, ()), least)
            root = found[0] if found else event_id
            for other in found[1:]:
                if min(len(self._members[root]), len(self._members[other])) < _SHORT:
                    root = self._join(root, other)
            self._place(event_id, root)

    def remove_events(self, gone: Iterable[str]) -> None:
        """Take events out of their threads."""
        for event_id in gone:
            root = self.root_of.pop(event_id, "")
            if root:
                self._members[root].remove(event_id)
                self.touched.add(root)

    def _weigh_threads(self, ties: Sequence[tuple[str, float]], least: float) -> list[str]:
        """Give the roots of the threads that ties speak for strongly enough, the strongest first."""
        strengths = defaultdict(list)
        for other, strength in ties:
            if other in self.root_of:
                strengths[self.root_of[other]].append(strength)
        weighed = []
        for root, found in strengths.items():
            best = sorted(found, reverse=True)[:_SPEAKERS]
            support = sum(best) / min(len(self._members[root]), _SPEAKERS)
            if support >= least:
                weighed.append((-support, root))
        return [root for _, root in sorted(weighed)]

    def _join(self, one: str, two: str) -> str:
        """Let the shorter of two threads go up in the longer; the one given first where they are as long."""
        kept, lost = (one, two) if len(self._members[one]) >= len(self._members[two]) else (two, one)
        for event_id in self._members.pop(lost):
            self._place(event_id, kept)
        self.touched.add(lost)
        return kept

    def _place(self, event_id: str, root: str) -> None:
        self.root_of[event_id] = root
        self._members[root].append(event_id)
        self.touched.add(root)


def tie_events(relations: Iterable[tuple[str, str, float]], newcomers: Iterable[str]) -> "Ties":
    """Give what ties each newcomer to others, from the relations of both, in the order of the others' appearance.

    `relations` are from one event to another with a score: at least all those from and to newcomers, and all those of
    the events at their other ends.
    """
    rows: dict[str, int] = {}
    firsts, seconds, scores = array("i"), array("i"), array("d")
    for event_id, other_id, score in relations:
        firsts.append(rows.setdefault(event_id, len(rows)))
        seconds.append(rows.setdefault(other_id, len(rows)))
        scores.append(score)
    wanted = np.zeros(len(rows), dtype=bool)
    wanted[[rows[event_id] for event_id in newcomers if event_id in rows]] = True
    if not rows:
        return Ties(rows, np.zeros((2, 0), dtype=np.int64), np.zeros(0))
    pairs, strengths = _measure(
        np.array(firsts, dtype=np.int64), np.array(seconds, dtype=np.int64), np.array(scores), wanted
    )
    # Both directions of a pair beside each other, so that each event's ties come in the order of the pairs.
    both = np.stack([pairs, pairs[::-1]], axis=2).reshape(2, -1)
    kept = wanted[both[0]]
    return Ties(rows, both[:, kept], np.repeat(strengths, 2)[kept])


class Ties(Mapping[str, Sequence[tuple[str, float]]]):
    """What ties events to others: each one's other ends, with how strongly. Made when asked for: few are, at a time."""

    def __init__(self, rows: Mapping[str, int], pairs: npt.NDArray[np.int64], strengths: npt.NDArray[np.float64]):
        """Take pairs of rows, each from the event that it ties, and their strengths."""
        order = np.argsort(pairs[0], kind="stable")
        self._rows = rows
        self._ids = list(rows)
        self._ends = np.searchsorted(pairs[0][order], np.arange(len(rows) + 1))
        self._others = pairs[1][order].astype(np.int32)
        self._strengths = strengths[order]

    def __getitem__(self, event_id: str) -> Sequence[tuple[str, float]]:
        row = self._rows[event_id]
        span = slice(self._ends[row], self._ends[row + 1])
        if span.start == span.stop:
            raise KeyError(event_id)
        others = [self._ids[other] for other in self._others[span].tolist()]
        return list(zip(others, self._strengths[span].tolist(), strict=True))

    def __iter__(self) -> Iterator[str]:
        return (event_id for event_id, row in self._rows.items() if self._ends[row] < self._ends[row + 1])

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _measure(
    firsts: npt.NDArray[np.int64],
    seconds: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Give each pair of which one is wanted once, 2 x pairs, and how strongly it is tied."""
    known = _list_others(firsts, seconds, len(wanted))
    odds = np.log(np.clip(scores, _LEAST_SCORE, 1 - _LEAST_SCORE))
    odds -= np.log1p(-np.clip(scores, _LEAST_SCORE, 1 - _LEAST_SCORE))
    asked = wanted[firsts] | wanted[seconds]
    low, high = np.minimum(firsts, seconds)[asked], np.maximum(firsts, seconds)[asked]
    numbers, places = np.unique(low * len(wanted) + high, return_inverse=True)
    strengths = np.bincount(places, weights=odds[asked]) / np.bincount(places)
    pairs = np.stack([numbers // len(wanted), numbers % len(wanted)])
    for at in range(0, len(numbers), _PAIRS_AT_ONCE):
        one, two = known[pairs[:, at : at + _PAIRS_AT_ONCE]]
        shared = (one[:, :, None] == two[:, None, :]) & (one >= 0)[:, :, None]
        strengths[at : at + _PAIRS_AT_ONCE] += _SHARED_PART * shared.sum(axis=(1, 2))
    return pairs, strengths


def _list_others(firsts: npt.NDArray[np.int64], seconds: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int32]:
    """Give what each event is related to, count x most, filled up with -1."""
    order = np.argsort(firsts, kind="stable")
    sizes = np.bincount(firsts, minlength=count)
    places = np.arange(len(firsts)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    known = np.full((count, int(sizes.max())), -1, dtype=np.int32)
    known[firsts[order], places] = seconds[order]
    return known
