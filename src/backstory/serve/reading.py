"""What the API's routes read: one function per route, from a reader and what was asked to a record."""

import base64
import binascii
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from msgspec import UnsetType

from backstory.errors import InputError, NotFoundError
from backstory.model import Event, SearchRequest
from backstory.serve.answers import ProblemError
from backstory.serve.finding import find_page
from backstory.serve.params import (
    CompareQuery,
    ContextBody,
    DaysQuery,
    EntitiesQuery,
    EventsQuery,
    StoriesQuery,
    mend_day,
)
from backstory.serve.readers import Reader
from backstory.serve.records import (
    DayList,
    EntityList,
    EntityMatch,
    EventContext,
    EventList,
    Statistics,
    StoryList,
    WordingList,
)
from backstory.store.moments import parse_moment
from backstory.views import build_event_page
from backstory.views.addresses import path_of_day, path_of_entity, path_of_story, path_of_year
from backstory.views.comparing import ComparePage, build_compare_page
from backstory.views.context import ContextView
from backstory.views.days import count_collections
from backstory.views.pages import DayPage, EntityPage, EventPage, StoryPage
from backstory.views.pieces import CountedLink, PeriodCount, VersionView
from backstory.views.searching import describe_hit
from backstory.views.subjects import build_entity_page

# A search for nothing finds nothing; a list of everything says so.
_EARLIEST = "0001-01-01"
_MOST_CATEGORIES = 100


def make_request(query: EventsQuery) -> SearchRequest:
    """The search that a query of the API asks for: newest first unless there are words."""
    return SearchRequest(
        text=query.q or "",
        first=mend_day(query.first or ("" if _has_filter(query) else _EARLIEST)),
        last=mend_day(query.last or ""),
        entity=query.entity or "",
        category=query.category or "",
        story=query.story or "",
        publisher=query.publisher or "",
        collection=query.collection or "",
        sort=query.sort or ("relevance" if query.q else "newest"),
        limit=query.limit,
        cursor=query.cursor or "",
        with_facets=query.facets,
    )


def list_events(reader: Reader, query: EventsQuery) -> EventList:
    """Events by words and filters."""
    try:
        found = reader.archive.search(make_request(query))
    except InputError as error:
        # Days are checked before: what is left to be wrong is the cursor.
        raise ProblemError(404, str(error)) from error
    return EventList(
        events=tuple(describe_hit(hit) for hit in found.hits),
        total=found.total,
        is_more=found.is_more,
        complete=found.complete,
        cursor=found.cursor,
        corrections=found.corrections,
        facets=found.facets,
    )


def read_event(reader: Reader, id: str) -> EventPage:
    """One event, with sources, relations and wordings."""
    event = find_event(reader, id)
    page = _build(reader, event)
    if not event.is_live:
        raise ProblemError(410, f"The editors removed this event on {event.removed_at}.", event=page)
    return page


def read_context(reader: Reader, id: str) -> EventContext:
    """What an event belongs with, and why."""
    page = read_event(reader, id)
    return EventContext(
        id=page.id,
        path=page.path,
        headline=page.headline,
        background=page.background,
        same_day=page.same_day,
        developments=page.developments,
        stories=page.stories,
    )


def list_wordings(reader: Reader, id: str) -> WordingList:
    """Every wording of an event, removed ones included."""
    event = find_event(reader, id)
    return WordingList(
        id=event.id,
        path=event.path,
        versions=tuple(
            VersionView(
                headline=version.headline,
                valid_from=version.valid_from,
                valid_to=version.valid_to,
                is_removed=version.is_removed,
            )
            for version in reader.archive.versions(event.id)
        ),
    )


def compare_moments(reader: Reader, id: str, query: CompareQuery) -> ComparePage:
    """An event as of two moments."""
    event = find_event(reader, id)
    before, after = parse_moment(mend_day(query.before)), parse_moment(mend_day(query.after))
    archive = reader.archive
    return build_compare_page(
        event, (before, archive.wording_at(event.id, before)), (after, archive.wording_at(event.id, after))
    )


def list_entities(reader: Reader, query: EntitiesQuery) -> EntityList:
    """Search as you type, or the most used entities."""
    if query.q and query.q.strip():
        matches = [
            EntityMatch(title=one.title, path=path_of_entity(one.slug), slug=one.slug, name=one.name, count=one.uses)
            for one in reader.archive.complete(query.q, query.limit)
        ]
    else:
        matches = [
            EntityMatch(title=one.title, path=path_of_entity(one.slug), slug=one.slug, name=one.title, count=one.uses)
            for one in reader.archive.entities_used_most(query.limit)
        ]
    return EntityList(entities=tuple(matches))


def read_entity(reader: Reader, slug: str) -> EntityPage:
    """One entity, by slug, title or alias."""
    here = reader.archive.entities_between(slug, slug + "\0")
    return build_entity_page(reader.catalogue, here[0].title if here else reader.archive.entity(slug).title)


def list_stories(reader: Reader, query: StoriesQuery) -> StoryList:
    """Stories, the longest first."""
    words = (query.q or "").casefold().split()
    found = [
        CountedLink(title=title, path=path_of_story(slug), count=count)
        for slug, title, count in reader.archive.count_stories()
        if all(word in title.casefold() for word in words)
    ]
    found.sort(key=lambda link: (-link.count, link.title, link.path))
    start = _read_cursor(query.cursor)
    page = found[start : start + query.limit]
    cursor = _write_cursor(start + len(page)) if start + len(page) < len(found) else ""
    return StoryList(stories=tuple(page), total=len(found), cursor=cursor)


def read_story(reader: Reader, slug: str) -> StoryPage:
    """One story."""
    page = find_page(reader.catalogue, path_of_story(slug)).page if "/" not in slug else None
    if not isinstance(page, StoryPage):
        raise NotFoundError(f"There is no story “{slug}”.", wanted=slug)
    return page


def list_days(reader: Reader, query: DaysQuery) -> DayList:
    """Days that have events."""
    # Months and years as bounds take in all their days: nothing sorts between them and "~".
    days = reader.archive.days(query.first or "", (query.last or "9999") + "~")
    start = _read_cursor(query.cursor)
    page = days[start : start + query.limit]
    return DayList(
        days=tuple(PeriodCount(period=date, path=path_of_day(date), count=count) for date, count in page),
        cursor=_write_cursor(start + len(page)) if start + len(page) < len(days) else "",
    )


def read_day(reader: Reader, date: str) -> DayPage:
    """One day's news by category."""
    page = find_page(reader.catalogue, path_of_day(date)).page
    if not isinstance(page, DayPage):
        raise NotFoundError(f"The archive has no events on {date}.", wanted=date)
    return page


def read_statistics(reader: Reader) -> Statistics:
    """What the archive holds."""
    archive = reader.archive
    months = archive.months()
    years: Counter[str] = Counter()
    for month, count in months:
        years[month[:4]] += count
    titles = reader.catalogue.category_titles
    last = archive.last_days(1)
    first = archive.days("", months[0][0] + "~")[0][0] if months else ""
    categories = [
        CountedLink(title=title, path=path, count=reader.catalogue.members("category", path).span()[0])
        for path, title in islice(titles.items(), _MOST_CATEGORIES)
    ]
    return Statistics(
        counts=archive.counts(),
        first_on=first,
        last_on=last[0] if last else "",
        changed_at=archive.changed_at(),
        years=tuple(PeriodCount(period=year, path=path_of_year(year), count=count) for year, count in years.items()),
        categories=tuple(sorted(categories, key=lambda link: (-link.count, link.title))),
        collections=count_collections(reader.catalogue),
    )


def read_text_context(reader: Reader, body: ContextBody) -> ContextView:
    """The backstory of a text."""
    assert reader.context is not None
    return reader.context.find(body, reader.past)


def stream_events(reader: Reader, query: EventsQuery) -> Iterator[Event]:
    """All events of a query, oldest first: month by month, so that none is beyond what a search ranks."""
    archive = reader.archive
    if not _has_filter(query):
        yield from archive.events(query.first or "", (query.last or "9999") + "~")
        return
    for month, _ in archive.months(query.first or "", (query.last or "9999") + "~"):
        cursor = ""
        while True:
            request = SearchRequest(
                text=query.q or "",
                first=_narrow(month, query.first),
                last=_narrow(month, query.last),
                entity=query.entity or "",
                category=query.category or "",
                story=query.story or "",
                publisher=query.publisher or "",
                collection=query.collection or "",
                sort="oldest",
                limit=500,
                cursor=cursor,
            )
            found = archive.search(request)
            yield from (hit.event for hit in found.hits)
            cursor = found.cursor
            if not cursor:
                break


def find_event(reader: Reader, id: str) -> Event:
    """An event by id; raises NotFoundError."""
    event = reader.catalogue.find_event(id)
    if event is None:
        raise NotFoundError(f"The archive has no event {id}.", wanted=id)
    return event


def _build(reader: Reader, event: Event) -> EventPage:
    return build_event_page(reader.catalogue, event, reader.catalogue.list_relations(event.id))


def _narrow(month: str, bound: str | UnsetType) -> str:
    """The bound where it is a day of the month, otherwise the month."""
    return mend_day(bound) if bound and bound.startswith(month + "-") else month


def _has_filter(query: EventsQuery) -> bool:
    return bool(query.q or query.entity or query.story or query.category or query.publisher or query.collection)


def _write_cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"at {place}".encode()).decode().rstrip("=")


def _read_cursor(text: str | UnsetType) -> int:
    if not text:
        return 0
    try:
        said = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        place = int(said.removeprefix("at "))
    except (ValueError, binascii.Error) as error:
        raise ProblemError(404, "That cursor is not one that was given here. Begin at the first page.") from error
    if not said.startswith("at ") or not 0 <= place < 1 << 40:
        raise ProblemError(404, "That cursor is not one that was given here. Begin at the first page.")
    return place
