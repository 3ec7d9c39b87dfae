"""Events without topic are laid to those they belong with, one by one, and stay there."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.model import Relation
from backstory.stories import Threads, tie_events


def relate(one: str, two: str, score: float = 0.99) -> list[Relation]:
    """Both directions of a relation."""
    return [
        Relation(event_id=a, other_id=b, rank=1, score=score, direction="background", days_apart=0)
        for a, b in ((one, two), (two, one))
    ]


def list_scores(relations: Iterable[Relation]) -> list[tuple[str, str, float]]:
    return [(found.event_id, found.other_id, found.score) for found in relations]


def lay(order: Iterable[str], relations: list[Relation], known: dict[str, str] | None = None) -> Threads:
    order = list(order)
    threads = Threads(known or {})
    threads.add_events(order, tie_events(list_scores(relations), order))
    return threads


def test_events_strongly_related_are_one_thread_and_others_are_not() -> None:
    threads = lay("abcd", [*relate("a", "b"), *relate("b", "c"), *relate("a", "c"), *relate("c", "d", 0.6)])
    assert threads.root_of == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_a_newcomer_joins_the_thread_there_is_and_its_root_stays() -> None:
    known = {"a": "a", "b": "a"}
    threads = lay("c", [*relate("a", "b"), *relate("b", "c", 0.999), *relate("a", "c", 0.99)], known)
    assert threads.root_of["c"] == "a"
    assert threads.touched == {"a"}


def test_one_tie_to_a_long_thread_is_too_little() -> None:
    known = dict.fromkeys("abcde", "a")
    assert lay("x", relate("e", "x"), known).root_of["x"] == "x"


def test_common_relations_strengthen_a_tie() -> None:
    weak = relate("a", "b", 0.95)
    assert len(set(lay("ab", weak).root_of.values())) == 2
    shared = [found for other in "uvwxyz" for one in "ab" for found in relate(one, other, 0.5)]
    assert lay("ab", [*weak, *shared]).root_of == {"a": "a", "b": "a"}


def test_two_short_threads_that_an_event_joins_become_one() -> None:
    threads = lay("abx", [*relate("a", "x"), *relate("b", "x", 0.999)])
    assert set(threads.root_of.values()) == {"b"}
    assert threads.touched == {"a", "b"}


def test_what_is_taken_out_leaves_the_others_where_they_are() -> None:
    threads = Threads(dict.fromkeys("abc", "a"))
    threads.remove_events(["a", "unknown"])
    assert threads.root_of == {"b": "a", "c": "a"}
    assert threads.touched == {"a"}


_PAIRS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from((0.5, 0.97, 0.99, 0.999))), max_size=30
)


@given(pairs=_PAIRS, cut=st.integers(0, 10))
def test_nothing_that_comes_later_changes_where_an_event_was_laid(
    pairs: list[tuple[int, int, float]], cut: int
) -> None:
    order = [str(number) for number in range(10)]
    relations = [found for one, two, score in pairs if one != two for found in relate(str(one), str(two), score)]
    ties = tie_events(list_scores(relations), order)
    at_once, step_by_step = Threads({}), Threads({})
    at_once.add_events(order, ties)
    step_by_step.add_events(order[:cut], ties)
    resumed = Threads(step_by_step.root_of)
    resumed.add_events(order[cut:], ties)
    assert resumed.root_of == at_once.root_of


@pytest.mark.parametrize("relations", [[], relate("a", "b")])
def test_events_without_ties_are_alone(relations: list[Relation]) -> None:
    assert lay("c", relations).root_of == {"c": "c"}
