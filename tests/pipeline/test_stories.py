"""Stories in an archive: told anew where something changed, the same as if all were told; their addresses stay."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstory.model import Story
from backstory.pipeline import add_revisions, relate, telling
from backstory.relate import updating
from backstory.store import Archive
from backstory.stories import Threads, list_filings
from tests.pipeline.feeding import Feed, make_state

_TOPICS = (
    "[[2019–20 crisis]]",
    "[[2019–2021 crisis]]",
    "[[War (2001–present)]]",
    "[[War]]",
    "[[Lima]]",
    "Lima",
    "[[2020 Lima attacks]]",
    "[[2020 Lima attack]]",
)
_TEXTS = ("Quake shakes houses", "Voters elect mayors", "Fire burns harbours", "Bridge falls down")
_ITEMS = st.lists(st.tuples(st.sampled_from(_TOPICS), st.integers(0, 3)), max_size=4, unique_by=lambda item: item[1])
_STATES = st.lists(st.tuples(st.integers(1, 4), _ITEMS), min_size=2, max_size=10)


@pytest.fixture
def incremental(monkeypatch: pytest.MonkeyPatch) -> None:
    """Relate a few events alone, however small the archive."""
    monkeypatch.setattr(updating, "_MOST_CHANGED", 10.0)


@pytest.fixture
def loose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let weak ties make a thread: in an archive of a few made-up events there are no strong ones."""
    monkeypatch.setitem(Threads.add_events.__kwdefaults__, "least", -1.0)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(drawn=_STATES)
def test_stories_told_step_by_step_are_those_told_at_once(
    incremental: None, drawn: list[tuple[int, list[tuple[str, int]]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.db") as archive:
        add_revisions(archive, [make_state("2020-04-09", "2020-04-09T00:00:00Z", [("Rain falls.", "rain")])])
        for hour, (day, items) in enumerate(drawn):
            said = [(f"{topic}: {_TEXTS[text]}.", f"{day}-{text}") for topic, text in items]
            add_revisions(archive, [make_state(f"2020-04-0{day}", f"2020-04-09T{hour:02}:00:00Z", said)])
            relate(archive)
            assert archive.check() == []
        step_by_step = archive.stories()
        telling.tell_all(archive, [filed for event in archive.events() for filed in list_filings(event)])
        assert archive.stories() == step_by_step


def titles(archive: Archive) -> list[tuple[str, str, int]]:
    return [(story.slug, story.title, len(story.event_ids)) for story in archive.stories()]


def test_a_topic_whose_page_was_moved_keeps_its_old_address(incremental: None, feed: Feed) -> None:
    archive = feed.archive
    feed(3, 8, [("[[2021–2022 crisis]]: Troops gather.", "a")])
    feed(4, 8, [("[[2021–2022 crisis]]: Envoys meet.", "b")])
    relate(archive)
    feed(5, 8, [("[[The War]]: Troops cross the border.", "c")])
    feed(6, 8, [("[[The War]]: Towns fall.", "d")])
    relate(archive)
    assert titles(archive) == [("the-war", "The War", 2), ("2021-2022-crisis", "2021–2022 crisis", 2)]
    archive.add_redirects([("2021–2022 crisis", "The War")], "2020-04-07T00:00:00Z")
    relate(archive)
    assert [(slug, count) for slug, _, count in titles(archive)] == [("the-war", 4)]
    assert archive.resolve_story("2021-2022-crisis") == ("story", "the-war")
    assert archive.story("2021-2022-crisis").slug == "the-war"
    assert archive.old_story_slugs() == {"2021-2022-crisis": ("story", "the-war")}
    assert archive.check() == []


def test_a_story_that_shrinks_to_one_event_leads_there_and_comes_back_at_its_address(
    incremental: None, feed: Feed
) -> None:
    archive = feed.archive
    feed(3, 8, [("[[Lima]]: Quake shakes houses.", "a"), ("[[Lima]]: Voters elect mayors.", "b")])
    relate(archive)
    feed(3, 9, [("[[Lima]]: Quake shakes houses.", "a")])
    relate(archive)
    assert archive.stories() == []
    assert archive.resolve_story("lima") == ("event", feed.ids(3)["Quake"])
    feed(4, 9, [("[[Lima]]: Voters elect mayors again.", "c")])
    relate(archive)
    assert titles(archive) == [("lima", "Lima", 2)]
    assert archive.resolve_story("never") is None


def test_topics_whose_slugs_fall_together_keep_the_address_that_each_was_given(incremental: None, feed: Feed) -> None:
    archive = feed.archive
    feed(3, 8, [("[[Malí]]: Quake shakes houses.", "a"), ("[[Malí]]: Voters elect mayors.", "b")])
    relate(archive)
    feed(2, 9, [("[[Mali]]: Fire burns harbours.", "c"), ("[[Mali]]: Bridge falls down.", "d")])
    relate(archive)
    assert {(slug, title) for slug, title, _ in titles(archive)} == {("mali", "Malí"), ("mali-2", "Mali")}


DAM = "[[Edenville Dam]] in [[Midland County]] breaks, [[Gretchen Whitmer]] calls for help"


def feed_dam(feed: Feed) -> Story:
    """Three events on a dam, among others of which each has its own names."""
    for day in range(1, 15):
        items = [
            (f"Number{day} Mayor{n} opens Bridge{n} in [[Townhall{n}]].", f"{day}-{n}") for n in range(day, day + 4)
        ]
        dam = [(f"{DAM}, {('first', 'second', 'third')[day - 10]} day.", f"dam-{day}")] if 10 <= day <= 12 else []
        feed(day, 8, items + dam)
    relate(feed.archive)
    (story,) = [story for story in feed.archive.stories() if "Edenville" in story.title]
    return story


def test_tomorrows_events_join_a_found_story_whose_address_stays(incremental: None, loose: None, feed: Feed) -> None:
    story = feed_dam(feed)
    assert (story.kind, len(story.event_ids)) == ("found", 3)
    assert story.slug.endswith("-2020-04")
    feed(16, 9, [(f"{DAM} again.", "dam-16")])
    relate(feed.archive)
    grown = feed.archive.story(story.slug)
    assert grown.event_ids == (*story.event_ids, feed.events(16)[0].id)
    telling.tell_all(feed.archive, [filed for event in feed.archive.events() for filed in list_filings(event)])
    assert feed.archive.story(story.slug) == grown


def test_a_found_story_whose_events_get_a_topic_leads_to_that(incremental: None, loose: None, feed: Feed) -> None:
    story = feed_dam(feed)
    for day in (10, 11, 12):
        said = [(event.text, event.sources[0].url.rpartition("/")[2]) for event in feed.events(day)]
        feed(day, 20, [(f"[[2020 Michigan floods]]: {text}" if "Dam" in text else text, name) for text, name in said])
    relate(feed.archive)
    assert feed.archive.resolve_story(story.slug) == ("story", "2020-michigan-floods")
    assert feed.archive.check() == []
