"""Give the archive's events as JSON lines, which `add` takes again."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from backstory.errors import InputError
from backstory.model import Event
from backstory.pipeline.lines import describe_event
from backstory.store import Archive

_CHUNK = 500
_ENCODER = msgspec.json.Encoder()


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


def write_lines(archive: Archive, events: Iterable[Event] | None = None) -> Iterator[bytes]:
    """A line of JSON for each of these live events, or for all, in their order; an event has the same line always."""
    stream = iter(archive.events() if events is None else events)
    while chunk := list(islice(stream, _CHUNK)):
        ids = [event.id for event in chunk]
        standings = archive.standings(ids)
        addresses = defaultdict(list)
        permalinks = {event.id: event.path for event in chunk}
        for path, _, event_id in archive.addresses_of(archive.leading_to(ids)):
            if path != permalinks.get(event_id, path):
                addresses[event_id].append(path)
        for event in chunk:
            page, place = standings[event.id]
            yield _ENCODER.encode(describe_event(event, page, place, addresses.get(event.id, ()))) + b"\n"
