import numpy as np

from backstory.relate.features import rank_rows


def test_places_are_those_of_a_stable_order():
    values = np.random.default_rng(1).choice([-np.inf, -0.0, 0.0, 1e-40, 0.25, 0.5, 3e38], (50, 100)).astype(np.float32)
    expected = np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1)
    assert (rank_rows(values) == expected).all()
