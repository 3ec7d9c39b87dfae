"""The archive's methods on relations."""

from collections.abc import Iterable

from backstory.model import Relation
from backstory.store import relation_index, relations
from backstory.store.archive.file import ArchiveFile
from backstory.store.naming import NamedEvent


class RelationPart(ArchiveFile):
    """Relations between events, and which events wait to be related."""

    def named_relations(self, event_id: str) -> list[tuple[Relation, NamedEvent]]:
        """Relations of one event to live ones, best first, each with the other event's name and address."""
        return relations.read_named_relations(self._database, event_id)

    def relations(self, ids: Iterable[str]) -> dict[str, tuple[Relation, ...]]:
        """Relations of events, best first, by the event's id."""
        return relations.read_relations(self._database, ids)

    def reasoned(self, label: str) -> list[str]:
        """Ids of events that have a relation for a reason with this label."""
        return relations.list_reasoned(self._database, label)

    def related_to(self, ids: Iterable[str]) -> list[str]:
        """Ids of events that have one of `ids` among their relations."""
        return relations.list_related_to(self._database, ids)

    def write_relations(self, found: Iterable[Relation], *, replaced: Iterable[str] | None = None) -> None:
        """Keep relations in the place of those of events `replaced`, or of all."""
        relations.write_relations(self._database, found, replaced=replaced)

    def stale(self) -> list[str]:
        """Ids of events that changed since relations and stories were last made."""
        return relations.list_stale(self._database)

    def clear_stale(self, ids: Iterable[str]) -> None:
        """Say that relations and stories of these events are made."""
        relations.clear_stale(self._database, ids)

    def relation_index(self) -> relation_index.RelationIndex:
        """What relating keeps of all events for the next few that change."""
        return relation_index.RelationIndex(self._database)
