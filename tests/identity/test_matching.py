"""Which item is which event, decided without an archive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.identity import find_heirs, make_id, make_path, match_items, match_moved
from backstory.identity.matching import choose_best, choose_together
from backstory.model import Citation, KnownEvent, Mention, ParsedEvent


def make_item(text: str, *urls: str, links: str = "", date: str = "2020-04-03", **more: str) -> ParsedEvent:
    mentions = tuple(Mention(title=title, anchor=title) for title in links.split())
    citations = tuple(Citation(url=f"https://news.example/{url}") for url in urls)
    return ParsedEvent(date=date, category="", text=text, mentions=mentions, citations=citations, **more)


def make_known(number: int, text: str, *urls: str, links: str = "", is_live: bool = True) -> KnownEvent:
    return KnownEvent(id=f"e{number}", wordings=(make_item(text, *urls, links=links),), is_live=is_live)


def test_article_that_only_both_cite_decides_whatever_the_words() -> None:
    known = [make_known(1, "Fire in the harbour.", "a"), make_known(2, "Storm over the bay.", "b")]
    assert match_items([make_item("Nine dead.", "b"), make_item("Ships burn.", "a")], known) == ["e2", "e1"]


def test_article_that_several_cite_does_not_decide_alone() -> None:
    known = [make_known(1, "Fire in the harbour.", "a"), make_known(2, "Storm over the bay.", "a")]
    items = [make_item("Storm over the bay of Naples.", "a"), make_item("Parliament dissolved.", "a")]
    assert match_items(items, known) == ["e2", None]


def test_same_sentence_wins_over_an_article_that_moved_to_another() -> None:
    known = [make_known(1, "Fire in the harbour of Rotterdam.", "a")]
    items = [make_item("Insurers count the cost.", "a"), make_item("Fire in the harbour of Rotterdam.", "b")]
    assert match_items(items, known) == [None, "e1"]


def test_tracking_in_a_url_makes_no_other_article() -> None:
    known = [make_known(1, "Fire in the harbour.", "a")]
    assert match_items([make_item("Ships burn.", "a?utm_source=feed")], known) == ["e1"]


def test_rising_toll_with_the_same_links_is_the_same_event() -> None:
    known = [
        make_known(
            1, "At least 41 people are killed in a fire at a ward in Nasiriyah, Iraq.", "a", links="Nasiriyah Iraq"
        )
    ]
    text = "At least 92 people are killed in a fire at a ward in Nasiriyah, Iraq, after sparks reach an oxygen tank."
    assert match_items([make_item(text, "b", links="Nasiriyah Iraq")], known) == ["e1"]


def test_formula_with_another_country_is_another_event() -> None:
    known = [make_known(1, "Malaysia reports 57 new cases, the total is now 5,000.", "a", links="Malaysia")]
    assert match_items(
        [make_item("Thailand reports 33 new cases, the total is now 3,000.", "b", links="Thailand")], known
    ) == [None]


def test_best_assignment_is_found_over_all() -> None:
    """Each item alone would take the first event."""
    known = [
        make_known(1, "Police in Lima arrest ten people."),
        make_known(2, "Police in Lima arrest ten more people."),
    ]
    items = [make_item("Police in Lima arrest ten people more."), make_item("Police in Lima arrest ten people today.")]
    assert match_items(items, known) == ["e2", "e1"]


def test_removed_event_comes_back_only_in_words_like_its_own() -> None:
    known = [make_known(1, "Fire in the harbour of Rotterdam.", "a", is_live=False)]
    assert match_items([make_item("Fire in the harbour of Rotterdam.")], known) == ["e1"]
    assert match_items([make_item("Fire in the port of Rotterdam.", "a")], known) == ["e1"]
    assert match_items([make_item("Insurers count the cost of a fire.", "a")], known) == [None]


def test_moved_item_needs_more_than_a_passing_likeness() -> None:
    lost = [
        make_known(1, "France reports 833 deaths, the highest number in a day.", "a", links="France", is_live=False)
    ]
    text = "France reports 1,438 deaths, bringing the toll to 17,167 with 133,470 cases in all."
    assert match_moved([make_item(text, "b", links="France", date="2020-04-04")], lost) == [None]
    assert match_moved([make_item(lost[0].wordings[0].text, "a", links="France", date="2020-04-04")], lost) == ["e1"]


def test_heir_is_the_event_that_says_what_the_removed_one_said() -> None:
    gone = make_known(1, "A bridge over the river Rimac collapses.", "a", is_live=False)
    merged = make_known(2, "Quake shakes Lima; a bridge over the river Rimac collapses.", "b", "a")
    other = make_known(3, "Quake shakes Tokyo.", "a")
    assert find_heirs([gone], [other, merged]) == (("e1", "e2"),)
    assert find_heirs([gone], [other]) == ()


def test_id_is_short_and_depends_on_date_and_headline_only() -> None:
    item = make_item("Fire in the  harbour.", "a")
    assert make_id(item) == make_id(make_item("fire in the harbour.", "b", links="Fire"))
    assert len(make_id(item)) == 10
    assert make_id(item).isalnum()
    others = [
        make_id(item, 1),
        make_id(make_item("Fire.")),
        make_id(make_item("Fire in the harbour.", date="2020-04-04")),
    ]
    assert len({make_id(item), *others}) == 4


def test_path_is_the_day_and_the_words_without_the_inline_topic() -> None:
    item = make_item("Islamists capture Konna.", date="2013-01-08", prefix="Battle of Konna")
    assert make_path(item) == "/news/2013/01/8/islamists-capture-konna"


@pytest.mark.parametrize("text", ["index", "Index", "index."])
def test_no_event_asks_for_the_address_of_its_day(text: str) -> None:
    assert make_path(make_item(text, date="2013-01-08")) == "/news/2013/01/8/index_"


_TEXTS = st.sampled_from(
    ["Fire in the harbour.", "Fire in the port.", "Storm over the bay.", "", "A", "Nine dead, ten hurt."]
)
_ITEMS = st.lists(
    st.builds(lambda text, urls: make_item(text, *urls), _TEXTS, st.lists(st.sampled_from("abc"), max_size=2))
)


@given(items=_ITEMS, before=_ITEMS, live=st.lists(st.booleans(), min_size=50))
def test_no_event_is_given_twice_and_an_unchanged_state_keeps_all(
    items: list[ParsedEvent], before: list[ParsedEvent], live: list[bool]
) -> None:
    known = [
        KnownEvent(id=f"e{number}", wordings=(said,), is_live=is_live)
        for number, (said, is_live) in enumerate(zip(before, live, strict=False))
    ]
    given_ids = [event_id for event_id in match_items(items, known) if event_id]
    assert len(given_ids) == len(set(given_ids))
    standing = [event for event in known if event.is_live]
    assert match_items([event.wordings[0] for event in standing], known) == [event.id for event in standing]


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from((0, 0, 0.5, 1, 2)), min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
def test_where_each_has_a_best_of_its_own_these_are_best_together(ratings: list[list[float]]) -> None:
    found = choose_best(ratings)
    assert found is None or found == choose_together(ratings)
