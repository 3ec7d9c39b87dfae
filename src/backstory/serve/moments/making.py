"""Make the archive as of a moment in a process of its own: python -m backstory.serve.moments.making ARCHIVE MOMENT FILE

Relating all events of a moment takes the whole of a processor for seconds to minutes and much memory; here it can be
given less of the machine, and be ended.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from filelock import FileLock

from backstory.store import Archive


def make_snapshot(archive: str, moment: str, out: str) -> None:
    """Write the archive as of the moment to a file, whole or not at all; one at a time for each folder of such files.

    It has all that answering for texts needs too.
    """
    from backstory.pipeline.relating import relate  # numpy and scipy take a while to load

    file, part = Path(out), Path(f"{out}.{os.getpid()}.part")
    with FileLock(file.with_name("making.lock")):
        if file.exists():
            return
        drop_remains(file.parent)
        try:
            with Archive(archive, read_only=True) as opened, opened.as_of(moment) as snapshot:
                relate(snapshot, keep_index=True)
                snapshot.save_copy(part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


def drop_remains(folder: Path) -> None:
    """Delete what others left behind that were killed while they made one. Nobody else makes one now."""
    for path in folder.glob("*.part"):
        path.unlink(missing_ok=True)
    for path in folder.glob("backstory-as-of-*"):
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    # An end from outside lets go of what was begun, as an error would.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if hasattr(os, "nice"):
        os.nice(10)
    make_snapshot(*sys.argv[1:4])
