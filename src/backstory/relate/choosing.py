"""Choosing: which of an event's ranked candidates are shown, so that ten of them are not ten times one day's news."""

import numpy as np

from backstory.relate.comparing import PairComparer
from backstory.relate.corpus import Corpus
from backstory.relate.matrices import Floats, Ints

# So many of the best are looked at for each that is shown.
_LOOKED_AT = 2.4
# Two candidates so few days apart, whose words have at least this cosine, tell the same: only the better one is shown.
_SAME_DAYS = 2
_SAME_WORDS = 0.7
# Of one day, and of one direction (earlier, later), so many come in by their score; each further one must be better
# than the others by so much of the ranker's score. See "Folding and spreading" in docs/quality.md for what that costs.
_MOST_OF_DAY = 3
_DAY_LEAD = 0.5
_MOST_OF_DIRECTION = 0.7
_DIRECTION_LEAD = 0.5


class Chooser:
    """Chooses among the candidates of events of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Look at nothing yet."""
        self._days = corpus.days
        self._words = PairComparer([corpus.blocks["words"].matrix])

    def choose(self, rows: Ints, ranked: tuple[Ints, Floats], count: int) -> tuple[Ints, Floats]:
        """Give `count` of each row's candidates, best first; what is none has the score -inf.

        `ranked` are the candidates and their scores, rows x candidates.
        """
        others, scores = take_first(*ranked, int(count * _LOOKED_AT))
        days = self._days[others]
        scores = np.where(self._find_repeated(others, scores, days), -np.inf, scores)
        side = np.sign(days - self._days[rows][:, None])
        chosen = np.full(scores.shape, -np.inf, dtype=np.float32)
        lessened = scores.copy()
        of_day = np.zeros(scores.shape, dtype=np.int8)
        of_side = np.zeros(scores.shape, dtype=np.int8)
        every = np.arange(len(rows))
        for _ in range(min(count, scores.shape[1])):
            best = lessened.argmax(axis=1)
            chosen[every, best] = scores[every, best]
            lessened[every, best] = -np.inf
            is_of_day = days == days[every, best][:, None]
            of_day += is_of_day
            is_of_side = side == side[every, best][:, None]
            of_side += is_of_side
            lessened -= (is_of_day & (of_day >= _MOST_OF_DAY)) * np.float32(_DAY_LEAD)
            lessened -= (is_of_side & (of_side == int(_MOST_OF_DIRECTION * count))) * np.float32(_DIRECTION_LEAD)
        return take_first(others, chosen, count)

    def _find_repeated(self, others: Ints, scores: Floats, days: Ints) -> np.ndarray:
        """Say of each candidate whether a better one tells the same."""
        repeated = np.zeros(others.shape, dtype=np.bool_)
        before, after = np.triu_indices(others.shape[1], 1)
        # A better candidate has a lower place.
        near = (np.abs(days[:, before] - days[:, after]) <= _SAME_DAYS) & np.isfinite(scores[:, after])
        at, pair = np.nonzero(near)
        if at.size:
            cosines = self._words.multiply(others[at, before[pair]], others[at, after[pair]])[0]
            same = cosines >= _SAME_WORDS
            repeated[at[same], after[pair[same]]] = True
        return repeated


def take_first(others: Ints, scores: Floats, count: int) -> tuple[Ints, Floats]:
    """Give the `count` best of each row, best first; of equal ones the better candidate."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return np.take_along_axis(others, order, axis=1), np.take_along_axis(scores, order, axis=1)
