"""The archive's methods on changes."""

from collections.abc import Container, Iterable

from backstory.store import changes, events, past
from backstory.store.archive.file import ArchiveFile
from backstory.store.changes import Changes, Moment
from backstory.store.past import Past


class ChangePart(ArchiveFile):
    """What changed since a moment, by which publishing plans."""

    def moment(self) -> Moment:
        """Now, in the archive's own counting of changes; ask before reading what it is to stand for."""
        return changes.read_moment(self._database)

    def past(self, at: str) -> Past:
        """What had been recorded by a time in UTC: a mark of it, and whether that is everything."""
        return past.read_past(self._database, at)

    def changes_since(self, moment: Moment) -> Changes | None:
        """What changed since; None where the moment is none of this archive's history."""
        return changes.read_changes(self._database, moment) if changes.is_past(self._database, moment) else None

    def is_unchanged_since(self, moment: Moment) -> bool:
        """Whether the archive says what it said then, which takes no time to find out."""
        return changes.is_past(self._database, moment) and not changes.has_changed(self._database, moment)

    def has_redirect_chain(self) -> bool:
        """Whether a title redirects to one that itself redirects."""
        return changes.has_redirect_chain(self._database)

    def naming(self, titles: Iterable[str]) -> list[str]:
        """Ids of live events that link one of the entities `titles`."""
        return events.list_naming(self._database, titles)

    def removed_naming(self, titles: Container[str], urls: Container[str]) -> list[str]:
        """Ids of removed events that link one of the entities `titles`, or cite one of the sources `urls`."""
        return events.list_removed_naming(self._database, titles, urls)

    def removed_of(self, dates: Iterable[str], categories: Iterable[str], collections: Iterable[str]) -> list[str]:
        """Ids of removed events of these days, and of these categories and collections."""
        return events.list_removed_of(self._database, dates, categories, collections)
