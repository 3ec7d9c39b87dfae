"""Open an archive for a piece of work: now, or as of a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backstory.store import Archive
from backstory.store.database import stands_still


def is_kept_from_writing(path: str | Path) -> bool:
    """Whether an archive can only be read, because its folder cannot be written."""
    return Path(path).is_file() and stands_still(str(path))


@contextmanager
def open_archive(
    path: str | Path, *, read_only: bool = False, is_made: bool = True, as_of: str = "", is_related: bool = True
) -> Iterator[Archive]:
    """An archive, closed afterwards. With `as_of`, what had been recorded by that moment, and nothing later.

    One that `is_made` where there is none is for what brings something in: elsewhere, that is a name mistyped.
    An archive of a moment has its relations and stories made, which takes most of the time, unless `is_related` says
    that nobody asks for them.
    """
    with Archive(path, read_only=read_only or bool(as_of), is_made=is_made) as archive:
        if not as_of:
            yield archive
            return
        if is_related:
            from backstory.pipeline.relating import open_as_of  # what relates takes half a second to load

            snapshot = open_as_of(archive, as_of)
        else:
            snapshot = archive.as_of(as_of)
        try:
            yield snapshot
        finally:
            snapshot.close()
