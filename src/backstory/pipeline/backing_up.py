"""A copy of an archive that is in use."""

import os
from pathlib import Path

from backstory.errors import BackstoryError, StoreError
from backstory.model.record import Record
from backstory.store import Archive


class BackupReport(Record, frozen=True, kw_only=True):
    """What the copy holds, and how large it is."""

    events: int
    revisions: int
    size_bytes: int


def back_up(archive: Archive, target: str | Path) -> BackupReport:
    """Write the archive as it is at this moment to `target`, in the place of an earlier copy; writers go on.

    The copy is one file, looked through and counted before it takes its place; until then the earlier one stays.

    Raises:
        StoreError: it cannot be written, the archive is damaged, or what is there is no copy of an archive, or in use.
    """
    target = Path(target)
    check_target(archive, target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        archive.save_copy(part)
        with Archive(part, read_only=True) as copy:
            counts = copy.counts("events", "revisions")
        os.replace(part, target)
        return BackupReport(**counts, size_bytes=target.stat().st_size)
    except StoreError as error:
        if error.path != str(part):
            raise
        # Nobody knows the part, and it is gone.
        raise StoreError(str(error).replace(str(part), str(target)), path=str(target)) from error
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.", path=str(target)) from error
    finally:
        for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
            name.unlink(missing_ok=True)


def check_target(archive: Archive, target: Path) -> None:
    """See that nothing is lost where the copy goes.

    Raises:
        StoreError: something would be.
    """
    if not target.exists():
        return
    if target.samefile(archive.path):
        raise StoreError(f"{target} is the archive itself. Name another file.", path=str(target))
    log = Path(f"{target}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(f"{target} is open elsewhere, or was not closed. Name another file.", path=str(target))
    try:
        Archive(target, read_only=True).close()
    except BackstoryError as error:
        if "older schema" not in str(error):
            raise
