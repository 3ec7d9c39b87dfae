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
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for row in list_rows(table, dataset):
        writer.writerow([row[name] for name in names])
        count += 1
    text.flush()
    text.detach()
    return count
