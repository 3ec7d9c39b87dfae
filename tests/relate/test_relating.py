"""Relations of small made-up events: what is related, which way, and why."""

import pytest

from backstory.model import Event, Mention, Relation, Source, Topic
from backstory.relate import relate_events


def make_event(event_id: str, date: str, text: str, *titles: str, category: str = "Armed conflicts", **more) -> Event:
    return Event(
        id=event_id,
        date=date,
        path=f"/news/{event_id}",
        category=category,
        text=text,
        mentions=tuple(Mention(title=title, anchor=title) for title in titles),
        **more,
    )


@pytest.fixture
def events() -> list[Event]:
    """A war of three events, a strike of two, and a crowd that shares nothing with them but a country."""
    war = [
        make_event("konna", "2013-01-10", "Rebels take the town of Konna in Mali.", "Konna", "Ansar Dine", "Mali"),
        make_event("raid", "2013-01-11", "Jets bomb rebels near Konna in Mali.", "Konna", "Operation Serval", "Mali"),
        make_event("gao", "2013-01-26", "Troops of Serval enter Gao in Mali.", "Gao", "Operation Serval", "Mali"),
    ]
    strike = [
        make_event("walkout", "2013-01-10", "Miners of Marikana walk out.", "Marikana", category="Business"),
        make_event("deal", "2013-01-14", "Miners of Marikana accept an offer.", "Marikana", category="Business"),
    ]
    crowd = [
        make_event(f"crowd{n}", f"2013-02-{n:02}", f"Mali counts item{n} of its census.", "Mali", category="Politics")
        for n in range(1, 29)
    ]
    rest = [
        make_event(f"rest{n}", f"2013-03-{n:02}", f"Something{n} happens.", f"Place {n % 14}", category="Sports")
        for n in range(1, 29)
    ]
    return [*war, *strike, *crowd, *rest]


def relate(events: list[Event], **options) -> dict[str, tuple[Relation, ...]]:
    return {group[0].event_id: group for group in relate_events(events, **options) if group}


def test_events_of_one_story_come_before_events_of_the_same_country(events: list[Event]) -> None:
    related = [relation.other_id for relation in relate(events)["raid"]]
    assert set(related[:2]) == {"konna", "gao"}


def test_what_is_earlier_is_background_and_what_is_later_development(events: list[Event]) -> None:
    found = {relation.other_id: relation for relation in relate(events)["raid"]}
    assert (found["konna"].direction, found["konna"].days_apart) == ("background", -1)
    assert (found["gao"].direction, found["gao"].days_apart) == ("development", 15)


def test_events_of_one_day_are_neither_background_nor_development() -> None:
    pair = [
        make_event("a", "2013-01-10", "Rebels take Konna.", "Konna"),
        make_event("b", "2013-01-10", "France answers at Konna.", "Konna"),
    ]
    (relation,) = relate(pair)["a"]
    assert (relation.direction, relation.days_apart) == ("same day", 0)


def test_reasons_name_the_rarest_entity_first_and_leave_out_the_generic_one(events: list[Event]) -> None:
    found = {relation.other_id: relation for relation in relate(events)["konna"]}
    labels = [reason.label for reason in found["raid"].reasons]
    assert labels[0] == "Konna"
    assert "Mali" not in labels


def test_a_generic_entity_is_named_where_nothing_else_is_shared(events: list[Event]) -> None:
    found = {relation.other_id: relation for relation in relate(events)["crowd1"]}
    labels = {reason.label for relation in found.values() for reason in relation.reasons}
    assert labels & {"Mali", "census", "counts"}


def test_every_relation_has_a_reason_and_weights_sum_to_one_or_tell_nothing(events: list[Event]) -> None:
    for relations in relate(events).values():
        for relation in relations:
            assert relation.reasons
            total = sum(reason.weight for reason in relation.reasons)
            assert total == pytest.approx(1, abs=0.01) or [reason.weight for reason in relation.reasons] == [0]


def test_ranks_count_from_one_without_gaps_and_scores_fall(events: list[Event]) -> None:
    for relations in relate(events).values():
        assert [relation.rank for relation in relations] == list(range(1, len(relations) + 1))
        scores = [relation.score for relation in relations]
        assert scores == sorted(scores, reverse=True)


def test_events_with_nothing_in_common_are_not_related() -> None:
    pair = [
        make_event("a", "2013-01-10", "Rebels take Konna.", "Konna", category="Conflict"),
        make_event("b", "2013-01-10", "Parliament passes budget.", "Parliament", category="Politics"),
    ]
    assert relate(pair) == {}


def test_earlier_only_gives_no_event_of_the_same_or_a_later_day(events: list[Event]) -> None:
    related = relate(events, earlier_only=True)
    assert next(relation.other_id for relation in related["raid"]) == "konna"
    assert all(relation.days_apart < 0 for relations in related.values() for relation in relations)


def test_limit_bounds_the_relations_of_an_event(events: list[Event]) -> None:
    assert max(len(relations) for relations in relate(events, limit=2).values()) == 2


def test_the_same_events_give_the_same_relations(events: list[Event]) -> None:
    assert list(relate_events(events)) == list(relate_events(events))


def test_some_events_alone_get_the_relations_they_get_among_all(events: list[Event]) -> None:
    among_all = relate(events)
    alone = relate(events, only={"raid", "deal", "crowd7"})
    assert alone == {event_id: among_all[event_id] for event_id in ("raid", "deal", "crowd7")}


def test_one_tuple_comes_for_every_event_wanted_in_their_order(events: list[Event]) -> None:
    groups = list(relate_events(events))
    assert len(groups) == len(events)
    assert all(not group or group[0].event_id == event.id for group, event in zip(groups, events, strict=True))


def test_the_topic_that_editors_filed_both_under_is_the_first_reason() -> None:
    topic = Topic(text="Mali War", entities=("Mali War",))
    pair = [
        make_event("a", "2013-01-10", "Rebels take Konna.", "Konna", topics=(topic,)),
        make_event("b", "2013-01-20", "France answers at Konna.", "Konna", topics=(topic,)),
    ]
    (relation,) = relate(pair)["a"]
    assert [(reason.kind, reason.label) for reason in relation.reasons] == [("topic", "Mali War"), ("entity", "Konna")]


def test_an_event_without_links_is_related_by_its_wording() -> None:
    pair = [
        make_event("a", "2013-01-10", "A blizzard closes Heathrow."),
        make_event("b", "2013-01-12", "Flights from Heathrow resume after the blizzard."),
    ]
    (relation,) = relate(pair)["a"]
    assert {(reason.kind, reason.label) for reason in relation.reasons} == {
        ("wording", "Heathrow"),
        ("wording", "blizzard"),
    }


def cite(path: str) -> tuple[Source, ...]:
    return (Source(url=f"https://news.example/{path}", publisher="News"),)


def test_words_of_the_sources_addresses_are_the_last_resort() -> None:
    pair = [
        make_event("a", "2013-01-10", "Rain falls.", sources=cite("lothal-flood")),
        make_event("b", "2013-01-12", "Water rises.", sources=cite("flood-in-lothal")),
    ]
    (relation,) = relate(pair)["a"]
    assert relation.reasons[0].label in {"lothal", "flood"}


def test_folders_of_the_sources_addresses_are_no_reason() -> None:
    pair = [
        make_event("a", "2013-01-10", "Rain falls.", sources=cite("life-style/gadgets-and-tech/lothal-flood-b9.html")),
        make_event("b", "2013-01-12", "Prices rise.", sources=cite("life-style/gadgets-and-tech/harappa-b8.html")),
    ]
    assert relate(pair) == {}


def test_small_words_alone_tell_nothing_in_a_small_archive() -> None:
    pair = [
        make_event("a", "2013-01-15", "France stays until it is safe."),
        make_event("b", "2013-01-16", "Airlines ground an aircraft until its batteries are safe."),
    ]
    (relation,) = relate(pair)["a"]
    assert not any(reason.weight for reason in relation.reasons)


def test_two_words_that_name_a_country_are_a_place() -> None:
    pair = [
        make_event("a", "2013-01-18", "Somalia, Kenya and Chad ask the United States."),
        make_event("b", "2013-01-18", "Kidnappers in Algeria, Mali and Niger write to the United States."),
    ]
    (relation,) = relate(pair)["a"]
    assert {(reason.kind, reason.label) for reason in relation.reasons} == {("place", "United States")}


@pytest.mark.parametrize("text", ["", "…", "12", "İzmir", "\u200b", "ﬁ ǅ ß"])
def test_any_text_is_taken(text: str) -> None:
    events = [make_event("a", "2013-01-10", text, "Konna"), make_event("b", "2013-01-10", text, "Konna")]
    assert [relation.other_id for relation in relate(events)["a"]] == ["b"]


def test_no_events_and_one_event_have_no_relations() -> None:
    assert list(relate_events([])) == []
    assert list(relate_events([make_event("a", "2013-01-10", "Alone.", "Konna")])) == [()]


def give_reasons(first: Event, second: Event) -> list[tuple[str, str]]:
    """Give the reasons of two events among others that share nothing with them."""
    crowd = [make_event(f"c{n}", f"2013-03-{1 + n % 28:02}", f"Item{n} word{n}.", f"Thing {n}") for n in range(60)]
    found = relate([first, second, *crowd]).get(first.id, ())
    return [(reason.kind, reason.label) for relation in found for reason in relation.reasons]


def test_a_name_of_two_words_is_one_reason_as_it_is_written() -> None:
    first = make_event("a", "2013-01-10", "A court fines the blogger Chiara Ferragni over a cake.")
    second = make_event("b", "2013-01-12", "Shops drop the brand of Chiara Ferragni.")
    assert give_reasons(first, second) == [("wording", "Chiara Ferragni")]


def test_a_word_of_two_different_names_is_no_reason() -> None:
    crowd = [make_event(f"m{n}", f"2013-04-{n:02}", f"The Party{n} Movement meets{n}.") for n in range(1, 20)]
    first = make_event("a", "2013-01-10", "The Liberation Movement rests.", "Konna")
    second = make_event("b", "2013-01-12", "The Reform Movement eats.", "Gao")
    related = relate([first, second, *crowd]).get("a", ())
    reasons = [reason for relation in related for reason in relation.reasons]
    assert all(reason.weight == 0 for reason in reasons if reason.label == "Movement")


def test_events_of_one_small_country_say_so() -> None:
    first = make_event("a", "2013-01-10", "Soldiers seize the palace in Mali.", "Bamako")
    second = make_event("b", "2013-01-12", "Banks in Mali shut.", "Kayes")
    assert ("place", "Mali") in give_reasons(first, second)


def test_a_bullet_of_two_topics_is_the_same_story_as_either() -> None:
    both = Topic(text="Mali War, Operation Serval", entities=("Mali War", "Operation Serval"))
    alone = Topic(text="Operation Serval", entities=("Operation Serval",))
    first = make_event("a", "2013-01-10", "Rebels take Konna.", topics=(both,))
    second = make_event("b", "2013-01-20", "Troops enter Gao.", topics=(alone,))
    assert give_reasons(first, second)[0] == ("topic", "Operation Serval")
