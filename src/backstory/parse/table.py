"""Tables of events: CSV in whatever encoding and dialect a spreadsheet saved it, with headers by many names."""

import codecs
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from backstory.errors import InputError
from backstory.model import FileContents, FileRow, Problem
from backstory.model.columns import FIELDS, find_field, split_nested, split_values
from backstory.model.record import Record
from backstory.parse.cells import BadRowError, Fields, make_event, tell_order

_DELIMITERS = ",;\t|"
_ALIGNED = (("sources", "publishers", "source_titles", "archived_urls", "attached_at"), ("entities", "anchors"))
_REPLACED = "\ufffd"
_LONGEST_HEADER = 50_000
# Of a cell, as the standard library has it: a quote that is never closed is given up there.
_LONGEST_CELL = 131_072


class _Place(Record, frozen=True, kw_only=True):
    """A column of this table: which field it is, its number among numbered ones, and how plainly it is named."""

    index: int
    field: str
    number: int = 0
    rank: int = 0


class _Cells(Record, frozen=True, kw_only=True):
    """A row: its cells, and the line it begins on; `fault` says why it cannot be read."""

    line: int
    cells: tuple[str, ...] = ()
    fault: str = ""


def read_table(data: bytes, name: str, columns: Mapping[str, str]) -> FileContents:
    """The events of a table, row by row. `columns` says which field a header means, where that is not its name.

    Rows that say no event are problems; the others are kept. Raises InputError where there is no header with a date
    and a text, or not one that `columns` names.
    """
    text, bad_lines = decode_text(data)
    lines = list(io.StringIO(text, newline=""))
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start < len(lines) and lines[start].lower().startswith("sep="):  # Excel's hint at the delimiter
        start += 1
    if start == len(lines):
        return FileContents()
    delimiter, header = read_header(lines[start], columns)
    places = place_columns(header, columns, name)
    with _limit_cells():
        rows = list(split_rows(lines, start + 1, delimiter))
    dates = [place.index for place in places if place.field == "date"]
    order = tell_order([row.cells[dates[0]] for row in rows if len(row.cells) > dates[0]])
    found, problems, lost = [], [], 0
    for number, row in enumerate(rows):
        if not row.fault and not any(cell.strip() for cell in row.cells):
            continue
        where = f"{name}, line {row.line}"
        until = rows[number + 1].line if number + 1 < len(rows) else len(lines) + 1
        try:
            _check_row(row, len(header), not bad_lines.isdisjoint(range(row.line, until)))
            event, key, left_out = make_event(_read_fields(row.cells, places), where, order)
        except BadRowError as error:
            problems.append(Problem(code=error.code, where=where, detail=str(error)))
            lost += 1
        else:
            found.append(FileRow(event=event, where=where, key=key))
            problems += left_out
    for detail in tell_overruled(rows, header, places):
        problems.append(Problem(code="doubled-column", where=f"{name}, line {start + 1}", detail=detail))
    if not any(place.field == "origin" for place in places):
        unknown = ", ".join(dict.fromkeys(header[index].strip()[:40] for index in _list_unknown(header, places)))
        detail = f"columns that are not read: {unknown}. Say what one means with --map COLUMN=FIELD"
        problems += (
            [Problem(code="unknown-column", where=f"{name}, line {start + 1}", detail=detail)] if unknown else []
        )
    return FileContents(rows=tuple(found), problems=tuple(problems), lost=lost)


def decode_text(data: bytes) -> tuple[str, frozenset[int]]:
    """The text, and the numbers of lines with bytes that are none in it.

    UTF-8 with or without a mark, UTF-16 with one; what is not UTF-8 anywhere is taken for the Western European
    encoding of Windows, in which spreadsheets save.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
        return text, _list_replaced(text)
    try:
        return data.decode("utf-8-sig"), frozenset()
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    if any(not char.isascii() and char != _REPLACED for char in text):
        return text, _list_replaced(text)
    text = data.decode("cp1252", "replace")
    return text, _list_replaced(text)


def read_header(line: str, columns: Mapping[str, str]) -> tuple[str, list[str]]:
    """The delimiter with which most headers are known, and the headers."""
    named = {_fold(header) for header in columns}

    def rate(headers: Sequence[str]) -> tuple[int, int]:
        return sum(_fold(one) in named or bool(find_field(one)[0]) for one in headers), len(headers)

    split = [
        (delimiter, next(csv.reader([line[:_LONGEST_HEADER].strip("\r\n")], delimiter=delimiter), []))
        for delimiter in _DELIMITERS
    ]
    return max(split, key=lambda pair: rate(pair[1]))


def place_columns(header: Sequence[str], columns: Mapping[str, str], name: str) -> list[_Place]:
    """Which column is which field."""
    wanted = {_fold(column): field for column, field in columns.items()}
    missing = wanted.keys() - {_fold(one) for one in header}
    if missing:
        there = ", ".join(one.strip()[:40] for one in header[:30])
        raise InputError(f"{name} has no column “{min(missing)}”. It has: {there}.", path=name)
    places = []
    for index, one in enumerate(header):
        field, number = (wanted[_fold(one)], 0) if _fold(one) in wanted else find_field(one)
        if field:
            plain = "".join(char for char in one.casefold() if char.isalnum())
            aliases = (field, *FIELDS[field].aliases)
            rank = -1 if _fold(one) in wanted else aliases.index(plain) if plain in aliases else len(aliases)
            places.append(_Place(index=index, field=field, number=number, rank=rank))
    fields = {place.field for place in places}
    if "date" not in fields or not fields & {"text", "headline"}:
        lacking = "a column “date”" if "date" not in fields else "a column “text”"
        there = ", ".join(one.strip()[:40] for one in header[:30])
        raise InputError(
            f"{name} has no header with {lacking}. Its first line says: {there[:200]}. Name the column there, or with "
            "--map COLUMN=FIELD.",
            path=name,
        )
    return places


def tell_overruled(rows: Sequence[_Cells], header: Sequence[str], places: Sequence[_Place]) -> Iterator[str]:
    """Which columns are not read where another one of the same field, that has but one value, says something else."""
    groups: dict[tuple[str, int], list[_Place]] = defaultdict(list)
    for place in sorted(places, key=lambda place: place.rank):
        if place.number or not FIELDS[place.field].is_list:
            groups[place.field, place.number].append(place)
    for (field, _), group in groups.items():
        first = _name_column(header, group[0].index)
        for index, count in _count_overruled(rows, [place.index for place in group]).items():
            name = _name_column(header, index)
            yield f"{name} is not read in {count:,} of the rows, where {first} says something else: both are “{field}”"


def _count_overruled(rows: Sequence[_Cells], columns: Sequence[int]) -> Counter[int]:
    """In how many rows each of the columns says something else than the first of them that says anything."""
    found: Counter[int] = Counter()
    for row in rows if len(columns) > 1 else ():
        cells = [(index, row.cells[index].strip()) for index in columns if index < len(row.cells)]
        said = [(index, cell) for index, cell in cells if cell]
        found.update(index for index, cell in said[1:] if cell != said[0][1])
    return found


def _name_column(header: Sequence[str], index: int) -> str:
    """A column's header; one of several alike with its number among them."""
    number = [_fold(one) for one in header[: index + 1]].count(_fold(header[index]))
    return header[index].strip()[:40] + (f" ({number})" if number > 1 else "")


@contextmanager
def _limit_cells() -> Iterator[None]:
    """Let no cell be longer than any text may be, whatever other programs in this process want of `csv`."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def split_rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[_Cells]:
    """The rows from line `start` on. One that cannot be read is told, and reading goes on with the next line."""
    while start < len(lines):
        reader = csv.reader((lines[number] for number in range(start, len(lines))), delimiter=delimiter, strict=True)
        done = 0
        try:
            for cells in reader:
                yield _Cells(line=start + done + 1, cells=tuple(cells))
                done = reader.line_num
            return
        except csv.Error as error:
            start, fault = start + done, str(error)
        yield _read_alone(lines[start], start + 1, delimiter, fault)
        start += 1


def _read_alone(line: str, number: int, delimiter: str, fault: str) -> _Cells:
    """A line that strict rules refuse, such as one with a blank after a quote."""
    if line.count('"') % 2 == 0 and len(line) < _LONGEST_CELL:
        return _Cells(line=number, cells=tuple(next(csv.reader([line], delimiter=delimiter), ())))
    return _Cells(line=number, fault=fault)


def _list_unknown(header: Sequence[str], places: Sequence[_Place]) -> list[int]:
    known = {place.index for place in places}
    return [index for index, one in enumerate(header) if index not in known and one.strip()]


def _check_row(row: _Cells, width: int, has_bad_bytes: bool) -> None:
    if has_bad_bytes:
        raise BadRowError("encoding", "it has bytes that are no text in the file's encoding")
    if row.fault:
        raise BadRowError("odd-row", f"the row cannot be read: {row.fault}")
    if any(cell.strip() for cell in row.cells[width:]):
        raise BadRowError("odd-row", f"the row has {len(row.cells)} cells, the header {width}")


def _read_fields(cells: Sequence[str], places: Sequence[_Place]) -> Fields:
    single: dict[str, str] = {}
    whole: dict[str, list[str]] = defaultdict(list)
    numbered: dict[str, dict[int, str]] = defaultdict(dict)
    topic_entities: tuple[tuple[str, ...], ...] = ()
    for place in sorted(places, key=lambda place: place.rank):
        cell = cells[place.index] if place.index < len(cells) else ""
        if place.field == "topic_entities":
            topic_entities += split_nested(cell)
        elif place.number:
            numbered[place.field][place.number] = numbered[place.field].get(place.number) or cell.strip()
        elif FIELDS[place.field].is_list:
            whole[place.field] += split_values(cell)
        elif cell.strip() and not single.get(place.field):
            single[place.field] = cell
    for group in (*_ALIGNED, ("topics",), ("addresses",)):
        numbers = sorted({number for field in group for number in numbered[field]})
        # What has no number comes before, each list filled up to the length of the first.
        length = len(whole[group[0]])
        for field in group:
            if numbers:
                before = [*whole[field], *[""] * length][:length]
                whole[field] = [*before, *(numbered[field].get(number, "") for number in numbers)]
    return Fields(single=single, lists=whole, topic_entities=topic_entities)


def _list_replaced(text: str) -> frozenset[int]:
    lines = io.StringIO(text, newline="")
    return frozenset(number for number, line in enumerate(lines, 1) if _REPLACED in line)


def _fold(header: str) -> str:
    return " ".join(header.split()).casefold()
