"""What adding reports, shown while it grows."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from backstory.pipeline.applying import AddReport


@contextmanager
def watch_report(stage: str) -> Iterator[AddReport]:
    """A report to be filled, whose counts are shown on a terminal while they grow."""
    report = AddReport()
    if not sys.stderr.isatty():
        yield report
        return
    from rich.console import Console  # a tenth of a second, which only a terminal needs
    from rich.live import Live
    from rich.text import Text

    started = time.monotonic()

    class Growing:
        def __rich__(self) -> Text:
            counts = ", ".join(f"{name} {value}" for name, value in count_report(report).items())
            return Text(f"{stage}: {counts}  {time.monotonic() - started:.0f} s")

    with Live(Growing(), console=Console(stderr=True), transient=True, refresh_per_second=5):
        yield report


def count_report(report: AddReport) -> dict[str, object]:
    """A report's counts by name; problems in all, and files skipped, where there are any."""
    counts: dict[str, object] = {
        "pages": report.stored,
        "known": report.known,
        "new": report.new,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
    }
    if report.problems:
        counts["problems"] = report.problems.total()
    if report.skipped:
        counts["skipped"] = len(report.skipped)
    return counts
