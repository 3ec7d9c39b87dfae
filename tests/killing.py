"""Kill the program at random moments, call it again, and compare with a run that nobody disturbed.

    python -m tests.killing [--rounds 200] [--seed 1]

Each round works on a fresh folder: `fetch` (from a wiki on this machine), `add`, `relate` and `publish` of the bundled
sample, one of them, or `add --site`, killed with SIGKILL after a random share of the time it takes, alone or with the
processes it began, then called again. At the end, the archive's contents (as SQL) and the site's files must be the
same, byte for byte, as those of the undisturbed run.
"""

import argparse
import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backstory.sample import read_days
from backstory.store.ledger import LEDGER_NAME
from tests.fakes.wiki import FakeWiki

STAGES = ("fetch", "add", "relate", "publish")
JOINED = "add --site"
KILLED = (*STAGES, JOINED)
_NOW = "1700000000"  # what is recorded as of now must be the same in every run


def fill_wiki(wiki: FakeWiki, folder: Path) -> None:
    """The sample's days of 2013 onto the wiki, all others into files."""
    for revision in read_days():
        if revision.date.startswith("2013"):
            wiki.save(revision.page, revision.text, at=revision.timestamp)
        else:
            (folder / f"{revision.date}.wiki").write_text(revision.text, encoding="utf-8")


def command_of(stage: str, pages: Path) -> list[str]:
    words = {
        "fetch": ["fetch", "2013", "--history", "--contact", "test@example.org"],
        "add": ["add", str(pages)],
        "relate": ["relate"],
        "publish": ["publish", "site"],
        JOINED: ["add", str(pages), "--site", "site"],
    }
    return [sys.executable, "-m", "backstory", *words[stage]]


def kill(command: list[str], folder: Path, environ: dict[str, str], after_s: float, *, is_alone: bool) -> None:
    """Begin the command and kill it, alone or with all that it began."""
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        if is_alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_all(
    folder: Path,
    pages: Path,
    environ: dict[str, str],
    killed: str = "",
    after_s: float = 0.0,
    *,
    is_alone: bool = False,
) -> dict[str, float]:
    """Run every stage in `folder`; kill one after so many seconds, and call it again. Gives each one's seconds."""
    took = {}
    for stage in STAGES:
        started = time.monotonic()
        called = JOINED if (stage, killed) == ("add", JOINED) else stage
        command = command_of(called, pages)
        if called == killed:
            kill(command, folder, environ, after_s, is_alone=is_alone)
        subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)
        took[stage] = time.monotonic() - started
    took[JOINED] = took["add"] + took["relate"] + took["publish"]
    return took


def read_state(folder: Path) -> tuple[str, dict[str, str]]:
    """The archive's contents as SQL, and the hash of every file of the site."""
    with sqlite3.connect(folder / "backstory.db") as database:
        tables = [
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        # The log of changes says how the archive came to hold what it holds, and differs with every run.
        kept = [
            name for name in tables if not name.startswith(("search", "sqlite_", "changes", "ticks", "gone_stories"))
        ]
        rows = [
            line
            for name in kept
            for line in sorted(f"{name} {row!r}" for row in database.execute(f"SELECT * FROM {name}"))
        ]
    site = folder / "site"
    files = {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith(LEDGER_NAME)
    }
    return "\n".join(rows), files


def kill_and_compare(rounds: int, seed: int) -> int:
    """Do it `rounds` times; gives how many ended differently."""
    choose = random.Random(seed)
    differing = 0
    with tempfile.TemporaryDirectory() as top, FakeWiki() as wiki:
        pages = Path(top) / "pages"
        pages.mkdir()
        fill_wiki(wiki, pages)
        environ = {
            **os.environ,
            "BACKSTORY_WIKI": wiki.api_url,
            "BACKSTORY_CONFIG": str(Path(top) / "config.toml"),
            "SOURCE_DATE_EPOCH": _NOW,
        }
        calm = Path(top) / "calm"
        calm.mkdir()
        took = run_all(calm, pages, environ)
        expected = read_state(calm)
        for number in range(rounds):
            folder = Path(top) / f"round-{number}"
            folder.mkdir()
            stage = KILLED[number % len(KILLED)]
            after_s = choose.uniform(0.1, 1.0) * took[stage]
            run_all(folder, pages, environ, killed=stage, after_s=after_s, is_alone=choose.random() < 0.5)
            found = read_state(folder)
            if found != expected:
                differing += 1
                differences = [
                    name for name in {*found[1], *expected[1]} if found[1].get(name) != expected[1].get(name)
                ]
                same = "same" if found[0] == expected[0] else "different"
                print(
                    f"round {number}: {stage} killed after {after_s:.2f} s: archive {same}, {sorted(differences)[:5]}"
                )
            subprocess.run(["rm", "-rf", str(folder)], check=True)
    return differing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    differing = kill_and_compare(options.rounds, options.seed)
    print(f"{options.rounds} kills, {differing} ended differently, {time.monotonic() - started:.0f} s")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
