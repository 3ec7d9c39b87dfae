"""Which file stands at the archive's path: another one may take its place while the server runs."""

import os
from typing import TypeAlias

FileId: TypeAlias = tuple[int, int] | None
"""Device and inode. The number of a file that is open is not given to another one."""


def identify_file(path: str) -> FileId:
    """The file at the path; None while there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_another(path: str, file: FileId) -> bool:
    """Whether there is another file than the one that is open. Where there is none, that one goes on being read."""
    return identify_file(path) not in (file, None)
