"""What the API gives, where it is not a page's own record."""

from backstory.model import Correction, Facets
from backstory.model.record import Record
from backstory.views.pages import EventPage
from backstory.views.pieces import CountedLink, PeriodCount, RelatedView, StoryPlace, VersionView
from backstory.views.searching import HitView


class EventList(Record, frozen=True, kw_only=True):
    """Events that were asked for. `total` is how many match, at least so many where `is_more`.

    `cursor` asks for the next page; empty on the last one. The first `complete` matches have all the words.
    """

    events: tuple[HitView, ...]
    total: int
    is_more: bool
    complete: int
    cursor: str = ""
    corrections: tuple[Correction, ...] = ()
    facets: Facets | None = None


class EventContext(Record, frozen=True, kw_only=True):
    """What an event belongs with, by direction, each best first and with its reasons; and its stories."""

    id: str
    path: str
    headline: str
    background: tuple[RelatedView, ...]
    same_day: tuple[RelatedView, ...]
    developments: tuple[RelatedView, ...]
    stories: tuple[StoryPlace, ...]


class WordingList(Record, frozen=True, kw_only=True):
    """Every wording an event had, oldest first."""

    id: str
    path: str
    versions: tuple[VersionView, ...]


class EntityMatch(Record, frozen=True, kw_only=True):
    """An entity: `name` is the one of its names that was meant, `count` its events."""

    title: str
    path: str
    slug: str
    name: str
    count: int


class EntityList(Record, frozen=True, kw_only=True):
    """Entities whose name begins as typed, the most used first."""

    entities: tuple[EntityMatch, ...]


class StoryList(Record, frozen=True, kw_only=True):
    """Stories, the longest first; `cursor` asks for the next page."""

    stories: tuple[CountedLink, ...]
    total: int
    cursor: str = ""


class DayList(Record, frozen=True, kw_only=True):
    """Days that have events, ascending; `cursor` asks for the next page."""

    days: tuple[PeriodCount, ...]
    cursor: str = ""


class Statistics(Record, frozen=True, kw_only=True):
    """What the archive holds: counts of its parts, its first and last day, when something was last recorded.

    `categories` are the hundred most used.
    """

    counts: dict[str, int]
    first_on: str
    last_on: str
    changed_at: str
    years: tuple[PeriodCount, ...]
    categories: tuple[CountedLink, ...]
    collections: tuple[CountedLink, ...] = ()


class Problem(Record, frozen=True, kw_only=True):
    """An error (RFC 9457). `event` is there with 410: what was known of an event that the editors removed."""

    type: str
    title: str
    status: int
    detail: str
    event: EventPage | None = None
