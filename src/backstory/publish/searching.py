"""The static search: Pagefind reads the published pages and leaves an index that the search page fetches in parts."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from backstory.errors import PublishError

INDEX_FOLDER = "pagefind"
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


def index_site(out: Path) -> None:
    """Make the index of the site in `out` anew; it takes the old one's place at the end.

    Pagefind reads every page: half a millisecond of processor time each, and a gigabyte of memory for 28,000 of them.
    """
    fresh = out.parent / f".{out.name}.searching"
    shutil.rmtree(fresh, ignore_errors=True)
    command = [*_find_command(), "--site", str(out), "--output-path", str(fresh), "--keep-index-url", "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not (fresh / "pagefind.js").is_file():
            reason = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
            raise PublishError(f"Pagefind could not index the site: {reason[0]}", path=str(out))
        for name in _NOT_NEEDED:
            (fresh / name).unlink(missing_ok=True)
        remove_index(out)
        fresh.rename(out / INDEX_FOLDER)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def remove_index(out: Path) -> None:
    """Take the index away, where there is one."""
    shutil.rmtree(out / INDEX_FOLDER, ignore_errors=True)


def has_index(out: Path) -> bool:
    """Whether the site has an index."""
    return (out / INDEX_FOLDER / "pagefind-entry.json").is_file()


def _find_command() -> list[str]:
    if importlib.util.find_spec("pagefind_bin"):
        return [sys.executable, "-m", "pagefind"]
    installed = shutil.which("pagefind")
    return [installed] if installed else []
