"""A wiki's answers become revisions, missing pages and resolved titles, whatever way the answers come."""

import pytest

from backstory.errors import FetchError
from backstory.fetch import Client, MissingPage, Wiki, parse_range
from backstory.model import Revision
from backstory.model.portal import make_day_title
from tests.fakes import wiki as fakes
from tests.fakes.wiki import FakeWiki

JANUARY = parse_range("2013-01")
DAY = "2013-01-10"
TITLE = make_day_title(DAY)


def test_latest_gives_each_day_its_newest_state(fake: FakeWiki, wiki: Wiki) -> None:
    fake.save(TITLE, "old")
    newest = fake.save(TITLE, "new", at="2013-01-11T08:00:00Z")
    assert list(wiki.latest([DAY])) == [
        Revision(
            origin="wikipedia",
            page="Portal:Current events/2013 January 10",
            date=DAY,
            timestamp="2013-01-11T08:00:00Z",
            text="new",
            revision_id=newest,
        )
    ]


def test_a_year_takes_eight_queries_and_comes_in_order(fake: FakeWiki, wiki: Wiki) -> None:
    days = parse_range("2013")
    for day in days:
        fake.save(make_day_title(day), f"news of {day}")
    found = list(wiki.latest(days))
    assert [(item.date, getattr(item, "text", "")) for item in found] == [(day, f"news of {day}") for day in days]
    assert len(fake.requests) == 8
    assert all(request[2]["maxlag"] == "5" for request in fake.requests)


def test_a_missing_day_is_normal(fake: FakeWiki, wiki: Wiki) -> None:
    fake.save(TITLE, "news")
    assert next(wiki.latest(["2013-01-09", DAY])) == MissingPage(
        date="2013-01-09", page="Portal:Current events/2013 January 9"
    )


def test_a_blanked_page_is_an_empty_state_and_not_a_missing_one(fake: FakeWiki, wiki: Wiki) -> None:
    fake.save(TITLE, "")
    (found,) = wiki.latest([DAY])
    assert isinstance(found, Revision)
    assert found.text == ""


@pytest.mark.parametrize("max_result_bytes", [600, 1_000, 3_000])
def test_pages_that_did_not_fit_into_an_answer_are_not_empty(fake: FakeWiki, wiki: Wiki, max_result_bytes: int) -> None:
    for day in JANUARY:
        fake.save(make_day_title(day), f"news of {day} " * 10)
    fake.max_result_bytes = max_result_bytes
    found = list(wiki.latest(JANUARY))
    assert [getattr(item, "text", None) for item in found] == [f"news of {day} " * 10 for day in JANUARY]
    assert len(fake.requests) > 2


def test_a_page_that_never_fits_is_an_error_and_not_an_endless_loop(fake: FakeWiki, wiki: Wiki) -> None:
    fake.save(TITLE, "news " * 1000)
    fake.max_result_bytes = 600
    with pytest.raises(FetchError, match="circle"):
        list(wiki.latest([DAY]))


def test_a_renamed_page_is_found_through_its_redirect(fake: FakeWiki, wiki: Wiki) -> None:
    fake.redirects[TITLE] = "Portal:Current events/10 January 2013"
    fake.save("Portal:Current events/10 January 2013", "news")
    (found,) = wiki.latest([DAY])
    assert isinstance(found, Revision)
    assert (found.date, found.page, found.text) == (DAY, "Portal:Current events/10 January 2013", "news")


def test_a_day_that_redirects_to_another_day_has_no_news_of_its_own(fake: FakeWiki, wiki: Wiki) -> None:
    fake.redirects[TITLE] = make_day_title("2013-01-11")
    fake.save(make_day_title("2013-01-11"), "news")
    moved, other = wiki.latest([DAY, "2013-01-11"])
    assert moved == MissingPage(date=DAY, page=make_day_title("2013-01-11"), reason="moved")
    assert isinstance(other, Revision)
    assert list(wiki.history(DAY)) == []


def test_redirects_in_a_circle_are_a_missing_page(fake: FakeWiki, wiki: Wiki) -> None:
    fake.redirects |= {TITLE: "Portal:A", "Portal:A": TITLE}
    assert [type(item) for item in wiki.latest([DAY])] == [MissingPage]


def test_a_state_that_the_wiki_hides_is_told_apart(fake: FakeWiki, wiki: Wiki) -> None:
    first = fake.save(TITLE, "one")
    fake.save(TITLE, None)
    assert [item.reason for item in wiki.latest([DAY]) if isinstance(item, MissingPage)] == ["hidden"]
    assert [state.revision_id for state in wiki.history(DAY)] == [first]


def test_early_days_are_read_from_their_months_page(fake: FakeWiki, wiki: Wiki, client: Client) -> None:
    month = "Portal:Current events/January 2002"
    fake.save(month, "== January 1 ==\n* Old.\n")
    newest = fake.save(month, "== January 1 ==\n* Euro.\n== January 2 ==\n* More.\n")
    fake.redirects[make_day_title("2002-01-02")] = month
    days = ["2002-01-01", "2002-01-02", "2002-01-03"]
    found = list(wiki.latest(days))
    assert [(item.page, getattr(item, "text", None)) for item in found] == [
        (month, "* Euro."), (month, "* More."), (make_day_title("2002-01-03"), None)
    ]  # fmt: skip
    assert [state.text for state in wiki.history("2002-01-01")] == ["* Old.", "* Euro."]
    assert [state.text for state in wiki.history("2002-01-02")] == ["* More."]
    assert wiki.changed_since(days, {"2002-01-01": newest, "2002-01-02": newest}) == []
    fake.save(month, "== January 1 ==\n* Euro!\n")
    assert [state.text for state in wiki.history("2002-01-02", after_revision=newest)] == [""], "it was removed"
    assert wiki.changed_since(days, {"2002-01-01": newest, "2002-01-02": newest}) == days[:2]
    assert [type(item) for item in Wiki(fake.api_url, client, month_pages=False).latest(days)] == [MissingPage] * 3


def test_history_is_whole_and_oldest_first(fake: FakeWiki, wiki: Wiki) -> None:
    ids = [fake.save(TITLE, f"state {number}") for number in range(120)]
    states = list(wiki.history(DAY))
    assert [state.revision_id for state in states] == ids
    assert [state.text for state in states] == [f"state {number}" for number in range(120)]
    assert len(fake.requests) == 3


def test_history_goes_on_after_the_revision_that_is_known(fake: FakeWiki, wiki: Wiki) -> None:
    ids = [fake.save(TITLE, f"state {number}") for number in range(5)]
    assert [state.revision_id for state in wiki.history(DAY, after_revision=ids[2])] == ids[3:]
    assert list(wiki.history(DAY, after_revision=ids[-1])) == []


def test_history_starts_anew_where_the_known_revision_is_gone(fake: FakeWiki, wiki: Wiki) -> None:
    ids = [fake.save(TITLE, "again")]
    assert [state.revision_id for state in wiki.history(DAY, after_revision="99")] == ids
    assert list(wiki.history("2013-01-11", after_revision="99")) == []


def test_history_gives_what_it_has_before_it_fails(fake: FakeWiki, wiki: Wiki) -> None:
    ids = [fake.save(TITLE, f"state {number}") for number in range(60)]
    history = wiki.history(DAY)
    first = [next(history).revision_id for _ in range(50)]
    fake.failures += [fakes.unavailable] * 6
    with pytest.raises(FetchError):
        next(history)
    assert first == ids[:50]
    assert [state.revision_id for state in wiki.history(DAY, after_revision=first[-1])] == ids[50:]


def test_only_days_that_changed_are_named(fake: FakeWiki, wiki: Wiki) -> None:
    known = {day: fake.save(make_day_title(day), "news") for day in JANUARY[:20]}
    known["2013-01-25"] = "7"  # deleted since
    fake.save(make_day_title("2013-01-03"), "edited")
    fake.save(make_day_title("2013-01-22"), "new")
    assert wiki.changed_since(JANUARY, known) == ["2013-01-03", "2013-01-22", "2013-01-25"]
    assert "content" not in fake.requests[0][2]["rvprop"]


def test_titles_lead_to_canonical_ones(fake: FakeWiki, wiki: Wiki) -> None:
    fake.facts["Konna"] = {
        "pageprops": {"wikibase_item": "Q1018"},
        "coordinates": [{"lat": 14.9, "lon": -3.9, "primary": True, "globe": "earth"}],
    }
    fake.facts["Olympus Mons"] = {"coordinates": [{"lat": 18.6, "lon": 226, "primary": True, "globe": "mars"}]}
    fake.facts["São Tomé"] = {"pageprops": {}}
    fake.redirects["Kona, Mali"] = "Konna"
    places = ["konna", "Kona, Mali#History", "Kona, Mali", "Olympus_Mons", "Sa\u0303o  Tome\u0301"]
    asked = [*places, "Nowhere", "[x]", "a|b", ""]
    found = wiki.resolve_titles(asked)
    assert list(found) == asked
    konna = found["konna"]
    assert (konna.title, konna.qid, konna.latitude, konna.longitude) == ("Konna", "Q1018", 14.9, -3.9)
    assert found["Kona, Mali#History"] == found["Kona, Mali"] == konna
    assert (found["Olympus_Mons"].title, found["Olympus_Mons"].latitude) == ("Olympus Mons", None)
    assert found["Sa\u0303o  Tome\u0301"].title == "São Tomé"
    assert [title for title in asked if found[title].is_missing] == asked[len(places) :]


def test_coordinates_are_continued(fake: FakeWiki, wiki: Wiki) -> None:
    titles = [f"Place {number}" for number in range(120)]
    for number, title in enumerate(titles):
        fake.facts[title] = {"coordinates": [{"lat": number / 2, "lon": 0, "primary": True, "globe": "earth"}]}
    fake.coordinates_a_query = 20
    found = wiki.resolve_titles(titles)
    assert [found[title].latitude for title in titles] == [number / 2 for number in range(120)]


def test_a_lagging_wiki_is_given_time(fake: FakeWiki, wiki: Wiki, waits: list[float]) -> None:
    fake.save(TITLE, "news")
    fake.failures += [fakes.lagged] * 2
    assert [getattr(item, "text", "") for item in wiki.latest([DAY])] == ["news"]
    assert [wait >= 5 for wait in waits] == [True, True]


@pytest.mark.parametrize(
    ("failure", "words"),
    [(fakes.lagged, "'maxlag'"), (fakes.not_json, "not JSON"), (fakes.unavailable, "503"), (fakes.cut_off, "cut")],
)
def test_what_does_not_pass_is_a_clear_error(fake: FakeWiki, wiki: Wiki, failure: fakes.Failure, words: str) -> None:
    fake.save(TITLE, "news")
    fake.failures += [failure] * 6
    with pytest.raises(FetchError, match=words):
        list(wiki.latest([DAY]))
    assert [getattr(item, "text", "") for item in wiki.latest([DAY])] == ["news"]


def test_an_address_that_is_no_api_is_a_clear_error(fake: FakeWiki, client: Client) -> None:
    with pytest.raises(FetchError, match=r"status 404. Is it the address of a wiki's api.php"):
        list(Wiki(f"{fake.url}/nowhere", client).latest([DAY]))


@pytest.mark.parametrize(
    "body", [b"[]", b'"x"', b"null", b'{"error": 3}', b'{"query": []}', b'{"query": {"pages": 3}}']
)
def test_json_of_another_shape_is_a_clear_error(fake: FakeWiki, wiki: Wiki, body: bytes) -> None:
    fake.failures += [lambda handler: handler.send(200, body)] * 6
    with pytest.raises(FetchError):
        list(wiki.latest([DAY]))


def test_a_time_that_is_none_is_refused_with_its_page(fake: FakeWiki, wiki: Wiki) -> None:
    fake.save(TITLE, "news", at="yesterday")
    with pytest.raises(FetchError, match=r"2013 January 10.*'yesterday', which is no time"):
        list(wiki.latest([DAY]))


def test_a_state_has_no_characters_that_no_wiki_saves(fake: FakeWiki, wiki: Wiki) -> None:
    fake.save(TITLE, '\x1e{"a": 1}\x01\n*news\tof \x85 today')
    (found,) = wiki.latest([DAY])
    assert isinstance(found, Revision)
    assert found.text == '{"a": 1}\n*news\tof \x85 today'
