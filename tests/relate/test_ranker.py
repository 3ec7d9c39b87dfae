"""The ranker gives each pair the sum of the leaves that it comes to, whatever the number of pairs and trees."""

import numpy as np
import pytest

from backstory.errors import ConfigError
from backstory.relate import ranker as ranker_module
from backstory.relate.features import FEATURES
from backstory.relate.ranker import Forest, Ranker, load_ranker, save_ranker

# Nodes of two trees, each before those below it: column, border, the leaves on its left.
_TREES = [
    # (a | (b | c)) | (d | e)
    [(0, 0.5, [0, 1, 2]), (1, 0.0, [0]), (2, 2.0, [1]), (0, 0.75, [3])],
    # a | (b | c); its second question is one of the first tree's
    [(2, 1.0, [0]), (1, 0.0, [1])],
]
_LEAVES = np.zeros((2, 32), dtype=np.float32)
_LEAVES[0, :5] = [1, 2, 3, 4, 5]
_LEAVES[1, :3] = [0.25, 0.5, 0.75]


def make_ranker() -> Ranker:
    nodes = [node for tree in _TREES for node in tree]
    return Ranker(
        Forest(
            ends=np.cumsum([0, *map(len, _TREES)]).astype(np.int32),
            columns=np.array([column for column, _, _ in nodes], dtype=np.int16),
            borders=np.array([border for _, border, _ in nodes], dtype=np.float32),
            lefts=np.array([sum(1 << leaf for leaf in lefts) for _, _, lefts in nodes], dtype=np.uint32),
            leaves=_LEAVES,
        )
    )


def walk(pair: np.ndarray) -> list[float]:
    """Give the leaf of each tree that the pair's features lead to, one question after the other."""
    a, b, c = pair.tolist()
    first = (5 if a > 0.75 else 4) if a > 0.5 else (3 if c > 2 else 2) if b > 0 else 1
    second = (0.75 if b > 0 else 0.5) if c > 1 else 0.25
    return [first, second]


def draw_features(pairs: int) -> np.ndarray:
    drawn = np.random.default_rng(1).choice([-1, 0, 0.5, 0.6, 0.75, 1, 1.5, 2, 3], (3, pairs))
    return drawn.astype(np.float32)


@pytest.mark.parametrize("pairs", [0, 1, 7, 8, 1000])
def test_a_pair_has_the_sum_of_its_leaves(pairs: int) -> None:
    features = draw_features(pairs)
    assert make_ranker().score(features).tolist() == [sum(walk(pair)) for pair in features.T]


def test_some_of_the_trees_give_their_part() -> None:
    features, ranker = draw_features(100), make_ranker()
    assert ranker.score(features, slice(1)).tolist() == [walk(pair)[0] for pair in features.T]
    assert ranker.score(features, slice(1, None)).tolist() == [walk(pair)[1] for pair in features.T]
    assert not ranker.score(features, slice(2, None)).any()


def test_more_pairs_than_are_scored_at_once_score_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    features = draw_features(1000)
    whole = make_ranker().score(features)
    monkeypatch.setattr(ranker_module, "_PAIRS_AT_ONCE", 96)
    assert (make_ranker().score(features) == whole).all()
    assert (make_ranker().score(np.asfortranarray(features)) == whole).all()


def test_a_ranker_that_was_written_is_read_again(tmp_path) -> None:
    save_ranker(load_ranker(), tmp_path / "ranker.npz")
    features = np.random.default_rng(2).normal(0, 3, (len(FEATURES), 50)).astype(np.float32)
    read = load_ranker(tmp_path / "ranker.npz")
    assert (read.score(features) == load_ranker().score(features)).all()


def test_what_is_no_ranker_is_refused(tmp_path) -> None:
    (tmp_path / "ranker.npz").write_bytes(b"no ranker")
    with pytest.raises(ConfigError, match="no ranker that can be read"):
        load_ranker(tmp_path / "ranker.npz")
