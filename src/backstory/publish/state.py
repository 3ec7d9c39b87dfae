"""The state: which moment of which archive the folder shows, so that a publish with little to do finds that out fast.

Kept beside the manifest as `.backstory-state.json`. It is only a short cut: without it, or where anything in it does
not fit, every page is looked at. It is taken away before the first file is moved and written after the last.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from backstory.model.record import Record
from backstory.publish.manifest import MANIFEST_NAME, Manifest
from backstory.publish.plan import list_files
from backstory.store.changes import Moment

STATE_NAME = ".backstory-state.json"


class State(Record, frozen=True, kw_only=True):
    """What a publish saw and left.

    `generic` and `categories` are what pages of events that did not change may depend on (see `affected`). `folders`
    has the time of each folder's last change: a file deleted by hand shows there. The top folder's changes with this
    file; of that one, `top_files` are looked for by name. `manifest` is the manifest's time.
    """

    build: str
    moment: Moment
    generic: tuple[str, ...]
    categories: dict[str, str]
    pages: int
    files: int
    folders: dict[str, int] = msgspec.field(default_factory=dict)
    top_files: tuple[str, ...] = ()
    manifest: int = 0


def read_state(out: Path, build: str) -> State | None:
    """Give what the last publish of this build left, if nobody touched it since; otherwise None."""
    try:
        state = msgspec.json.decode((out / STATE_NAME).read_bytes(), type=State)
        if state.build != build or state.manifest != os.stat(out / MANIFEST_NAME).st_mtime_ns:
            return None
        return state if _find_times(out, state.folders) == state.folders and _has_top(out, state) else None
    except (OSError, msgspec.MsgspecError):
        return None


def write_state(out: Path, state: State, manifest: Manifest, scratch: Path) -> None:
    """Leave `state` in the folder, with the times of the folders that hold the files of `manifest`."""
    folders = {path.rpartition("/")[0] for path in manifest.pages}
    top = [path for path in manifest.pages if path.count("/") == 1]
    files = [file for path in top for file in list_files(path, path in manifest.followed)]
    found = msgspec.structs.replace(
        state,
        folders=_find_times(out, sorted(folders - {""})),
        top_files=(*manifest.files, *files),
        manifest=os.stat(out / MANIFEST_NAME).st_mtime_ns,
    )
    fresh = scratch / STATE_NAME
    fresh.write_bytes(msgspec.json.encode(found))
    os.replace(fresh, out / STATE_NAME)


def remove_state(out: Path) -> None:
    """Let the next publish look at every page, whatever becomes of this one."""
    (out / STATE_NAME).unlink(missing_ok=True)


def _find_times(out: Path, folders: Iterable[str]) -> dict[str, int]:
    return {folder: os.stat(f"{out}{folder}").st_mtime_ns for folder in folders}


def _has_top(out: Path, state: State) -> bool:
    return all(os.path.isfile(f"{out}{file}") for file in state.top_files)
