"""Resolve the publishers of every citation of day pages: how many labels become how many publishers, and how fast.

    python benchmarks/sources_publishers.py DAYS_DIR [--top 50]

DAYS_DIR holds day pages as `YYYY/YYYY-MM-DD.wiki`. Then all but the last day are added to a fresh archive and
attributed there, then the last day, then that day with one item reworded. Seconds are the processor's.
"""

import argparse
import collections
import tempfile
import time
from pathlib import Path

from backstory.model import Revision
from backstory.parse import parse_day_page
from backstory.pipeline import add_revisions, open_archive
from backstory.pipeline.attributing import attribute
from backstory.pipeline.files import read_wiki
from backstory.sources import canonical_url, derive_roster, load_roster, resolve_publisher


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("days", type=Path)
    parser.add_argument("--top", type=int, default=50)
    options = parser.parse_args()
    citations = []
    for path in sorted(options.days.rglob("*.wiki")):
        for event in parse_day_page(path.read_text("utf-8"), path.name[:10]).events:
            citations += [(citation.publisher, citation.url) for citation in event.citations]
    started = time.process_time()
    roster = derive_roster(citations)
    derived_s = time.process_time() - started
    resolved = [resolve_publisher(label, url, roster) for label, url in citations]
    seconds = time.process_time() - started
    counts = collections.Counter(publisher.name for publisher in resolved)
    carried = sum(1 for publisher in resolved if publisher.carrier)
    by_hand = sum(1 for _, url in citations if load_roster().find_host(url.split("/")[2] if "//" in url else ""))
    print(
        f"citations {len(citations)}, URLs {len({url for _, url in citations})}, "
        f"articles {len({canonical_url(url) for _, url in citations})}"
    )
    print(
        f"labels {len({label for label, _ in citations})} -> publishers {len({p.slug for p in resolved})}, "
        f"carried by another {carried}, on sites known by hand {by_hand}"
    )
    print(f"roster derived in {derived_s:.2f} s, all resolved in {seconds:.2f} s")
    for name, count in counts.most_common(options.top):
        print(f"{count:5}  {name}")
    measure_archive(sorted(options.days.rglob("*.wiki")))


def measure_archive(files: list[Path]) -> None:
    """Say what attributing costs in an archive."""
    *days, last = [date_day(read_wiki(file), 1) for file in files]
    changed = date_day(last, 3, last.text.replace(" the ", " THE ", 1))
    steps = {"all days but the last": days, "the last day": [date_day(last, 2)], "one item reworded": [changed]}
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder) / "archive.db") as archive:
        for name, revisions in steps.items():
            add_revisions(archive, revisions)
            started = time.process_time()
            attribute(archive)
            print(f"{name}: attributed in {time.process_time() - started:.4f} s")


def date_day(day: Revision, number: int, text: str = "") -> Revision:
    """The same state as of some day."""
    timestamp = f"2026-01-0{number}T00:00:00Z"
    return Revision(origin=day.origin, page=day.page, date=day.date, timestamp=timestamp, text=text or day.text)


if __name__ == "__main__":
    main()
