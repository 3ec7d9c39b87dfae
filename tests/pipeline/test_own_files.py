"""Files of one's own: a file is the whole of what it says, and editing it edits the archive."""

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backstory.errors import ConfigError, InputError
from backstory.model import Event
from backstory.pipeline import AddReport, add_path, export_events, own_files
from backstory.pipeline import applying as applying_module
from backstory.pipeline.gathering import AddOptions, read_mapping
from backstory.pipeline.rehearsing import rehearse
from backstory.publish import publish_site
from backstory.store import Archive
from tests.pipeline.feeding import Feed, write_page
from tests.pipeline.tables import write_table

Others = Callable[[], Archive]
Row = tuple[str, str]

FIRE, VOTE, CALM = (
    ("2024-05-01", "Fire in the harbour."),
    ("2024-05-01", "Voters elect a mayor."),
    ("2024-05-03", "Calm."),
)


class Desk:
    """A folder with one file of each kind that says the same rows, and an archive that it is added to."""

    def __init__(self, archive: Archive, folder: Path, kind: str) -> None:
        self.archive, self.kind = archive, kind
        self.path = folder / {"csv": "own.csv", "jsonl": "own.jsonl", "notes": "notes"}[kind]

    def save(self, rows: list[Row], *, junk: bool = False) -> None:
        if self.kind == "csv":
            lines = ["date;text", *(";".join(row) for row in rows), *(["2024-02-30;Bad."] if junk else [])]
            self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        elif self.kind == "jsonl":
            lines = [json.dumps({"date": day, "text": text}) for day, text in rows]
            self.path.write_text("\n".join([*lines, *(["{bad"] if junk else [])]), encoding="utf-8")
        else:
            self.path.mkdir(exist_ok=True)
            for note in self.path.iterdir():
                note.unlink()
            for number, (day, text) in enumerate(rows):
                (self.path / f"{number}.md").write_text(f"---\ndate: {day}\n---\n{text}\n", encoding="utf-8")
            if junk:
                (self.path / "junk.md").write_text("---\ndate: 2024-02-30\n---\nBad.\n", encoding="utf-8")

    def add(self, rows: list[Row], *, junk: bool = False, **options: object) -> tuple[int, int, int]:
        self.save(rows, junk=junk)
        report = add_path(self.archive, self.path, options=AddOptions(**options))  # type: ignore[arg-type]
        assert self.archive.check() == []
        return report.new, report.changed, report.removed

    def events(self) -> dict[str, Event]:
        return {event.text: event for event in self.archive.events()}


@pytest.fixture(params=["csv", "jsonl", "notes"])
def desk(request: pytest.FixtureRequest, feed: Feed, tmp_path: Path) -> Desk:
    return Desk(feed.archive, tmp_path, request.param)


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    assert desk.add([FIRE, VOTE, CALM]) == (3, 0, 0)
    before = list(desk.archive.events())
    assert desk.add([FIRE, VOTE, CALM]) == (0, 0, 0)
    assert list(desk.archive.events()) == before


def test_an_edited_row_keeps_its_id_and_address(desk: Desk) -> None:
    desk.add([FIRE, VOTE, CALM])
    before = desk.events()[FIRE[1]]
    assert desk.add([(FIRE[0], "Great fire in the harbour."), VOTE, CALM]) == (0, 1, 0)
    after = desk.events()["Great fire in the harbour."]
    assert (after.id, after.path) == (before.id, before.path)
    assert [said.headline for said in desk.archive.versions(after.id)] == [FIRE[1], "Great fire in the harbour."]


def test_a_row_whose_date_is_corrected_keeps_its_id(desk: Desk) -> None:
    desk.add([FIRE, VOTE, CALM])
    before = desk.events()
    assert desk.add([FIRE, ("2024-05-02", VOTE[1]), CALM]) == (0, 1, 0)
    assert desk.add([("2024-04-30", FIRE[1]), ("2024-05-02", VOTE[1]), CALM]) == (0, 1, 0)
    after = desk.events()
    assert {text: event.id for text, event in after.items()} == {text: event.id for text, event in before.items()}
    assert after[FIRE[1]].date == "2024-04-30"


def test_a_row_that_is_gone_is_a_removed_event_and_may_come_back(desk: Desk) -> None:
    desk.add([FIRE, VOTE, CALM])
    before = desk.events()[CALM[1]]
    assert desk.add([FIRE, VOTE]) == (0, 0, 1)
    assert not desk.archive.event(before.id).is_live
    assert desk.archive.resolve(before.path) == before.id
    assert desk.add([FIRE, VOTE, CALM]) == (0, 1, 0)
    assert desk.events()[CALM[1]].id == before.id


def test_asked_to_keep_nothing_is_removed(desk: Desk) -> None:
    desk.add([FIRE, VOTE])
    assert desk.add([CALM], is_partial=True) == (1 if desk.kind != "notes" else 0, 0 if desk.kind != "notes" else 1, 0)


def test_while_a_row_cannot_be_read_nothing_is_removed(desk: Desk) -> None:
    desk.add([FIRE, VOTE, CALM])
    desk.save([FIRE], junk=True)
    report = add_path(desk.archive, desk.path)
    assert (report.new, report.removed) == (0, 0)
    problem = report.listed[0]
    assert "line" in problem.where
    assert set(desk.events()) == {FIRE[1], VOTE[1], CALM[1]}
    assert desk.archive.counts("problems") == {"problems": 1}
    assert desk.add([FIRE]) == (0, 0, 2)


def test_a_rehearsal_says_what_would_be_and_does_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    with Archive(path) as archive:
        desk.archive = archive
        desk.add([FIRE, VOTE, CALM])
    before = path.read_bytes()
    desk.save([(FIRE[0], "Great fire in the harbour."), VOTE, ("2024-06-01", "Something new.")])
    report, touched = rehearse(path, [desk.path], AddOptions())
    kinds = {headline: kind for kind, _, headline in touched}
    if desk.kind != "notes":  # there the third note became another one
        assert kinds == {"Great fire in the harbour.": "changed", "Something new.": "new", "Calm.": "removed"}
    assert report.changed >= 1
    assert path.read_bytes() == before
    with Archive(path, read_only=True) as archive:
        assert {event.text for event in archive.events()} == {FIRE[1], VOTE[1], CALM[1]}
    nowhere, listed = rehearse(tmp_path / "none.db", [desk.path], AddOptions())
    assert (nowhere.new, len(listed)) == (3, 3)
    assert not (tmp_path / "none.db").exists()


def test_a_call_that_was_broken_off_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch, other: Others) -> None:
    rng = random.Random(4)
    monkeypatch.setattr(applying_module, "_BATCH", 1)
    apply, other_rows = (
        applying_module.apply_state,
        [(f"2024-05-{day:02}", f"Day {day} passes.") for day in range(1, 9)],
    )
    for rows in ([FIRE, VOTE, CALM, *other_rows], [("2024-05-02", VOTE[1]), *other_rows[2:]], [FIRE, *other_rows]):
        left = [rng.randrange(1, 6)]

        def break_off(*given: object, left: list[int] = left) -> object:
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            return apply(*given)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(applying_module, "apply_state", break_off)
            desk.save(rows)
            with pytest.raises(KeyboardInterrupt):
                add_path(desk.archive, desk.path)
        desk.add(rows)
        assert sorted((event.date, event.text) for event in desk.archive.events()) == sorted(rows)
        assert desk.add(rows) == (0, 0, 0)


def test_rows_go_into_the_collection_they_name_or_that_of_the_call(feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,text,collection\n2024-05-01,A.,Science\n2024-05-01,B.,\n", encoding="utf-8")
    add_path(feed.archive, path, options=AddOptions(collection="Harbour Desk"))
    assert {event.text: event.collection for event in feed.archive.events()} == {"A.": "Science", "B.": "Harbour Desk"}
    # In other words it is the same collection.
    report = add_path(feed.archive, path, options=AddOptions(collection="harbour desk"))
    assert (report.new, report.changed) == (0, 0)
    assert dict(feed.archive.collections()) == {"Science": 1, "Harbour Desk": 1}


def test_a_file_that_comes_again_stays_in_its_collection(desk: Desk) -> None:
    desk.add([FIRE, VOTE], collection="Desk")
    assert desk.add([FIRE, VOTE]) == (0, 0, 0)
    assert desk.add([FIRE, VOTE, CALM]) == (1, 0, 0)
    assert desk.archive.collections() == [("Desk", 3)]
    assert desk.add([FIRE, VOTE, CALM], collection="Other") == (0, 3, 0)
    assert desk.add([FIRE, VOTE, CALM], leaves_collection=True) == (0, 3, 0)
    assert desk.archive.collections() == []
    assert desk.add([FIRE, VOTE, CALM]) == (0, 0, 0)


def test_rows_that_name_no_collection_stay_in_theirs(feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,text,collection\n2024-05-01,A.,Science\n2024-05-01,B.,\n", encoding="utf-8")
    add_path(feed.archive, path, options=AddOptions(collection="Desk"))
    path.write_text("date,text,collection\n2024-05-01,A.,Arts\n2024-05-01,B.,\n2024-05-02,C.,\n", encoding="utf-8")
    add_path(feed.archive, path)
    found = {event.text: event.collection for event in feed.archive.events()}
    assert found == {"A.": "Arts", "B.": "Desk", "C.": ""}


def test_day_pages_go_into_a_collection_and_stay_there(feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / "2020-04-03.wiki"
    path.write_text(write_page([("Snow in [[Oslo]].", "")]), encoding="utf-8")
    add_path(feed.archive, path, options=AddOptions(collection="Portal"))
    path.write_text(write_page([("Snow in [[Oslo]].", ""), ("Fire in [[Rotterdam]].", "")]), encoding="utf-8")
    add_path(feed.archive, path)
    assert feed.archive.collections() == [("Portal", 2)]


def test_a_row_that_another_page_has_is_that_event(feed: Feed, tmp_path: Path) -> None:
    feed(3, 8, [("Snow falls in [[Oslo]].", "")])
    path = tmp_path / "own.csv"
    path.write_text("date,text\n2020-04-03,Snow falls in Oslo.\n2020-04-03,Own.\n", encoding="utf-8")
    assert add_path(feed.archive, path).new == 1
    path.write_text("date,text\n2020-04-03,Own.\n", encoding="utf-8")
    assert add_path(feed.archive, path).removed == 0
    assert sorted(event.text for event in feed.archive.events()) == ["Own.", "Snow falls in Oslo."]
    assert feed.archive.check() == []


def test_rows_are_told_apart_by_the_names_their_file_gives_them(feed: Feed, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("id,date,text\n1,2024-05-01,A.\n2,2024-05-01,B.\n1,2024-05-02,Twice.\n", encoding="utf-8")
    two.write_text("id,date,text\n1,2024-05-01,C.\n", encoding="utf-8")
    assert [problem.code for problem in add_path(feed.archive, one).listed] == ["repeated-id"]
    assert add_path(feed.archive, two).new == 1
    before = {event.text: event.id for event in feed.archive.events()}
    two.write_text("id,date,text\n1,2025-12-31,All of it is other.\n", encoding="utf-8")
    report = add_path(feed.archive, two)
    assert (report.new, report.changed, report.removed) == (0, 1, 0)
    assert feed.archive.event(before["C."]).date == "2025-12-31"


def test_rows_for_each_source_are_one_event(feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,text,source\n2024-05-01,A.,https://a.example\n2024-05-01,A.,https://b.example\n")
    assert add_path(feed.archive, path).new == 1
    assert len(feed.archive.events_on("2024-05-01")[0].sources) == 2


def test_a_renamed_file_is_known_by_its_first_name(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("date,text\n2024-05-01,Fire in the harbour.\n", encoding="utf-8")
    add_path(feed.archive, tmp_path / "old.csv")
    (tmp_path / "new.csv").write_text("date,text\n2024-05-01,Great fire in the harbour.\n", encoding="utf-8")
    report = add_path(feed.archive, tmp_path / "new.csv", options=AddOptions(name="old.csv"))
    assert (report.new, report.changed) == (0, 1)


def test_a_folder_is_added_with_all_its_kinds(feed: Feed, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.csv").write_text("date,text\n2024-05-01,A.\n", encoding="utf-8")
    (folder / "sub" / "a.csv").write_text("date,text\n2024-05-01,B.\n", encoding="utf-8")
    (folder / "sub" / "note.md").write_text("---\ndate: 2024-05-01\n---\nC.\n", encoding="utf-8")
    (folder / "broken.csv").write_text("nothing\n", encoding="utf-8")
    report = add_path(feed.archive, folder)
    assert (report.new, len(report.skipped)) == (3, 1)
    assert add_path(feed.archive, folder).new == 0


def test_a_table_of_an_archive_gives_the_same_table_again(feed: Feed, other: Others, tmp_path: Path) -> None:
    feed(3, 8, [("[[Lima|Quake]] shakes the coast of [[Peru]].", "quake"), ("Voters in [[Iceland]] vote.", "vote")])
    feed(
        3, 9, [("[[Lima|Quake]] shakes [[Peru]], forty houses fall.", "quake"), ("Voters in [[Iceland]] vote.", "vote")]
    )
    own = tmp_path / "own.csv"
    own.write_text('date,text,sources,topics\n2020-04-05,Own.,https://a.example/x|y,"A \\| B|C"\n', encoding="utf-8")
    add_path(feed.archive, own, options=AddOptions(collection="Desk"))
    write_table(feed.archive, tmp_path / "one.csv")
    export_events(feed.archive, tmp_path / "one.jsonl")
    for ending in ("csv", "jsonl"):
        with other() as copy:
            assert add_path(copy, tmp_path / f"one.{ending}").new == 3
            write_table(copy, tmp_path / "two.csv")
            export_events(copy, tmp_path / "two.jsonl")
            assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
            assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
            assert copy.check() == []


@pytest.mark.parametrize("line", [
    '{"date": "2013-02-30", "text": "x"}', '{"date": "2013-02-03", "text": ""}', '{"date": 3}', "[" * 100_000, "\0",
    "\\xff",
    '{"date": "2013-02-03", "text": "a\\u0000b"}', '{"date": "2013-02-03", "text": "x", "changed_at": "soon"}',
    '{"date": "2013-02-03", "text": "x", "changed_at": "2020-99-99T99:99:99Z"}',
    '{"date": "2013-02-03", "text": "x", "first_seen_at": "2020-02-30T00:00:00Z"}',
    '{"date": "20130203", "text": "x"}', '{"date": "2013-W05-1", "text": "x"}',
    '{"date": "2013-02-03", "text": "a\\ud800b"}',
    '{"date": "2013-02-03", "text": "x", "id": "' + "i" * 99 + '"}',
    '{"date": "2013-02-03", "text": "' + "x" * 10**7 + '"}',
], ids=lambda value: str(value)[:30])  # fmt: skip
def test_a_bad_line_is_told_and_the_others_kept(feed: Feed, tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(f'{{"date": "2013-02-03", "text": "Good."}}\n{line}\n', encoding="utf-8")
    report = add_path(feed.archive, path)
    assert [event.text for event in feed.archive.events()] == ["Good."]
    assert [problem.where for problem in report.listed] == ["own.jsonl, line 2"]


def test_a_row_is_compared_with_the_days_around_it_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, match, whole = [], own_files.match_items, own_files.date

    class CountedDate(date):
        @classmethod
        def fromisoformat(cls, day: str) -> date:  # type: ignore[override]
            asked.append(day)
            return whole.fromisoformat(day)

    days = [f"20{year:02}-{month:02}-15" for year in range(10) for month in range(1, 13)]
    desk.add([(day, f"Something happens in {day}.") for day in days])
    monkeypatch.setattr(own_files, "date", CountedDate)
    monkeypatch.setattr(own_files, "match_items", lambda items, known: (asked.extend(known), match(items, known))[1])
    shifted = [(f"{day[:8]}{17 + place % 9}", f"Something happens in {day}.") for place, day in enumerate(days)]
    # A week is near; notes are known by the names of their files.
    new = 0 if desk.kind == "notes" else len([place for place in range(len(days)) if place % 9 > 5])
    assert desk.add(shifted)[0] == new
    assert len(asked) < 4 * len(days)


def test_a_file_without_any_event_is_an_error(feed: Feed, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,text\nnever,Bad.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"No event could be read. own\.csv, line 2: never is no date"):
        add_path(feed.archive, path)


def test_a_mapping_is_pairs_of_column_and_field() -> None:
    assert read_mapping(["Wer=entities", "a=b=text"]) == {"Wer": "entities", "a=b": "text"}
    with pytest.raises(ConfigError, match="--map takes COLUMN=FIELD"):
        read_mapping(["Wer=who"])


def test_reports_add_up_over_files(desk: Desk) -> None:
    report = AddReport()
    desk.save([FIRE])
    add_path(desk.archive, desk.path, report=report)
    desk.save([VOTE])
    add_path(desk.archive, desk.path, report=report)
    assert report.new + report.changed == 2


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_source_whose_address_is_none_is_told_and_left_out(feed: Feed, tmp_path: Path, kind: str) -> None:
    odd = ["https://x.example/) [x](javascript:alert(1)", "https://[::1", "javascript:alert(1)", "file:///etc/hosts"]
    urls = ["https://post.example/fire", *odd]
    path = tmp_path / f"own.{kind}"
    if kind == "csv":
        path.write_text(f"date,text,sources\n{FIRE[0]},{FIRE[1]},{' | '.join(urls)}\n", encoding="utf-8")
    else:
        sources = [{"url": url, "archived_url": "file:///copy"} for url in urls]
        path.write_text(json.dumps({"date": FIRE[0], "text": FIRE[1], "sources": sources}), encoding="utf-8")
    report = add_path(feed.archive, path)
    (event,) = feed.archive.events()
    assert [(source.url, source.archived_url) for source in event.sources] == [(urls[0], "")]
    assert [problem.code for problem in report.listed] == ["odd-address"] * 4
    assert {problem.where for problem in report.listed} == {f"{path.name}, line {2 if kind == 'csv' else 1}"}


@pytest.mark.parametrize("is_told", [False, True], ids=["own", "export"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_address_that_no_event_may_have_is_told_and_left_out(
    feed: Feed, tmp_path: Path, kind: str, is_told: bool
) -> None:
    old = [f"/news/2024/05/1/{slug}" for slug in ("old-name", "Other-Name")]
    rows = [
        {"path": path, "addresses": [*old, "/index", "/news/2024/05/1/../x"] if number == 0 else []}
        for number, path in enumerate(
            ["/news/../x", "/news/2024/05/1/index", "/news/2024/05/1/A", "/news/2024/05/1/a", "docs/a.md"]
        )
    ]
    known = {"origin": "jsonl", "changed_at": "2024-05-01T08:00:00Z"} if is_told else {}
    said = [{"date": FIRE[0], "text": f"Fire number {n}.", **known, **row} for n, row in enumerate(rows)]
    path = tmp_path / f"own.{kind}"
    if kind == "csv":
        lines = [
            ",".join(said[0]),
            *(",".join("|".join(v) if isinstance(v, list) else str(v) for v in row.values()) for row in said),
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        path.write_text("\n".join(json.dumps(row) for row in said), encoding="utf-8")
    report = add_path(feed.archive, path)
    assert report.new == 5
    assert [problem.code for problem in report.listed] == ["odd-path"] * 4
    assert report.listed[0].where == f"{path.name}, line {2 if kind == 'csv' else 1}"
    paths = {event.text[-2]: event.path.rpartition("/")[2] for event in feed.archive.events()}
    assert paths == {"0": "fire-number-0", "1": "fire-number-1", "2": "fire-number-2", "3": "a", "4": "fire-number-4"}
    assert {path for path, _ in feed.archive.addresses()} == {*old, "/news/2024/05/1/A"}
    publish_site(feed.archive, tmp_path / "site")
