"""All that pages refer to, read from the archive at once: for builds that look at most of it anyway."""

from collections import defaultdict
from typing import TYPE_CHECKING

from backstory.errors import NotFoundError
from backstory.model import Entity, Event, Source, Story
from backstory.store.naming import NamedEntity, NamedEvent, NamedStory, StoryStep
from backstory.views.addresses import path_of_category, path_of_collection
from backstory.views.members import ListedMembers

if TYPE_CHECKING:
    from backstory.store import Archive


class Whole:
    """Everything an archive holds that pages name, and how it crosses."""

    def __init__(self, archive: "Archive") -> None:
        pages = archive.page_titles()
        self.events: dict[str, Event] = {event.id: event for event in archive.events()}
        self.removed: dict[str, Event] = {event.id: event for event in archive.removed_events()}
        self.named = {event.id: _name(event, pages) for event in self.events.values()}
        self.by_day: dict[str, list[Event]] = defaultdict(list)
        self._of_category: dict[str, list[str]] = defaultdict(list)
        self._of_collection: dict[str, list[str]] = defaultdict(list)
        self._of_publisher: dict[str, list[str]] = defaultdict(list)
        for event in self.events.values():
            self.by_day[event.date].append(event)
            for slug in {slug for source in event.sources for slug in _list_publishers(source)}:
                self._of_publisher[slug].append(event.id)
            if event.category:
                self._of_category[path_of_category(event.category)].append(event.id)
            if event.collection:
                self._of_collection[path_of_collection(event.collection)].append(event.id)
        self._known = {entity.title: entity for entity in archive.entities()}
        self.entities = {
            title: NamedEntity(title, entity.slug, entity.event_count, entity.latitude, entity.longitude)
            for title, entity in self._known.items()
        }
        self._of_entity = archive.entity_events()
        self.titles: dict[str, list[str]] = defaultdict(list)
        for title, ids in self._of_entity.items():
            for id in ids:
                self.titles[id].append(title)
        self.stories: dict[str, NamedStory] = {}
        self._of_story: dict[str, tuple[str, ...]] = {}
        self.steps: dict[str, tuple[StoryStep, ...]] = {}
        self._place(archive.stories())

    def find_entity(self, title: str) -> Entity:
        """Give an entity with its aliases."""
        if title not in self._known:
            raise NotFoundError(f"No event links an entity “{title}”.", wanted=title)
        return self._known[title]

    def members(self, kind: str, key: str) -> ListedMembers:
        """Give live events of an "entity" (title), "story" or "publisher" (slug), "category" or "collection" (path)."""
        if kind == "collection":
            return ListedMembers(self, self._of_collection.get(key, []))
        if kind == "publisher":
            return ListedMembers(self, self._of_publisher.get(key, []))
        if kind == "story":
            return ListedMembers(self, [id for id in self._of_story.get(key, ()) if id in self.named])
        return ListedMembers(self, (self._of_entity if kind == "entity" else self._of_category).get(key, []))

    def _place(self, stories: list[Story]) -> None:
        steps: dict[str, list[StoryStep]] = defaultdict(list)
        # The story begun last first, as `Archive.story_steps` gives them.
        for story in sorted(sorted(stories, key=lambda s: (s.title, s.slug)), key=lambda s: s.first_on, reverse=True):
            self.stories[story.slug] = NamedStory(story.slug, story.title, story.kind)
            self._of_story[story.slug] = story.event_ids
            beside = ("", *story.event_ids, "")
            for place, id in enumerate(story.event_ids):
                step = StoryStep(story.slug, story.title, story.first_on, beside[place], beside[place + 2])
                steps[id].append(step)
        self.steps = {id: tuple(found) for id, found in steps.items()}


def _list_publishers(source: Source) -> set[str]:
    found = source.published_by
    return {found.slug, found.carrier_slug} - {""} if found else set()


def _name(event: Event, pages: dict[str, str]) -> NamedEvent:
    page = pages[event.id] if event.origin == "wikipedia" else ""
    return NamedEvent(event.id, event.date, event.path, event.headline, page)
