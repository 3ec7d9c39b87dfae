"""Files of a dataset as its descriptions name them."""

from collections.abc import Iterable

from backstory.export.tables import Table
from backstory.model.record import Record

MEDIA_TYPES = {
    "csv": "text/csv",
    "graphml": "application/graphml+xml",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
    "parquet": "application/x-parquet",
    "ttl": "text/turtle",
}
"""Formats of an export, by their ending."""


class DataFile(Record, frozen=True, kw_only=True):
    """A file: its `path` beside the description, format, size, SHA-256 in hexadecimal, and the table it holds.

    `table` is None where it is no table. `count` is how many rows or events it has.
    """

    path: str
    format: str
    size_bytes: int
    sha256: str
    count: int
    table: Table | None = None

    @property
    def name(self) -> str:
        """What it is called in a description: its table."""
        return self.table.name if self.table else "events"

    @property
    def folder(self) -> str:
        """The folder whose files are one table together; empty where the file is all of it."""
        return self.path.partition("/")[0] if "/" in self.path else ""


def gather_tables(files: Iterable[DataFile]) -> list[list[DataFile]]:
    """Files that are one table together, in their order."""
    found: dict[str, list[DataFile]] = {}
    for file in files:
        found.setdefault(file.name, []).append(file)
    return list(found.values())
