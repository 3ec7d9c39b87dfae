"""The archive's methods on entities."""

from collections.abc import Iterable

from backstory.model import Completion, Entity
from backstory.store import aliases, anchors, entities, learned, naming, threads, visits
from backstory.store.archive.file import ArchiveFile
from backstory.store.naming import NamedEntity, PlacedEntity


class EntityPart(ArchiveFile):
    """Entities: their names, redirects, places, and what words name which."""

    def entities(self) -> list[Entity]:
        """Entities that live events link, by title, with counts and aliases."""
        return entities.list_entities(self._database)

    def entity(self, title_or_slug: str) -> Entity:
        """One entity by its title, a redirect to it, or its slug."""
        return entities.find_entity(self._database, title_or_slug)

    def titled_entity(self, title: str) -> Entity:
        """The entity that has exactly this title, even where that redirects by now."""
        return entities.find_titled(self._database, title)

    def entity_events(self) -> dict[str, list[str]]:
        """Ids of each entity's events in order of time, by title."""
        return entities.map_entity_events(self._database)

    def named_entities(self, titles: Iterable[str]) -> dict[str, NamedEntity]:
        """Entities of live events by title, with how many these are; others are left out."""
        return naming.name_entities(self._database, titles)

    def slugs_of(self, titles: Iterable[str]) -> dict[str, str]:
        """Slugs of entities by title, also of those that no live event links any more."""
        return naming.read_slugs(self._database, titles)

    def entities_between(self, first: str = "", last: str = "") -> list[NamedEntity]:
        """Entities of live events whose slug is at least `first` and below `last`, by title."""
        return naming.list_named_entities(self._database, first, last)

    def entities_used_most(self, count: int) -> list[NamedEntity]:
        """The entities that most live events link."""
        return naming.list_most_used(self._database, count)

    def entities_used_above(self, count: int) -> list[str]:
        """Titles of entities that more than `count` live events link."""
        return naming.list_used_above(self._database, count)

    def entity_initials(self) -> list[str]:
        """First characters of the slugs of entities of live events, ascending."""
        return naming.list_initials(self._database)

    def placed_entities(self, count: int) -> list[PlacedEntity]:
        """The entities of known coordinates that most live events link."""
        return naming.list_placed(self._database, count)

    def complete(self, start: str, limit: int = 10) -> list[Completion]:
        """Entities one of whose names begins as typed, the most used first; misspelt beginnings are mended."""
        return aliases.complete_name(self._database, start, limit)

    def count_linking(self, titles: Iterable[str]) -> dict[str, int]:
        """How many live events link each title."""
        return threads.count_linking(self._database, titles)

    def unresolved_titles(self, limit: int = 1_000_000) -> list[str]:
        """Titles linked by live events that were never looked up at the wiki, most used first."""
        return visits.list_unresolved(self._database, limit)

    def mark_resolved(self, titles: Iterable[str], resolved_at: str) -> None:
        """Say that these titles were looked up."""
        visits.mark_resolved(self._database, titles, resolved_at)

    def add_entity_facts(self, found: Iterable[Entity], recorded_at: str) -> None:
        """Keep QID, kind and place of entities."""
        entities.add_entity_facts(self._database, found, recorded_at)

    def add_redirects(self, redirects: Iterable[tuple[str, str]], recorded_at: str) -> None:
        """Let titles as linked stand for canonical titles."""
        entities.add_redirects(self._database, redirects, recorded_at)

    def redirects(self) -> list[tuple[str, str]]:
        """Titles that redirect, each with the one it leads to."""
        return entities.list_redirects(self._database)

    def learned(self) -> learned.LearnedStore:
        """What words name which entities, to be learned."""
        return learned.LearnedStore(self._database)

    def anchors(self) -> anchors.AnchorReader:
        """What words name which entities, to be asked about one text."""
        return anchors.AnchorReader(self._database)
