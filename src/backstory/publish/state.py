"""The state: which moment of which archive the folder shows, so that a publish with little to do finds that out fast.

Kept in the ledger. It is only a short cut: without it, or where anything in it does not fit, every page is looked at.
It is taken away before the first file is moved and written after the last.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from backstory.model.record import Record
from backstory.store.changes import Moment
from backstory.store.ledger import Ledger


class State(Record, frozen=True, kw_only=True):
    """What a publish saw and left.

    `generic`, `categories` and `collections` are what pages of events that did not change may depend on (see
    `affected`). The ledger has the time of each folder's last change: a file deleted by hand shows there. The top
    folder's changes with the ledger itself; of that one, `top_files` are looked for by name. `fixed` of the `files`
    belong to no page.
    """

    build: str
    moment: Moment
    generic: tuple[str, ...]
    categories: dict[str, str]
    collections: dict[str, str]
    pages: int
    files: int
    fixed: int
    top_files: tuple[str, ...] = ()


def read_state(ledger: Ledger, out: Path, build: str) -> State | None:
    """Give what the last publish of this build left, if nobody touched it since; otherwise None."""
    try:
        state = msgspec.json.decode(ledger.note("state"), type=State)
        if state.build != build or not all(os.path.isfile(f"{out}{file}") for file in state.top_files):
            return None
        known = ledger.folders()
        return state if find_times(out, known) == known else None
    except (OSError, msgspec.MsgspecError):
        return None


def find_times(out: Path, folders: Iterable[str]) -> dict[str, int]:
    """Give the time of each folder's last change. Raises OSError where one is not there."""
    return {folder: os.stat(f"{out}{folder}").st_mtime_ns for folder in folders}
