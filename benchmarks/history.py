"""The whole history, step by step: what adding, relating and publishing take, at 10, 20, 40, 80, 160 thousand events.

    python benchmarks/history.py FOLDER [--steps 10,20,40,80,160] [--no-publish] [--cores 2]

FOLDER holds ``.wiki`` day pages. For each step, so many thousand events (all there are, where these are fewer) of the
latest days but two are added, related and published by `backstory` in a process of its own; then the last but one is
added, related and published on top by one program (`add --site`), and the last by three. Printed as a table: seconds,
processor seconds of all processes, the most memory that they held at one time (what they share counted once, by the
kernel's Pss; looked at four times a second), the archive's size and how many times the wikitext's that is. Archives
and sites are made in a temporary folder and removed. Programs load as installed ones do, from compiled modules.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backstory.parse import parse_day_page

_LOOK_S = 0.25
# Where Python may not keep compiled modules, each program would compile its own: no installed one does.
_ENVIRON = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_HEADINGS = ("events", "step", "seconds", "cpu s", "peak MiB", "archive MiB", "times wikitext")


@dataclass(slots=True)
class Taken:
    """What a command took."""

    seconds: float = 0.0
    cpu_s: float = 0.0
    peak_mib: float = 0.0
    parts: list[str] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        self.seconds += other.seconds
        self.cpu_s += other.cpu_s
        self.peak_mib = max(self.peak_mib, other.peak_mib)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", default="10,20,40,80,160", help="thousands of events")
    parser.add_argument("--no-publish", action="store_true")
    parser.add_argument("--cores", type=int, default=2)
    options = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    files = sorted(options.folder.rglob("*.wiki"), key=lambda file: file.name)
    counts = [len(parse_day_page(file.read_text("utf-8", "replace"), file.name[:10]).events) for file in files]
    cores = len(os.sched_getaffinity(0))
    print(f"{len(files)} days, {sum(counts)} events; {cores} cores, load {os.getloadavg()[0]:.1f} before\n")
    print("| " + " | ".join(_HEADINGS) + " |\n|" + "---|" * len(_HEADINGS))
    done = 0
    for step in options.steps.split(","):
        chosen = choose_days(counts, 1000 * int(step))
        if chosen != done:
            measure_step(files[-chosen:], sum(counts[-chosen:]), publishes=not options.no_publish)
        done = chosen


def choose_days(counts: Sequence[int], events: int) -> int:
    """How many of the last days have so many events."""
    total = days = 0
    while total < events and days < len(counts):
        days += 1
        total += counts[-days]
    return days


def measure_step(files: Sequence[Path], events: int, *, publishes: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        archive, days, next_day, last = (top / name for name in ("archive.db", "days", "next", "last"))
        for place, some in ((days, files[:-2]), (next_day, files[-2:-1]), (last, files[-1:])):
            place.mkdir()
            for file in some:
                (place / file.name).symlink_to(file.absolute())
        size = sum(file.stat().st_size for file in files)
        stages = [["relate"], *([["publish", str(top / "site")]] if publishes else [])]
        for words in (["add", str(days)], *stages):
            print_row(events, words[0], run(words, archive), archive, size)
        if publishes:
            taken = run(["add", str(next_day), "--site", str(top / "site")], archive)
            print_row(events, "one more day, one program", taken, archive, size)
        one_day = Taken()
        for words in (["add", str(last)], *stages):
            taken = run(words, archive)
            one_day.add(taken)
            one_day.parts.append(f"{words[0]} {taken.cpu_s:.1f}")
        print_row(events, f"one more day (cpu s: {', '.join(one_day.parts)})", one_day, archive, size)


def print_row(events: int, name: str, taken: Taken, archive: Path, size: int) -> None:
    mib = archive.stat().st_size / 2**20
    figures = (f"{taken.seconds:.1f}", f"{taken.cpu_s:.1f}", f"{taken.peak_mib:.0f}", f"{mib:.0f}")
    print(f"| {events} | {name} | {' | '.join(figures)} | {mib * 2**20 / size:.1f} |", flush=True)


def run(words: Sequence[str], archive: Path) -> Taken:
    """Run one command to its end."""
    command = [sys.executable, "-m", "backstory", *words, "--archive", str(archive)]
    before, started, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=_ENVIRON)
        while process.poll() is None:
            peak = max(peak, sum(map(read_pss, list_family(process.pid))))
            try:
                process.wait(_LOOK_S)
            except subprocess.TimeoutExpired:
                continue
        said.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(words)} failed: {said.read().decode('utf-8', 'replace')}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds=time.monotonic() - started, cpu_s=used, peak_mib=peak / 1024)


def list_family(pid: int) -> list[int]:
    """A process and all that it began, and these."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                found += list_family(int(child))
    except OSError:
        pass  # it has ended meanwhile
    return found


def read_pss(pid: int) -> int:
    """Memory in KiB, each shared page divided by those who share it; 0 where the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
