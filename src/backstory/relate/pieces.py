"""Pieces: rows of the index as bytes, a third of what their numbers take, packed and unpacked many at once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from backstory.relate.matrices import Floats, Ints
from backstory.relate.overview import Piece

# A number is written seven bits a byte, the lowest first; all its bytes but the last one have the eighth bit set.
_BITS = 7
_MORE = 1 << _BITS
_ONE = np.float32(1)
# Values other than 1: how often an event has a term, which is exact up to 2048, and shares of places.
_VALUE = np.dtype(np.float16)
# Bounds the memory that packing takes.
_ROWS_AT_ONCE = 8192


def cut_pieces(numbers: Sequence[int], ends: Ints, columns: Ints, values: Floats) -> Iterator[Piece]:
    """Yield the rows of a matrix as pieces: steps from column to column (ascending), and the values that are not 1."""
    for at in range(0, len(numbers), _ROWS_AT_ONCE):
        some = ends[at : at + _ROWS_AT_ONCE + 1].astype(np.int64)
        span = slice(some[0], some[-1])
        yield from _cut_some(numbers[at : at + _ROWS_AT_ONCE], some - some[0], columns[span], values[span])


def _cut_some(numbers: Sequence[int], ends: Ints, columns: Ints, values: Floats) -> Iterator[Piece]:
    starts = ends[:-1]
    steps = np.diff(columns.astype(np.int64), prepend=0)
    filled = starts < ends[1:]
    steps[starts[filled]] = columns[starts[filled]]
    values = np.minimum(values, np.finfo(_VALUE).max).astype(_VALUE)
    is_other = values != _ONE
    first = write_numbers(2 * steps.astype(np.uint64) + is_other, ends)
    second = values[is_other].tobytes(), _VALUE.itemsize * np.concatenate([[0], np.cumsum(is_other)])[ends]
    yield from slice_pieces(numbers, first, second)


def join_pieces(pieces: Sequence[Piece]) -> tuple[Ints, Ints, Floats]:
    """Give ends, columns and values of the rows that `cut_pieces` cut, values to three digits."""
    steps, ends = read_numbers([piece[1] for piece in pieces])
    is_other = (steps & np.uint64(1)).astype(np.bool_)
    sums = np.cumsum((steps >> np.uint64(1)).astype(np.int64))
    before = np.concatenate([[0], sums])[ends[:-1]]
    columns = (sums - np.repeat(before, np.diff(ends))).astype(np.int32)
    values = np.ones(len(columns), dtype=np.float32)
    values[is_other] = np.frombuffer(b"".join([piece[2] for piece in pieces]), dtype=_VALUE)
    return ends, columns, values


def write_numbers(numbers: npt.NDArray[np.uint64], ends: Ints) -> tuple[bytes, Ints]:
    """Give the bytes of all numbers, and where those of each row end."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    most = int(numbers.max()) if len(numbers) else 0
    limit = _MORE
    while limit <= most:
        sizes += numbers >= limit
        limit <<= _BITS
    places = np.concatenate([[0], np.cumsum(sizes)])
    written = np.empty(int(places[-1]), dtype=np.uint8)
    left, at = numbers, places[:-1]
    while len(left):
        is_long = left >= _MORE
        written[at] = (left & np.uint64(_MORE - 1)).astype(np.uint8) + np.uint8(_MORE) * is_long
        left, at = left[is_long] >> np.uint64(_BITS), at[is_long] + 1
    return written.tobytes(), places[ends]


def read_numbers(blobs: Sequence[bytes]) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Give the numbers in all the bytes, and where those of each one end."""
    written = np.frombuffer(b"".join(blobs), dtype=np.uint8)
    is_last = written < _MORE
    lasts = np.flatnonzero(is_last)
    starts = np.concatenate([[0], lasts[:-1] + 1]) if len(lasts) else lasts
    parts = (written & np.uint8(_MORE - 1)).astype(np.uint64)
    numbers = parts[starts]
    at, rest = starts, np.arange(len(starts))
    shift = 0
    while len(rest):
        is_long = at < lasts[rest]
        at, rest = at[is_long] + 1, rest[is_long]
        shift += _BITS
        numbers[rest] += parts[at] << np.uint64(shift)
    return numbers, np.searchsorted(lasts, np.cumsum([0, *map(len, blobs)]))


def slice_pieces(numbers: Iterable[int], first: tuple[bytes, Ints], second: tuple[bytes, Ints]) -> Iterator[Piece]:
    """Yield pieces of so many bytes each, by where those of each number end."""
    (one, one_ends), (two, two_ends) = (_with_list(found) for found in (first, second))
    for at, number in enumerate(numbers):
        yield number, one[one_ends[at] : one_ends[at + 1]], two[two_ends[at] : two_ends[at + 1]]


def _with_list(found: tuple[bytes, Ints]) -> tuple[bytes, list[Any]]:
    return found[0], found[1].tolist()
