"""Say what adding files would do, and do nothing: it is done inside a transaction that is taken back."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from backstory.pipeline.applying import AddReport
from backstory.pipeline.files import add_path
from backstory.pipeline.gathering import AddOptions
from backstory.store import Archive

Touched = tuple[str, str, str]
"""What becomes of an event ("new", "changed", "removed"), its day and headline."""


class _TakenBackError(Exception):
    """Ends the transaction without its work."""


def rehearse(archive: str | Path, paths: Iterable[str | Path], options: AddOptions) -> tuple[AddReport, list[Touched]]:
    """The report that adding the paths would give, and the events it would touch. The archive's file stays as it is."""
    report = AddReport(is_detailed=True)
    touched: list[Touched] = []
    is_there = Path(archive).is_file()
    if is_there:
        # An older archive would be brought up to date by opening it for writing.
        Archive(archive, read_only=True).close()
    with Archive(archive if is_there else ":memory:") as opened:
        try:
            with opened.transaction():
                for path in paths:
                    add_path(opened, path, report=report, options=options)
                events = opened.events_by_id(report.touched)
                touched += [
                    (report.touched[event.id], event.date, event.headline)
                    for event in sorted(events.values(), key=lambda event: (event.date, event.id))
                ]
                raise _TakenBackError
        except _TakenBackError:
            pass
    return report, touched


def describe_touched(touched: Sequence[Touched], most: int) -> Iterator[str]:
    """A line for each event, at most so many of what becomes new, changed and removed."""
    for kind in ("new", "changed", "removed"):
        found = [one for one in touched if one[0] == kind]
        for _, day, headline in found[:most]:
            yield f"{kind:<8} {day}  {headline}"
        if len(found) > most:
            yield f"{kind:<8} … and {len(found) - most:,} more"
