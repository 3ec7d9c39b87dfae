"""The archive's methods on events."""

from collections.abc import Iterable, Iterator, Sequence

from backstory.model import Event, SearchRequest, SearchResult, Version
from backstory.store import calendar, events, naming, placing, search, wordings
from backstory.store.archive.file import ArchiveFile
from backstory.store.members import Members
from backstory.store.moments import parse_moment
from backstory.store.naming import NamedEvent
from backstory.store.placing import Standing
from backstory.store.wordings import Wording


class EventPart(ArchiveFile):
    """Events as they are kept: by day, by id, by page, their wordings, and the search among them."""

    def days(self, first: str = "", last: str = "") -> list[tuple[str, int]]:
        """Days from `first` to `last`, both included, that have live events, with how many, ascending."""
        return calendar.count_days(self._database, first, last)

    def categories_between(self, first: str, last: str) -> list[tuple[str, int]]:
        """Categories of live events of the days from `first` to `last`, with how many, the largest first."""
        return calendar.count_categories(self._database, first, last)

    def months(self, first: str = "", last: str = "") -> list[tuple[str, int]]:
        """Months that have live events from day `first` to `last`, with how many, ascending."""
        return calendar.count_months(self._database, first, last)

    def days_beside(self, first: str, last: str) -> tuple[str, str]:
        """The nearest days with live events before `first` and after `last`; empty where there is none."""
        return calendar.find_beside(self._database, first, last)

    def last_days(self, count: int) -> list[str]:
        """The last days that have live events, latest first."""
        return calendar.list_last_days(self._database, count)

    def last_day(self) -> str:
        """The latest day that has live events; empty for an empty archive."""
        return events.find_last_day(self._database)

    def events(self, first: str = "", last: str = "") -> Iterator[Event]:
        """Live events from day `first` to `last`, both included, by date and place on their page, as a stream."""
        return events.stream_events(self._database, first, last)

    def events_on(self, date: str) -> list[Event]:
        """Live events of one day, in the page's order."""
        return list(events.stream_events(self._database, date, date))

    def removed_events(self) -> Iterator[Event]:
        """Events that the editors removed; their permalinks still answer."""
        return events.stream_removed(self._database)

    def event(self, event_id: str) -> Event:
        """One event, live or removed."""
        return events.find_event(self._database, event_id)

    def event_at(self, path: str) -> tuple[Event, str] | None:
        """The event that a path leads to, and the title of its wiki day page (empty for other origins)."""
        return events.find_event_at(self._database, path)

    def event_on_page(self, event_id: str) -> tuple[Event, str] | None:
        """One event, live or removed, with the title of its wiki day page; None for an id that is none."""
        return events.find_event_on_page(self._database, event_id)

    def events_by_id(self, ids: Iterable[str]) -> dict[str, Event]:
        """Events by id, in the order asked; ids that are none are left out."""
        return events.find_events(self._database, ids)

    def named(self, ids: Iterable[str]) -> dict[str, NamedEvent]:
        """Live events with no more than their headline and address, by id; others are left out."""
        return naming.name_events(self._database, ids)

    def versions(self, event_id: str) -> tuple[Version, ...]:
        """Every wording the event had, oldest first."""
        return events.list_versions(self._database, event_id)

    def wording_at(self, event_id: str, moment: str) -> Wording | None:
        """What the event said at a moment, by what is recorded now; None where it was not known yet."""
        return wordings.find_wording(self._database, event_id, parse_moment(moment))

    def categories(self) -> list[tuple[str, int]]:
        """Categories of live events with how many, the largest first."""
        return events.list_categories(self._database)

    def collections(self) -> list[tuple[str, int]]:
        """Collections that have live events with how many, the largest first."""
        return events.list_collections(self._database)

    def page_of(self, event: Event | str) -> str:
        """Title of the wiki day page an event (or its id) is on; empty for other origins."""
        return events.find_page_title(self._database, event if isinstance(event, str) else event.id)

    def permalinks(self) -> list[tuple[str, str, bool]]:
        """Id and permalink of every event, and whether it is live, by date and place on its page."""
        return events.list_permalinks(self._database)

    def changed_days(self) -> dict[str, str]:
        """The day each live event last changed, its own day at the earliest, by its permalink."""
        return events.map_changed_days(self._database)

    def standings(self, ids: Iterable[str]) -> dict[str, Standing]:
        """On which page live events stand and in which place there, by id; others are left out."""
        return placing.find_standings(self._database, ids)

    def page_titles(self) -> dict[str, str]:
        """Title of the page each live event is on, whatever its origin, by the event's id."""
        return events.map_page_titles(self._database)

    def credited_pages(self) -> list[str]:
        """Titles of the wiki's pages that live events are on: the first two."""
        return events.list_credited_pages(self._database)

    def search(self, asked: SearchRequest | str) -> SearchResult:
        """A page of the live events that were asked for, best first. Any text will do: odd ones are just words."""
        request = SearchRequest(text=asked) if isinstance(asked, str) else asked
        return search.search_events(self._database, request)

    def members(self, kind: str, key: str | Sequence[str], months: Sequence[tuple[str, int]] | None = None) -> Members:
        """The live events of an "entity" (title), "story" or "publisher" (slug), "category" or "collection" (names).

        `months` are those that have some, with how many, where that is known.
        """
        return Members(self._database, kind, key, months)
