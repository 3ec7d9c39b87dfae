"""Every format is read by the programs that it is for, and says what the archive says."""

import csv
import json
import os
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from backstory.cli import main
from backstory.errors import ConfigError, InputError, NotFoundError
from backstory.model import ParsedEvent
from backstory.model.columns import split_nested, split_values
from backstory.pipeline import (
    ExportOptions,
    ExportReport,
    add_events,
    add_path,
    export_events,
    open_archive,
    relate,
    write_lines,
)
from backstory.pipeline.delivering import replace_folder
from backstory.store import Archive

LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"


def export(source: Path, target: str | Path, **options: str | bool) -> ExportReport:
    with open_archive(source, read_only=True) as archive:
        return export_events(archive, target, ExportOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet", "jsonld", "ttl", "graphml"])
def test_the_same_archive_gives_the_same_bytes(exported_path: Path, tmp_path: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    assert export(exported_path, one).events == export(exported_path, two).events == 173
    assert one.read_bytes() == two.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_a_file_added_to_an_empty_archive_gives_the_same_file(exported_path: Path, tmp_path: Path, ending: str) -> None:
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    export(exported_path, one)
    with Archive(tmp_path / "copy.db") as copy:
        add_path(copy, one)
        export_events(copy, two)
    assert two.read_text("utf-8") == one.read_text("utf-8")


def test_a_lone_carriage_return_comes_back_from_a_table(tmp_path: Path) -> None:
    table, again = tmp_path / "events.csv", tmp_path / "again.db"
    with Archive(tmp_path / "first.db") as archive:
        add_events(archive, [ParsedEvent(date="2024-05-14", category="La\rw", text="One\rtwo happens.")])
        export_events(archive, table)
    with Archive(again) as archive:
        report = add_path(archive, table)
        assert (report.new, report.problems) == (1, {})
        assert [(event.category, event.text) for event in archive.events()] == [("La\rw", "One\rtwo happens.")]


def test_a_line_says_whose_words_it_has(exported_path: Path) -> None:
    with Archive(exported_path, read_only=True) as archive:
        lines = [json.loads(line) for line in write_lines(archive, archive.events("2020-04-03", "2020-04-03"))]
    assert [(line["origin"], line["licence"], line["line"]) for line in lines] == [
        ("wikipedia", LICENCE, 1),
        ("wikipedia", LICENCE, 2),
        ("wikipedia", LICENCE, 3),
        ("jsonl", "", 1),
    ]
    assert lines[0]["page"] == "Portal:Current events/2020 April 3"


def test_what_a_machine_put_there_is_told_apart_from_what_editors_cite(exported_path: Path, tmp_path: Path) -> None:
    expected = [("", True), ("2020-04-04T01:02:03Z", False), ("2020-04-05T01:02:03Z", False)]
    with Archive(exported_path, read_only=True) as archive:
        (line,) = (json.loads(one) for one in write_lines(archive, archive.events()) if b'"text":"\\"\xc5\x81' in one)
    assert [(one.get("attached_at", ""), "example" in one["url"]) for one in line["sources"]] == expected
    assert line["sources"][1]["title"] == "Łódź | shakes"
    export(exported_path, f"{tmp_path}/data/")
    with (tmp_path / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["event_id"] == line["id"]]
    assert [(row["attached_at"], "example" in row["url"]) for row in rows] == expected
    for ending in ("jsonl", "csv"):
        export(exported_path, tmp_path / f"one.{ending}")
        with Archive(tmp_path / f"{ending}.db") as copy:
            add_path(copy, tmp_path / f"one.{ending}")
            event = copy.event(line["id"])
            assert [(one.attached_at, "example" in one.url) for one in event.sources] == expected
            assert copy.check() == []
            early = copy.as_of("2020-04-04T12:00:00Z")
            assert len(early.event(line["id"]).sources) == 2
            early.close()


def test_parquet_says_collections_and_what_a_machine_attached(exported_path: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(exported_path, tmp_path / "events.parquet")
    rows = parquet.read_table(tmp_path / "events.parquet").to_pylist()
    assert {row["collection"] for row in rows} == {None, "Desk"}
    found = [source["attached_at"] for row in rows for source in row["sources"] if source["attached_at"]]
    assert [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in found] == ["2020-04-04T01:02:03Z", "2020-04-05T01:02:03Z"]


def test_parquet_types_when_an_article_was_published(exported_path: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(exported_path, f"{tmp_path}/data/", format="parquet")
    table = parquet.read_table(tmp_path / "data" / "sources.parquet")
    assert table.schema.field("published_at").type == table.schema.field("attached_at").type
    found = {row["url"]: row["published_at"] for row in table.to_pylist()}
    assert f"{found['http://daily.com/a?b=c|d']:%Y-%m-%dT%H:%M:%S%z}" == "2020-04-03T18:00:00+0000"
    assert f"{found['http://paper.com/b']:%Y-%m-%dT%H:%M:%S%z}" == "2020-04-03T00:00:00+0000"
    assert found["https://news.example/vote"] is None


def test_a_table_says_all_that_the_archive_says(exported_path: Path, tmp_path: Path) -> None:
    export(exported_path, tmp_path / "events.csv")
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with Archive(exported_path, read_only=True) as archive:
        events = list(archive.events())
    assert len(rows) == len(events)
    for row, event in zip(rows, events, strict=True):
        assert (row["id"], row["date"], row["headline"]) == (event.id, event.date, event.headline)
        assert split_values(row["entities"]) == tuple(mention.title for mention in event.mentions)
        assert split_values(row["sources"]) == tuple(source.url for source in event.sources)
        assert split_nested(row["topic_entities"]) == (
            tuple(topic.entities for topic in event.topics) if any(t.entities for t in event.topics) else ()
        )


@pytest.mark.parametrize("program", ["duckdb", "polars", "pandas"])
def test_parquet_is_read_by(program: str, exported_path: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    library = pytest.importorskip(program)
    path, years = tmp_path / "events.parquet", tmp_path / "years"
    export(exported_path, path)
    export(exported_path, years, is_partitioned=True)
    parts = f"{years}/events/year=*/events.parquet"
    if program == "duckdb":
        asked = library.sql(f"SELECT date, len(sources), entities[1].title FROM '{path}' WHERE page LIKE 'Portal%'")
        found = asked.fetchall()
        split = library.sql(f"SELECT count(*) FROM read_parquet('{parts}', hive_partitioning = true) WHERE year = 2020")
        ((in_2020,),) = split.fetchall()
    elif program == "polars":
        frame = library.read_parquet(path).filter(library.col("page").str.starts_with("Portal"))
        found = [(row["date"], len(row["sources"]), row["entities"][0]["title"]) for row in frame.iter_rows(named=True)]
        in_2020 = library.scan_parquet(parts, hive_partitioning=True).filter(year=2020).collect().height
    else:
        frame = library.read_parquet(path)
        frame = frame[frame["page"].str.startswith("Portal", na=False)]
        found = [(row.date, len(row.sources), row.entities[0]["title"]) for row in frame.itertuples()]
        in_2020 = len(library.read_parquet(years / "events", filters=[("year", "=", 2020)], partitioning="hive"))
    wanted = [row for row in found if str(row[0]) == "2020-04-03"]
    assert [row[1:] for row in wanted] == [(3, "Łódź"), (1, "Iceland"), (0, "Peru")]
    with Archive(exported_path, read_only=True) as archive:
        assert in_2020 == sum(count for _, count in archive.days("2020-01-01", "2020-12-31"))


def test_parquet_says_its_licence_and_its_types(exported_path: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(exported_path, tmp_path / "events.parquet")
    schema = parquet.read_schema(tmp_path / "events.parquet")
    assert schema.metadata[b"licence"].decode() == LICENCE
    assert "editors of Wikipedia" in schema.metadata[b"attribution"].decode()
    assert str(schema.field("date").type) == "date32[day]"
    assert str(schema.field("changed_at").type) == "timestamp[ms, tz=UTC]"
    assert str(schema.field("addresses").type).startswith("list<")


def test_a_graph_has_events_entities_and_what_ties_them(exported_path: Path, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    export(exported_path, tmp_path / "graph.graphml")
    graph = networkx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    with Archive(exported_path, read_only=True) as archive:
        counts = archive.counts()
        entities = archive.entities()
    assert kinds.count("event") == counts["events"]
    assert kinds.count("entity") == counts["entities"]
    ties = [data for _, _, data in graph.edges(data=True)]
    assert sum(tie["relation"] != "names" for tie in ties) == counts["relations"]
    peru = next(entity for entity in entities if entity.title == "Peru")
    assert graph.nodes[f"n:{peru.slug}"]["qid"] == "Q419"
    assert graph.in_degree(f"n:{peru.slug}") == peru.event_count == 2


@pytest.mark.parametrize("ending", ["jsonl", "csv", "graphml", "ttl"])
def test_a_selection_has_only_what_was_asked_for(exported_path: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"some.{ending}"
    assert export(exported_path, path, first="2013-01-01", last="2013-12-31", entity="Mali").events == 17
    text = path.read_text("utf-8")
    assert "2020-04-03" not in text
    assert "Chess ends" not in text


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2013", "2013", ("2013-01-01", "2013-12-31")),
        ("2013-01", "2013-1", ("2013-01-01", "2013-01-31")),
        ("2020", "", ("2020-01-01", "")),
        ("", "2013-01", ("", "2013-01-31")),
        (" ", "", ("", "")),
    ],
)
def test_a_span_is_of_days_months_or_years(
    exported_path: Path, tmp_path: Path, first: str, last: str, days: tuple[str, str]
) -> None:
    given = export(exported_path, tmp_path / "some.csv", first=first, last=last).events
    with Archive(exported_path, read_only=True) as archive:
        assert given == sum(count for _, count in archive.days(*days)) > 0


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ({"first": "nonsense"}, "“nonsense” is no date"),
        ({"last": "2021-02-30"}, "“2021-02-30” is no date"),
        ({"first": "2021", "last": "2020"}, "from 2021 to 2020 ends before it begins"),
    ],
)
def test_a_span_that_is_none_is_refused(exported_path: Path, tmp_path: Path, span: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        export(exported_path, tmp_path / "some.csv", **span)
    assert list(tmp_path.iterdir()) == []


def test_the_last_day_of_all_is_exported(tmp_path: Path) -> None:
    with Archive(tmp_path / "late.db") as archive:
        add_events(archive, [ParsedEvent(date="9999-12-31", category="", text=text) for text in ("Bells.", "Rockets.")])
        relate(archive)
    for ending in ("jsonl", "csv", "ttl"):
        assert export(tmp_path / "late.db", tmp_path / f"late.{ending}").events == 2
        assert export(tmp_path / "late.db", tmp_path / f"late.{ending}", first="9999").events == 2


def test_a_place_is_counted_on_its_own_page(tmp_path: Path) -> None:
    with Archive(tmp_path / "two.db") as archive:
        for origin, texts in (
            ("jsonl", ("Rain falls.", "Snow melts.")),
            ("diary", ("Tea is drunk.", "Bread is eaten.")),
        ):
            events = [ParsedEvent(date="2020-04-03", category="", text=text) for text in texts]
            add_events(archive, events, origin=origin)
        expected = b"".join(write_lines(archive, archive.events()))
    export(tmp_path / "two.db", tmp_path / "two.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "two.jsonl").read_text("utf-8").splitlines()]
    assert [line["line"] for line in lines] == [1, 2, 1, 2]
    assert (tmp_path / "two.jsonl").read_bytes() == expected


def test_an_export_of_a_moment_knows_nothing_later(exported_path: Path, tmp_path: Path) -> None:
    with open_archive(exported_path, as_of="2020-04-03T08:30:00Z", is_related=False) as archive:
        export_events(archive, tmp_path / "then.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "then.jsonl").read_text("utf-8").splitlines()]
    assert [line["text"][:4] for line in lines if line["date"] == "2020-04-03"] == ["Snow", "=SUM", '"Łód']
    assert max(line["date"] for line in lines) == "2020-04-03"


def test_a_file_that_cannot_be_made_leaves_the_old_one(exported_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(NotFoundError):
        export(exported_path, path, entity="Nobody at all")
    assert path.read_text("utf-8") == "mine"
    with pytest.raises(InputError, match="cannot be written"):
        export(exported_path, tmp_path / "nowhere" / "events.csv")
    with pytest.raises(ConfigError, match="no format"):
        export(exported_path, tmp_path / "events.doc")


@pytest.mark.parametrize(
    ("faults", "raised"),
    [
        ({2: KeyboardInterrupt()}, KeyboardInterrupt),
        ({2: OSError(28, "No space left on device")}, InputError),
        ({2: OSError(28, "No space left on device"), 3: OSError(5, "Input/output error")}, InputError),
        ({2: KeyboardInterrupt(), 3: OSError(5, "Input/output error")}, KeyboardInterrupt),
    ],
    ids=["interrupted", "full", "full and not put back", "interrupted and not put back"],
)
def test_a_folder_is_never_lost_between_two_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: dict[int, BaseException], raised: type[BaseException]
) -> None:
    path = tmp_path / "data"
    with replace_folder(path) as folder:
        (folder / "datapackage.json").write_text('{"resources": []}')
    rename, calls = os.rename, 0

    def stumble(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls in faults:
            raise faults[calls]
        rename(source, target)

    monkeypatch.setattr(os, "rename", stumble)
    with pytest.raises(raised) as caught, replace_folder(path) as folder:
        (folder / "new").write_text("new")
    (left,) = tmp_path.iterdir()
    assert [file.name for file in left.iterdir()] == ["datapackage.json"]
    assert left == path if 3 not in faults else left.name.endswith(".old")
    if raised is InputError and 3 in faults:
        assert str(left) in str(caught.value)


def test_a_folder_that_holds_something_else_stays(exported_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match=r"letter\.txt, which no export wrote"):
        export(exported_path, f"{folder}/")
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
    (folder / "letter.txt").unlink()
    export(exported_path, f"{folder}/")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    export(exported_path, f"{folder}/")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_a_year_takes_the_place_of_another(exported_path: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    export(exported_path, tmp_path / "mine", is_partitioned=True)
    assert export(exported_path, tmp_path / "mine", is_partitioned=True, first="2020-01-01").events > 0
    assert not (tmp_path / "mine" / "events" / "year=2013").exists()


def test_a_pipe_stays_a_pipe_and_a_link_a_link(exported_path: Path, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link.jsonl"
    os.mkfifo(pipe)
    link.symlink_to("real.jsonl")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    export(exported_path, pipe, format="jsonl")
    reader.join()
    export(exported_path, link)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert got == [(tmp_path / "real.jsonl").read_bytes()]


def test_what_is_printed_is_what_a_file_holds(exported_path: Path, tmp_path: Path) -> None:
    words = ["export", "-", "--format", "csv", "--range", "2013-01-10", "--archive", str(exported_path)]
    result = CliRunner().invoke(main, words)
    export(exported_path, tmp_path / "day.csv", first="2013-01-10", last="2013-01-10")
    assert result.exit_code == 0
    assert result.stdout_bytes == (tmp_path / "day.csv").read_bytes()
    assert result.stderr == "export: events 8\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-", "--format", "parquet"], "goes into a file"),
        (["-", "--format", "csv", "--metadata"], "--metadata is written beside a file"),
        (["-", "--format", "csv", "--partition-by", "year"], "--partition-by makes a folder"),
        (["x.csv", "--partition-by", "year"], "x.csv is a name for a file"),
        (["x.ttl", "--base-url", "notaurl"], "notaurl is no address for a site"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    exported_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(main, ["export", *words, "--archive", str(exported_path)])
    assert (refused.exit_code, said in refused.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
