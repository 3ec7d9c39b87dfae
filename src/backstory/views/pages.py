"""What each kind of page says: one record per kind. The JSON page is exactly its record.

Every page has `kind` and `path`; `credit` is there where the page shows the words of Wikipedia's editors.
"""

from backstory.model import Period
from backstory.model.record import Record
from backstory.views.pieces import (
    Counted,
    CountedLink,
    Credit,
    DayNews,
    EventRef,
    Link,
    MentionView,
    PeriodCount,
    Picture,
    PlacedLink,
    PlaceView,
    Quotation,
    RelatedView,
    SourceView,
    StoryPlace,
    TopicView,
    TurningPointView,
    VersionView,
    YearNews,
)


class Page(Record, frozen=True, kw_only=True):
    """What all pages have: their `kind`, address, title, and whose text they show."""

    kind: str
    path: str
    title: str
    credit: Credit | None = None


class EventPage(Page, frozen=True, kw_only=True):
    """One event with its backstory. `title` is the headline: the inline topic `prefix`, where there is one, and `text`.

    `background`, `same_day` and `developments` are the related events by direction, each best first; `hints` are
    links that came with the event from another archive's page, in that page's order. `removed_at` is when the
    editors removed it, empty while they have it. `versions` has every wording, oldest first, where there are several.
    `places` are those of the entities it names of which it is known where they lie.
    `publisher_count` says how many publishers reported it on their own: what others carry counts once. `collection` is
    which of the archive's collections it belongs to; null where to none.
    `is_machine_grouped`: no editor wrote it; a program brought its articles together, and `text` quotes the first one's
    title.
    """

    id: str
    date: str
    category: Link
    collection: Link | None = None
    headline: str
    text: str
    prefix: str = ""
    topics: tuple[TopicView, ...] = ()
    mentions: tuple[MentionView, ...] = ()
    places: tuple[PlacedLink, ...] = ()
    quote: Quotation | None = None
    picture: Picture | None = None
    sources: tuple[SourceView, ...] = ()
    publisher_count: int = 0
    background: tuple[RelatedView, ...] = ()
    same_day: tuple[RelatedView, ...] = ()
    developments: tuple[RelatedView, ...] = ()
    hints: tuple[RelatedView, ...] = ()
    stories: tuple[StoryPlace, ...] = ()
    versions: tuple[VersionView, ...] = ()
    first_seen_at: str = ""
    changed_at: str = ""
    removed_at: str = ""
    is_machine_grouped: bool = False
    day: Link


class DayPage(Page, frozen=True, kw_only=True):
    """A day's news by category; `previous` and `next` are the nearest days that have news."""

    news: DayNews
    previous: PeriodCount | None = None
    next: PeriodCount | None = None


class FrontPage(Page, frozen=True, kw_only=True):
    """The last three days that have news, newest first, and what the archive holds: the counts of its parts.

    `earlier` are the latest events before these, newest first, where the three days have few; `stories` those with most
    events of late; `on_this_day` is the last day in other years, the latest year first; `collections` are all there
    are.
    """

    days: tuple[DayNews, ...]
    counts: dict[str, int]
    earlier: tuple[EventRef, ...] = ()
    stories: tuple[CountedLink, ...] = ()
    on_this_day: tuple[YearNews, ...] = ()
    collections: tuple[CountedLink, ...] = ()


class AnniversaryPage(Page, frozen=True, kw_only=True):
    """One day of all years, the latest year first. `month_day` is like 01-18; `previous` and `next` have news too."""

    month_day: str
    count: int
    years: tuple[YearNews, ...]
    previous: PeriodCount | None = None
    next: PeriodCount | None = None


class MapPage(Page, frozen=True, kw_only=True):
    """The places that most events name, most first."""

    places: tuple[PlaceView, ...]


class MonthPage(Page, frozen=True, kw_only=True):
    """A month as a calendar: its days that have news, and its categories, largest first.

    `previous` and `next` are months that have news.
    """

    month: str
    count: int
    days: tuple[PeriodCount, ...]
    categories: tuple[CountedLink, ...] = ()
    previous: PeriodCount | None = None
    next: PeriodCount | None = None


class YearPage(Page, frozen=True, kw_only=True):
    """A year as twelve calendars: its months and days that have news, and its categories, largest first."""

    year: str
    count: int
    months: tuple[PeriodCount, ...]
    days: tuple[PeriodCount, ...]
    categories: tuple[CountedLink, ...] = ()
    previous: PeriodCount | None = None
    next: PeriodCount | None = None


class CalendarPage(Page, frozen=True, kw_only=True):
    """All years that have news, with their months."""

    count: int
    years: tuple[PeriodCount, ...]
    months: tuple[PeriodCount, ...]


class Timeline(Record, frozen=True, kw_only=True):
    """The events of a subject in order of time.

    `events` are all of them, or only the latest where `is_partial`: then each period has a page of its own.
    `periods` count all of them by month.
    """

    count: int
    first_on: str
    last_on: str
    is_partial: bool
    events: tuple[EventRef, ...]
    periods: tuple[PeriodCount, ...]


class EntityPage(Page, frozen=True, kw_only=True):
    """A person, place, organisation or thing: its events, other names, and whom and what it appears with."""

    timeline: Timeline
    aliases: tuple[str, ...] = ()
    appears_with: tuple[CountedLink, ...] = ()
    stories: tuple[CountedLink, ...] = ()
    wikipedia_url: str = ""
    qid: str = ""
    wikidata_url: str = ""
    entity_kind: str = ""
    latitude: float | None = None
    longitude: float | None = None


class StoryPage(Page, frozen=True, kw_only=True):
    """A chain of events. `is_found` is False where the editors named the story as a topic; `entities` recur in it.

    `peak` are the seven days with most events here, `quiet` is the longest time of more than a month without any;
    both are null where there is none to tell of. `turning_points` are a few events that stand out, in order.
    """

    timeline: Timeline
    is_found: bool
    peak: Period | None = None
    quiet: Period | None = None
    turning_points: tuple[TurningPointView, ...] = ()
    entities: tuple[CountedLink, ...] = ()


class PublisherPage(Page, frozen=True, kw_only=True):
    """Who published articles that events cite: all events that cite what it wrote, or what it carries of others.

    `citation_count` counts citations of what it wrote, `carried_count` those of them that stand on others' sites
    (`carriers`); `carrying_count` counts citations of what it carries, of `carried`. `labels` are the words that the
    editors cite it by, `domains` its sites.
    """

    timeline: Timeline
    is_agency: bool
    domain: str = ""
    citation_count: int = 0
    carried_count: int = 0
    carrying_count: int = 0
    carriers: tuple[CountedLink, ...] = ()
    carried: tuple[CountedLink, ...] = ()
    labels: tuple[Counted, ...] = ()
    domains: tuple[Counted, ...] = ()


class CategoryPage(Page, frozen=True, kw_only=True):
    """One of the editors' categories."""

    timeline: Timeline


class CollectionPage(Page, frozen=True, kw_only=True):
    """One of the collections that the archive holds. `appears_with` are the entities that most of its events name."""

    timeline: Timeline
    appears_with: tuple[CountedLink, ...] = ()


class PartPage(Page, frozen=True, kw_only=True):
    """One month of a subject whose events do not fit on one page."""

    subject: Link
    month: str
    events: tuple[EventRef, ...]
    previous: PeriodCount | None = None
    next: PeriodCount | None = None


class IndexPage(Page, frozen=True, kw_only=True):
    """A list: stories, categories, collections, the most frequent entities or publishers, or those of one letter.

    `sections` lead to the parts of an index that is too long for one page.
    """

    entries: tuple[CountedLink, ...]
    sections: tuple[Link, ...] = ()


class AboutPage(Page, frozen=True, kw_only=True):
    """What this site is, and what it holds."""

    counts: dict[str, int]
    first_on: str = ""
    last_on: str = ""


class MovedPage(Page, frozen=True, kw_only=True):
    """An old address: the page has moved to `target`; where that is a story, its `id` is empty."""

    target: EventRef


class FeedEntry(Record, frozen=True, kw_only=True):
    """An event as a feed has it."""

    id: str
    path: str
    headline: str
    date: str
    updated_at: str
    category: str
    quote: Quotation | None = None


class Feed(Record, frozen=True, kw_only=True):
    """The latest events of one page, newest first; `path` is that page's."""

    path: str
    title: str
    entries: tuple[FeedEntry, ...]
