"""A found story is one that a reader would call one: named, over several days, of at least three events."""

from backstory.model import Chain, Event, Mention
from backstory.stories import Chainer


def make_event(event_id: str, date: str, *names: str) -> Event:
    mentions = tuple(Mention(title=name, anchor=name) for name in names)
    return Event(id=event_id, date=date, path="", category="", text=event_id, mentions=mentions)


def find(*events: Event, counts: dict[str, int] | None = None) -> Chain | None:
    known = counts or {}
    return Chainer(10_000, lambda name: known.get(name, 3)).make_chain("root", events)


def test_three_events_on_two_days_that_name_the_same_are_a_story() -> None:
    chain = find(
        make_event("a", "2020-05-19", "Edenville Dam", "Michigan"),
        make_event("b", "2020-05-19", "Edenville Dam", "Michigan"),
        make_event("c", "2020-05-22", "Edenville Dam"),
        counts={"Michigan": 300},
    )
    assert chain is not None
    assert (chain.title, chain.wish, chain.owner) == (
        "Edenville Dam, Michigan",
        "Edenville Dam Michigan 2020-05",
        "event:root",
    )
    assert (chain.kind, chain.first_on, chain.last_on) == ("found", "2020-05-19", "2020-05-22")


def test_events_of_one_day_or_two_events_are_none() -> None:
    assert find(*(make_event(id, "2020-05-19", "Edenville Dam") for id in "abc")) is None
    assert find(make_event("a", "2020-05-19", "Edenville Dam"), make_event("b", "2020-05-20", "Edenville Dam")) is None


def test_a_country_alone_makes_no_story() -> None:
    events = [make_event(id, f"2020-05-1{day}", "Bangladesh") for day, id in enumerate("abcd")]
    assert find(*events, counts={"Bangladesh": 300}) is None
    assert find(*events, counts={"Bangladesh": 29}) is None


def test_a_common_noun_tells_nothing() -> None:
    murders = [
        Event(
            id=id,
            date=f"2020-05-1{day}",
            path="",
            category="",
            text="",
            mentions=(Mention(title="Murder", anchor="murdered"),),
        )
        for day, id in enumerate("abc")
    ]
    assert find(*murders) is None


def test_an_event_that_names_none_of_it_is_left_out() -> None:
    events = [make_event(id, f"2020-05-1{day}", "Alexei Navalny") for day, id in enumerate("abc")]
    chain = find(*events, make_event("x", "2020-05-14", "Oleg Sokolov"))
    assert chain is not None
    assert chain.event_ids == ("a", "b", "c")


def test_a_town_does_not_join_accidents_a_year_apart() -> None:
    dates = ("2020-05-27", "2020-06-05", "2021-06-27")
    accidents = [make_event(date, date, "Dhaka", "Bangladesh") for date in dates]
    assert find(*accidents, counts={"Dhaka": 9, "Bangladesh": 300}) is None
    assert find(*accidents, counts={"Dhaka": 4, "Bangladesh": 300}) is not None


def test_a_list_is_no_name_for_a_title() -> None:
    events = [make_event(id, f"2020-05-1{day}", "Lakhvi", "List of trials") for day, id in enumerate("abc")]
    chain = find(*events)
    assert chain is not None
    assert (chain.title, chain.wish) == ("Lakhvi, from May 2020", "Lakhvi 2020-05")
