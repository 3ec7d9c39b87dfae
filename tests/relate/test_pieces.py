"""Rows of the index come back from their bytes as they went in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backstory.relate.pieces import cut_lists, cut_pieces, join_lists, join_pieces

_VALUES = st.floats(0, 2**20, width=32) | st.sampled_from([1.0, 1.0, 2.0, 3.0])
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


@given(
    lists=st.lists(
        st.lists(st.tuples(st.integers(-1, 2**31 - 3), st.floats(0, 4, width=32)), min_size=3, max_size=3), min_size=1
    )
)
def test_lists_of_candidates_come_back(lists: list[list[tuple[int, float]]]) -> None:
    others = np.array([[other for other, _ in found] for found in lists], dtype=np.int32)
    scores = np.array([[score for _, score in found] for found in lists], dtype=np.float32)
    rows = np.arange(len(lists))
    for given_scores in (scores, -np.sort(-scores, axis=1)):
        back = join_lists(list(cut_lists(rows, others, given_scores)))
        assert np.array_equal(back[0], others)
        assert np.array_equal(back[1], given_scores)


def test_common_rows_take_few_bytes() -> None:
    (piece,) = cut_pieces([7], np.array([0, 40]), np.arange(0, 4000, 100), np.ones(40, dtype=np.float32))
    assert len(piece[1]) + len(piece[2]) <= 80
