"""The archive's methods on what leaves it."""

from collections.abc import Iterator

from backstory.model import Entity, ExportedEvent, ExportFacts, Relation, Selection, Story
from backstory.store import exporting
from backstory.store.archive.file import ArchiveFile


class ExportPart(ArchiveFile):
    """Everything of a selection in streams, each in an order that stays. Read them inside one `reading`."""

    def exported_events(self, selection: Selection) -> Iterator[ExportedEvent]:
        """Live events by date and place on their page, with page, place and other addresses."""
        return exporting.stream_exported(self._database, selection)

    def exported_entities(self, selection: Selection) -> Iterator[Entity]:
        """Entities that the selection's events link, by title; counts and aliases are of these events."""
        return exporting.stream_entities(self._database, selection)

    def exported_relations(self, selection: Selection) -> Iterator[Relation]:
        """Relations between the selection's events, event by event, best first."""
        return exporting.stream_relations(self._database, selection)

    def exported_stories(self, selection: Selection) -> Iterator[Story]:
        """Stories of the selection's events by slug, with these events alone."""
        return exporting.stream_stories(self._database, selection)

    def export_facts(self, selection: Selection) -> ExportFacts:
        """What the selection holds."""
        return exporting.summarize_selection(self._database, selection)
