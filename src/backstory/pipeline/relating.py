"""Make relations and stories of what is new or changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backstory.model import Event, Filing
from backstory.pipeline.attributing import attribute
from backstory.relate import is_current
from backstory.store import Archive

_CACHE_MIB = 16


@dataclass(frozen=True, slots=True)
class RelateReport:
    """What relating did: events whose relations were made, relations and stories there are now."""

    events: int = 0
    relations: int = 0
    stories: int = 0


def relate(archive: Archive, *, keep_index: bool = False) -> RelateReport:
    """Bring relations, stories and publishers up to date with the events. With nothing changed it does nothing.

    Where only a few events changed, only these and those that they concern get new relations. An archive as of a
    moment keeps no index and learns no names, unless it is to answer for texts (`keep_index`).
    """
    events = bring_up_to_date(archive, keep_index=keep_index)
    counts = archive.counts("relations", "stories")
    return RelateReport(events=events, relations=counts["relations"], stories=counts["stories"])


def bring_up_to_date(archive: Archive, *, keep_index: bool = False) -> int:
    """Do what `relate` does without counting what there is then; gives how many events were related.

    What does it is loaded where there is something to do: numpy and scipy alone take most of a second.
    """
    attribute(archive)
    keep_index = keep_index or not archive.is_snapshot
    stale = archive.stale()
    if stale:
        with archive.transaction():
            if keep_index:
                _learn_names(archive)
            if not _relate_few(archive, stale):
                _relate_all(archive, keep_index=keep_index)
            archive.clear_stale(stale)
    elif keep_index and archive.last_day() and not _knows_all(archive):
        # An archive that an earlier version related: its relations and its index are of other rules.
        with archive.transaction():
            _learn_names(archive)
            _relate_all(archive, keep_index=True)
        return archive.counts("events")["events"]
    return len(stale)


def load() -> None:
    """Load now what relating a few events needs."""
    from backstory.pipeline import linking, telling  # noqa: F401
    from backstory.relate import relate_changed  # noqa: F401


def _knows_all(archive: Archive) -> bool:
    """Whether what relating keeps for the next time is there, and of this version."""
    return bool(archive.learned().count_events()) and is_current(archive.relation_index())


def _learn_names(archive: Archive) -> None:
    from backstory.pipeline.linking import learn_names

    learn_names(archive)


def _relate_few(archive: Archive, stale: list[str]) -> bool:
    """Relate what changed; says whether that was enough."""
    # Reading most of the events to find that they are too many would double the work.
    if archive.is_snapshot or 2 * len(stale) > archive.counts("events")["events"]:
        return False
    from backstory.pipeline.telling import tell_few
    from backstory.relate import Change, relate_changed

    known = archive.events_by_id(stale)
    change = Change(
        events=[event for event in known.values() if event.is_live],
        gone=[event.id for event in known.values() if not event.is_live],
        concerned=lambda: archive.related_to(stale),
        load=archive.events_by_id,
    )
    found = relate_changed(archive.relation_index(), change)
    if found is None:
        return False
    archive.write_relations((relation for group in found.values() for relation in group), replaced=found)
    tell_few(archive, known, found)
    return True


def _relate_all(archive: Archive, *, keep_index: bool) -> None:
    from backstory.pipeline.telling import tell_all
    from backstory.relate import relate_events

    filings: list[Filing] = []
    groups = relate_events(
        _note_filings(archive.events(), filings), index=archive.relation_index() if keep_index else None
    )
    # What is found is written from one end to the other, which needs little of the file in memory.
    archive.limit_memory(_CACHE_MIB)
    archive.write_relations(found for group in groups for found in group)
    archive.limit_memory()
    tell_all(archive, filings)


def _note_filings(events: Iterable[Event], filings: list[Filing]) -> Iterator[Event]:
    from backstory.stories import list_filings

    for event in events:
        filings += list_filings(event)
        yield event


def open_as_of(archive: Archive, moment: str) -> Archive:
    """The archive as of a moment, with relations and stories made from what was known then. Close it after use."""
    snapshot = archive.as_of(moment)
    relate(snapshot)
    return snapshot
