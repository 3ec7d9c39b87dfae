"""Files: what can be added, what an export keeps, and what a bad file says."""

import json
import lzma
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from backstory.errors import InputError
from backstory.model import ParsedEvent
from backstory.pipeline import add_events, add_path, export_events
from backstory.store import Archive
from tests.pipeline.feeding import Feed, write_page

Others = Callable[[], Archive]

QUAKE = ("[[Lima|Quake]] shakes the coast of [[Peru]].", "quake")
VOTE = ("Voters in [[Iceland]] elect a parliament.", "vote")
FIRE = ("Fire in the harbour of [[Rotterdam]].", "fire")


def feed_some(feed: Feed) -> None:
    feed(3, 8, [QUAKE, VOTE])
    feed(3, 9, [FIRE, ("[[Lima|Quake]] shakes [[Peru]], forty houses fall.", "quake"), VOTE])
    feed(4, 8, [("Snow falls in [[Oslo]].", "")])
    add_events(feed.archive, [ParsedEvent(date="2020-04-03", category="Sport", text="Chess ends in a draw.", line=4)])


def test_export_added_to_an_empty_archive_gives_the_same_export(feed: Feed, other: Others, tmp_path: Path) -> None:
    feed_some(feed)
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert export_events(feed.archive, one).events == 5
    copy = other()
    assert add_path(copy, one).new == 5
    assert copy.check() == []
    export_events(copy, two)
    assert two.read_text(encoding="utf-8") == one.read_text(encoding="utf-8")
    assert list(copy.events()) == list(feed.archive.events())
    assert list(copy.addresses()) == list(feed.archive.addresses())


def test_export_added_to_its_own_archive_changes_nothing(feed: Feed, tmp_path: Path) -> None:
    feed_some(feed)
    before = list(feed.archive.events())
    export_events(feed.archive, tmp_path / "one.jsonl")
    report = add_path(feed.archive, tmp_path / "one.jsonl")
    assert (report.new, report.changed, report.removed) == (0, 0, 0)
    assert list(feed.archive.events()) == before
    assert feed.archive.check() == []


def test_archive_made_from_an_export_goes_on_following_the_pages(feed: Feed, other: Others, tmp_path: Path) -> None:
    feed_some(feed)
    export_events(feed.archive, tmp_path / "one.jsonl")
    follower = Feed(other())
    add_path(follower.archive, tmp_path / "one.jsonl")
    news = [("[[Lima|Quake]] shakes [[Peru]], fifty houses fall.", "quake"), FIRE]
    assert follower(3, 20, news) == feed(3, 20, news)


def test_nothing_of_an_added_export_shows_before_it_was_worded_so(feed: Feed, other: Others, tmp_path: Path) -> None:
    feed_some(feed)
    export_events(feed.archive, tmp_path / "one.jsonl")
    copy = other()
    add_path(copy, tmp_path / "one.jsonl")
    with copy.as_of("2020-04-03T08:30:00Z") as then:
        assert [event.text for event in then.events()] == ["Voters in Iceland elect a parliament."]
        assert then.check() == []


def test_events_of_a_file_added_again_change_nothing(feed: Feed, tmp_path: Path) -> None:
    lines = [{"date": "2020-04-03", "text": "Fire."}, {"id": "mine", "date": "2020-04-03", "text": "Snow."}]
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert add_path(feed.archive, path).new == 2
    before = list(feed.archive.events())
    report = add_path(feed.archive, path)
    assert (report.stored, report.new, report.changed) == (0, 0, 0)
    assert list(feed.archive.events()) == before
    assert feed.archive.event("mine").text == "Snow."


def test_event_of_a_file_with_a_known_id_is_reworded(feed: Feed) -> None:
    add_events(feed.archive, [ParsedEvent(id="mine", date="2020-04-03", category="", text="Snow.")])
    report = add_events(feed.archive, [ParsedEvent(id="mine", date="2020-04-03", category="", text="Much snow.")])
    assert (report.new, report.changed) == (0, 1)
    assert [version.headline for version in feed.archive.versions("mine")] == ["Snow.", "Much snow."]
    assert feed.archive.counts()["events"] == 1


@pytest.mark.parametrize("name", ["2020-04-03.wiki", "2020-04-03_123456.wiki", "page.wiki"])
def test_wiki_file_says_its_day(feed: Feed, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(write_page([QUAKE]), encoding="utf-8")
    assert add_path(feed.archive, tmp_path / name).new == 1
    assert feed.archive.days() == [("2020-04-03", 1)]
    assert add_path(feed.archive, tmp_path / name).stored == 0
    assert feed.archive.page_of(feed.events(3)[0]) == "Portal:Current events/2020 April 3"


def test_folder_is_added_whole_and_says_what_it_left_out(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "2020-04-03.wiki").write_text(write_page([QUAKE]), encoding="utf-8")
    (tmp_path / "a" / "notes.wiki").write_text("no date at all", encoding="utf-8")
    line = {"date": "2020-04-04", "timestamp": "2020-04-04T10:00:00Z", "wikitext": write_page([VOTE])}
    with lzma.open(tmp_path / "a" / "states.jsonl.xz", "wt") as file:
        file.write(json.dumps(line) + "\n")
    report = add_path(feed.archive, tmp_path)
    assert report.new == 2
    assert len(report.skipped) == 1
    assert "notes.wiki does not say its day" in report.skipped[0]


@pytest.mark.parametrize("name", ["2020-04-03.WIKI", "Events.JSONL", "Events.JSONL.XZ", "Table.Csv"])
def test_an_ending_in_capitals_is_the_same_ending(feed: Feed, tmp_path: Path, name: str) -> None:
    kind = name.lower().partition(".")[2]
    if kind == "wiki":
        content = write_page([QUAKE]).encode()
    else:
        content = b"date,text\n2020-04-03,Snow.\n" if kind == "csv" else b'{"date": "2020-04-03", "text": "Snow."}\n'
    (tmp_path / name).write_bytes(lzma.compress(content) if kind.endswith("xz") else content)
    assert add_path(feed.archive, tmp_path).new == 1


@pytest.mark.parametrize("name", ["2020-04-03.wiki", "2020-04-03.md"])
def test_what_is_no_text_is_no_event(feed: Feed, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(random.Random(7).randbytes(20_000))
    with pytest.raises(InputError, match="is no text"):
        add_path(feed.archive, tmp_path / name)
    (tmp_path / "2020-04-04.wiki").write_text(write_page([VOTE]), encoding="utf-8")
    report = add_path(feed.archive, tmp_path)
    assert (report.new, len(report.skipped)) == (1, 1)


def test_a_page_with_a_broken_letter_is_read(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "2020-04-03.wiki").write_bytes(write_page([("A fire in Łódź.", "fire")]).encode("iso8859-2"))
    assert add_path(feed.archive, tmp_path).new == 1


def test_a_day_at_the_end_of_time_is_a_day(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text("date,text\n9999-12-31,The end.\n", encoding="utf-8")
    add_path(feed.archive, tmp_path)
    assert [event.date for event in feed.archive.events()] == ["9999-12-31"]
    assert feed.archive.days() == [("9999-12-31", 1)]
    assert feed.archive.days_beside("9999~", "")[0] == "9999-12-31"


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("events.jsonl", '{"date": "2020-04-03"}\n', "line 1 is no event"),
        ("events.jsonl", '{"date": "3 April", "text": "Snow."}\n', "line 1 is no event"),
        ("events.jsonl", "not json\n", "line 1 is no event"),
        ("states.jsonl", '{"date": "2020-13-99", "wikitext": ""}\n', "line 1 lacks a date"),
        ("states.jsonl", '{"date": "2020-04-03", "timestamp": "2020-99-99T99:99:99Z", "wikitext": ""}\n', "is no time"),
        ("events.jsonl.xz", "not xz", "cannot be read to its end"),
        ("page.wiki", "no date", "does not say its day"),
        ("picture.png", "", "is of no kind"),
    ],
)
def test_file_that_cannot_be_read_is_named(feed: Feed, tmp_path: Path, name: str, content: str, complaint: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=complaint) as caught:
        add_path(feed.archive, tmp_path / name)
    assert name in str(caught.value)
    assert feed.archive.counts()["events"] == 0


def test_half_a_letter_of_a_state_is_no_letter(feed: Feed, tmp_path: Path) -> None:
    text = write_page([("Fire\ud800 in the harbour.", "fire")])
    line = json.dumps({"date": "2020-04-03", "wikitext": text})
    (tmp_path / "states.jsonl").write_text(f"{line}\n", encoding="utf-8")
    assert add_path(feed.archive, tmp_path / "states.jsonl").new == 1
    assert [event.text for event in feed.events(3)] == ["Fire? in the harbour."]


def test_files_whose_names_are_no_text_are_added(feed: Feed, tmp_path: Path) -> None:
    note, table = tmp_path / "a\udcff.md", tmp_path / "b\udcfe.csv"
    try:
        note.write_text("---\ndate: 2024-05-01\ntitle: Fire\n---\n")
    except OSError:
        pytest.skip("this file system has no such names")
    table.write_text("date,text\n2024-05-01,Flood.\nnever,Bad.\n")
    report = add_path(feed.archive, tmp_path)
    assert [event.text for event in feed.archive.events()] == ["Fire", "Flood."]
    assert [problem.where.rpartition("/")[2] for problem in report.listed] == [r"b\udcfe.csv, line 3"]
    assert add_path(feed.archive, tmp_path).new == 0


def test_missing_file_and_empty_folder_are_named(feed: Feed, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        add_path(feed.archive, tmp_path / "nothing.wiki")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="has no file that can be added"):
        add_path(feed.archive, tmp_path / "empty")


def test_export_that_cannot_be_written_leaves_nothing(feed: Feed, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        export_events(feed.archive, tmp_path / "nowhere" / "out.jsonl")


TOLD = {"origin": "jsonl", "changed_at": "2020-04-03T08:00:00Z", "date": "2020-04-03"}


@pytest.mark.parametrize("given", [TOLD, {"date": "2020-04-03"}], ids=["of an export", "of one's own"])
def test_numbers_of_a_line_that_can_be_no_place_say_nothing(
    feed: Feed, tmp_path: Path, given: dict[str, object]
) -> None:
    entities = [{"title": "Lima", "anchor": "Snow", "start": start} for start in (0, 5, 99999999999, -7, 10**30)]
    lines = [
        {**given, "text": f"Snow {n}.", "line": line, "entities": entities}
        for n, line in enumerate((99999999999999999999, -(10**30), 7))
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    report = add_path(feed.archive, path)
    assert (report.new, report.listed) == (3, [])
    starts = {tuple(mention.start for mention in event.mentions) for event in feed.archive.events()}
    assert starts == {(0, 5, -1, -1, -1)}
    export_events(feed.archive, tmp_path / "a.parquet")
    assert feed(4, 8, [FIRE])


@pytest.mark.parametrize(
    "said",
    [
        {"entities": [{"title": "Li\0ma"}]}, {"entities": [{"title": "Lima", "anchor": "\0"}]},
        {"sources": [{"url": "https://news.example/\0"}]}, {"sources": [{"url": "https://a.example", "title": "\0"}]},
        {"sources": [{"url": "https://news.example", "publisher": "\0"}]}, {"topics": [{"text": "A\0"}]},
        {"topics": [{"text": "A", "entities": ["B", "\0"]}]}, {"page": "\0"}, {"collection": "A\0B"}, {"id": "\0"},
    ],
    ids=str,
)  # fmt: skip
def test_a_line_with_a_nul_anywhere_is_refused_as_in_tables(
    feed: Feed, tmp_path: Path, said: dict[str, object]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({**TOLD, "text": "Snow.", **said}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1 is no event: a NUL character is no text"):
        add_path(feed.archive, path)


@pytest.mark.parametrize("mark", ["\x1e", "\x1d", "\x01\x1e", "\f\v"])
def test_a_page_that_begins_with_a_control_character_is_wikitext(feed: Feed, tmp_path: Path, mark: str) -> None:
    text = mark + "\n" + write_page([FIRE])
    (tmp_path / "2020-04-03.wiki").write_text(text, encoding="utf-8")
    line = {"date": "2020-04-04", "timestamp": "2020-04-04T08:00:00Z", "wikitext": text.replace("Fire", "Flood")}
    (tmp_path / "states.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    report = add_path(feed.archive, tmp_path)
    assert (report.new, report.listed) == (2, [])
    assert [event.text.split()[0] for event in feed.archive.events()] == ["Fire", "Flood"]
    assert feed.archive.check() == []


def test_null_in_a_line_of_a_state_is_nothing(feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / "states.jsonl"
    texts = [write_page([FIRE]), write_page([FIRE, VOTE]), write_page([FIRE, VOTE, QUAKE])]
    states = [
        {"date": "2020-04-03", "timestamp": f"2020-04-03T{hour:02}:00:00Z", "revision_id": given, "wikitext": text}
        for hour, (given, text) in enumerate(zip((None, None, 12), texts, strict=True))
    ]
    states.append({"date": "2020-04-04", "timestamp": None, "revision_id": None, "wikitext": texts[0]})
    path.write_text("".join(json.dumps(state) + "\n" for state in states), encoding="utf-8")
    assert add_path(feed.archive, path).stored == 4
    assert [len(feed.events(day)) for day in (3, 4)] == [3, 1]
    assert add_path(feed.archive, path).new == 0
    assert feed.archive.latest_ids(["2020-04-03", "2020-04-04"]) == {"2020-04-03": "12", "2020-04-04": ""}


@pytest.mark.parametrize(
    "said",
    [
        {"wikitext": None}, {"wikitext": 5}, {"wikitext": ["a"]}, {"date": None}, {"date": 20200403},
        {"timestamp": 5}, {"revision_id": [1]}, {"revision_id": True}, {"revision_id": 1.5},
    ],
    ids=str,
)  # fmt: skip
def test_a_line_of_a_state_with_something_else_than_text_is_refused(
    feed: Feed, tmp_path: Path, said: dict[str, object]
) -> None:
    path = tmp_path / "states.jsonl"
    path.write_text(json.dumps({"date": "2020-04-03", "wikitext": "", **said}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1 lacks a date or wikitext"):
        add_path(feed.archive, path)
    assert feed.archive.counts("revisions") == {"revisions": 0}
