"""The archive as the rest of the program sees it: a thin facade over the modules of `store`, one part a subject."""

from typing import Self

from backstory.store import snapshot
from backstory.store.archive.addresses import AddressPart
from backstory.store.archive.changes import ChangePart
from backstory.store.archive.entities import EntityPart
from backstory.store.archive.events import EventPart
from backstory.store.archive.exports import ExportPart
from backstory.store.archive.feeds import FeedPart
from backstory.store.archive.pages import PagePart
from backstory.store.archive.relations import RelationPart
from backstory.store.archive.sources import SourcePart
from backstory.store.archive.stories import StoryPart
from backstory.store.database import Database
from backstory.store.moments import parse_moment


class Archive(
    EventPart, EntityPart, StoryPart, RelationPart, SourcePart, AddressPart, PagePart, ChangePart, ExportPart, FeedPart
):
    """An archive file, opened: made where there is none, brought up to date where it is older.

    Errors are `StoreError` for the file and `NotFoundError` for what it does not hold. Reads see what was committed
    when they began. One `Archive` belongs to one thread at a time; open another for another thread.
    """

    @classmethod
    def _wrap(cls, database: Database) -> Self:
        archive = cls.__new__(cls)
        archive._database = database
        return archive

    def as_of(self, moment: str) -> "Archive":
        """An archive of what had been recorded by `moment` (a time in UTC, or a date: by the end of that day).

        It has no relations and stories yet; `backstory.pipeline.open_as_of` makes them from what it holds.
        """
        return Archive._wrap(snapshot.make_snapshot(self._database, parse_moment(moment)))


__all__ = ["Archive"]
