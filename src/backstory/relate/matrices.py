"""Sparse rows: building, scaling and comparing them without a Python loop over pairs."""

from array import array
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
# Rows of float32 with sorted column numbers.
Rows: TypeAlias = Any


class RowCounter:
    """Makes the matrix that counts, for each row, how often it has each column, from rows that come one by one."""

    def __init__(self) -> None:
        """Hold no row yet."""
        self._indices = array("i")
        self._ends = array("i", [0])

    def append(self, row: Iterable[int]) -> None:
        """Take the columns of the next row, repeated ones repeated."""
        self._indices.extend(row)
        self._ends.append(len(self._indices))

    def finish(self, width: int) -> Rows:
        """Give the matrix of all rows."""
        indices, ends = np.array(self._indices, dtype=np.int32), np.array(self._ends, dtype=np.int32)
        ones = np.ones(len(indices), dtype=np.float32)
        counts = sp.csr_matrix((ones, indices, ends), shape=(len(ends) - 1, width))
        counts.sum_duplicates()
        return counts


def scale_rows(matrix: Rows) -> Rows:
    """Give the rows at length 1; an empty row stays empty."""
    owners = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    squares = np.bincount(owners, weights=matrix.data.astype(np.float64) ** 2, minlength=matrix.shape[0])
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1
    data = (matrix.data / lengths[owners]).astype(np.float32)
    return sp.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def cross_rows(left: Rows, right: Rows) -> Rows:
    """Give for each row the products of all its entries in `left` with all its entries in `right`.

    Columns are numbered as they occur, so that the matrix is no wider than what is there.
    """
    owners = np.repeat(np.arange(left.shape[0]), np.diff(left.indptr))
    counts = np.diff(right.indptr)[owners]
    starts = np.repeat(right.indptr[owners] - (np.cumsum(counts) - counts), counts)
    at = starts + np.arange(counts.sum())
    keys = np.repeat(left.indices.astype(np.int64), counts) * right.shape[1] + right.indices[at]
    data = np.repeat(left.data, counts) * right.data[at]
    present, columns = np.unique(keys, return_inverse=True)
    ends = np.concatenate([[0], np.cumsum(np.bincount(np.repeat(owners, counts), minlength=left.shape[0]))])
    crossed = sp.csr_matrix(
        (data.astype(np.float32), columns.astype(np.int32), ends.astype(np.int32)),
        shape=(left.shape[0], len(present)),
    )
    crossed.sort_indices()
    return crossed


def spread_days(days: Ints, width_days: int) -> Rows:
    """Give days as shares of the two nearest marks, a mark each `width_days`: rows of length 1.

    Two days' product falls from 1 to 0 as they part, and is 0 from two widths on.
    """
    places = (days - days.min()) / width_days
    before = np.floor(places).astype(np.int32)
    late = (places - before).astype(np.float32)
    columns = np.stack([before, before + 1], axis=1).ravel()
    shares = np.sqrt(np.stack([1 - late, late], axis=1).ravel())
    ends = np.arange(0, 2 * len(days) + 1, 2, dtype=np.int32)
    return sp.csr_matrix((shares, columns, ends), shape=(len(days), int(before.max()) + 2))


def keep_columns(matrix: Rows, kept: npt.NDArray[np.bool_]) -> Rows:
    """Give the matrix with the entries of all other columns left out; its shape stays."""
    data = np.where(kept[matrix.indices], matrix.data, 0).astype(np.float32)
    thinned = sp.csr_matrix((data, matrix.indices.copy(), matrix.indptr.copy()), shape=matrix.shape)
    thinned.eliminate_zeros()
    return thinned


def find_largest(matrix: Rows) -> Ints:
    """Give the column of each row's largest entry, of equal ones the first; 0 for an empty row. All are above 0."""
    # What scipy offers for this takes one row after the other.
    matrix.sort_indices()
    counts = np.diff(matrix.indptr)
    filled = np.flatnonzero(counts)
    largest = np.zeros(matrix.shape[0], dtype=np.int64)
    if filled.size:
        peaks = np.repeat(np.maximum.reduceat(matrix.data, matrix.indptr[filled]), counts[filled])
        at = np.flatnonzero(matrix.data == peaks)
        rows, firsts = np.unique(np.repeat(filled, counts[filled])[at], return_index=True)
        largest[rows] = matrix.indices[at[firsts]]
    return largest
