"""The static search: Pagefind reads the published pages and leaves an index that the search page fetches in parts.

A day's change is indexed by itself: a second, small index holds what came or changed since the main one was made.
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.publish.staging import find_scratch
from backstory.store.ledger import Ledger

INDEX_FOLDER = "pagefind"
FRESH_FOLDER = "pagefind-fresh"
SEARCHED_KINDS = frozenset({"event", "entity", "story", "publisher"})
# Some ten days' news, which take a second to index; then all is indexed again.
MOST_FRESH = 2500
_NOTE = "search"
# What Pagefind brings beside the index and the reader of it: its own surfaces, which the site does not use.
_NOT_NEEDED = (
    "pagefind-component-ui.css",
    "pagefind-component-ui.js",
    "pagefind-highlight.js",
    "pagefind-modular-ui.css",
    "pagefind-modular-ui.js",
    "pagefind-ui.css",
    "pagefind-ui.js",
)


def has_pagefind() -> bool:
    """Whether Pagefind is installed."""
    return bool(_find_command())


def check_pagefind() -> None:
    """Raise PublishError where it is not."""
    if not has_pagefind():
        raise PublishError("The search needs Pagefind: pip install 'backstory[search]'.")


class Lag(Record, frozen=True, kw_only=True):
    """How far the index is behind the site: kept in the ledger, as the note "search".

    `fresh` are the pages that came or changed since the main index was made; `is_due` says that the indexes do not
    have them yet, `is_whole` that only a new main index will do.
    """

    fresh: frozenset[str] = frozenset()
    is_due: bool = True
    is_whole: bool = True

    def add(self, touched: Iterable[str], *, has_lost: bool) -> "Lag":
        """Give the lag after these pages came or changed, and others went where `has_lost`."""
        fresh = self.fresh.union(touched)
        is_due = self.is_due or has_lost or any(touched)
        return Lag(fresh=fresh, is_due=is_due, is_whole=self.is_whole or has_lost or len(fresh) > MOST_FRESH)


def read_lag(ledger: Ledger) -> Lag:
    """Give what the ledger says; where it says nothing, everything is to be done."""
    note = ledger.note(_NOTE)
    return msgspec.json.decode(note, type=Lag) if note else Lag()


def write_lag(ledger: Ledger, lag: Lag) -> None:
    """Note it."""
    ledger.write_note(_NOTE, msgspec.json.encode(lag, order="sorted").decode())


def bring_index_up_to_date(out: Path, ledger: Ledger, *, has_search: bool) -> None:
    """Index what changed; take the indexes away where there is no search.

    The main index has every page: half a millisecond of processor time each, and a gigabyte of memory for 28,000 of
    them. So it is made anew only where pages went, or many changed; else a second index is made of those that came or
    changed since, and the search page reads both.
    """
    if not has_search:
        remove_index(out)
        return
    lag = read_lag(ledger)
    is_there = (out / INDEX_FOLDER / "pagefind-entry.json").is_file()
    if is_there and not lag.is_due:
        return
    if lag.is_whole or not is_there:
        _index(out, out, INDEX_FOLDER)
        shutil.rmtree(out / FRESH_FOLDER, ignore_errors=True)
        lag = Lag()
    else:
        _index_fresh(out, lag.fresh)
    parts = out / INDEX_FOLDER / "parts.json"
    parts.with_suffix(".new").write_bytes(msgspec.json.encode({"fresh": (out / FRESH_FOLDER).is_dir()}))
    parts.with_suffix(".new").replace(parts)
    write_lag(ledger, Lag(fresh=lag.fresh, is_due=False, is_whole=False))


def remove_index(out: Path) -> None:
    """Take the indexes away, where there are any."""
    for folder in (INDEX_FOLDER, FRESH_FOLDER):
        shutil.rmtree(out / folder, ignore_errors=True)


def _index_fresh(out: Path, pages: Iterable[str]) -> None:
    """Make the second index: of these pages alone, laid out as they are in the site."""
    waiting = find_scratch(out, "fresh-")
    with tempfile.TemporaryDirectory(prefix=waiting.name, dir=waiting.parent) as folder:
        for path in pages:
            page = out / f"{path[1:]}.html"
            if page.is_file():
                copy = Path(folder) / f"{path[1:]}.html"
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(page, copy)
        _index(out, Path(folder), FRESH_FOLDER)


def _index(out: Path, source: Path, name: str) -> None:
    """Let Pagefind read the pages of `source`; the index takes the place of the one that `out` has at the end."""
    fresh = find_scratch(out, "searching")
    shutil.rmtree(fresh, ignore_errors=True)
    command = [*_find_command(), "--site", str(source), "--output-path", str(fresh), "--keep-index-url", "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not (fresh / "pagefind.js").is_file():
            reason = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
            raise PublishError(f"Pagefind could not index the site: {reason[0]}", path=str(out))
        for file in _NOT_NEEDED:
            (fresh / file).unlink(missing_ok=True)
        shutil.rmtree(out / name, ignore_errors=True)
        fresh.rename(out / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _find_command() -> list[str]:
    if importlib.util.find_spec("pagefind_bin"):
        return [sys.executable, "-m", "pagefind"]
    installed = shutil.which("pagefind")
    return [installed] if installed else []
