"""A chain of versions says, at every moment, what the state of that moment said."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backstory.store.versions import Span, VersionRow, set_state

Said = str | None
"""A wording; None where the event is not on the page."""


def make_row(said: Said, hour: int, revision: int) -> VersionRow:
    return VersionRow(
        event=1, page=1, revision=revision, valid_from=f"{hour:02}", valid_to="", date="2020-04-03", category="",
        wording=said or "gone", is_removed=said is None,
    )  # fmt: skip


def say(chain: list[VersionRow], hour: int) -> Said:
    for row in chain:
        if row.valid_from <= f"{hour:02}" and (not row.valid_to or row.valid_to > f"{hour:02}"):
            return None if row.is_removed else row.wording
    return None


@given(
    states=st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_states_in_any_order_make_the_same_chain(states: list[Said], order: object) -> None:
    hours = list(range(len(states)))
    order.shuffle(hours)  # type: ignore[attr-defined]
    chain: list[VersionRow] = []
    seen: list[int] = []
    for hour in hours:
        later = sorted(other for other in seen if other > hour)
        earlier = [other for other in seen if other < hour]
        span = Span(
            since=f"{hour:02}",
            revision=hour,
            until=f"{later[0]:02}" if later else "",
            next_revision=later[0] if later else 0,
        )
        seen.append(hour)
        said = states[hour]
        # An event not on the page before and after is none of the state's business.
        if said is None and not (earlier and say(chain, hour) is not None):
            continue
        chain = set_state(chain, make_row(said, hour, hour), span)
        for before, after in pairwise(chain):
            assert before.valid_to == after.valid_from
            assert not before.says_the_same(after)
        assert chain[-1].valid_to == ""
        latest: Said = None
        for moment in range(len(states)):
            latest = states[moment] if moment in seen else latest
            assert say(chain, moment) == latest


def test_wording_replaced_in_its_own_second_is_kept_without_time() -> None:
    chain = set_state([], make_row("a", 1, 1), Span(since="01", revision=1))
    chain = set_state(chain, make_row("b", 1, 2), Span(since="01", revision=2))
    assert [(row.wording, row.valid_from, row.valid_to) for row in chain] == [("a", "01", "01"), ("b", "01", "")]
