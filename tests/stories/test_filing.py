"""Stories that editors named: one per topic, whatever they called it over time."""

import pytest

from backstory.model import Chain, Event, Move, Topic
from backstory.stories import chain_filings, list_filings, list_moves


def make_event(event_id: str, date: str, *topics: str | Topic) -> Event:
    filed = tuple(topic if isinstance(topic, Topic) else Topic(text=topic, entities=(topic,)) for topic in topics)
    return Event(id=event_id, date=date, path="", category="", text=event_id, topics=filed)


def find_stories(events: list[Event], *moves: Move) -> tuple[Chain, ...]:
    filings = [filing for event in sorted(events, key=lambda event: event.date) for filing in list_filings(event)]
    return chain_filings(filings, moves)


def test_a_topic_is_one_story_wherever_it_stands() -> None:
    stories = find_stories(
        [
            make_event("a", "2013-01-10", "Mali War"),
            make_event("b", "2013-01-12", "Sahel", "Mali War"),
            make_event("c", "2013-01-14", "Sahel"),
        ]
    )
    assert [(story.owner, story.event_ids) for story in stories] == [("Mali War", ("a", "b")), ("Sahel", ("b", "c"))]


def test_a_story_knows_its_span_and_keeps_the_order_of_the_page_within_a_day() -> None:
    (story,) = find_stories(
        [
            make_event("late", "2013-02-01", "Mali War"),
            make_event("second", "2013-01-10", "Mali War"),
            make_event("first", "2013-01-09", "Mali War"),
            make_event("third", "2013-01-10", "Mali War"),
        ]
    )
    assert story.event_ids == ("first", "second", "third", "late")
    assert (story.first_on, story.last_on, story.kind) == ("2013-01-09", "2013-02-01", "topic")


def test_a_topic_of_one_event_is_no_story() -> None:
    assert find_stories([make_event("a", "2013-01-10", "Mali War")]) == ()


def test_the_entity_linked_joins_wordings_and_the_most_used_one_is_the_title() -> None:
    def file(text: str) -> Topic:
        return Topic(text=text, entities=("Mali War",))

    (story,) = find_stories(
        [
            make_event("a", "2013-01-10", file("War in Mali")),
            make_event("b", "2013-01-11", file("Mali conflict")),
            make_event("c", "2013-01-12", file("Mali conflict")),
        ]
    )
    assert (story.title, story.owner, len(story.event_ids)) == ("Mali conflict", "Mali War", 3)


def test_a_topic_that_links_several_entities_or_none_goes_by_its_words() -> None:
    double = Topic(text="Mali War in the Sahel", entities=("Mali War", "Sahel"))
    plain = Topic(text="Elections")
    stories = find_stories([make_event("a", "2013-01-10", double, plain), make_event("b", "2013-01-11", double, plain)])
    assert {story.owner for story in stories} == {"Elections", "Mali War in the Sahel"}


def test_an_event_filed_twice_under_one_topic_is_in_its_story_once() -> None:
    events = [make_event("a", "2013-01-10", "Sahel", "Sahel"), make_event("b", "2013-01-10", "Sahel")]
    assert find_stories(events)[0].event_ids == ("a", "b")


def test_topics_named_side_by_side_are_several_stories() -> None:
    both = Topic(text="Mali War, Operation Serval", entities=("Mali War", "Operation Serval"))
    phrase = Topic(text="Landslide near Gao", entities=("Landslide", "Gao"))
    stories = find_stories(
        [
            make_event("a", "2013-01-10", both),
            make_event("b", "2013-01-11", "Mali War"),
            make_event("c", "2013-01-12", "Operation Serval"),
            make_event("d", "2013-01-13", phrase),
            make_event("e", "2013-01-14", phrase),
        ]
    )
    assert [(story.title, story.event_ids) for story in stories] == [
        ("Mali War", ("a", "b")),
        ("Operation Serval", ("a", "c")),
        ("Landslide near Gao", ("d", "e")),
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2019–20 Persian Gulf crisis", "2019–2021 Persian Gulf crisis"),
        ("War in Afghanistan (2001–present)", "War in Afghanistan (2001–2021)"),
        ("2021 Israel-Palestine crisis", "2021 Israel–Palestine crisis"),
        ("2020 Boogaloo killings", "2020 boogaloo killings"),
        ("War in Afghanistan (2001–2021)", "War in Afghanistan"),
    ],
)
def test_one_name_in_two_spellings_is_one_story(one: str, two: str) -> None:
    (story,) = find_stories([make_event("a", "2013-01-10", one), make_event("b", "2013-01-11", two)])
    assert (story.owner, story.names, story.event_ids) == (one, (one, two), ("a", "b"))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2020 elections", "2021 elections"),
        ("2020 Tokyo Olympics", "Tokyo Olympics"),
        ("Gulf War (1990–1991)", "Gulf War (2003–2011)"),
        ("Protests in New York", "Protests in New York (state)"),
        ("2020–21 season", "2021–22 season"),
    ],
)
def test_names_that_only_look_alike_are_two_stories(one: str, two: str) -> None:
    events = [make_event(f"{n}{name}", f"2013-01-1{n}", name) for n in range(2) for name in (one, two)]
    assert len(find_stories(events)) == 2


def test_a_name_without_years_that_two_wars_go_by_joins_neither() -> None:
    names = ("Civil War", "Civil War (2011)", "Civil War (2014–present)")
    events = [make_event(f"{n}{name}", f"2013-01-1{n}", name) for n in range(2) for name in names]
    assert len(find_stories(events)) == 3


def rename(old: str, new: str, count: int = 2) -> list[Move]:
    return [Move(event_id=f"moved {n}", old=old, new=new) for n in range(count)]


def file_both(old: str, new: str) -> list[Event]:
    return [make_event(f"{n} {name}", f"2020-10-0{n + 1}", name) for name in (old, new) for n in range(2)]


def test_a_topic_whose_events_the_editors_moved_to_a_like_name_was_renamed() -> None:
    old, new = "2020 Kyrgyzstan protests", "2020 Kyrgyzstani protests"
    (story,) = find_stories(file_both(old, new), *rename(old, new))
    assert story.names == (old, new)


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        ("2021 storming", "Aftermath of the 2021 storming", 17),
        ("2020 Vienna attacks", "2020 Vienna attack", 1),
        ("2020 Vienna attacks", "2021 Vienna attacks", 5),
        ("War in Afghanistan", "Afghanistan conflict", 12),
    ],
)
def test_events_moved_elsewhere_rename_nothing(old: str, new: str, moves: int) -> None:
    assert len(find_stories(file_both(old, new), *rename(old, new, moves))) == 2


def test_names_moved_to_and_fro_or_used_together_are_two_stories() -> None:
    old, new = "2020 Vienna attacks", "2020 Vienna attack"
    assert len(find_stories(file_both(old, new), *rename(old, new), *rename(new, old, 1))) == 2
    together = [*file_both(old, new), make_event("both", "2020-10-05", old, new)]
    assert len(find_stories(together, *rename(old, new))) == 2


def test_a_wording_that_changes_one_topic_moves_the_event() -> None:
    def file(*names: str) -> tuple[Topic, ...]:
        return tuple(Topic(text=name, entities=(name,)) for name in names)

    assert list_moves("a", [file("World", "Attacks"), file("World", "Attack"), file("World", "Attack")]) == (
        Move(event_id="a", old="Attacks", new="Attack"),
    )
    assert list_moves("a", [file("World", "Attacks"), file("Attack")]) == ()


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("Floods in Georgia (country)", "Floods in Georgia", "Floods in Georgia (country)"),
        ("Floods in Georgia (country)", "Caucasus floods", "Caucasus floods"),
        ("War in Amber (2001–present)", "War in Amber", "War in Amber"),
    ],
)
def test_a_title_keeps_the_bracket_that_tells_its_topic_from_another(name: str, text: str, title: str) -> None:
    topic = Topic(text=text, entities=(name,))
    (story,) = find_stories([make_event("a", "2013-01-10", topic), make_event("b", "2013-01-11", topic)])
    assert story.title == title
