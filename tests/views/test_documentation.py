"""The fields of pages are a contract: each is in `docs/formats.md`."""

from pathlib import Path

import msgspec
import pytest

from backstory.model.record import Record
from backstory.views import comparing, context, pages, pieces, searching

DOC = Path(__file__).parents[2] / "docs" / "formats.md"
INTERNAL = {"Page", "Feed", "FeedEntry", "Record", "Event", "Hit", "SearchResult"}
RECORDS = [
    found
    for module in (pages, pieces, searching, comparing, context)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Record) and found.__name__ not in INTERNAL | {"Relation"}
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_is_documented(record: type[Record]) -> None:
    section = DOC.read_text().partition(f"### {record.__name__}\n")[2].partition("\n### ")[0]
    assert section, record
    missing = [field.name for field in msgspec.structs.fields(record) if f"`{field.name}`" not in section]
    assert missing == []
