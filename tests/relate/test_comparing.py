import numpy as np
import scipy.sparse as sp

from backstory.relate.comparing import PairComparer


def test_many_pairs_share_what_each_alone_shares():
    random = np.random.default_rng(1)
    blocks = [sp.random(40, 30, 0.2, format="csr", dtype=np.float32, rng=random) for _ in range(3)]
    comparer = PairComparer(blocks)
    firsts, seconds = random.integers(0, 40, 500), random.integers(0, 40, 500)
    weights = random.random((1, 60), dtype=np.float32)
    at_once = comparer.compare(firsts, seconds, weights)
    alone = [comparer.compare(firsts[[at]], seconds[[at]], weights) for at in range(500)]
    assert at_once.products.any()
    for one, others in (
        (at_once.products, [pair.products for pair in alone]),
        (at_once.sums[0], [pair.sums[0] for pair in alone]),
        (at_once.peaks[0], [pair.peaks[0] for pair in alone]),
    ):
        np.testing.assert_array_equal(one, np.hstack(others))


def test_sums_and_peaks_are_those_of_the_weights_of_what_both_have():
    left = sp.csr_matrix(np.array([[1, 1, 1, 1], [1, 0, 1, 1]], dtype=np.float32))
    weights = np.array([[0.5, 8, 0.25]], dtype=np.float32)
    # Two blocks; the last column has no weight.
    shared = PairComparer([left[:, :3], left[:, 3:]]).compare(np.array([0]), np.array([1]), weights)
    assert shared.products.tolist() == [[2], [1]]
    assert shared.sums[0].tolist() == [[0.75], [0]]
    assert shared.peaks[0].tolist() == [[0.5], [0]]


def test_no_pairs_share_nothing():
    comparer = PairComparer([sp.eye(3, format="csr", dtype=np.float32)])
    nothing = np.array([], dtype=np.int64)
    assert comparer.compare(nothing, nothing, np.ones((1, 3), dtype=np.float32)).products.shape == (1, 0)
