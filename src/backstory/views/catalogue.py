"""What every page may refer to, read from the archive once: events, entities, stories, days, and how they cross."""

import functools
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from backstory.model import Entity, Event, Story
from backstory.views.addresses import path_of_category, path_of_day, path_of_entity, path_of_story
from backstory.views.pieces import CategoryGroup, Credit, DayNews, EventItem, EventRef, Link, PeriodCount
from backstory.views.sources import name_publishers, quote_source
from backstory.views.wiki import CREDIT_TEXT, LICENCE, LICENCE_URL, url_of_title

if TYPE_CHECKING:
    from backstory.store import Archive

_PORTAL = "Portal:Current events"
# An entity that more than this share of all events (and this many) have tells nothing of any of them: a country.
_GENERIC_SHARE = 0.008
_GENERIC_LEAST = 20


class Catalogue:
    """The archive's events in order, and look-ups over them. Costs one pass over the archive; then only reads.

    `archive` is asked for relations and earlier wordings alone; a worker process may put its own connection there.
    """

    def __init__(self, archive: "Archive") -> None:
        self.archive = archive
        self.events: dict[str, Event] = {event.id: event for event in archive.events()}
        self.removed: dict[str, Event] = {event.id: event for event in archive.removed_events()}
        self.refs = {event.id: _refer_to(event) for event in self.events.values()}
        self.by_day: dict[str, list[Event]] = defaultdict(list)
        for event in self.events.values():
            self.by_day[event.date].append(event)
        self.days = sorted(self.by_day)
        self.entities: dict[str, Entity] = {entity.title: entity for entity in archive.entities()}
        self.entity_links = {
            title: Link(title=title, path=path_of_entity(entity.slug)) for title, entity in self.entities.items()
        }
        self.entity_events = {
            title: [id for id in ids if id in self.refs]
            for title, ids in archive.entity_events().items()
            if title in self.entities
        }
        self.titles: dict[str, list[str]] = defaultdict(list)
        for title, ids in self.entity_events.items():
            for id in ids:
                self.titles[id].append(title)
        self.stories: dict[str, Story] = {}
        self.story_places: dict[str, list[tuple[Story, int]]] = defaultdict(list)
        self._place_stories(archive.stories())
        self.category_titles: dict[str, str] = {}
        self.category_events: dict[str, list[str]] = defaultdict(list)
        self._gather_categories(archive.categories())
        self._page_titles = archive.page_titles()

    @functools.cached_property
    def generic(self) -> frozenset[str]:
        """The entities that very many events have."""
        most = max(_GENERIC_LEAST, _GENERIC_SHARE * len(self.refs))
        return frozenset(title for title, ids in self.entity_events.items() if len(ids) > most)

    def link_entity(self, title: str) -> Link:
        """Give the entity's page; a link without a path where it has none."""
        return self.entity_links.get(title) or Link(title=title)

    def link_category(self, name: str) -> Link:
        """Give the category's page under the name it is used with most; empty for an event without one."""
        path = path_of_category(name) if name else ""
        return Link(title=self.category_titles.get(path, name), path=path if path in self.category_titles else "")

    def credit_event(self, event: Event) -> Credit | None:
        """Say whose words the event's are; None where they do not come from a page of Wikipedia."""
        title = self._find_page(event)
        return _credit_page(title) if title else None

    def credit_events(self, events: Iterable[Event]) -> Credit | None:
        """Say whose words a page of several events shows: the day page if all are from one, otherwise the portal."""
        titles = {title for event in events if (title := self._find_page(event))}
        if not titles:
            return None
        return _credit_page(titles.pop() if len(titles) == 1 else _PORTAL)

    def credit_ids(self, ids: Iterable[str]) -> Credit | None:
        """Say whose words a list of events shows."""
        return self.credit_events(map(self.events.__getitem__, ids))

    def _find_page(self, event: Event) -> str:
        if event.origin != "wikipedia":
            return ""
        # A removed event is on no page any more; the archive knows which it was on.
        return self._page_titles.get(event.id) or self.archive.page_of(event)

    def count_day(self, date: str) -> PeriodCount:
        """Give the day's address and number of events."""
        return PeriodCount(period=date, path=path_of_day(date), count=len(self.by_day[date]))

    def describe_day(self, date: str) -> DayNews:
        """Give the day's news by category, categories in the order the day has them."""
        groups: dict[str, list[EventItem]] = defaultdict(list)
        links: dict[str, Link] = {}
        for event in self.by_day[date]:
            link = self.link_category(event.category)
            links[link.title] = link
            groups[link.title].append(self.describe_item(event))
        categories = tuple(
            CategoryGroup(title=title, path=links[title].path, events=tuple(items)) for title, items in groups.items()
        )
        return DayNews(date=date, path=path_of_day(date), count=len(self.by_day[date]), categories=categories)

    def describe_item(self, event: Event) -> EventItem:
        """Give the event as a list of news shows it."""
        return EventItem(
            id=event.id,
            date=event.date,
            path=event.path,
            headline=event.headline,
            topics=tuple(topic.text for topic in event.topics),
            quote=quote_source(event.sources),
            publishers=name_publishers(event.sources),
            context=event.titles,
        )

    def _place_stories(self, stories: Iterable[Story]) -> None:
        for story in stories:
            self.stories[story.slug] = story
            for position, id in enumerate(story.event_ids):
                self.story_places[id].append((story, position))

    def _gather_categories(self, names: Iterable[tuple[str, int]]) -> None:
        for name, _ in sorted(names, key=lambda pair: (-pair[1], pair[0])):
            if name:
                self.category_titles.setdefault(path_of_category(name), name)
        for event in self.events.values():
            if event.category:
                self.category_events[path_of_category(event.category)].append(event.id)

    def link_story(self, story: Story) -> Link:
        """Give the story's page."""
        return Link(title=story.title, path=path_of_story(story.slug))


def _refer_to(event: Event) -> EventRef:
    return EventRef(id=event.id, date=event.date, path=event.path, headline=event.headline)


@functools.lru_cache(maxsize=20_000)
def _credit_page(title: str) -> Credit:
    return Credit(text=CREDIT_TEXT, licence=LICENCE, licence_url=LICENCE_URL, title=title, url=url_of_title(title))
