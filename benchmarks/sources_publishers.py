"""Resolve the publishers of every citation of day pages: how many labels become how many publishers.

    python benchmarks/sources_publishers.py DAYS_DIR [--top 50]

DAYS_DIR holds day pages as `YYYY/YYYY-MM-DD.wiki`.
"""

import argparse
import collections
import time
from pathlib import Path

from backstory.parse import parse_day_page
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
    started = time.perf_counter()
    roster = derive_roster(citations)
    derived_s = time.perf_counter() - started
    resolved = [resolve_publisher(label, url, roster) for label, url in citations]
    seconds = time.perf_counter() - started
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


if __name__ == "__main__":
    main()
