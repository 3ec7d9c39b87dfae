"""Make the archive as of a moment in a process of its own: python -m backstory.serve.making ARCHIVE MOMENT FILE

Relating all events of a moment takes the whole of a processor for seconds to minutes and much memory; here it can be
given less of the machine, and be ended.
"""

import os
import sys
from pathlib import Path

from backstory.store import Archive


def make_snapshot(archive: str, moment: str, out: str) -> None:
    """Write the archive as of the moment to a file, whole or not at all."""
    from backstory.pipeline.relating import open_as_of  # numpy and scipy take a while to load

    part = Path(f"{out}.{os.getpid()}.part")
    with Archive(archive, read_only=True) as opened, open_as_of(opened, moment) as snapshot:
        snapshot.save_copy(part)
    part.replace(out)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    make_snapshot(*sys.argv[1:4])
