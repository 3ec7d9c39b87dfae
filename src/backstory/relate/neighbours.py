"""Neighbours: what an event's best candidates say about its other candidates."""

import numpy as np
import scipy.sparse as sp

from backstory.relate.candidates import Candidates
from backstory.relate.comparing import PairComparer
from backstory.relate.matrices import Floats, Ints, Rows, scale_rows

# How many of the best candidates count as neighbours, and how many as close ones.
_NEIGHBOURS = 20
_CLOSE = 10

NEIGHBOUR_FEATURES = ("likeness", "overlap", "walk", "back rank", "back score", "own density", "other density")


class Neighbourhood:
    """The graph of candidates, each event linked to its best.

    It must know the candidates of every event asked about and of all its candidates.
    """

    def __init__(self, candidates: Candidates, scores: Floats, size: int) -> None:
        """Take candidates with the `scores` that order them, of a corpus of `size` events."""
        order = np.argsort(-scores, axis=1, kind="stable").astype(np.int16)
        others = np.take_along_axis(candidates.others, order, axis=1)
        sorted_scores = np.take_along_axis(scores, order, axis=1)
        nearest = _link(candidates.rows, others[:, :_NEIGHBOURS], sorted_scores[:, :_NEIGHBOURS], size)
        close = _link(candidates.rows, others[:, :_CLOSE], np.ones_like(sorted_scores[:, :_CLOSE]), size)
        # An event is its own neighbour, so that two that are each other's only ones overlap.
        close = (close + sp.identity(size, dtype=np.float32, format="csr")).tocsr()
        squared = nearest.copy()
        squared.data = squared.data**2
        likeness = scale_rows(squared)
        totals = np.maximum(np.asarray(nearest.sum(axis=1)).ravel(), 1e-9)
        steps = nearest.copy()
        steps.data = steps.data / np.repeat(totals, np.diff(steps.indptr)).astype(np.float32)
        self._comparer = PairComparer([likeness, close, steps], [likeness, close, nearest.T.tocsr()])
        self._others, self._scores = others, sorted_scores
        self._rows_at = np.zeros(size, dtype=np.int64)
        self._rows_at[candidates.rows] = np.arange(len(candidates.rows))
        self._density = np.zeros(size, dtype=np.float32)
        self._density[candidates.rows] = sorted_scores[:, :_CLOSE].mean(axis=1)

    def describe_pairs(self, firsts: Ints, seconds: Ints) -> Floats:
        """Give NEIGHBOUR_FEATURES of each pair, features x pairs."""
        return np.vstack(
            [
                self._comparer.multiply(firsts, seconds),
                *self._look_back(firsts, seconds),
                self._density[firsts],
                self._density[seconds],
            ]
        )

    def _look_back(self, firsts: Ints, seconds: Ints) -> tuple[Floats, Floats]:
        """Give what the first event is to the second: its reciprocal rank in that one's list, and its score; or 0."""
        rows = self._rows_at[seconds]
        # Comparing whole lists is cheaper, and needs far less memory, than a matrix to look into.
        is_first = self._others[rows] == firsts[:, None].astype(self._others.dtype)
        places = is_first.argmax(axis=1)
        found = np.take_along_axis(is_first, places[:, None], axis=1)[:, 0]
        ranks = np.where(found, 1 / (1 + places), 0).astype(np.float32)
        return ranks, np.where(found, self._scores[rows, places], 0).astype(np.float32)


def _link(rows: Ints, others: Ints, weights: Floats, size: int) -> Rows:
    """Give the matrix with the weight of each link, where there is one."""
    present = others >= 0
    owners = np.broadcast_to(rows[:, None], others.shape)[present]
    links = sp.csr_matrix((weights[present].astype(np.float32), (owners, others[present])), shape=(size, size))
    links.sort_indices()
    return links
