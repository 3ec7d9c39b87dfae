"""Stories that editors named."""

from backstory.model import Event, Topic
from backstory.stories import find_stories


def make_event(event_id: str, date: str, *topics: str | Topic) -> Event:
    filed = tuple(topic if isinstance(topic, Topic) else Topic(text=topic, entities=(topic,)) for topic in topics)
    return Event(id=event_id, date=date, path="", category="", text=event_id, topics=filed)


def test_a_topic_is_one_story_wherever_it_stands() -> None:
    stories = find_stories(
        [
            make_event("a", "2013-01-10", "Mali War"),
            make_event("b", "2013-01-12", "Sahel", "Mali War"),
            make_event("c", "2013-01-14", "Sahel"),
        ]
    )
    assert [(story.slug, story.event_ids) for story in stories] == [("mali-war", ("a", "b")), ("sahel", ("b", "c"))]


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
    assert (story.title, story.slug, len(story.event_ids)) == ("Mali conflict", "mali-war", 3)


def test_a_topic_that_links_several_entities_or_none_goes_by_its_words() -> None:
    double = Topic(text="Mali War in the Sahel", entities=("Mali War", "Sahel"))
    plain = Topic(text="Elections")
    stories = find_stories([make_event("a", "2013-01-10", double, plain), make_event("b", "2013-01-11", double, plain)])
    assert {story.slug for story in stories} == {"elections", "mali-war-in-the-sahel"}


def test_topics_whose_slugs_fall_together_get_different_addresses() -> None:
    stories = find_stories([make_event(f"{n}", "2013-01-10", Topic(text="Malí"), Topic(text="Mali")) for n in range(2)])
    assert {(story.title, story.slug) for story in stories} == {("Mali", "mali"), ("Malí", "mali-2")}


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
