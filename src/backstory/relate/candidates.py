"""Candidates: the few events that share enough with an event to be looked at closely."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn  # type: ignore[import-untyped]  # the package has no types

from backstory.relate.corpus import Corpus
from backstory.relate.matrices import Floats, Ints, Rows, cross_rows, keep_columns, spread_days

# Parts of the first score, found by trying steps of 0.05 on StoryLink's dev days; the best is flat.
# A second name after an ``@`` crosses a block with the category or the time.
PARTS: Mapping[str, float] = {
    "entities": 0.2,
    "words": 0.2,
    "names": 0.3,
    "urls": 0.3,
    "topics": 0.6,
    "entities@month": 0.1,
    "names@month": 0.15,
    "countries@category": 0.1,
    "countries@category@season": 0.1,
}
MONTH_DAYS = 30
SEASON_DAYS = 60
# A term of more events than this is looked up among those of about the same time only: what a query costs
# must not grow with the archive.
MOST_EVENTS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """For each of `rows`, in their order, `others`: rows of events that share most with it, best first.

    `scores` are how much they share, same shape. A row of `others` that has fewer ends with -1, its scores with 0.
    """

    rows: Ints
    others: Ints
    scores: Floats


class CandidateFinder:
    """Finds candidates in one corpus."""

    def __init__(self, corpus: Corpus, count: int, parts: Mapping[str, float] = PARTS) -> None:
        """Prepare to find up to `count` candidates an event, by what has a part in the first score."""
        self._count = count
        self._matrix = sp.hstack(
            [matrix * np.float32(np.sqrt(part)) for matrix, part in _list_parts(corpus, parts)],
            format="csr",
            dtype=np.float32,
        )
        self._columns = self._matrix.T.tocsr()

    def find(self, rows: Ints) -> Candidates:
        """Give the candidates of `rows`; cost grows with their number, hardly with the size of the corpus."""
        others = np.full((len(rows), self._count), -1, dtype=np.int32)
        scores = np.zeros((len(rows), self._count), dtype=np.float32)
        top = sp_matmul_topn(self._matrix[rows], self._columns, top_n=self._count + 1, n_threads=1, sort=True)
        owners = np.repeat(np.arange(len(rows)), np.diff(top.indptr))
        kept = top.indices != rows[owners]
        owners, indices, data = owners[kept], top.indices[kept], top.data[kept]
        starts = np.searchsorted(owners, np.arange(len(rows)))
        places = np.arange(len(owners)) - starts[owners]
        # An event that isn't among its own best has one candidate too many.
        kept = places < self._count
        others[owners[kept], places[kept]] = indices[kept]
        scores[owners[kept], places[kept]] = data[kept]
        return Candidates(rows=rows, others=others, scores=scores)


def _list_parts(corpus: Corpus, parts: Mapping[str, float]) -> Iterator[tuple[Rows, float]]:
    crossings = {
        "month": spread_days(corpus.days, MONTH_DAYS),
        "season": spread_days(corpus.days, SEASON_DAYS),
        "category": _mark_categories(corpus),
    }
    for name, part in parts.items():
        block, *crossed_with = name.split("@")
        matrix = corpus.blocks[block].matrix
        for crossing in crossed_with:
            matrix = cross_rows(matrix, crossings[crossing])
        spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
        yield keep_columns(matrix, spread <= MOST_EVENTS), part


def _mark_categories(corpus: Corpus) -> Rows:
    count = len(corpus.ids)
    ends = np.arange(count + 1, dtype=np.int32)
    ones = np.ones(count, dtype=np.float32)
    shape = (count, int(corpus.categories.max()) + 1)
    return sp.csr_matrix((ones, corpus.categories.astype(np.int32), ends), shape=shape)
