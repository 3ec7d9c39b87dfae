"""The archive as of a moment is the archive that was only ever given what had been recorded by then."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstory.errors import StoreError
from backstory.model import Attached, Entity, Revision, Source
from backstory.pipeline import add_revisions, add_sources, open_as_of, relate
from backstory.store import Archive
from tests.pipeline.feeding import Feed, make_state, read_all

_WORDS = (
    "[[Lima|Quake]] shakes the coast of [[Peru]]",
    "[[Earthquake|Quake]] shakes [[Lima]], forty houses fall",
    "Voters in [[Iceland]] elect a parliament",
    "Voters in [[Iceland]] elect a new parliament and a mayor",
    "Fire in the harbour of [[Rotterdam]]",
    "[[Peru]]: A bridge falls in [[Peru|the Andes]]",
)
_ITEMS = st.lists(
    st.tuples(st.sampled_from(_WORDS), st.sampled_from(("a", "b", "c", "d", ""))), max_size=5, unique=True
)
_STATES = st.lists(st.tuples(st.integers(1, 3), _ITEMS), min_size=1, max_size=8)


def make_states(drawn: Sequence[tuple[int, list[tuple[str, str]]]]) -> list[Revision]:
    """States of three neighbouring days, one an hour."""
    return [
        make_state(f"2020-04-0{day}", f"2020-04-05T{hour:02}:00:00Z", items) for hour, (day, items) in enumerate(drawn)
    ]


def record(archive: Archive, states: Sequence[Revision], attached: Sequence[int]) -> None:
    """Add states, and after each put an article beside one of the events, if a number says which."""
    for hour, state in enumerate(states):
        add_revisions(archive, [state])
        events = list(archive.events())
        if events and hour < len(attached):
            article = Attached(
                url=f"https://feed.example/{hour}", publisher="Feed", attached_at=f"2020-04-05T{hour:02}:10:00Z"
            )
            archive.attach_given([(events[attached[hour] % len(events)].id, article)])


@settings(max_examples=25)
@given(drawn=_STATES, attached=st.lists(st.integers(0, 4), max_size=8), cut=st.integers(0, 7))
def test_as_of_equals_an_archive_given_only_the_states_until_then(
    drawn: list[tuple[int, list[tuple[str, str]]]], attached: list[int], cut: int
) -> None:
    states = make_states(drawn)
    cut = min(cut, len(states) - 1)
    moment = f"2020-04-05T{cut:02}:30:00Z"
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "all.db") as everything:
        record(everything, states, attached)
        with Archive(Path(folder) / "some.db") as some:
            record(some, states[: cut + 1], attached)
            relate(some)
            with open_as_of(everything, moment) as then:
                assert read_all(then) == read_all(some)
                assert then.check() == []
            # The archive itself may stand for the moment only where it says no more than that.
            assert some.past(moment).is_all
            assert everything.past(moment).is_all == (cut == len(states) - 1)


def test_an_article_attached_later_is_not_of_the_past(feed: Feed) -> None:
    feed(3, 8, [("[[Lima|Quake]] shakes [[Peru]].", "quake")])
    early, between, late = (f"2020-04-03T{hour:02}:00:00Z" for hour in (9, 11, 13))
    found = [Attached(url=f"https://feed.example/{at}", publisher="Feed", attached_at=at) for at in (between, late)]
    (event,) = feed.archive.events()
    alone = feed.archive.past(early)
    assert alone.is_all
    feed.archive.attach_given([(event.id, found[1])])
    assert feed.archive.past(early) == alone._replace(is_all=False)
    assert feed.archive.past(late).is_all
    before = feed.archive.past(between)
    feed.archive.attach_given([(event.id, found[0])])
    assert feed.archive.past(between).mark != before.mark


@settings(max_examples=25)
@given(drawn=_STATES, data=st.data())
def test_states_in_any_order_say_the_same_at_every_moment(
    drawn: list[tuple[int, list[tuple[str, str]]]], data: st.DataObject
) -> None:
    states = make_states(drawn)
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder) / "a.db") as ordered,
        Archive(Path(folder) / "b.db") as shuffled,
    ):
        add_revisions(ordered, states)
        for state in data.draw(st.permutations(states)):
            add_revisions(shuffled, [state])
            assert shuffled.check() == []
        for hour in range(len(states)):
            moment = f"2020-04-05T{hour:02}:30:00Z"
            with ordered.as_of(moment) as one, shuffled.as_of(moment) as two:
                assert two.check() == []
                assert [(e.date, e.text) for e in one.events()] == [(e.date, e.text) for e in two.events()]


def test_a_move_that_comes_late_outlasts_what_its_old_page_lost(tmp_path: Path) -> None:
    """At five the quake is on April 1, at six on April 2; that April 1 has none of it at seven takes nothing away."""
    quake, vote = _WORDS[0], _WORDS[2]
    states = [
        make_state("2020-04-02", "2020-04-05T03:00:00Z", [(_WORDS[3], "d"), (_WORDS[4], "c")]),
        make_state("2020-04-01", "2020-04-05T07:00:00Z", []),
        make_state("2020-04-02", "2020-04-05T01:00:00Z", [(quake, "a"), (quake, "b"), (quake, "c")]),
        make_state("2020-04-01", "2020-04-05T05:00:00Z", [(quake, "a"), (vote, "d"), (quake, "b"), (quake, "c")]),
        make_state("2020-04-02", "2020-04-05T06:00:00Z", [(vote, "a"), (quake, "b"), (_WORDS[3], "b")]),
    ]
    with Archive(tmp_path / "archive.db") as archive:
        for state in states:
            add_revisions(archive, [state])
            assert archive.check() == []
        assert [event.date for event in archive.events() if "Quake" in event.text] == ["2020-04-02"]


def test_nothing_learned_later_leaks(feed: Feed) -> None:
    feed(3, 8, [("[[Lima|Quake]] shakes [[Peru]].", "quake")])
    feed(3, 20, [("[[Lima|Quake]] near [[Callao]] shakes [[Peru]].", "quake"), ("Fire in [[Callao]].", "fire")])
    archive = feed.archive
    add_sources(archive, [Source(url="https://news.example/quake", title="Early", checked_at="2020-04-03T10:00:00Z")])
    add_sources(archive, [Source(url="https://news.example/quake", title="Late", checked_at="2020-04-03T21:00:00Z")])
    archive.add_redirects([("Lima", "Lima, Peru")], "2020-04-03T22:00:00Z")
    archive.add_entity_facts([Entity(title="Peru", slug="peru", qid="Q419")], "2020-04-03T22:00:00Z")
    assert archive.check() == []
    assert archive.entity("Lima").title == "Lima, Peru"
    assert archive.entity("lima").title == "Lima, Peru"
    assert archive.events_on("2020-04-03")[0].titles == ("Lima, Peru", "Callao", "Peru")
    with archive.as_of("2020-04-03T12:00:00Z") as then:
        (event,) = then.events()
        assert event.titles == ("Lima", "Peru")
        assert event.sources[0].title == "Early"
        assert [entity.title for entity in then.entities()] == ["Lima", "Peru"]
        assert then.entity("Peru").qid == ""
        assert then.search("Callao").hits == ()
        assert then.resolve("/news/2020/04/3/fire-in-callao") is None
        assert then.counts()["sources"] == 1
    with archive.as_of("2020-04-03T09:00:00Z") as then:
        assert next(then.events()).sources[0].title == ""
    with archive.as_of("2020-04-02") as then:
        assert list(then.events()) == []
        assert then.changed_at() == ""


@pytest.mark.parametrize("moment", ["yesterday", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+02:00"])
def test_moment_that_is_none_is_refused(feed: Feed, moment: str) -> None:
    with pytest.raises(StoreError, match="is no moment"):
        feed.archive.as_of(moment)


def test_the_first_year_has_four_digits(feed: Feed) -> None:
    with feed.archive.as_of("0001-01-01T00:00:00") as then:
        assert then.snapshot_moment == "0001-01-01T00:00:00Z"
