"""The folder beside the site, or in it, where files wait until all of them are there, and the swap."""

import errno
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backstory.errors import PublishError
from backstory.publish.manifest import is_ours

try:
    import fcntl
except ImportError:  # not on Windows; there, two publishes at once are not kept apart
    fcntl = None  # type: ignore[assignment]

# A process that was killed may leave one that still finishes its last pages.
_LOCK_PATIENCE_S = 10.0

_STAGING = "publishing"


@contextmanager
def open_staging(out: Path) -> Iterator[Path]:
    """Give an empty folder on the file system of `out`, and remove it at the end.

    Raises PublishError while another publish into `out` has it.
    """
    folder = find_scratch(out, _STAGING)
    out.parent.mkdir(parents=True, exist_ok=True)
    lock = _take_lock(folder)
    try:
        for entry in list(folder.iterdir()):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        pages = folder / "site"
        pages.mkdir()
        yield pages
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock >= 0:
            os.close(lock)


def is_fixed(out: Path) -> bool:
    """Whether a folder is one that cannot be put in place as a whole: a volume that is mounted there."""
    return os.path.ismount(out)


def find_scratch(out: Path, name: str) -> Path:
    """Where what is for `out` may wait, on its file system: hidden beside it, or in it where a volume is mounted."""
    return out / f".{name}" if is_fixed(out) else out.parent / f".{out.name}.{name}"


def check_folder(out: Path) -> None:
    """Raise PublishError for a folder that is not ours to write to: one with files that no publish left."""
    if out.is_dir():
        # A publish that was killed before it had written anything may have left its folder.
        waiting = find_scratch(out, _STAGING)
        if any(entry != waiting for entry in out.iterdir()) and not is_ours(out):
            raise PublishError(
                f"{out} holds files that Backstory did not write; give an empty or a new folder.", path=str(out)
            )
    elif out.exists():
        raise PublishError(f"{out} is a file, not a folder.", path=str(out))


def list_present(out: Path) -> set[str]:
    """Give the files in the folder, as paths that begin with a slash."""
    present: set[str] = set()
    waiting = [("", str(out))]
    while waiting:
        prefix, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{prefix}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((path, entry.path))
                else:
                    present.add(path)
    return present


class FilesThere:
    """The files in a folder, each looked for when it is asked for: better than listing all for a few questions."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def __contains__(self, file: object) -> bool:
        return os.path.isfile(f"{self._out}{file}")


def move_whole(staged: Path, out: Path) -> None:
    """Put a first site where it belongs, in one step."""
    if out.is_dir():
        out.rmdir()
    staged.rename(out)


def move_files(staged: Path, out: Path, files: Iterable[str]) -> None:
    """Replace the files of a site one by one, in the order given: each is whole at every moment."""
    made: set[str] = set()
    for file in files:
        target = f"{out}{file}"
        folder = os.path.dirname(target)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        os.replace(f"{staged}{file}", target)


def remove_files(out: Path, files: Iterable[str]) -> int:
    """Delete the files, and the folders that this leaves empty; gives how many files there were."""
    removed, folders = 0, set()
    for file in files:
        path = out / file[1:]
        if path.is_file() or path.is_symlink():
            path.unlink()
            removed += 1
            folders.add(path.parent)
    for folder in folders:
        while folder != out and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    return removed


def _take_lock(folder: Path) -> int:
    if fcntl is None:
        folder.mkdir(exist_ok=True)
        return -1
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    while True:
        try:
            return _try_lock(folder)
        except (BlockingIOError, FileExistsError, FileNotFoundError) as error:
            # Another publish has it, or came to its end and removed the folder between two of our steps.
            if time.monotonic() > deadline:
                if not isinstance(error, BlockingIOError):
                    raise
                raise PublishError(f"Another publish is writing beside {folder.parent}.", path=str(folder)) from error
            time.sleep(0.1)


def _try_lock(folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The one before may have removed the folder between our opening and our locking it.
        if os.fstat(lock).st_ino != folder.stat().st_ino:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    except BaseException:
        os.close(lock)
        raise
    return lock
