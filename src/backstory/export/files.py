"""Files of a dataset as its descriptions name them."""

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
        """What it is called in a description: its table, and its folder where it is a part of one."""
        stem = self.table.name if self.table else "events"
        folder = self.path.rpartition("/")[0].rpartition("/")[2]
        return f"{stem}-{folder.replace('=', '-')}" if folder else stem
