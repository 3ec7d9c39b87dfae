"""What pages refer to, looked up in the archive as they ask for it and kept: events, entities, stories, days."""

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Self, TypeVar

from backstory.model import Entity, Event, Relation
from backstory.views.addresses import path_of_category, path_of_collection, path_of_day, path_of_entity
from backstory.views.members import Subject
from backstory.views.pieces import CategoryGroup, Credit, DayNews, EventItem, EventRef, Link, PlacedLink
from backstory.views.sources import link_publishers, name_publishers, quote_source
from backstory.views.whole import Whole
from backstory.views.wiki import CREDIT_TEXT, LICENCE, LICENCE_URL, url_of_title

if TYPE_CHECKING:
    from backstory.store import Archive
    from backstory.store.naming import NamedEntity, NamedEvent, NamedStory, StoryStep

_Value = TypeVar("_Value")

_PORTAL = "Portal:Current events"
# An entity that more than this share of all events (and this many) have tells nothing of any of them: a country.
_GENERIC_SHARE = 0.008
_GENERIC_LEAST = 20


class Catalogue:
    """Look-ups over an archive. Each costs a query or two the first time and nothing after that.

    What it has said stays: make a new one after the archive changed. `prepare` reads for many pages at once what one
    by one would be many queries; `load_all` reads everything, which pays where most pages are to be built.
    `archive` may be exchanged for another connection to the same file, as worker processes do.
    """

    def __init__(self, archive: "Archive") -> None:
        self.archive = archive
        self._whole: Whole | None = None
        self._named: dict[str, NamedEvent | None] = {}
        self._refs: dict[str, EventRef | None] = {}
        self._events: dict[str, Event | None] = {}
        self._pages: dict[str, str] = {}
        self._days: dict[str, list[Event]] = {}
        self._entities: dict[str, NamedEntity | None] = {}
        self._steps: dict[str, tuple[StoryStep, ...]] = {}
        self._months: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._asked: tuple[Archive, str, str, Subject] | None = None

    def load_all(self) -> Self:
        """Read all events, entities and stories at once; gives the catalogue itself."""
        whole = self._whole = Whole(self.archive)
        self._named = dict(whole.named)
        self._events = {**whole.events, **whole.removed}
        self._days = whole.by_day
        self._entities = dict(whole.entities)
        self._steps = whole.steps
        return self

    def prepare(self, ids: Iterable[str]) -> None:
        """Read what the pages of these events show of themselves."""
        events = self.list_events(ids)
        self._look_up(self._steps, [event.id for event in events], self.archive.story_steps, ())
        beside = {id for event in events for step in self.list_steps(event.id) for id in (step.previous, step.next)}
        self.list_refs([event.id for event in events] + sorted(beside - {""}))
        self.name_entities({title for event in events for title in event.titles})

    # Events

    def find_event(self, id: str) -> Event | None:
        """Give an event, live or removed."""
        if id in self._events or self._whole:
            return self._events.get(id)
        return self._keep_event(self.archive.event_on_page(id))

    def find_event_at(self, path: str) -> Event | None:
        """Give the event that a path leads to, live or removed; None for a path that never was an address."""
        return self._keep_event(self.archive.event_at(path))

    def _keep_event(self, found: tuple[Event, str] | None) -> Event | None:
        if found is None:
            return None
        event, self._pages[event.id] = found
        self._events[event.id] = event
        return event

    def list_relations(self, id: str) -> list[Relation]:
        """Give the relations of an event to live ones, best first; the others are known by name then."""
        found = self.archive.named_relations(id)
        self._named.update((named.id, named) for _, named in found)
        return [relation for relation, _ in found]

    def list_events(self, ids: Iterable[str]) -> list[Event]:
        """Give events, live or removed, in the order asked; ids that are none are left out."""
        ids = list(ids)
        self._look_up(self._events, ids, self.archive.events_by_id, None)
        return [event for id in ids if (event := self._events[id])]

    def find_ref(self, id: str) -> EventRef | None:
        """Give a live event as other pages name it."""
        refs = self.list_refs((id,))
        return refs[0] if refs else None

    def list_refs(self, ids: Collection[str]) -> list[EventRef]:
        """Give live events as other pages name them, in the order asked; others are left out."""
        self._look_up(self._named, ids, self.archive.named, None)
        return [self.refer_to(named) for id in ids if (named := self._named[id])]

    def refer_to(self, named: "NamedEvent") -> EventRef:
        """Give an event as other pages name it."""
        ref = self._refs.get(named.id)
        if ref is None:
            self._named[named.id] = named
            ref = EventRef(id=named.id, date=named.date, path=named.path, headline=named.headline)
            self._refs[named.id] = ref
        return ref

    # Days

    def list_day(self, date: str) -> list[Event]:
        """Give the live events of a day, in the page's order."""
        if date not in self._days:
            events = self.archive.events_on(date) if self._whole is None else []
            self._events |= {event.id: event for event in events}
            self._days[date] = events
        return self._days[date]

    @functools.cached_property
    def day_counts(self) -> list[tuple[str, int]]:
        """The days that have live events, with how many, ascending."""
        return self.archive.days()

    def has_day(self, date: str) -> bool:
        """Whether a day has live events."""
        return bool(self._days[date] if date in self._days else self.archive.days(date, date))

    def describe_day(self, date: str) -> DayNews:
        """Give the day's news by category, categories in the order the day has them."""
        groups: dict[str, list[EventItem]] = defaultdict(list)
        links: dict[str, Link] = {}
        events = self.list_day(date)
        for event in events:
            link = self.link_category(event.category)
            links[link.title] = link
            groups[link.title].append(describe_item(event))
        categories = tuple(
            CategoryGroup(title=title, path=links[title].path, events=tuple(items)) for title, items in groups.items()
        )
        return DayNews(date=date, path=path_of_day(date), count=len(events), categories=categories)

    # Entities, stories, categories

    @functools.cached_property
    def entity_initials(self) -> list[str]:
        """First characters of the slugs of entities that live events link, ascending."""
        return self.archive.entity_initials()

    def name_entities(self, titles: Iterable[str]) -> None:
        """Read these entities at once."""
        self._look_up(self._entities, titles, self.archive.named_entities, None)

    def _find_named(self, title: str) -> "NamedEntity | None":
        if title not in self._entities:
            self.name_entities((title,))
        return self._entities[title]

    def link_entity(self, title: str) -> Link:
        """Give the entity's page; a link without a path where it has none."""
        named = self._find_named(title)
        return Link(title=title, path=path_of_entity(named.slug) if named else "")

    def place_entity(self, title: str) -> PlacedLink | None:
        """Give the entity's page and where it lies; None where one of these is not known."""
        named = self._find_named(title)
        if named is None or named.latitude is None or named.longitude is None:
            return None
        return PlacedLink(
            title=title, path=path_of_entity(named.slug), latitude=named.latitude, longitude=named.longitude
        )

    def has_entity(self, title: str) -> bool:
        """Whether live events link this entity."""
        return self._find_named(title) is not None

    def find_entity(self, title: str) -> Entity:
        """Give an entity with its aliases. Raises NotFoundError where no live event links it."""
        if self._whole:
            return self._whole.find_entity(title)
        return self.archive.titled_entity(title)

    def is_generic(self, title: str) -> bool:
        """Whether very many events have this entity."""
        named = self._find_named(title)
        return named is not None and named.uses > self._most_uses

    @functools.cached_property
    def generic(self) -> frozenset[str]:
        """The entities that very many events have."""
        return frozenset(self.archive.entities_used_above(self._most_uses))

    @functools.cached_property
    def _most_uses(self) -> int:
        # As in "more than 0.8 in a hundred": what comes after the point makes no difference to a whole number.
        return max(_GENERIC_LEAST, int(_GENERIC_SHARE * sum(count for _, count in self._categories)))

    def find_story(self, slug: str) -> "NamedStory":
        """Give a story's name. Raises NotFoundError for a slug that is none."""
        return self._whole.stories[slug] if self._whole else self.archive.named_story(slug)

    def list_steps(self, id: str) -> "tuple[StoryStep, ...]":
        """Give where the event stands in its stories."""
        self._look_up(self._steps, (id,), self.archive.story_steps, ())
        return self._steps[id]

    def members(self, kind: str, key: str) -> Subject:
        """Give live events of an "entity" (title), "story" or "publisher" (slug), "category" or "collection" (path)."""
        if self._whole:
            return self._whole.members(kind, key)
        if self._asked is None or self._asked[:3] != (self.archive, kind, key):
            found = self.archive.members(kind, self._name_members(kind, key), self._months.get((kind, key)))
            self._asked = (self.archive, kind, key, found)
        return self._asked[3]

    def recount_months(self, kind: str, key: str, known: Mapping[str, int], touched: Iterable[str]) -> None:
        """Count a subject's events in the months `touched`; for all others take the caller's word.

        To count all of a subject that has ten thousand events takes longer than to build its page.
        """
        if not self._is_there(kind, key):
            return
        members = self.archive.members(kind, self._name_members(kind, key), sorted(known.items()))
        counts = {**known, **{month: members.count_month(month) for month in touched}}
        self._months[kind, key] = sorted((month, count) for month, count in counts.items() if count)
        self._asked = None

    @functools.cached_property
    def publishers(self) -> list[tuple[str, str, int]]:
        """Slug, name and number of events of every publisher, by slug."""
        return self.archive.publishers()

    @functools.cached_property
    def publisher_names(self) -> dict[str, str]:
        """Names of publishers by slug."""
        return {slug: name for slug, name, _ in self.publishers}

    def count_members(self, kind: str, key: str) -> int:
        """Say how many live events a subject has."""
        if kind == "entity":
            self.name_entities((key,))
            named = self._entities[key]
            return named.uses if named else 0
        return self.members(kind, key).span()[0] if self._is_there(kind, key) else 0

    def _is_there(self, kind: str, key: str) -> bool:
        """Whether a category or collection has live events; others are known by what has them."""
        names = {"category": self.category_names, "collection": self.collection_names}
        return kind not in names or key in names[kind]

    def _name_members(self, kind: str, key: str) -> str | list[str]:
        """Give what the archive knows a subject by: categories and collections by all their names."""
        names = {"category": self.category_names, "collection": self.collection_names}
        return names[kind][key] if kind in names else key

    def link_category(self, name: str) -> Link:
        """Give the category's page under the name it is used with most; empty for an event without one."""
        path = path_of_category(name) if name else ""
        return Link(title=self.category_titles.get(path, name), path=path if path in self.category_titles else "")

    def link_collection(self, name: str) -> Link | None:
        """Give the collection's page under the name it is used with most; None for an event that belongs to none."""
        if not name:
            return None
        path = path_of_collection(name)
        return Link(title=self.collection_titles.get(path, name), path=path if path in self.collection_titles else "")

    @functools.cached_property
    def collection_titles(self) -> dict[str, str]:
        """Each collection's address with the name it is used with most."""
        return {path: names[0] for path, names in self.collection_names.items()}

    @functools.cached_property
    def collection_names(self) -> dict[str, list[str]]:
        """Each collection's address with its names, the one used most first."""
        names: dict[str, list[str]] = defaultdict(list)
        for name, _ in self.archive.collections():
            names[path_of_collection(name)].append(name)
        return dict(names)

    @functools.cached_property
    def category_titles(self) -> dict[str, str]:
        """Each category's address with the name it is used with most."""
        return {path: names[0] for path, names in self.category_names.items()}

    @functools.cached_property
    def category_names(self) -> dict[str, list[str]]:
        """Each category's address with its names, the one used most first."""
        names: dict[str, list[str]] = defaultdict(list)
        for name, _ in self._categories:
            if name:
                names[path_of_category(name)].append(name)
        return dict(names)

    @functools.cached_property
    def _categories(self) -> list[tuple[str, int]]:
        return self.archive.categories()

    # Whose words a page shows

    def credit_event(self, event: Event) -> Credit | None:
        """Say whose words the event's are; None where they do not come from a page of Wikipedia."""
        if event.origin != "wikipedia":
            return None
        page = self._pages.get(event.id)
        if page is None:
            named = self._named.get(event.id)
            # A removed event is on no page any more; the archive knows which it was on.
            page = named.page if named else self.archive.page_of(event)
        return credit_pages([page])

    def credit_ids(self, ids: Collection[str]) -> Credit | None:
        """Say whose words a list of live events shows."""
        self._look_up(self._named, ids, self.archive.named, None)
        return credit_pages({named.page for id in ids if (named := self._named[id])})

    def _look_up(
        self,
        known: dict[str, _Value],
        keys: Iterable[str],
        read: Callable[[list[str]], Mapping[str, _Value]],
        missing: _Value,
    ) -> None:
        """Put what is not known yet of `keys` into `known`."""
        wanted = [key for key in keys if key not in known]
        if wanted:
            found = read(wanted) if self._whole is None else {}
            for key in wanted:
                known[key] = found.get(key, missing)


def describe_item(event: Event) -> EventItem:
    """Give the event as a list of news shows it."""
    return EventItem(
        id=event.id,
        date=event.date,
        path=event.path,
        headline=event.headline,
        topics=tuple(topic.text for topic in event.topics),
        quote=quote_source(event.sources),
        publishers=name_publishers(event.sources),
        published_by=link_publishers(event.sources),
        context=event.titles,
        is_machine_grouped=event.is_machine_grouped,
    )


def credit_pages(titles: Iterable[str]) -> Credit | None:
    """Say whose words those of these pages are (empty: not Wikipedia's): the page's if it is one, else the portal's."""
    found = {title for title in titles if title}
    if not found:
        return None
    return _credit_page(found.pop() if len(found) == 1 else _PORTAL)


@functools.lru_cache(maxsize=20_000)
def _credit_page(title: str) -> Credit:
    return Credit(text=CREDIT_TEXT, licence=LICENCE, licence_url=LICENCE_URL, title=title, url=url_of_title(title))
