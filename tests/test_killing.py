import pytest

from tests.killing import kill_and_compare


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_what_an_undisturbed_run_leaves() -> None:
    assert kill_and_compare(rounds=15, seed=7) == 0
