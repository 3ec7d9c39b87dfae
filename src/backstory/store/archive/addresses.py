"""The archive's methods on addresses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backstory.model import Hint
from backstory.store import addresses, changes, hints
from backstory.store.archive.file import ArchiveFile


class AddressPart(ArchiveFile):
    """Addresses: every path that ever led to an event, and what other archives' pages said it leads to."""

    def resolve(self, path: str) -> str | None:
        """Id of the event a path leads to, whenever it was its address; None where it never was one."""
        return addresses.resolve_path(self._database, path)

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Paths that are not the permalink of where they lead, each with the event's id, by path."""
        return addresses.list_addresses(self._database)

    def addresses_of(self, ids: Iterable[str]) -> list[tuple[str, str, str]]:
        """Every path that ever led to one of the events, with that event's id and the id it leads to now."""
        return addresses.list_addresses_of(self._database, ids)

    def leading_to(self, ids: Iterable[str]) -> list[str]:
        """Ids of these events and of all removed ones that they took the place of."""
        return addresses.list_leading_to(self._database, ids)

    def add_addresses(self, found: Iterable[tuple[str, str]], since: str) -> None:
        """Let paths lead to events, each by its id. A path that leads somewhere already goes on leading there."""
        addresses.add_addresses(self._database, found, since)

    def hints(self, ids: Iterable[str]) -> dict[str, tuple[Hint, ...]]:
        """Hints by the event's id, in their order; events without any are left out."""
        return hints.read_hints(self._database, ids)

    def hinting(self, ids: frozenset[str]) -> list[str]:
        """Ids of events with hints that lead to one of the events `ids`, or to one that was removed."""
        return changes.list_hinting(self._database, ids)

    def hinted_addresses(self) -> list[tuple[str, str]]:
        """Addresses that hints name and no event here ever had, each with the headline it was given."""
        return hints.list_hinted(self._database)

    def write_hints(self, found: Mapping[str, Sequence[Hint]], since: str) -> None:
        """Keep what another archive's pages said their events are related to, by the event's id."""
        hints.write_hints(self._database, found, since)
