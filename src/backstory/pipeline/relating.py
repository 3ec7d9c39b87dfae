"""Make relations and stories of what is new or changed."""

from dataclasses import dataclass

from backstory.relate import relate_events
from backstory.store import Archive
from backstory.stories import find_stories


@dataclass(frozen=True, slots=True)
class RelateReport:
    """What relating did: events whose relations were made, relations and stories there are now."""

    events: int = 0
    relations: int = 0
    stories: int = 0


def relate(archive: Archive) -> RelateReport:
    """Bring relations and stories up to date with the events. With nothing changed it does nothing."""
    stale = archive.stale()
    if stale:
        events = list(archive.events())
        with archive.transaction():
            archive.write_relations(found for group in relate_events(events) for found in group)
            archive.write_stories(find_stories(events))
            archive.clear_stale(stale)
    counts = archive.counts()
    return RelateReport(events=len(stale), relations=counts["relations"], stories=counts["stories"])


def open_as_of(archive: Archive, moment: str) -> Archive:
    """The archive as of a moment, with relations and stories made from what was known then. Close it after use."""
    snapshot = archive.as_of(moment)
    relate(snapshot)
    return snapshot
