"""The pieces that pages are made of. Their field names are those of the JSON and XML pages: they stay.

Addresses (`path`) are without an ending and begin with ``/``: ``/news/2013/01/8/SLUG``. An empty string means
"not known" everywhere.
"""

from typing import Literal

from backstory.model.record import Record


class Link(Record, frozen=True, kw_only=True):
    """A page of this site: what it is called, and where it is (`path` empty: it has no page)."""

    title: str
    path: str = ""


class CountedLink(Record, frozen=True, kw_only=True):
    """A page of this site with how many events it has."""

    title: str
    path: str
    count: int


class Counted(Record, frozen=True, kw_only=True):
    """A name with how often it was used."""

    name: str
    count: int


class EventRef(Record, frozen=True, kw_only=True):
    """An event named on another page."""

    id: str
    date: str
    path: str
    headline: str


class TopicView(Record, frozen=True, kw_only=True):
    """One level of the topics above an event; `entities` are what it links, `story` where it is one."""

    text: str
    entities: tuple[Link, ...] = ()
    story: Link | None = None


class MentionView(Record, frozen=True, kw_only=True):
    """An entity that the sentence names: with which words, and where in the headline they begin (-1: nowhere)."""

    title: str
    path: str
    anchor: str
    start: int = -1


class Quotation(Record, frozen=True, kw_only=True):
    """A source's own description, in its words; in somebody else's where `described_by` says whose.

    `described_by` is "archived copy" where the words were read from a copy of the article; `url` then leads there.
    `language` is the article's, where the words are its own and it says so.
    """

    text: str
    publisher: str
    url: str
    described_by: str = ""
    language: str = ""


class Picture(Record, frozen=True, kw_only=True):
    """A source's image; `publisher` is whose it is, `page_url` the article it illustrates."""

    url: str
    publisher: str
    page_url: str


class SourceView(Record, frozen=True, kw_only=True):
    """A cited article. `publisher` is as the editors have it, the host's name where they give none.

    `published_by` is who that is, with its page; `carried_by` on whose site it stands, where that is another.
    `status` is "live", "moved" (to `moved_to`), "dead", "soft-404" (the address answers with something else),
    "paywalled", "unreachable" or "refused" (the site lets no program look); empty where it was not checked. It was
    found so at `checked_at`, first at `status_since`. `archived_url` is a copy, made on the day `archived_on`.
    `attached_at` is when a program put the article here out of a feed; empty where editors cite it.
    """

    publisher: str
    url: str
    published_by: Link | None = None
    carried_by: Link | None = None
    title: str = ""
    author: str = ""
    published_at: str = ""
    language: str = ""
    is_paywalled: bool | None = None
    status: str = ""
    status_since: str = ""
    checked_at: str = ""
    moved_to: str = ""
    archived_url: str = ""
    archived_on: str = ""
    attached_at: str = ""


class ReasonView(Record, frozen=True, kw_only=True):
    """Why two events belong together: "topic", "entity", "place", "wording" or "time"; its name, its share of all."""

    kind: str
    label: str
    weight: float


class RelatedView(Record, frozen=True, kw_only=True):
    """A related event. `why` says the reasons in words; `context` names what both have, most telling first.

    `rank` counts from 1 over all directions. `id` is empty for one that only the page this event came from knows.
    """

    id: str
    date: str
    path: str
    headline: str
    rank: int
    score: float
    direction: Literal["background", "same day", "development", ""]
    days_apart: int
    why: str
    context: tuple[str, ...] = ()
    reasons: tuple[ReasonView, ...] = ()


class VersionView(Record, frozen=True, kw_only=True):
    """One wording of an event, said from `valid_from` until `valid_to` (empty: still)."""

    headline: str
    valid_from: str
    valid_to: str
    is_removed: bool = False


class StoryPlace(Record, frozen=True, kw_only=True):
    """Where an event stands in a story: its neighbours there. `first_on` is the day of its first event here."""

    title: str
    path: str
    first_on: str
    previous: EventRef | None = None
    next: EventRef | None = None


class TurningPointView(Record, frozen=True, kw_only=True):
    """An event of a story that many others of it are related to, or that many publishers reported: `why` says which."""

    event: EventRef
    why: str


class Credit(Record, frozen=True, kw_only=True):
    """Whose text a page shows, under which licence; `title` and `url` are the page it comes from."""

    text: str
    licence: str
    licence_url: str
    title: str
    url: str


class EventItem(Record, frozen=True, kw_only=True):
    """An event as a list of news shows it: a little more than its headline.

    `topics` are the words of its topics, outermost first; `publishers` (as the editors have them) and `context` (all
    its entities) by name. `published_by` are the publishers with their pages, each once. `is_machine_grouped` as in
    EventPage.
    """

    id: str
    date: str
    path: str
    headline: str
    topics: tuple[str, ...] = ()
    quote: Quotation | None = None
    publishers: tuple[str, ...] = ()
    published_by: tuple[Link, ...] = ()
    context: tuple[str, ...] = ()
    is_machine_grouped: bool = False


class CategoryGroup(Record, frozen=True, kw_only=True):
    """The events of one category on one day, in the page's order."""

    title: str
    path: str
    events: tuple[EventItem, ...]


class DayNews(Record, frozen=True, kw_only=True):
    """The news of one day; `count` is the number of its events."""

    date: str
    path: str
    count: int
    categories: tuple[CategoryGroup, ...]


class YearNews(Record, frozen=True, kw_only=True):
    """Some of the events of one day of a year: `count` is how many it has, `path` the day's page."""

    year: str
    path: str
    count: int
    events: tuple[EventRef, ...]


class PlaceView(Record, frozen=True, kw_only=True):
    """A place with its coordinates in degrees north and east, and its number of events."""

    title: str
    path: str
    count: int
    latitude: float
    longitude: float


class PlacedLink(Record, frozen=True, kw_only=True):
    """A place that an event names, with its coordinates in degrees north and east."""

    title: str
    path: str
    latitude: float
    longitude: float


class PeriodCount(Record, frozen=True, kw_only=True):
    """A day (2013-01-10), month (2013-01) or year (2013), with its number of events."""

    period: str
    path: str
    count: int
