"""Files of one's own: a file is the whole of what it says, so that editing it edits the archive.

Its events are kept as states, one for each day it has, the identity of each item decided here, where the whole file
is in sight. The same file again is the same states, and changes nothing.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from backstory.identity import make_id, make_key_id, match_items
from backstory.model import FileRow, GivenEvent, KnownEvent, ParsedEvent, Problem, Revision
from backstory.model.record import Record
from backstory.pipeline.adding import add_revisions
from backstory.pipeline.applying import AddReport, apply_pending
from backstory.pipeline.clock import read_clock
from backstory.pipeline.lines import encode_own_state
from backstory.store import Archive

MOST_PROBLEMS = 1000
"""Problems of one file that are kept and told one by one."""

_NEAR_DAYS = 7
"""So far the date of a row may be corrected, and it is still known for the same event by its words."""


class OwnFile(Record, frozen=True, kw_only=True):
    """A file's events: `origin` is its kind, `title` what it is known by when it comes again.

    Events that it no longer has are removed, unless it is `partial`: some of it could not be read, or it says only
    what is new. Events that name no collection stay in theirs, unless it `leaves_collection`.
    """

    origin: str
    title: str
    rows: tuple[FileRow, ...]
    problems: tuple[Problem, ...] = ()
    is_partial: bool = False
    leaves_collection: bool = False


def add_own_file(archive: Archive, file: OwnFile, report: AddReport) -> AddReport:
    """Bring the archive's events of this file to what the file says now."""
    apply_pending(archive, report)  # What an interrupted call left is part of what the file is compared with.
    rows, doubled = drop_doubled(file.rows)
    problems = [*file.problems, *doubled]
    if len(problems) > MOST_PROBLEMS:
        more = Problem(code="more", where=file.title, detail=f"{len(problems) - MOST_PROBLEMS:,} more problems")
        problems = [*problems[:MOST_PROBLEMS], more]
    known = archive.document_events(file.origin, file.title)
    if file.leaves_collection:
        items = name_items(archive, file, rows, known)
    else:
        items = keep_collections(rows, name_items(archive, file, fill_collection(rows, known), known), known)
    if file.is_partial or doubled:
        placed = {item.id for item in items}
        items += [_keep(event) for event in known if event.is_live and event.id not in placed]
    report.listed += problems
    return add_revisions(archive, make_states(archive, file, items, problems), report=report)


def drop_doubled(rows: Sequence[FileRow]) -> tuple[list[FileRow], list[Problem]]:
    """One row for each event: rows that say the same of the same day put together, ids that come again left out."""
    places: dict[tuple[str, str], int] = {}
    names: set[str] = set()
    found: list[FileRow] = []
    problems = []
    for row in rows:
        name = row.event.id or row.key
        if name:
            if name in names:
                problems.append(Problem(code="repeated-id", where=row.where, detail=f"{name[:64]} was there before"))
            else:
                names.add(name)
                found.append(row)
            continue
        key = (row.event.date, row.event.headline.casefold())
        if key in places:
            found[places[key]] = _join_rows(found[places[key]], row)
        else:
            places[key] = len(found)
            found.append(row)
    return found, problems


def fill_collection(rows: Sequence[FileRow], known: Sequence[KnownEvent]) -> list[FileRow]:
    """The rows, those that name no collection in that of all the file's events, where these have one in common."""
    collections = {event.wordings[0].collection for event in known if event.is_live}
    shared = collections.pop() if len(collections) == 1 else ""
    return [row if row.event.collection else replace(row, event=replace(row.event, collection=shared)) for row in rows]


def keep_collections(
    rows: Sequence[FileRow], items: Sequence[ParsedEvent], known: Sequence[KnownEvent]
) -> list[ParsedEvent]:
    """The rows' `items`, those that the archive has in the collection it has them in where the row names none."""
    had = {event.id: event.wordings[0].collection for event in known}
    return [
        item if row.event.collection else replace(item, collection=had.get(item.id, item.collection))
        for row, item in zip(rows, items, strict=True)
    ]


def name_items(
    archive: Archive, file: OwnFile, rows: Sequence[FileRow], known: Sequence[KnownEvent]
) -> list[ParsedEvent]:
    """The rows' events under their ids: those the file had before, and for new ones ids made from what they say."""
    ids: list[str] = [row.event.id for row in rows]
    known_ids = {event.id for event in known}
    for place, row in enumerate(rows):
        if not ids[place] and row.key and (named := make_key_id(file.title, row.key)) in known_ids:
            ids[place] = named
    match_by_words(rows, ids, known)
    events = [row.event for row in rows]
    for place, event_id in zip(
        [place for place, event_id in enumerate(ids) if not event_id],
        make_new_ids(archive, file, [row for row, event_id in zip(rows, ids, strict=True) if not event_id], ids),
        strict=True,
    ):
        ids[place] = event_id
    return [replace(event, id=event_id) for event, event_id in zip(events, ids, strict=True)]


def match_by_words(rows: Sequence[FileRow], ids: list[str], known: Sequence[KnownEvent]) -> None:
    """Find the events of rows without id by what they say: first of the same day, then of the days around it."""
    taken = set(ids)
    by_day: dict[str, list[KnownEvent]] = defaultdict(list)
    for event in known:
        if event.id not in taken:
            by_day[event.wordings[0].date].append(event)
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if not ids[place]:
            waiting[row.event.date].append(place)
    for day, places in waiting.items():
        if day in by_day:
            found = match_items([rows[place].event for place in places], by_day[day])
            for place, event_id in zip(places, found, strict=True):
                ids[place] = event_id or ""
                taken.add(ids[place])
    left: dict[int, list[tuple[int, KnownEvent]]] = defaultdict(list)
    for order, event in enumerate(known):
        if event.is_live and event.id not in taken:
            left[_count_days(event.wordings[0])].append((order, event))
    for place, row in enumerate(rows if left else ()):
        if not ids[place]:
            near = _list_near(left, _count_days(row.event), taken)
            ids[place] = (match_items([row.event], near)[0] or "") if near else ""
            taken.add(ids[place])


def make_new_ids(archive: Archive, file: OwnFile, rows: Sequence[FileRow], taken: Iterable[str]) -> Iterator[str]:
    """Ids for rows that are no event of this file yet.

    One that says on its day just what an event of the same collection says is that event, wherever it came from.
    """
    used = set(taken)
    wanted = [make_key_id(file.title, row.key) if row.key else make_id(row.event) for row in rows]
    twins = archive.events_by_id(make_id(row.event) for row in rows)
    standing = archive.known_ids(wanted)
    for row, first in zip(rows, wanted, strict=True):
        twin = twins.get(make_id(row.event))
        is_twin = twin and twin.is_live and (twin.date, twin.headline) == (row.event.date, row.event.headline)
        if twin and is_twin and twin.collection == row.event.collection and twin.id not in used:
            used.add(twin.id)
            yield twin.id
            continue
        chosen, number = first, 0
        while chosen in used or chosen in standing:
            number += 1
            chosen = make_id(row.event, number)
            standing |= archive.known_ids((chosen,))
        used.add(chosen)
        yield chosen


def make_states(
    archive: Archive, file: OwnFile, items: Sequence[ParsedEvent], problems: Sequence[Problem]
) -> Iterator[Revision]:
    """A state for each day that the file has or had, and one for what is wrong in it."""
    days: dict[str, list[ParsedEvent]] = defaultdict(list)
    for item in items:
        days[item.date].append(replace(item, line=len(days[item.date]) + 1))
    had = archive.document_days(file.origin, file.title)
    now = f"{read_clock()}+"
    for day in sorted({*days, *had} - {""}):
        text = encode_own_state(days.get(day, ()))
        yield Revision(origin=file.origin, page=file.title, date=day, timestamp=now, text=text)
    if problems or "" in had:
        text = encode_own_state((), problems)
        yield Revision(origin=file.origin, page=file.title, date="", timestamp=now, text=text)


def _join_rows(first: FileRow, second: FileRow) -> FileRow:
    """Two rows of one event, as tables with a row for each source have them."""
    one, other = first.event, second.event
    citations = {cited.url: cited for cited in (*other.citations, *one.citations)}
    mentions = {(mention.title, mention.anchor): mention for mention in (*one.mentions, *other.mentions)}
    ordered = dict.fromkeys(cited.url for cited in (*one.citations, *other.citations))
    return replace(
        first,
        event=replace(
            one,
            citations=tuple(citations[url] for url in ordered),
            mentions=tuple(mentions.values()),
            attached=(*one.attached, *other.attached),
            topics=one.topics or other.topics,
            category=one.category or other.category,
        ),
    )


def _keep(event: KnownEvent) -> ParsedEvent:
    said = event.wordings[0]
    names = ("date", "category", "text", "topics", "prefix", "mentions", "citations", "problems", "collection")
    return GivenEvent(id=event.id, **{name: getattr(said, name) for name in names})


def _list_near(
    left: Mapping[int, Sequence[tuple[int, KnownEvent]]], day: int, taken: Container[str]
) -> list[KnownEvent]:
    """Events of the days around one that are not taken, in their order."""
    around = range(day - _NEAR_DAYS, day + _NEAR_DAYS + 1)
    found = [one for near in around for one in left.get(near, ()) if one[1].id not in taken]
    return [event for _, event in sorted(found, key=lambda one: one[0])]


def _count_days(item: ParsedEvent) -> int:
    return date.fromisoformat(item.date).toordinal()
