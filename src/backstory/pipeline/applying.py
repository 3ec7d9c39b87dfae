"""Apply stored states: parse, decide which item is which event, record. In the order of time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from backstory.identity import find_heirs, make_id, make_path, match_items, match_moved, match_same
from backstory.model import GivenEvent, KnownEvent, PageState, ParsedEvent, Placement, Problem, StateChange
from backstory.parse import parse_day_page
from backstory.pipeline.lines import decode_state
from backstory.store import Archive
from backstory.store.revisions import RevisionRow

_BATCH = 20
"""States per transaction: about a tenth of a second of work, which is what a kill can undo."""


@dataclass(slots=True)
class AddReport:
    """What adding did: states met, events that are new, changed or removed by them, problems by their code.

    `stored` counts the states that were new, `known` those the archive had; `skipped` says which files could not be
    read, and why.
    """

    stored: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)

    def count(self, change: StateChange, problems: Iterable[Problem]) -> None:
        """Count what one state changed."""
        self.new += len(change.new)
        self.changed += len(change.changed)
        self.removed += len(change.removed)
        self.unchanged += change.unchanged
        self.problems.update(problem.code for problem in problems)


def apply_pending(archive: Archive, report: AddReport | None = None) -> AddReport:
    """Apply every stored state that waits, oldest first. What a batch did is safe once the next one begins."""
    report = report or AddReport()
    waiting = iter(archive.pending())
    while batch := list(islice(waiting, _BATCH)):
        with archive.transaction():
            for row in batch:
                apply_state(archive, row, report)
    return report


def apply_state(archive: Archive, row: RevisionRow, report: AddReport) -> None:
    """Apply one stored state."""
    items, problems = read_state(archive, row)
    items, moves = part_moves(items)
    known = archive.known(row)
    ids = match_items(items, known) if row.is_whole else match_given(archive, items, known)
    if row.is_whole and None in ids:
        add_moved(archive, row, items, ids)
    placements = place_items(archive, items, ids, known)
    if not row.is_whole:
        placements = leave_standing(archive, placements, known)
    heirs = choose_heirs(archive, known, placements) if row.is_whole else moves
    gone = tuple(event_id for event_id, _ in moves)
    change = archive.record_state(
        row, PageState(placements=tuple(placements), problems=tuple(problems), successors=heirs, removed=gone)
    )
    given = [(place.item.addresses, place.id) for place in placements if isinstance(place.item, GivenEvent)]
    archive.add_addresses(((path, event_id) for paths, event_id in given for path in paths), row.timestamp)
    report.count(change, problems)


def read_state(archive: Archive, row: RevisionRow) -> tuple[Sequence[ParsedEvent], list[Problem]]:
    """Items and problems of a stored state; problems of an item are told with its line."""
    text = archive.revision_text(row.key)
    if not row.is_whole:
        return decode_state(text), []
    page = parse_day_page(text, row.date)
    own = [Problem(code=code, where=f"line {item.line}") for item in page.events for code in item.problems]
    return page.events, [*page.problems, *own]


def part_moves(items: Sequence[ParsedEvent]) -> tuple[Sequence[ParsedEvent], tuple[tuple[str, str], ...]]:
    """The items that are to stand, and pairs of the id of one that is to go and the id of the event that it became."""
    moves = tuple((item.id, item.moved_to) for item in items if isinstance(item, GivenEvent) and item.moved_to)
    if not moves:
        return items, ()
    return [item for item in items if not (isinstance(item, GivenEvent) and item.moved_to)], moves


def add_moved(archive: Archive, row: RevisionRow, items: Sequence[ParsedEvent], ids: list[str | None]) -> None:
    """Give items that are new on the page the ids of events that pages of neighbouring days lost."""
    places = [place for place, event_id in enumerate(ids) if event_id is None]
    removed = archive.neighbours(row, sorted({items[place].date for place in places}))
    if removed:
        found = match_moved([items[place] for place in places], removed)
        for place, event_id in zip(places, found, strict=True):
            ids[place] = event_id


def match_given(archive: Archive, items: Sequence[ParsedEvent], known: Sequence[KnownEvent]) -> list[str | None]:
    """Ids of items of a file: those they say they have, else those of events that say exactly the same."""
    given = archive.known_ids(item.id for item in items if item.id)
    open_events = [event for event in known if event.id not in given]
    same = match_same(items, open_events)
    return [
        (item.id if item.id in given else None) if item.id else event_id
        for item, event_id in zip(items, same, strict=True)
    ]


def place_items(
    archive: Archive, items: Sequence[ParsedEvent], ids: Sequence[str | None], known: Sequence[KnownEvent]
) -> list[Placement]:
    """Items with their events' ids, new ones included, and the addresses that new wordings ask for."""
    said = {(event.id, wording.date, wording.text) for event in known for wording in event.wordings}
    fresh = [event_id or item.id or make_id(item) for item, event_id in zip(items, ids, strict=True)]
    taken = archive.known_ids(fresh)
    placements = []
    for item, event_id, wanted in zip(items, ids, fresh, strict=True):
        is_new = event_id is None
        number = 0
        while is_new and wanted in taken:
            number += 1
            wanted = make_id(item, number)
            taken |= archive.known_ids((wanted,))
        taken.add(wanted)
        # Addresses of a wording that the event had already are known.
        path = "" if (wanted, item.date, item.text) in said else make_path(item)
        first_seen_at = ""
        if is_new and isinstance(item, GivenEvent):
            path, first_seen_at = item.path or path, item.first_seen_at
        placements.append(Placement(item=item, id=wanted, path=path, is_new=is_new, first_seen_at=first_seen_at))
    return placements


def leave_standing(archive: Archive, placements: Sequence[Placement], known: Sequence[KnownEvent]) -> list[Placement]:
    """Without events that a file must not touch: those on another page, and those the archive knows newer."""
    here = {event.id for event in known}
    standing = archive.events_by_id(place.id for place in placements if not place.is_new and place.id in here)
    kept = []
    for place in placements:
        changed_at = place.item.changed_at if isinstance(place.item, GivenEvent) else ""
        is_here = place.id in standing and (not changed_at or changed_at > standing[place.id].changed_at)
        if place.is_new or is_here:
            kept.append(place)
    return kept


def choose_heirs(
    archive: Archive, known: Sequence[KnownEvent], placements: Sequence[Placement]
) -> tuple[tuple[str, str], ...]:
    """Who goes on for the events that this state removes."""
    placed = {place.id for place in placements}
    removed = [event for event in known if event.is_live and event.id not in placed]
    if not removed:
        return ()
    standing = [KnownEvent(id=place.id, wordings=(place.item,)) for place in placements]
    urls = [cited.url for event in removed for cited in event.wordings[0].citations]
    days = [event.wordings[0].date for event in removed]
    if urls:
        gone = {event.id for event in removed}
        beside = archive.citing(urls, min(days), max(days))
        standing += [event for event in beside if event.id not in placed and event.id not in gone]
    return find_heirs(removed, standing)
