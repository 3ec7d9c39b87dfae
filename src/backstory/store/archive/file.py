"""The archive's methods on its file as a whole."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from backstory.store import aliases, check, snapshot, upkeep
from backstory.store.counting import count_all, read_changed_at
from backstory.store.database import CACHE_MIB, copy_database, open_database, reading, savepoint, transaction


class ArchiveFile:
    """An archive's file, opened: reading at one moment, writing together, what it counts, whether it is whole."""

    def __init__(self, path: str | Path, *, read_only: bool = False, is_made: bool = True) -> None:
        self._database = open_database(path, read_only=read_only, is_made=is_made)
        if not read_only:
            aliases.fold_new_names(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Let all writes inside happen together or not at all."""
        return transaction(self._database)

    def part(self) -> AbstractContextManager[None]:
        """Let all writes inside happen together or not at all; of a transaction that it is part of, the others stay."""
        return savepoint(self._database)

    def reading(self, limit_s: float = 0.0) -> AbstractContextManager[int]:
        """Let all reads inside see one moment; gives a number that changes when others have written.

        Raises TimeLimitError out of a query that runs when `limit_s` seconds are over.
        """
        return reading(self._database, limit_s)

    def limit_memory(self, mebibytes: int = CACHE_MIB) -> None:
        """Keep at most so much of the file in memory, or what is usual."""
        self._database.execute(f"PRAGMA cache_size = {-1024 * mebibytes}")

    def save_copy(self, path: str | Path) -> None:
        """Write the whole archive, as it is now, to another file, whatever is written to this one meanwhile."""
        copy_database(self._database, path)

    def vacuum(self) -> tuple[int, int, int]:
        """Write the file anew without gaps; gives its bytes before and after, and how many texts were packed.

        Raises StoreError where there is too little room on the disk, or another process writes.
        """
        return upkeep.vacuum_database(self._database)

    @property
    def path(self) -> str:
        """The file."""
        return self._database.path

    def counts(self, *names: str) -> dict[str, int]:
        """How many events, days, entities, stories, sources, relations, revisions, problems there are.

        Only those named are counted, where any are.
        """
        return count_all(self._database, *names)

    def changed_at(self) -> str:
        """The latest recorded moment; empty for an empty archive."""
        return read_changed_at(self._database)

    @property
    def is_snapshot(self) -> bool:
        """Whether this is an archive as of some moment, gone when it is closed."""
        return snapshot.is_snapshot(self._database)

    @property
    def snapshot_moment(self) -> str:
        """The moment that a snapshot is as of; empty for any other archive."""
        return snapshot.read_moment(self._database)

    def check(self) -> list[str]:
        """What is wrong with the archive, in sentences; nothing where it is whole."""
        return check.check_archive(self._database)
