"""What an event's page says, from an archive of four days."""

import functools

import pytest

from backstory import pipeline
from backstory.model import Mention, ParsedEvent, Reason, Relation
from backstory.store import Archive
from backstory.views import Catalogue, build_event_page
from backstory.views.pages import EventPage
from backstory.views.relating import describe_relations, name_context, say_distance, word_reasons
from tests.publish.feeding import DAYS, feed_day

SWEDEN = Mention(title="Sweden", anchor="Sweden")


def build(archive: Archive, words: str) -> EventPage:
    catalogue = Catalogue(archive)
    (event,) = [e for e in (*archive.events(), *archive.removed_events()) if words in e.headline]
    return build_event_page(catalogue, event, archive.relations([event.id]).get(event.id, ()))


def test_related_events_stand_by_direction_with_what_both_share(archive: Archive) -> None:
    page = build(archive, "falls into the River Lume")
    assert "divers find cracks" in page.background[0].headline
    assert {other.date for other in page.background} == {"2013-01-08"}
    assert {other.date for other in page.developments} == {"2013-02-01", "2014-03-05"}
    assert "Amber Bridge" in page.background[0].why
    assert page.background[0].context
    assert page.background[0].days_apart == -2


def test_the_summary_is_the_first_described_source_under_its_publisher(archive: Archive) -> None:
    page = build(archive, "falls into the River Lume")
    assert page.quote is not None
    assert page.quote.publisher == "Harbour Post"
    assert page.quote.text.startswith("The old bridge went down")
    assert page.picture is not None
    assert page.picture.url == "http://post.example/falls.jpg"
    assert build(archive, "inquiry").quote is None


def test_mentions_say_where_they_stand_in_the_headline(archive: Archive) -> None:
    page = build(archive, "falls into the River Lume")
    assert {m.anchor for m in page.mentions} == {"Amber Bridge", "River Lume"}
    for mention in page.mentions:
        assert page.headline[mention.start :].startswith(mention.anchor)
        assert mention.path.startswith("/entity/")


def test_an_event_knows_its_place_in_its_story(archive: Archive) -> None:
    (place,) = build(archive, "falls into the River Lume").stories
    assert (place.title, place.first_on) == ("Amber Bridge collapse", "2013-01-08")
    assert place.previous is not None
    assert place.next is not None
    assert (place.previous.date, place.next.date) == ("2013-01-08", "2013-02-01")
    first = build(archive, "divers find cracks").stories[0]
    assert first.previous is None


def test_a_reworded_event_shows_its_wordings_and_keeps_its_address(archive: Archive) -> None:
    before = build(archive, "nobody is hurt")
    assert before.versions == ()
    text = DAYS["2013-01-10"].replace("nobody is hurt", "one person is hurt")
    feed_day(archive, "2013-01-10", text, at="2013-01-11T09:30:00Z")
    after = build(archive, "one person is hurt")
    assert after.path == before.path
    assert [v.headline for v in after.versions] == [before.headline, after.headline]


def test_a_removed_event_still_has_a_page(archive: Archive) -> None:
    text = DAYS["2013-01-10"].split(";Business")[0]
    feed_day(archive, "2013-01-10", text, at="2013-01-11T09:30:00Z")
    page = build(archive, "halts all ships")
    assert page.removed_at == "2013-01-11T09:30:00Z"
    assert page.stories == ()


def test_wikipedia_text_is_credited_to_its_day_page_and_other_text_is_not(archive: Archive) -> None:
    credit = build(archive, "inquiry").credit
    assert credit is not None
    assert credit.url == "https://en.wikipedia.org/wiki/Portal:Current_events/2013_February_1"
    pipeline.add_events(archive, [ParsedEvent(date="2013-02-02", category="", text="A swan nests on the quay.")])
    assert build(archive, "A swan nests").credit is None


def test_people_named_after_a_place_are_no_reason_beside_it() -> None:
    place = Reason(kind="place", label="Northland", weight=0.5)
    people = Reason(kind="wording", label="Northlanders", weight=0.5)
    assert word_reasons((place, people)) == "both about Northland"


def test_reasons_in_words() -> None:
    reasons = (
        Reason(kind="topic", label="Northern war", weight=0.4),
        Reason(kind="entity", label="Konna", weight=0.3),
        Reason(kind="entity", label="Mali", weight=0.2),
        Reason(kind="place", label="Northland", weight=0.1),
        Reason(kind="wording", label="Port Amber's", weight=0.1),
        Reason(kind="wording", label="artillery", weight=0.1),
    )
    assert word_reasons(reasons) == (
        "same topic: Northern war; both involve Konna and Mali; both about Northland; words in common: “Port Amber's”"
    )
    headline = "War is over, and artillery leaves Port Amber."
    assert name_context(reasons, headline) == ("Northern war", "Konna", "Mali", "Northland", "Port Amber")
    assert word_reasons(()) == ""


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "the same day"),
        (-1, "1 day earlier"),
        (60, "60 days later"),
        (-150, "5 months earlier"),
        (800, "2 years later"),
    ],
)
def test_how_far_apart_in_words(days: int, said: str) -> None:
    assert say_distance(days) == said


def relate_two(other_id: str, score: float, *reasons: Reason, days_apart: int = -100) -> Relation:
    return Relation(
        event_id="one",
        other_id=other_id,
        rank=1,
        score=score,
        direction="background",
        days_apart=days_apart,
        reasons=reasons,
    )


def test_a_related_event_that_only_shares_a_country_or_chance_is_not_shown(archive: Archive) -> None:
    many = [
        ParsedEvent(date="2013-02-02", category="", text=f"Swan {number} flies.", mentions=(SWEDEN,))
        for number in range(25)
    ]
    pipeline.add_events(archive, many)
    catalogue = Catalogue(archive)
    relate = functools.partial(relate_two, next(archive.events()).id)
    sweden = Reason(kind="entity", label="Sweden", weight=1.0)
    swedish = Reason(kind="wording", label="Sweden's", weight=1.0)
    bridge = Reason(kind="entity", label="Amber Bridge", weight=1.0)
    word = Reason(kind="wording", label="French", weight=1.0)
    topic = Reason(kind="topic", label="Amber Bridge collapse", weight=1.0)
    shown = {
        name: bool(describe_relations(catalogue, [relation]))
        for name, relation in {
            "a country": relate(0.8, sweden),
            "a country in other words": relate(0.8, swedish),
            "a country, that week, nearly certain": relate(0.95, sweden, days_apart=-2),
            "a country and a thing": relate(0.8, sweden, bridge),
            "a thing": relate(0.8, bridge),
            "one word, that season": relate(0.8, word),
            "one word, years apart": relate(0.8, word, days_apart=-2000),
            "a thing, improbable": relate(0.2, bridge),
            "the editors' topic": relate(0.2, topic),
        }.items()
    }
    assert shown == {
        "a country": False,
        "a country in other words": False,
        "a country, that week, nearly certain": True,
        "a country and a thing": True,
        "a thing": True,
        "one word, that season": True,
        "one word, years apart": False,
        "a thing, improbable": False,
        "the editors' topic": True,
    }
