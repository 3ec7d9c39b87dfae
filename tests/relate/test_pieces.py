"""Rows of the index come back from their bytes as they went in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backstory.relate.pieces import cut_pieces, join_pieces

_VALUES = st.floats(0, 2**11, width=16) | st.integers(0, 2**11).map(float) | st.sampled_from([1.0, 1.0, 2.0, 3.0])
_ROW = st.dictionaries(st.integers(0, 2**31 - 2), _VALUES, max_size=12)


@given(rows=st.lists(_ROW, max_size=6))
def test_rows_come_back(rows: list[dict[int, float]]) -> None:
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in sorted(row)], dtype=np.int32)
    values = np.array([row[column] for row in rows for column in sorted(row)], dtype=np.float32)
    pieces = list(cut_pieces(range(len(rows)), ends, columns, values))
    assert [number for number, _, _ in pieces] == list(range(len(rows)))
    for found, wanted in zip(join_pieces(pieces), (ends, columns, values), strict=True):
        assert np.array_equal(found, wanted)


def test_common_rows_take_few_bytes() -> None:
    (piece,) = cut_pieces([7], np.array([0, 40]), np.arange(0, 4000, 100), np.ones(40, dtype=np.float32))
    assert len(piece[1]) + len(piece[2]) <= 80
