import numpy as np
import scipy.sparse as sp

from backstory.relate import comparing
from backstory.relate.comparing import PairComparer


def test_many_pairs_share_what_they_share_as_few(monkeypatch):
    random = np.random.default_rng(1)
    blocks = [sp.random(40, 30, 0.2, format="csr", dtype=np.float32, rng=random) for _ in range(3)]
    comparer = PairComparer(blocks)
    firsts, seconds = random.integers(0, 40, 500), random.integers(0, 40, 500)
    weights = random.random((1, 90), dtype=np.float32)
    at_once = comparer.compare(firsts, seconds, weights)
    monkeypatch.setattr(comparing, "_PAIRS_AT_ONCE", 64)
    in_parts = comparer.compare(firsts, seconds, weights)
    assert at_once.products.any()
    for one, other in (
        (at_once.products, in_parts.products),
        (at_once.sums[0], in_parts.sums[0]),
        (at_once.peaks[0], in_parts.peaks[0]),
    ):
        np.testing.assert_array_equal(one, other)


def test_no_pairs_share_nothing():
    comparer = PairComparer([sp.eye(3, format="csr", dtype=np.float32)])
    nothing = np.array([], dtype=np.int64)
    assert comparer.compare(nothing, nothing, np.ones((1, 3), dtype=np.float32)).products.shape == (1, 0)
