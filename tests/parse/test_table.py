"""Tables: what people's spreadsheets save is read; rows that say no event are told with their line."""

import csv

import pytest

from backstory.errors import InputError
from backstory.model import FileContents
from backstory.parse import read_table


def read(text: str | bytes, columns: dict[str, str] | None = None) -> FileContents:
    return read_table(text.encode() if isinstance(text, str) else text, "own.csv", columns or {})


def list_texts(contents: FileContents) -> list[str]:
    return [row.event.text for row in contents.rows]


def list_faults(contents: FileContents) -> list[tuple[str, str]]:
    return [(problem.where.removeprefix("own.csv, "), problem.code) for problem in contents.problems]


def test_a_full_row_is_a_full_event() -> None:
    row = read(
        "id,date,category,collection,topics,topic_entities,prefix,text,entities,anchors,sources,publishers\n"
        'r1,2024-05-01,Disasters,Desk,Port Amber|Fire,Port Amber;Amber Bay|,Fire,"Jane Doe, of Port Amber, speaks.",'
        "Jane Doe|Port Amber|Amber Bay,|Port Amber|,https://a.example|https://b.example,|Post\n"
    ).rows[0]
    event = row.event
    assert (row.key, event.id, row.where) == ("r1", "", "own.csv, line 2")
    assert (event.date, event.category, event.collection) == ("2024-05-01", "Disasters", "Desk")
    assert event.headline == "Fire: Jane Doe, of Port Amber, speaks."
    assert [(topic.text, topic.entities) for topic in event.topics] == [
        ("Port Amber", ("Port Amber", "Amber Bay")),
        ("Fire", ()),
    ]
    assert [(m.title, m.start) for m in event.mentions] == [("Jane Doe", 6), ("Port Amber", 19), ("Amber Bay", -1)]
    assert [(c.url, c.publisher) for c in event.citations] == [("https://a.example", ""), ("https://b.example", "Post")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_by_the_header(delimiter: str) -> None:
    found = read(delimiter.join(["Date", "Headline", "Source"]) + "\r\n" + delimiter.join(["2024-05-01", "Fire.", ""]))
    assert list_texts(found) == ["Fire."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    assert list_texts(read("date;text\r\n2024-05-01;Über München: “Fönsturm”\r\n".encode(encoding))) == [
        "Über München: “Fönsturm”"
    ]


def test_excels_hint_and_blank_lines_are_no_rows() -> None:
    assert list_texts(
        read("sep=;\n\ndate;text\n\n;;\n2024-05-01;Fire.\n"[:6] + "date;text\n\n;\n2024-05-01;Fire.\n")
    ) == ["Fire."]


def test_numbered_columns_belong_together_and_several_columns_of_one_field_add_up() -> None:
    event = read(
        "Date,Title,Source 1,Publisher 1,Source 2,Publisher 2,Source 3,People,Places\n"
        "2024-05-01,Fire.,https://a.example,A,,,https://c.example,Jane Doe,Lima|Peru\n"
    ).rows[0].event  # fmt: skip
    assert [(c.url, c.publisher) for c in event.citations] == [("https://a.example", "A"), ("https://c.example", "")]
    assert [mention.title for mention in event.mentions] == ["Jane Doe", "Lima", "Peru"]


def test_a_mapping_names_columns_that_nobody_would_guess() -> None:
    found = read("Wann,Was\n2024-05-01,Fire.\n", {"Wann": "date", "was ": "text"})
    assert list_texts(found) == ["Fire."]
    with pytest.raises(InputError, match=r"no column “wer”.*It has: Wann, Was"):
        read("Wann,Was\n", {"Wann": "date", "Was": "text", "Wer": "entities"})


def test_columns_that_are_not_read_are_told() -> None:
    assert list_faults(read("date,text,remarks\n2024-05-01,Fire.,x\n")) == [("line 1", "unknown-column")]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-5-1", "2024-05-01"), ("2024/05/01", "2024-05-01"), ("2024-05-01 14:00:00", "2024-05-01"),
        ("1.5.2024", "2024-05-01"), ("1 May 2024", "2024-05-01"), ("May 1st, 2024", "2024-05-01"),
        ("01 sept. 2024", "2024-09-01"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(said: str, day: str) -> None:
    assert read(f'date,text\n"{said}",Fire.\n').rows[0].event.date == day


def test_slashed_dates_need_one_that_tells_the_order() -> None:
    assert [row.event.date for row in read("date,text\n3/4/2024,A.\n13/4/2024,B.\n").rows] == [
        "2024-04-03",
        "2024-04-13",
    ]
    assert [row.event.date for row in read("date,text\n3/4/2024,A.\n4/13/2024,B.\n").rows] == [
        "2024-03-04",
        "2024-04-13",
    ]
    assert list_faults(read("date,text\n3/4/2024,A.\n")) == [("line 2", "unclear-date")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2013-02-30,Text.", "odd-date"), ("yesterday,Text.", "odd-date"), (",Text.", "no-date"),
        ("2024-05-01,", "no-text"),
        ("99999-01-01,Text.", "odd-date"), ("0000-01-01,Text.", "odd-date"), ("2024-05-01,A\0B", "control-character"),
        ("2024-05-01,A,2020-99-99T99:99:99Z", "odd-time"), ("2024-05-01,A,2020-02-30T00:00:00Z", "odd-time"),
        ("2024-05-01,A,B,C,D", "odd-row"), ('2024-05-01,"unclosed', "odd-row"),
        ("2024-05-01," + "x" * 30_000, "long-text"),
        ("2024-05-01," + "x" * 10_000_000, "odd-row"), ('2024-05-01,"' + "x\n" * 100_000, "odd-row"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_a_bad_row_is_told_and_the_others_kept(row: str, code: str) -> None:
    found = read(f"date,text,changed_at\n2024-05-01,Before.,\n{row}\n2024-05-02,After.,2024-05-02T00:00:00.5Z\n")
    assert list_texts(found)[0] == "Before."
    assert list_texts(found)[-1] == "After."
    assert list_faults(found)[0] == ("line 3", code)


def test_a_row_of_several_lines_is_told_by_its_first() -> None:
    found = read('date,text\n2024-05-01,"Two\nlines"\nnever,Bad.\n')
    assert list_texts(found) == ["Two lines"]
    assert list_faults(found) == [("line 4", "odd-date")]


def test_bytes_that_are_no_text_spoil_their_row_alone() -> None:
    found = read("date,text\n2024-05-01,Über.\n".encode() + b"2024-05-02,\xff\xfe bad\n2024-05-03,Good.\n")
    assert list_texts(found) == ["Über.", "Good."]
    assert list_faults(found) == [("line 3", "encoding")]


def test_a_source_that_is_no_address_is_left_out_and_told() -> None:
    found = read("date,text,source\n2024-05-01,Fire.,javascript:alert(1)|https://a.example\n")
    assert [cited.url for cited in found.rows[0].event.citations] == ["https://a.example"]
    assert list_faults(found) == [("line 2", "odd-address")]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "date\n2024-05-01\n", "x" * 1_000_000, "\0\0\0", '"' * 999, "text\n"])
def test_a_table_without_date_and_text_is_an_error_that_says_so(text: str) -> None:
    with pytest.raises(InputError, match=r"own\.csv has no header with a column"):
        read(text)


def test_an_empty_table_says_nothing() -> None:
    assert read("") == read(b"\xef\xbb\xbf\r\n") == FileContents()


def test_another_librarys_limit_for_cells_neither_matters_nor_is_changed() -> None:
    before = csv.field_size_limit(100_000_000)
    try:
        found = read("date,text\n2024-05-01,Before.\n2024-05-01," + "x" * 10_000_000 + "\n")
        assert csv.field_size_limit() == 100_000_000
    finally:
        csv.field_size_limit(before)
    assert list_texts(found) == ["Before."]
    assert list_faults(found) == [("line 3", "odd-row")]


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("category,category", "A,B", "category (2) is not read in 1 of the rows, where category says something else"),
        ("id,ref", "1,2", "ref is not read in 1 of the rows, where id says something else: both are “id”"),
        ("Summary", "Flood.", "Summary is not read in 1 of the rows, where text says something else"),
        ("source 1,source 1", "https://a.example,https://b.example", "source 1 (2) is not read in 1 of the rows"),
        ("category,category", "A,A", None),
        ("category,category", ",B", None),
        ("people,places", "A,B", None),
    ],
)
def test_a_column_that_gives_way_to_another_is_told(header: str, row: str, told: str | None) -> None:
    contents = read(f"date,text,{header}\n2024-05-01,Fire.,{row}\n")
    assert [problem.code for problem in contents.problems] == (["doubled-column"] if told else [])
    assert all(str(told) in problem.detail for problem in contents.problems)
    assert [cited.url for cited in contents.rows[0].event.citations] in ([], ["https://a.example"])
