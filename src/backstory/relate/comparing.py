"""Comparing pairs of rows: what they share, block by block, in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from backstory.relate.matrices import Floats, Ints, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What pairs share, each array blocks x pairs.

    `products` are the dot products; `counts` how many columns both have; `sums` and `peaks` the sum and the
    largest of these columns' rarities.
    """

    products: Floats
    counts: Floats
    sums: Floats
    peaks: Floats


class PairComparer:
    """Compares rows of several matrices at once: one elementwise product instead of one per block."""

    def __init__(self, left: Sequence[Rows], right: Sequence[Rows] | None = None) -> None:
        """Take the blocks' matrices of the first and (if they differ) of the second row of pairs."""
        self._left = sp.hstack(left, format="csr", dtype=np.float32)
        self._right = self._left if right is None else sp.hstack(right, format="csr", dtype=np.float32)
        self._left.sort_indices()
        self._right.sort_indices()
        widths = [matrix.shape[1] for matrix in left]
        self._block_of = np.repeat(np.arange(len(left), dtype=np.int64), widths)
        self._count = len(left)

    def multiply(self, firsts: Ints, seconds: Ints) -> Floats:
        """Give the dot products of the pairs, blocks x pairs."""
        product, keys = self._find_shared(firsts, seconds)
        return self._add_up(keys, product.data, len(firsts))

    def compare(self, firsts: Ints, seconds: Ints, rarity: Floats) -> Shared:
        """Give all that the pairs share; `rarity` is that of each column of all blocks, in their order."""
        product, keys = self._find_shared(firsts, seconds)
        weights = rarity[product.indices]
        peaks = np.zeros(len(firsts) * self._count, dtype=np.float32)
        if keys.size:
            # Columns are sorted, so the entries of one pair and block stand together.
            starts = np.flatnonzero(np.diff(keys, prepend=-1))
            peaks[keys[starts]] = np.maximum.reduceat(weights, starts)
        return Shared(
            products=self._add_up(keys, product.data, len(firsts)),
            counts=self._add_up(keys, None, len(firsts)),
            sums=self._add_up(keys, weights, len(firsts)),
            peaks=peaks.reshape(-1, self._count).T,
        )

    def _find_shared(self, firsts: Ints, seconds: Ints) -> tuple[Rows, npt.NDArray[np.int64]]:
        product = self._left[firsts].multiply(self._right[seconds]).tocsr()
        owners = np.repeat(np.arange(len(firsts), dtype=np.int64), np.diff(product.indptr))
        return product, owners * self._count + self._block_of[product.indices]

    def _add_up(self, keys: npt.NDArray[np.int64], weights: Floats | None, pairs: int) -> Floats:
        sums = np.bincount(keys, weights=weights, minlength=pairs * self._count)
        return sums.astype(np.float32).reshape(pairs, self._count).T


def list_shared(matrix: Rows, pairs: tuple[Ints, Ints], rarity: Floats, least: float) -> tuple[Ints, Ints]:
    """Give the columns of at least that rarity that pairs of rows share, each pair's rarest first, and their ends.

    The ends begin with 0, so that pair p has ``columns[ends[p]:ends[p + 1]]``.
    """
    firsts, seconds = pairs
    product = matrix[firsts].multiply(matrix[seconds]).tocsr()
    owners = np.repeat(np.arange(len(firsts), dtype=np.int64), np.diff(product.indptr))
    kept = rarity[product.indices] >= least
    owners, columns = owners[kept], product.indices[kept].astype(np.int64)
    order = np.lexsort((columns, -rarity[columns], owners))
    ends = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(firsts)))])
    return columns[order], ends
