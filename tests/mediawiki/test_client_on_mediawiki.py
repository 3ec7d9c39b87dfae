"""The client against a real MediaWiki: what it says of pages is what was saved there."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from backstory.errors import FetchError
from backstory.fetch import Client, ClientOptions, MissingPage, Wiki, parse_range, read_dump
from backstory.fetch.retries import RetryOptions
from backstory.model import Revision
from backstory.model.portal import make_day_title
from tests.mediawiki.conftest import MediaWiki

pytestmark = pytest.mark.slow

MARCH = parse_range("2019-03")
EDITED, DELETED, MOVED, RENAMED, ABSENT = "2019-03-04", "2019-03-11", "2019-03-12", "2019-03-13", "2019-03-31"
RENAMED_TITLE = "Portal:Current events/13 March 2019"
MONTH_TITLE = "Portal:Current events/May 2002"
STATES = 70  # more than the 50 that one answer may have


def write_day(day: str, bullet: str = "The harbour of [[Konna]] is opened again.") -> str:
    return f"""{{{{Current events|year={day[:4]}|month={day[5:7]}|day={day[8:]}|content=

;Business and economy
*[[Niger River|River]] trade
**{bullet} [https://news.example/{day} (The Daily Ähre)]

}}}}"""


def write_state(number: int) -> tuple[str, str]:
    return f"2019-03-{4 + number // 24:02}T{number % 24:02}:00:00Z", write_day(EDITED, f"State {number} of the day.")


@pytest.fixture(scope="module")
def mediawiki(empty_mediawiki: MediaWiki) -> MediaWiki:
    wiki = empty_mediawiki
    days = [day for day in MARCH if day not in (EDITED, ABSENT, RENAMED)]
    wiki.load(
        [
            *((make_day_title(day), [(f"{day}T20:00:00Z", write_day(day))]) for day in days),
            (make_day_title(EDITED), [write_state(number) for number in range(STATES)]),
            (make_day_title(RENAMED), [(f"{RENAMED}T20:00:00Z", f"#REDIRECT [[{RENAMED_TITLE}]]")]),
            (RENAMED_TITLE, [(f"{RENAMED}T20:00:00Z", write_day(RENAMED))]),
            (MONTH_TITLE, [("2002-05-30T12:00:00Z", "== May 1 ==\n*An early event.\n== May 2 ==\n*Another.")]),
            ("Konna", [("2019-01-01T00:00:00Z", "A town.")]),
            ("Kona, Mali", [("2019-01-01T00:00:00Z", "#REDIRECT [[Konna#History]]")]),
        ]
    )
    wiki.delete(make_day_title(DELETED))
    # moved by mistake to another day's title, as happens; a redirect stays
    wiki.move(make_day_title(MOVED), make_day_title("2019-04-12"))
    # what the Wikibase extension would write for an article that has an item
    wiki.run_sql(
        "INSERT INTO page_props (pp_page, pp_propname, pp_value, pp_sortkey)"
        " SELECT page_id, 'wikibase_item', 'Q1018', NULL FROM page WHERE page_title = 'Konna'"
    )
    return wiki


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(waits: list[float]) -> Iterator[Client]:
    options = ClientOptions(retries=RetryOptions(attempts=3))
    with Client("operator@example.org", options, sleep=waits.append) as client:
        yield client


@pytest.fixture
def wiki(mediawiki: MediaWiki, client: Client) -> Iterator[Wiki]:
    yield Wiki(mediawiki.api_url, client)
    mediawiki.set_lag(0)
    mediawiki.set_max_result(0)


def check_month(wiki: Wiki) -> None:
    """The whole month, each day once and in order, with the text that was saved."""
    found = list(wiki.latest(MARCH))
    assert [item.date for item in found] == MARCH
    gone = {item.date: item.reason for item in found if isinstance(item, MissingPage)}
    assert gone == {DELETED: "missing", ABSENT: "missing", MOVED: "moved"}
    texts = {item.date: item.text for item in found if isinstance(item, Revision)}
    assert texts == {
        day: write_state(STATES - 1)[1] if day == EDITED else write_day(day) for day in MARCH if day not in gone
    }


def test_latest(wiki: Wiki) -> None:
    check_month(wiki)
    (renamed,) = wiki.latest([RENAMED])
    assert isinstance(renamed, Revision)
    assert (renamed.page, renamed.timestamp) == (RENAMED_TITLE, f"{RENAMED}T20:00:00Z")


@pytest.mark.parametrize("size_bytes", [5_000, 12_000])
def test_cut_answers_lose_nothing(mediawiki: MediaWiki, wiki: Wiki, size_bytes: int) -> None:
    mediawiki.set_max_result(size_bytes)
    check_month(wiki)
    assert len(list(wiki.history(EDITED))) == STATES


def test_a_page_that_never_fits_is_an_error(mediawiki: MediaWiki, wiki: Wiki) -> None:
    mediawiki.set_max_result(100)
    with pytest.raises(FetchError, match="size limit"):
        list(wiki.latest([EDITED]))


def test_history(wiki: Wiki) -> None:
    states = list(wiki.history(EDITED))
    assert [(state.timestamp, state.text) for state in states] == [write_state(number) for number in range(STATES)]
    ids = [state.revision_id for state in states]
    assert [state.revision_id for state in wiki.history(EDITED, after_revision=ids[59])] == ids[60:]
    assert list(wiki.history(EDITED, after_revision=ids[-1])) == []
    assert len(list(wiki.history(EDITED, after_revision="999999"))) == STATES
    assert [list(wiki.history(day)) for day in (DELETED, MOVED, ABSENT)] == [[], [], []]


def test_a_month_page_stands_in_for_its_days(wiki: Wiki) -> None:
    found = list(wiki.latest(["2002-05-01", "2002-05-02", "2002-05-03"]))
    assert [getattr(item, "text", None) for item in found] == ["*An early event.", "*Another.", None]
    assert [state.text for state in wiki.history("2002-05-01")] == ["*An early event."]


def test_changed_since(mediawiki: MediaWiki, wiki: Wiki) -> None:
    june = parse_range("2019-06")
    mediawiki.load([(make_day_title(day), [(f"{day}T20:00:00Z", write_day(day))]) for day in june[:5]])
    known = {item.date: item.revision_id for item in wiki.latest(june) if isinstance(item, Revision)}
    assert (len(known), wiki.changed_since(june, known)) == (5, [])

    mediawiki.edit(make_day_title(june[1]), write_day(june[1], "The harbour stays closed."))
    mediawiki.delete(make_day_title(june[2]))
    mediawiki.delete(make_day_title(june[3]))
    mediawiki.load([(make_day_title(day), [(f"{day}T21:00:00Z", write_day(day))]) for day in (june[3], june[9])])
    assert wiki.changed_since(june, known) == [june[1], june[2], june[3], june[9]]

    (edit,) = wiki.history(june[1], after_revision=known[june[1]])
    assert "stays closed" in edit.text
    assert list(wiki.history(june[2], after_revision=known[june[2]])) == []
    assert len(list(wiki.history(june[3], after_revision=known[june[3]]))) == 1


def test_resolve_titles(wiki: Wiki) -> None:
    found = wiki.resolve_titles(
        ["konna", "Kona,_Mali", "Ko\u0308ln", "[x]", "fr:Konna", "Special:Export", *map(str, range(60))]
    )
    assert (found["konna"].title, found["konna"].qid) == ("Konna", "Q1018")
    assert found["Kona,_Mali"] == found["konna"]
    assert found["Ko\u0308ln"].title == "Köln"
    assert [title for title, place in found.items() if not place.is_missing] == ["konna", "Kona,_Mali"]


def test_maxlag(mediawiki: MediaWiki, wiki: Wiki, waits: list[float]) -> None:
    mediawiki.set_lag(9)
    with pytest.raises(FetchError, match=r"'maxlag'; gave up after 3 attempts"):
        list(wiki.latest(MARCH))
    assert [wait >= 5 for wait in waits] == [True, True], "MediaWiki asks to wait 5 seconds"
    mediawiki.set_lag(3)
    assert len(list(wiki.latest(MARCH))) == 31


def test_special_export_reads_as_a_dump(mediawiki: MediaWiki, wiki: Wiki, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    address = f"{mediawiki.url}/wiki/Special:Export/{quote(make_day_title(EDITED))}"  # %20: it redirects to _
    path.write_bytes(client.query(address).body)
    assert list(read_dump(path)) == list(wiki.latest([EDITED]))

    titles = "\n".join(make_day_title(day) for day in (EDITED, "2019-03-05"))
    form = {"title": "Special:Export", "action": "submit", "pages": titles, "history": "1"}
    path.write_bytes(client.query(f"{mediawiki.url}/w/index.php", form).body)
    assert list(read_dump(path)) == [*wiki.history(EDITED), *wiki.history("2019-03-05")]
