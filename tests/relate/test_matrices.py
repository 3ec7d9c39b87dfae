import numpy as np
import scipy.sparse as sp

from backstory.relate.matrices import find_largest


def test_the_largest_of_each_row_is_found_as_one_by_one():
    rows = sp.random(200, 12, 0.2, format="csr", dtype=np.float32, rng=np.random.default_rng(1))
    rows.data = np.ceil(rows.data * 3)  # many are equal
    assert np.diff(rows.indptr).min() == 0
    assert find_largest(rows).tolist() == [row.argmax() for row in rows.toarray()]


def test_rows_without_entries_have_none():
    assert find_largest(sp.csr_matrix((3, 4), dtype=np.float32)).tolist() == [0, 0, 0]
