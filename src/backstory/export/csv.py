"""CSV as RFC 4180 has it, in UTF-8, with a header; lines end with LF."""

import csv
import io
from typing import BinaryIO

from backstory.export.dataset import Dataset
from backstory.export.rows import list_rows
from backstory.export.tables import FLAT_EVENTS, Table


def write_csv(dataset: Dataset, file: BinaryIO, table: Table = FLAT_EVENTS) -> int:
    """Write one table of the dataset; gives how many rows."""
    names = [field.name for field in table.fields]
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=False)
    plain = csv.writer(text, lineterminator="\n")
    # A lone CR ends a line for those who read it, but is quoted only where lines end with one.
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(names)
    count = 0
    for row in list_rows(table, dataset):
        cells = [row[name] for name in names]
        writer = quoted if any(isinstance(cell, str) and "\r" in cell for cell in cells) else plain
        writer.writerow(cells)
        count += 1
    text.flush()
    text.detach()
    return count
