"""Parquet: typed columns, lists as lists, what is unknown as null. The one module that knows pyarrow."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any, BinaryIO

from backstory.errors import ConfigError
from backstory.export.dataset import Dataset
from backstory.export.rows import Row, list_rows
from backstory.export.tables import NESTED_EVENTS, Field, Table
from backstory.export.times import read_day, read_moment

_ROWS = 4_000
"""Rows of a row group: some 4 MB of events, which is what an export holds at a time."""


def write_parquet(dataset: Dataset, file: BinaryIO, table: Table = NESTED_EVENTS) -> int:
    """Write one table of the dataset; gives how many rows."""
    pa, _ = load_arrow()
    return _write_rows(list_rows(table, dataset), file, make_schema(pa, table, dataset), table)


def write_years(dataset: Dataset, folder: Path) -> Iterator[tuple[str, int]]:
    """Write `events/year=2013/events.parquet` and so on; gives each of these paths, and how many events it has."""
    pa, _ = load_arrow()
    schema = make_schema(pa, NESTED_EVENTS, dataset)
    for year, rows in groupby(list_rows(NESTED_EVENTS, dataset), key=_find_year):
        path = folder / "events" / f"year={year}" / "events.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            count = _write_rows(rows, file, schema, NESTED_EVENTS)
        yield path.relative_to(folder).as_posix(), count


def load_arrow() -> tuple[Any, Any]:
    """Give pyarrow and its part for Parquet.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        import pyarrow  # loaded here: it takes a fifth of a second, and is an extra
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigError("Parquet needs pyarrow: pip install 'backstory[export]'.") from error
    return pyarrow, pyarrow.parquet


def make_schema(pa: Any, table: Table, dataset: Dataset) -> Any:
    """Give the table's schema, with whose text it is and under which licence in the file's metadata."""
    about = dataset.about
    said = {
        "title": f"{about.title}: {table.name}",
        "description": about.description,
        "licence": about.licence_url,
        "attribution": about.attribution,
    }
    fields = [pa.field(field.name, _find_type(pa, field), metadata={"text": field.text}) for field in table.fields]
    return pa.schema(fields, metadata={name: value for name, value in said.items() if value})


def _find_type(pa: Any, field: Field) -> Any:
    kinds = {
        "text": pa.string(),
        "day": pa.date32(),
        "time": pa.timestamp("s", tz="UTC"),
        "whole": pa.int32(),
        "number": pa.float64(),
        "yes/no": pa.bool_(),
    }
    kind = kinds[field.type]
    if field.parts:
        kind = pa.struct([pa.field(part.name, _find_type(pa, part)) for part in field.parts])
    return pa.list_(kind) if field.is_list else kind


def _write_rows(rows: Iterator[Row], file: BinaryIO, schema: Any, table: Table) -> int:
    pa, parquet = load_arrow()
    count = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, _ROWS)):
            typed = [_type_record(row, table.fields) for row in chunk]
            writer.write_table(pa.Table.from_pylist(typed, schema=schema))
            count += len(chunk)
    return count


def _type_record(row: Mapping[str, object], fields: Sequence[Field]) -> dict[str, object]:
    return {field.name: _type_value(row[field.name], field) for field in fields}


def _type_value(value: Any, field: Field) -> object:
    if field.is_list:
        if field.parts:
            return [_type_record(part, field.parts) for part in value]
        return list(value)
    if value is None or value == "":
        return None
    if field.type == "day":
        return read_day(value)
    if field.type == "time":
        return read_moment(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value


def _find_year(row: Row) -> str:
    return str(row["date"])[:4]
