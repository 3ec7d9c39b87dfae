"""Apply stored states: parse, decide which item is which event, record. In the order of time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from msgspec.structs import replace

from backstory.errors import BackstoryError
from backstory.identity import find_heirs, make_id, make_path, match_items, match_moved, match_same
from backstory.model import (
    Attached,
    DayPage,
    GivenEvent,
    KnownEvent,
    PageState,
    ParsedEvent,
    Placement,
    Problem,
    Source,
    StateChange,
)
from backstory.model.canonical import canonical_url
from backstory.model.days import is_moment
from backstory.pipeline.ahead import ReadState, read_ahead
from backstory.store import Archive
from backstory.store.database import is_refusal
from backstory.store.revisions import RevisionRow

Item = TypeVar("Item", bound=ParsedEvent)

_BATCH = 100
"""States per transaction: half a second of work, which is what a kill can undo. What many of them touch, such as the
count of an entity, is written once; with twenty to a transaction, three times as much is written to the disk."""

_PUT_ASIDE = "not-applied"
_LONGEST_REASON = 300


@dataclass(slots=True)
class AddReport:
    """What adding did: states met, events that are new, changed or removed by them, problems by their code.

    `stored` counts the states that were new, `known` those the archive had; `skipped` says which files could not be
    read, and why; `listed` are the problems of files of one's own. Where it `is_detailed`, `touched` says which events
    are new, changed or removed.
    """

    stored: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
    listed: list[Problem] = field(default_factory=list)
    touched: dict[str, str] = field(default_factory=dict)
    is_detailed: bool = False
    lost: set[str] = field(default_factory=set)

    def count(self, change: StateChange, problems: Iterable[Problem], *, is_own: bool = False) -> None:
        """Count what one state changed. In a file of one's own, what one day lost and another got was never removed."""
        if is_own:
            self.removed -= len(self.lost & {*change.changed})
            self.lost |= {*change.removed}
        if self.is_detailed:
            self.touched |= dict.fromkeys(change.removed, "removed") | dict.fromkeys(change.new, "new")
            self.touched |= {id: "changed" for id in change.changed if self.touched.get(id) != "new"}
        self.new += len(change.new)
        self.changed += len(change.changed)
        self.removed += len(change.removed)
        self.unchanged += change.unchanged
        self.problems.update(problem.code for problem in problems)


def apply_pending(archive: Archive, report: AddReport | None = None) -> AddReport:
    """Apply every stored state that waits, oldest first. What a batch did is safe once the next one begins."""
    report = report or AddReport()
    waiting = read_ahead(archive, archive.pending())
    while batch := list(islice(waiting, _BATCH)):
        for state, (change, problems) in zip(batch, apply_batch(archive, batch), strict=True):
            report.count(change, problems, is_own=state.is_own)
            report.listed += [problem for problem in problems if problem.code == _PUT_ASIDE]
    return report


def apply_batch(archive: Archive, batch: Sequence[ReadState]) -> list[tuple[StateChange, Sequence[Problem]]]:
    """Apply some stored states in one transaction, the caller's where there is one; gives what `apply_state` does."""
    try:
        with archive.part():
            return [apply_state(archive, state) for state in batch]
    except Exception as error:
        if not is_own_fault(error):
            raise
    # A part of a transaction costs a tenth of the time: for each state only where one is at fault.
    with archive.transaction():
        return [try_state(archive, state) for state in batch]


def try_state(archive: Archive, state: ReadState) -> tuple[StateChange, Sequence[Problem]]:
    """Apply one stored state, or put it aside with the reason: what it is at fault for must not keep others waiting."""
    row = state.row
    try:
        with archive.part():
            return apply_state(archive, state)
    except Exception as error:
        if not is_own_fault(error):
            raise
        said = " ".join(f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode().split())
        detail = f"it was left out, as it cannot be applied: {said[:_LONGEST_REASON]}"
        problem = Problem(code=_PUT_ASIDE, where=f"{row.page_title or row.origin} {row.date}", detail=detail)
        archive.put_aside(row, problem)
        return StateChange(), (problem,)


def is_own_fault(error: Exception) -> bool:
    """Whether a state failed for what it says, not for what the machine or the archive's file lacked just then."""
    return is_refusal(error) or not isinstance(error, (MemoryError, OSError, BackstoryError))


def apply_state(archive: Archive, state: ReadState) -> tuple[StateChange, Sequence[Problem]]:
    """Apply one stored state; gives what it changed, and what could not be read in it."""
    row, page, is_own, error = state
    if error:
        raise error
    if not is_moment(row.timestamp):
        raise ValueError(f"{row.timestamp[:40]} is no time like 2020-04-03T14:00:00Z")
    items: Sequence[ParsedEvent] = collect_items(page.events, row.collection)
    items, moves = part_moves(items)
    known = archive.known(row)
    if is_own:
        items = leave_elsewhere(archive, row, items)
        ids = match_given(archive, items, ())
    else:
        ids = match_items(items, known) if row.is_whole else match_given(archive, items, known)
    if row.is_whole and None in ids and not is_own:
        add_moved(archive, row, items, ids)
    placements = place_items(archive, items, ids, known)
    if not row.is_whole:
        placements = leave_standing(archive, placements, known)
    heirs = choose_heirs(archive, known, placements) if row.is_whole else moves
    gone = tuple(event_id for event_id, _ in moves)
    problems = list_problems(page)
    change = archive.record_state(
        row, PageState(placements=tuple(placements), problems=tuple(problems), successors=heirs, removed=gone)
    )
    given = [(place.item.addresses, place.id) for place in placements if isinstance(place.item, GivenEvent)]
    archive.add_addresses(((path, event_id) for paths, event_id in given for path in paths), row.timestamp)
    attached = [(place.id, one) for place in placements if isinstance(place.item, GivenEvent)
                for one in place.item.attached]  # fmt: skip
    if attached:
        attach_again(archive, attached)
    return change, problems


def attach_again(archive: Archive, attached: Sequence[tuple[str, Attached]]) -> None:
    """Put articles beside events, by their ids, as a machine had in another archive, with what that knew of them."""
    known = archive.described_sources(one.url for _, one in attached)
    archive.add_sources(
        Source(
            url=one.url,
            title=one.title,
            archived_url=one.archived_url,
            status="dead" if one.is_dead else "",
            checked_at=one.attached_at,
        )
        for _, one in attached
        if (one.title or one.archived_url or one.is_dead) and (canonical_url(one.url) or one.url) not in known
    )
    archive.attach_given(attached)


def list_problems(page: DayPage) -> list[Problem]:
    """Problems of a page and of its items, those of an item told with its line; items of files have told theirs."""
    own = [
        Problem(code=code, where=f"line {item.line}")
        for item in page.events
        for code in item.problems
        if not isinstance(item, GivenEvent)
    ]
    return [*page.problems, *own]


def collect_items(items: Sequence[Item], collection: str) -> Sequence[Item]:
    """The items, those that name no collection in that of their page."""
    if not collection:
        return items
    return [item if item.collection else replace(item, collection=collection) for item in items]


def leave_elsewhere(archive: Archive, row: RevisionRow, items: Sequence[ParsedEvent]) -> list[ParsedEvent]:
    """Without those whose event is on a page or in a file that is another one: there it is kept up."""
    standing = archive.locate_events(item.id for item in items)
    here = (row.origin, row.page_title)
    return [item for item in items if standing.get(item.id, here) == here]


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
