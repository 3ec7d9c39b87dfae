"""Tell how long stories take after one changed day, and all of them.

    python benchmarks/stories_increment.py ARCHIVE [--days N]

Takes each of the last days of a related archive for changed, all its events, and makes the stories they touch; nothing
is kept. Prints processor time.
"""

import argparse
import time
from collections.abc import Callable

from backstory.pipeline import telling
from backstory.store import Archive
from backstory.stories import list_filings


class TakeBack(Exception):
    """Raised to undo what was written."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--days", type=int, default=10)
    args = parser.parse_args()
    with Archive(args.archive) as archive:
        spent = []
        for date, _ in archive.days()[-args.days :]:
            events = {event.id: event for event in archive.events_on(date)}
            spent.append(
                measure(archive, lambda events=events: telling.tell_few(archive, events, archive.related_to(events)))
            )
        print(f"one day: {1000 * sorted(spent)[len(spent) // 2]:.0f} ms (median of {len(spent)} days)")
        filings = [filing for event in archive.events() for filing in list_filings(event)]
        print(
            f"all {archive.counts('events')['events']} events: "
            f"{measure(archive, lambda: telling.tell_all(archive, filings)):.1f} s"
        )


def measure(archive: Archive, tell: Callable[[], None]) -> float:
    """Give the processor time, in seconds; what was written is undone."""
    started_s = time.process_time()
    try:
        with archive.transaction():
            tell()
            raise TakeBack
    except TakeBack:
        return time.process_time() - started_s


if __name__ == "__main__":
    main()
