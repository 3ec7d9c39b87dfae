"""What the API's routes read: one function per route, from a reader and what was asked to a record."""

from collections import Counter
from itertools import islice

from backstory.errors import InputError, NotFoundError
from backstory.model import Event
from backstory.serve.answers import ProblemError
from backstory.serve.api.cursors import read_cursor, write_cursor
from backstory.serve.api.params import (
    CompareQuery,
    ContextBody,
    DaysQuery,
    EntitiesQuery,
    EventsQuery,
    StoriesQuery,
    mend_day,
)
from backstory.serve.api.querying import make_request
from backstory.serve.api.records import (
    DayList,
    EntityList,
    EntityMatch,
    EventContext,
    EventList,
    Statistics,
    StoryList,
    WordingList,
)
from backstory.serve.readers import Reader
from backstory.serve.site.finding import find_entity, find_page
from backstory.serve.site.pages import compare_event
from backstory.store.moments import parse_moment
from backstory.views import build_event_page
from backstory.views.addresses import path_of_day, path_of_entity, path_of_story, path_of_year
from backstory.views.comparing import ComparePage
from backstory.views.context import ContextView
from backstory.views.days import count_collections
from backstory.views.event import describe_version
from backstory.views.pages import DayPage, EntityPage, EventPage, StoryPage
from backstory.views.pieces import CountedLink, PeriodCount
from backstory.views.searching import describe_hit
from backstory.views.subjects import build_entity_page

_MOST_CATEGORIES = 100


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
        versions=tuple(map(describe_version, reader.archive.versions(event.id))),
    )


def compare_moments(reader: Reader, id: str, query: CompareQuery) -> ComparePage:
    """An event as of two moments."""
    event = find_event(reader, id)
    return compare_event(reader, event, parse_moment(mend_day(query.before)), parse_moment(mend_day(query.after)))


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
    return build_entity_page(reader.catalogue, find_entity(reader.archive, slug).title)


def list_stories(reader: Reader, query: StoriesQuery) -> StoryList:
    """Stories, the longest first."""
    words = (query.q or "").casefold().split()
    alike = reader.archive.stories_alike()
    found = [
        CountedLink(title=alike.get(slug, title), path=path_of_story(slug), count=count)
        for slug, title, count in reader.archive.count_stories()
        if all(word in f"{title} {alike.get(slug, '')}".casefold() for word in words)
    ]
    found.sort(key=lambda link: (-link.count, link.title, link.path))
    start = read_cursor(query.cursor)
    page = found[start : start + query.limit]
    cursor = write_cursor(start + len(page)) if start + len(page) < len(found) else ""
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
    start = read_cursor(query.cursor)
    page = days[start : start + query.limit]
    return DayList(
        days=tuple(PeriodCount(period=date, path=path_of_day(date), count=count) for date, count in page),
        cursor=write_cursor(start + len(page)) if start + len(page) < len(days) else "",
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


def find_event(reader: Reader, id: str) -> Event:
    """An event by id; raises NotFoundError."""
    event = reader.catalogue.find_event(id)
    if event is None:
        raise NotFoundError(f"The archive has no event {id}.", wanted=id)
    return event


def _build(reader: Reader, event: Event) -> EventPage:
    return build_event_page(reader.catalogue, event, reader.catalogue.list_relations(event.id))
