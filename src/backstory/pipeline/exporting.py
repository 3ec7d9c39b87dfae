"""Give the archive's events as JSON lines, which `add` takes again."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from backstory.errors import InputError
from backstory.pipeline.lines import describe_event
from backstory.store import Archive


def export_events(archive: Archive, path: str | Path) -> int:
    """Write all live events to a file, one line each, by date and place on the page; gives how many.

    Added to an empty archive the file gives the same events under the same ids and addresses. Earlier wordings and
    removed events stay behind. The file is there whole or not at all.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with part.open("wb") as file:
            for line in write_lines(archive):
                file.write(line)
                count += 1
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written: {error.strerror}.", path=str(path)) from error
    return count


def write_lines(archive: Archive) -> Iterator[bytes]:
    """A line of JSON for each live event, in their order."""
    encoder = msgspec.json.Encoder()
    addresses = defaultdict(list)
    for address, event_id in archive.addresses():
        addresses[event_id].append(address)
    pages = archive.page_titles()
    standing, line = ("", ""), 0
    for event in archive.events():
        page = pages.get(event.id, "")
        line = line + 1 if standing == (event.date, page) else 1
        standing = (event.date, page)
        yield encoder.encode(describe_event(event, page, line, addresses.get(event.id, ()))) + b"\n"
