"""A table of an archive's events, as `backstory.model.columns` says."""

import csv
from collections import defaultdict
from pathlib import Path

from backstory.model.columns import COLUMNS, join_nested, join_values
from backstory.store import Archive


def write_table(archive: Archive, path: Path) -> None:
    """Write every live event, with all that a table can hold of it."""
    addresses = defaultdict(list)
    for address, event_id in archive.addresses():
        addresses[event_id].append(address)
    pages, standing, line = archive.page_titles(), ("", ""), 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in COLUMNS])
        for event in archive.events():
            page = pages[event.id]
            line = line + 1 if standing == (event.date, page) else 1
            standing = (event.date, page)
            cells = {
                "topics": join_values([topic.text for topic in event.topics]),
                "topic_entities": join_nested([topic.entities for topic in event.topics]),
                "entities": join_values([mention.title for mention in event.mentions]),
                "anchors": join_values([one.anchor if one.anchor != one.title else "" for one in event.mentions]),
                "sources": join_values([source.url for source in event.sources]),
                "publishers": join_values([source.publisher for source in event.sources]),
                "source_titles": join_values([source.title for source in event.sources]),
                "archived_urls": join_values([source.archived_url for source in event.sources]),
                "attached_at": join_values([source.attached_at for source in event.sources]),
                "addresses": join_values(addresses[event.id]),
                "page": page,
                "line": str(line),
            }
            writer.writerow([cells.get(one.name, getattr(event, one.name, "")) for one in COLUMNS])
