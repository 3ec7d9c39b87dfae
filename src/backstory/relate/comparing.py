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

    `products` are the dot products; `sums` and `peaks` are, for each weight of columns that was asked about, the sum
    and the largest of the weights of the columns that both have; 0 in blocks whose columns have no weight.
    """

    products: Floats
    sums: tuple[Floats, ...]
    peaks: tuple[Floats, ...]


class PairComparer:
    """Compares rows of several matrices at once: one elementwise product instead of one per block."""

    def __init__(self, left: Sequence[Rows], right: Sequence[Rows] | None = None) -> None:
        """Take the blocks' matrices of the first and (if they differ) of the second row of pairs."""
        self._left = _join(left)
        self._right = self._left if right is None else _join(right)
        self._left.sort_indices()
        self._right.sort_indices()
        widths = [matrix.shape[1] for matrix in left]
        self._block_of = np.repeat(np.arange(len(left), dtype=np.int64), widths)
        self._count = len(left)

    def multiply(self, firsts: Ints, seconds: Ints) -> Floats:
        """Give the dot products of the pairs, blocks x pairs."""
        product, keys = self._find_shared(firsts, seconds)
        return self._add_up(keys, product.data, len(firsts))

    def compare(self, firsts: Ints, seconds: Ints, weights: Floats) -> Shared:
        """Give all that the pairs share; `weights` are kinds x columns of the first blocks, in their order."""
        product, keys = self._find_shared(firsts, seconds)
        weighed = product.indices < weights.shape[1]
        columns = product.indices[weighed]
        shape = len(firsts), self._count
        every, some = _Groups(keys, shape), _Groups(keys[weighed], shape)
        return Shared(
            products=every.reduce(np.add, product.data),
            sums=tuple([some.reduce(np.add, weight[columns]) for weight in weights]),
            peaks=tuple([some.reduce(np.maximum, weight[columns]) for weight in weights]),
        )

    def _find_shared(self, firsts: Ints, seconds: Ints) -> tuple[Rows, npt.NDArray[np.int64]]:
        product = self._left[firsts].multiply(self._right[seconds]).tocsr()
        owners = np.repeat(np.arange(len(firsts), dtype=np.int64), np.diff(product.indptr))
        return product, owners * self._count + self._block_of[product.indices]

    def _add_up(self, keys: npt.NDArray[np.int64], weights: Floats | None, pairs: int) -> Floats:
        sums = np.bincount(keys, weights=weights, minlength=pairs * self._count)
        return sums.astype(np.float32).reshape(pairs, self._count).T


class _Groups:
    """Entries that pairs share, those of one pair and block one after the other, as columns are sorted."""

    def __init__(self, keys: Ints, shape: tuple[int, int]) -> None:
        """Take the number of each entry's place among so many pairs x blocks."""
        is_first = np.ones(len(keys), dtype=np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
        self._starts = np.flatnonzero(is_first)
        self._places = keys[self._starts]
        self._shape = shape

    def reduce(self, reduce: np.ufunc, values: Floats) -> Floats:
        """Give what the values of each pair and block come to, blocks x pairs, 0 where there is none."""
        table = np.zeros(self._shape, dtype=np.float32)
        if self._starts.size:
            table.ravel()[self._places] = reduce.reduceat(values, self._starts)
        return table.T


def _join(matrices: Sequence[Rows]) -> Rows:
    # One alone need not be copied.
    return matrices[0] if len(matrices) == 1 else sp.hstack(matrices, format="csr", dtype=np.float32)


def list_shared(matrix: Rows, pairs: tuple[Ints, Ints], places: Ints) -> tuple[Ints, Ints]:
    """Give the columns that pairs of rows share, each pair's in the order of the columns' places, and their ends.

    The ends begin with 0, so that pair p has ``columns[ends[p]:ends[p + 1]]``.
    """
    firsts, seconds = pairs
    product = matrix[firsts].multiply(matrix[seconds]).tocsr()
    owners = np.repeat(np.arange(len(firsts), dtype=np.int64), np.diff(product.indptr))
    columns = product.indices.astype(np.int64)
    order = np.argsort(owners * matrix.shape[1] + places[columns])
    return columns[order], product.indptr.astype(np.int64)
