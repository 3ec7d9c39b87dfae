"""Add what was read elsewhere: states of pages, events of files, facts about sources."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from msgspec.structs import replace

from backstory.model import GivenEvent, ParsedEvent, Revision, Source
from backstory.pipeline.applying import AddReport, apply_pending
from backstory.pipeline.clock import read_clock
from backstory.pipeline.lines import encode_state
from backstory.store import Archive

_STORED_AT_ONCE = 200
"""States stored per transaction, before any is applied."""

_EVENTS_AT_ONCE = 2000
"""Events of a file that are sorted into days at a time."""


def add_revisions(archive: Archive, revisions: Iterable[Revision], *, report: AddReport | None = None) -> AddReport:
    """Store the states that are new, then apply all that wait in the order of their time.

    In whatever order they come, and wherever an earlier call was killed, the archive ends up the same. States
    without a timestamp are recorded as of now, and only where they differ from their page's latest.
    """
    report = report or AddReport()
    stream = iter(revisions)
    keys: list[int] = []
    while batch := list(islice(stream, _STORED_AT_ONCE)):
        stored = archive.store_revisions(date_revision(revision) for revision in batch)
        keys += stored
        report.stored += len(stored)
        report.known += len(batch) - len(stored)
    archive.release_revisions(keys)
    return apply_pending(archive, report)


def date_revision(revision: Revision) -> Revision:
    """The same state with a time; one that is not its own is marked so ("+")."""
    if revision.timestamp:
        return revision
    return replace(revision, timestamp=f"{read_clock()}+")


def add_events(
    archive: Archive, events: Iterable[ParsedEvent], *, origin: str = "jsonl", report: AddReport | None = None
) -> AddReport:
    """Add events that no page says: those of a file, a feed or another program. The same ones again change nothing.

    An event that has an `id` keeps it; one whose id is known is reworded where it differs. What an export gives keeps
    its origin, times and addresses too.
    """
    return add_revisions(archive, group_events(events, origin), report=report)


def group_events(events: Iterable[ParsedEvent], origin: str) -> Iterable[Revision]:
    """States to be stored: one per page, day, moment and some thousand events, in the order of time."""
    nothing = GivenEvent(date="", category="", text="")
    stream = iter(events)
    while batch := list(islice(stream, _EVENTS_AT_ONCE)):
        groups = defaultdict(list)
        for item in batch:
            given = item if isinstance(item, GivenEvent) else nothing
            groups[given.changed_at, given.origin or origin, given.page, item.date].append(item)
        for key in sorted(groups):
            timestamp, source, page, date = key
            yield Revision(origin=source, page=page, date=date, timestamp=timestamp, text=encode_state(groups[key]))


def add_sources(archive: Archive, sources: Iterable[Source]) -> int:
    """Keep what was found out about cited articles; gives how many records were new."""
    stream = iter(sources)
    new = 0
    while batch := list(islice(stream, _STORED_AT_ONCE)):
        new += archive.add_sources(batch)
    return new
