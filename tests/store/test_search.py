"""Searching: what is typed is understood, what is found is counted, marked and paged, and no text is an error."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstory.errors import InputError
from backstory.model import Chain, Citation, Mention, ParsedEvent, SearchRequest, SearchSort, Topic
from backstory.pipeline import add_events
from backstory.store import Archive
from backstory.store.query import parse_query
from backstory.views.searching import describe_hit

MALI = Topic(text="Northern Mali conflict", entities=("Northern Mali conflict",))


def make_item(date: str, text: str, *titles: str, category: str = "Armed conflicts", **more: object) -> ParsedEvent:
    mentions = []
    for title in titles:
        name, _, anchor = title.partition("|")
        anchor = anchor or name
        mentions.append(Mention(title=name, anchor=anchor, start=text.find(anchor)))
    return ParsedEvent(date=date, category=category, text=text, mentions=tuple(mentions), **more)  # type: ignore[arg-type]


ITEMS = [
    make_item("2013-01-10", "Islamists capture the town of Konna.", "Konna", "Islamism|Islamists",
              topics=(MALI,), prefix="Battle of Konna"),
    make_item("2013-01-11", "France sends troops to Mali.", "France", "Mali", topics=(MALI,),
              citations=(Citation(url="https://news.example/a", publisher="Le Monde"),)),
    make_item("2013-01-11", "François Hollande speaks in São Tomé.", "François Hollande", "Mali|the north"),
    make_item("2014-06-29", "ISIL proclaims a caliphate.", "Islamic State of Iraq and the Levant|ISIL"),
    make_item("2014-07-03", "The Islamic State takes an oil field.",
              "Islamic State of Iraq and the Levant|Islamic State"),
    make_item("2014-07-04", "A gang takes a bank in the State of Texas.", "Texas", category="Law and crime"),
    make_item("2020-02-01", "Prime Minister Boris Johnson celebrates.", "Boris Johnson"),
    make_item("2020-03-01", "Johnson falls ill.", "Boris Johnson|Johnson"),
    make_item("2020-03-02", "The Prime Minister's office denies it.", "Boris Johnson|The Prime Minister"),
    make_item("2020-08-04", "Explosions destroy the port of Beirut.", "Beirut", category="Disasters"),
    make_item("2020-08-05", "Beirut mourns after the explosion in the port.", "Beirut", category="Disasters"),
    make_item("2021-05-01", "Syria's Bashar al-Assad votes.", "Bashar al-Assad"),
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("search") / "archive.db") as archive:
        add_events(archive, ITEMS)
        yield archive


def find(archive: Archive, text: str = "", **more: object) -> list[str]:
    """Beginnings of the headlines found, of those that have all the words."""
    found = archive.search(SearchRequest(text=text, **more))  # type: ignore[arg-type]
    return [hit.event.text[:12] for hit in found.hits[: found.complete]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("konna", {"Islamists ca"}),
        ("KONNA islam", {"Islamists ca"}),  # the last word may be a beginning
        ("francois sao tome", {"François Hol"}),
        ("le monde", {"France sends"}),
        ("mali conflict", {"Islamists ca", "France sends"}),
        ("the north", {"François Hol", "France sends", "Islamists ca"}),  # another name for Mali, and Northern
        ("islamic state", {"ISIL proclai", "The Islamic "}),
        ("ISIL", {"ISIL proclai", "The Islamic "}),
        ('"islamic state"', {"The Islamic ", "ISIL proclai"}),  # the title of what ISIL links
        ("explosion beirut", {"Explosions d", "Beirut mourn"}),  # explosions, explodes
        ("what happened in beirut in august 2020", {"Explosions d", "Beirut mourn"}),
        ("beirut 4 August 2020", {"Explosions d"}),
        ("beirut 2020-08-05", {"Beirut mourn"}),
        ("assad", {"Syria's Bash"}),
        ("alassad", {"Syria's Bash"}),
        ("al-Assad", {"Syria's Bash"}),
        ("borris jonson", {"Prime Minist", "Johnson fall", "The Prime Mi"}),
        ("hollande OR assad", {"François Hol", "Syria's Bash"}),
        ("takes -bank", {"The Islamic "}),
        ("-beirut after:2020-03-02", {"The Prime Mi", "Syria's Bash"}),
        ("entity:beirut -explosions", set()),
        ('johnson entity:"Boris Johnson"', {"Prime Minist", "Johnson fall", "The Prime Mi"}),
        ("entity:Nobody beirut", set()),
        ("category:disasters", {"Explosions d", "Beirut mourn"}),
        ("after:2020-08-05 before:2021", {"Beirut mourn"}),
        ("on:2013-01-11", {"France sends", "François Hol"}),
        ("publisher:monde", {"France sends"}),
        ("expl*", {"Explosions d", "Beirut mourn"}),
        ("", set()),
        ("   ", set()),
        ("!!! ??? --", set()),
    ],
)
def test_words_find(archive: Archive, words: str, found: set[str]) -> None:
    assert set(find(archive, words)) == found


def test_words_to_leave_out_need_no_others(archive: Archive) -> None:
    others = find(archive, "-beirut", limit=100)
    assert len(others) == len(ITEMS) - 2
    assert not set(others) & {"Explosions d", "Beirut mourn"}
    assert set(find(archive, "-troops", entity="Mali")) == {"François Hol"}
    assert set(find(archive, "-troops", first="2013-01-11", last="2013")) == {"François Hol"}


@pytest.mark.parametrize(
    "words",
    ['"konna" OR (france*', "NEAR( AND NOT ^", "headline:konna", "'; DROP TABLE events", 'x" OR "a', "{a b} : c"],
)
def test_syntax_of_the_index_is_just_words(archive: Archive, words: str) -> None:
    assert archive.search(words).total <= len(ITEMS)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(st.characters(), max_size=80),
        st.lists(st.sampled_from(['"', "-", "entity:", "on:2020-13-45", "after:", "OR", "*", "AND", "NEAR(a b)", "\0",
                                  "\ud800", "mali", "the", "category:x", "before:0001-01-01", "2020", "May", "31"]),
                 max_size=14).map(" ".join),
        st.text("\"-:*ab ()^{}+.\0", max_size=60),
    )
)  # fmt: skip
def test_any_text_is_a_query(archive: Archive, text: str) -> None:
    found = archive.search(SearchRequest(text=text, with_facets=True))
    assert found.complete <= found.total <= len(ITEMS)
    archive.complete(text)


@pytest.mark.parametrize("text", ["a" * 10_000, "a " * 5_000, '"' * 9_999, "\0" * 10_000, "konna " * 3_000])
def test_long_texts_are_queries(archive: Archive, text: str) -> None:
    archive.search(text)
    archive.complete(text)


def test_a_long_text_finds_what_it_is_about(archive: Archive) -> None:
    text = "In the port of the Lebanese capital " + "there were many long words and " * 40 + "explosions shook Beirut."
    assert archive.search(text).hits[0].event.text.startswith("Explosions")


def test_corrections_are_told(archive: Archive) -> None:
    told = archive.search("borris").corrections
    assert [(one.typed, one.used) for one in told] == [("borris", "boris")]
    assert archive.search('"borris"').hits == ()


def test_where_nothing_has_all_words_most_will_do_and_it_says_so(archive: Archive) -> None:
    found = archive.search("beirut port tsunami")
    assert (found.complete, found.total) == (0, 2)


def test_exact_words_in_order_come_first(archive: Archive) -> None:
    assert find(archive, "islamic state")[0] == "The Islamic "


def test_what_was_found_is_marked(archive: Archive) -> None:
    def mark(text: str) -> list[list[str]]:
        return [[hit.snippet[m.start : m.end] for m in hit.marks] for hit in archive.search(text).hits]

    assert mark("beirut explosion 2020-08-04")[:1] == [["Explosions", "Beirut"]]
    assert ["The Prime Minister"] in mark("boris johnson")
    assert mark("sao tome") == [["São", "Tomé"]]


def test_a_long_headline_is_cut_around_what_was_found(tmp_path: Path) -> None:
    text = "Something happens somewhere. " * 30 + "A zebra is seen. " + "Nothing else happens. " * 30
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, [make_item("2020-01-01", text)])
        (hit,) = archive.search("zebra").hits
        assert len(hit.snippet) <= 330
        assert [hit.snippet[mark.start : mark.end] for mark in hit.marks] == ["zebra"]
        assert hit.event.headline[hit.start :].startswith(hit.snippet)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_are_what_one_long_page_would_be(archive: Archive, sort: SearchSort) -> None:
    whole = archive.search(SearchRequest(text="the", sort=sort, limit=100))
    pages, cursor = [], ""
    while True:
        page = archive.search(SearchRequest(text="the", sort=sort, limit=2, cursor=cursor))
        pages += page.hits
        cursor = page.cursor
        if not cursor:
            break
    assert [hit.event.id for hit in pages] == [hit.event.id for hit in whole.hits]
    dates = [hit.event.date for hit in pages]
    assert sort == "relevance" or dates == sorted(dates, reverse=sort == "newest")


def test_a_page_goes_on_where_the_last_one_ended_though_events_were_added(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, [make_item(f"2020-01-{day:02}", f"Strike number {day}.") for day in range(1, 11)])
        first = archive.search(SearchRequest(text="strike", sort="newest", limit=4))
        add_events(archive, [make_item("2020-02-01", "A strike more."), make_item("2019-01-01", "An older strike.")])
        second = archive.search(SearchRequest(text="strike", sort="newest", limit=4, cursor=first.cursor))
        assert [hit.event.date[-2:] for hit in (*first.hits, *second.hits)] == [f"{day:02}" for day in range(10, 2, -1)]


@pytest.mark.parametrize("cursor", ["x", "!!", "bm9uZQ", "é" * 9, "A" * 5_000])
def test_a_cursor_of_nobody_is_refused(archive: Archive, cursor: str) -> None:
    with pytest.raises(InputError, match="cursor"):
        archive.search(SearchRequest(text="the", cursor=cursor))


def test_filters_can_be_given_beside_the_words(archive: Archive) -> None:
    assert set(find(archive, first="2020", last="2020-07")) == {"Prime Minist", "Johnson fall", "The Prime Mi"}
    assert find(archive, "takes", category="law and crime") == ["A gang takes"]
    assert find(archive, entity="islamic-state-of-iraq-and-the-levant", last="2014-06") == ["ISIL proclai"]
    assert find(archive, entity="Nobody at All") == []
    assert find(archive, first="2021", last="2020") == []
    with pytest.raises(InputError, match="no date"):
        find(archive, first="yesterday")


def test_facets_count_what_was_found(archive: Archive) -> None:
    ids = [event.id for event in archive.events("2020-08-04", "2020-08-05")]
    chain = Chain(
        owner="Blast", title="The blast", kind="topic", wish="Blast", first_on="2020-08-04", last_on="2020-08-05",
        event_ids=tuple(ids),
    )  # fmt: skip
    archive.write_chains([chain], None, "topic")
    facets = archive.search(SearchRequest(text="beirut OR assad", with_facets=True)).facets
    assert facets is not None
    assert [(value.name, value.count) for value in facets.years] == [("2021", 1), ("2020", 2)]
    assert [(value.label, value.count) for value in facets.categories] == [("Disasters", 2), ("Armed conflicts", 1)]
    assert [(value.name, value.count) for value in facets.entities] == [("beirut", 2), ("bashar-al-assad", 1)]
    assert [(value.name, value.label, value.count) for value in facets.stories] == [("blast", "The blast", 2)]
    assert set(find(archive, story="blast")) == {"Explosions d", "Beirut mourn"}
    assert find(archive, 'explosion story:"the BLAST" on:2020-08-04') == ["Explosions d"]
    assert archive.search("beirut").facets is None


def test_an_old_story_is_found_behind_many_newer_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backstory.store.search.WINDOW", 3)
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, ITEMS)
        ids = [event.id for event in archive.events("2013-01-10", "2013-01-11")]
        chain = Chain(
            owner="Mali", title="Mali", kind="topic", wish="Mali", first_on="2013-01-10", last_on="2013-01-11",
            event_ids=tuple(ids),
        )  # fmt: skip
        archive.write_chains([chain], None, "topic")
        assert len(find(archive, story="mali")) == 3
        assert set(find(archive, "-troops", story="mali")) == {"Islamists ca", "François Hol"}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("bo", "Boris Johnson"),
        ("johns", "Boris Johnson"),
        ("boris j", "Boris Johnson"),
        ("Isl", "Islamic State of Iraq and the Levant"),
        ("isil", "Islamic State of Iraq and the Levant"),
        ("sad", None),
        ("al-as", "Bashar al-Assad"),
        ("francois", "François Hollande"),
        ("jonson", "Boris Johnson"),
        ("the pri", "Boris Johnson"),
        ("", None),
    ],
)
def test_names_are_completed(archive: Archive, typed: str, title: str | None) -> None:
    found = archive.complete(typed)
    assert (found[0].title if found else None) == title


def test_what_was_typed_comes_before_what_may_have_been_meant(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        rare = make_item("2020-01-01", "A shaikh speaks.", "Abdul Hafeez Shaikh|Shaikh")
        known = [make_item(f"2020-01-0{day}", f"She wins {day}.", "Sheikh Hasina") for day in range(2, 6)]
        add_events(archive, [rare, *known])
        assert [one.title for one in archive.complete("shaikh")] == ["Abdul Hafeez Shaikh", "Sheikh Hasina"]
        assert [one.title for one in archive.complete("sheikh")] == ["Sheikh Hasina"]


def test_the_same_sound_makes_up_for_letters(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        events = [make_item("2004-01-01", "He speaks.", "Kamal Kharazi")]
        events += [make_item(f"2011-03-0{day}", f"He flees {day}.", "Muammar Gaddafi") for day in range(1, 5)]
        add_events(archive, events)
        assert archive.complete("khadafi")[0].title == "Muammar Gaddafi"


def test_names_that_are_linked_no_more_are_not_completed(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, [make_item("2020-01-01", "Rome burns.", "Roma|Rome")])
        archive.add_redirects([("Roma", "Rome")], "2020-01-02T00:00:00Z")
        assert [(one.title, one.uses) for one in archive.complete("rom")] == [("Rome", 1)]
        assert find(archive, "roma") == ["Rome burns."]
        assert find(archive, 'entity:"Roma"') == ["Rome burns."]
        assert archive.check() == []


def test_an_archive_of_the_last_schema_finds_names_once_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        add_events(archive, ITEMS)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE search_names SET folded = ''")
        other.execute("DELETE FROM search_names WHERE kind = 3")
        other.execute("DELETE FROM search_words")
        other.execute("INSERT INTO search_name_words (search_name_words) VALUES ('delete-all')")
    with Archive(path) as archive:
        assert archive.complete("borris")[0].title == "Boris Johnson"


def test_dates_are_read_as_spans() -> None:
    query = parse_query("after:2020-05 before:2020-08 x")
    assert (query.first, query.last) == ("2020-05-01", "2020-07-31")
    query = parse_query("from:2020-2 to:2020-02")
    assert (query.first, query.last) == ("2020-02-01", "2020-02-29")
    assert parse_query("on:2020-02-30").first == ""


@pytest.mark.parametrize("typed", ["after:foo", "before:2020-13", "on:2020-02-30"])
def test_a_hint_that_is_no_date_is_looked_for_as_words_and_told(archive: Archive, typed: str) -> None:
    told = archive.search(f"beirut {typed}").corrections
    assert [(one.typed, one.used) for one in told[:1]] == [(typed, typed.replace(":", " "))]
    assert not archive.search("beirut after:2020-05").corrections
    assert not archive.search("beirut -after:foo http://example.org").corrections


def test_a_page_shows_that_a_headline_goes_on_where_it_is_cut(tmp_path: Path) -> None:
    text = "Something happens somewhere. " * 30 + "A zebra is seen. " + "Nothing else happens. " * 30
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, [make_item("2020-01-01", text), make_item("2020-01-02", "A zebra escapes.")])
        found = archive.search(SearchRequest(text="zebra", sort="oldest"))
    cut, whole = map(describe_hit, found.hits)
    assert cut.snippet.startswith("… ")
    assert cut.snippet.endswith(" …")
    assert cut.snippet[2:-2] in cut.headline
    assert [cut.snippet[mark.start : mark.end] for mark in cut.marks] == ["zebra"]
    assert whole.snippet == whole.headline
