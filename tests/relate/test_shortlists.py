"""Shortlists come back from their bytes as they went in, but for the last digits of a score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.relate.shortlists import LISTED, cut_shortlists, join_shortlists, make_shortlists, read_shortlists
from backstory.relate.standing import BYTES

_PAIRS = st.lists(st.tuples(st.integers(0, 2**31 - 3), st.floats(-9, 12, width=32)), max_size=LISTED + 3)


def make_noted(count: int) -> np.ndarray:
    return np.arange(count * BYTES, dtype=np.int64).astype(np.uint8).reshape(count, BYTES)


@given(lists=st.lists(_PAIRS, min_size=1, max_size=4))
def test_lists_come_back(lists: list[list[tuple[int, float]]]) -> None:
    others = np.full((len(lists), LISTED + 3), -1, dtype=np.int32)
    scores = np.zeros(others.shape, dtype=np.float32)
    rows = 1_000_000 * np.arange(len(lists)) + 5
    for row, pairs in enumerate(lists):
        for place, (other, score) in enumerate(pairs):
            others[row, place], scores[row, place] = other + (other >= rows[row]), score
    made = make_shortlists(rows, others, scores, make_noted(len(lists)))
    back = read_shortlists(list(cut_shortlists(made)))
    assert np.array_equal(back.rows, made.rows)
    assert np.array_equal(back.others, made.others)
    assert np.array_equal(back.noted, made.noted)
    there = made.others >= 0
    assert np.abs(back.scores[there] - made.scores[there]).max(initial=0) <= 0.001
    assert np.all(back.scores[~there] == -np.inf)
    # Written again they are the same bytes.
    assert list(cut_shortlists(back)) == list(cut_shortlists(made))


def test_the_best_are_kept_in_order() -> None:
    others = np.array([[5, 6, -1, 8]])
    scores = np.array([[1.0, 3.0, 9.0, 2.0]], dtype=np.float32)
    made = make_shortlists(np.array([0]), others, scores, make_noted(1))
    assert made.others[0, :4].tolist() == [6, 8, 5, -1]
    assert made.scores[0, :3].tolist() == [3.0, 2.0, 1.0]


def test_joined_lists_stand_in_the_order_of_their_rows() -> None:
    def make(rows: list[int]):
        others = np.array([[row + 1] for row in rows])
        return make_shortlists(np.array(rows), others, others.astype(np.float32), make_noted(len(rows)))

    joined = join_shortlists(make([3, 9]), make([1, 4]))
    assert joined.rows.tolist() == [1, 3, 4, 9]
    assert joined.others[:, 0].tolist() == [2, 4, 5, 10]


def test_no_lists_are_no_bytes() -> None:
    nothing = make_shortlists(
        np.zeros(0, dtype=np.int64), np.zeros((0, 5), dtype=np.int32), np.zeros((0, 5), dtype=np.float32), make_noted(0)
    )
    assert list(cut_shortlists(nothing)) == []
    assert read_shortlists([]).others.shape == (0, LISTED)


@pytest.mark.parametrize("score", [-700.0, -3.25, 0.0, 11.75])
def test_a_score_of_any_size_comes_back(score: float) -> None:
    made = make_shortlists(np.array([7]), np.array([[3]]), np.array([[score]], dtype=np.float32), make_noted(1))
    assert read_shortlists(list(cut_shortlists(made))).scores[0, 0] == score
