"""One changed day in an archive of many: processor seconds of adding, relating and publishing it.

    python benchmarks/one_day.py FOLDER

FOLDER holds ``.wiki`` day pages. All but the last are added, related and published; then the last day, and after that
the same day with one item reworded. Everything runs in one process, as `backstory sync --every` does, so that
loading the program is not counted.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from backstory.model import Revision
from backstory.pipeline import add_revisions, open_archive, relate
from backstory.pipeline.files import read_wiki
from backstory.pipeline.publishing import publish


def measure(name: str, work: Callable[[], object]) -> None:
    before, started = used(), time.monotonic()
    work()
    print(f"  {name:8} {used() - before:7.2f} s cpu   {time.monotonic() - started:7.2f} s")


def used() -> float:
    """Processor seconds of this process and of its workers that have ended."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.wiki"))
    *days, last = [read_wiki(file) for file in files]
    days = [at(day, "2021-12-01T00:00:00Z") for day in days]
    changed = at(last, "2021-12-03T00:00:00Z", last.text.replace(" the ", " THE ", 1))
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder) / "archive.db") as archive:
        site = Path(folder) / "site"
        steps = {
            f"all but the last of {len(files)} days": days,
            "the last day": [at(last, "2021-12-02T00:00:00Z")],
            "nothing": [],
            "the last day, one item reworded": [changed],
        }
        for name, revisions in steps.items():
            print(name)
            measure("add", lambda revisions=revisions: add_revisions(archive, revisions))
            measure("relate", lambda: relate(archive))
            measure("publish", lambda: publish(archive, site))


def at(day: Revision, timestamp: str, text: str = "") -> Revision:
    return Revision(origin=day.origin, page=day.page, date=day.date, timestamp=timestamp, text=text or day.text)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()
