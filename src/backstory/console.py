"""How the command line speaks: lines, counts, progress on a terminal, errors as exit statuses."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from backstory.errors import BackstoryError, ConfigError
from backstory.pipeline import AddReport

Advance = Callable[[int, int], None]


class ErrorsAsExits(click.Group):
    """A group whose commands end with 1 and one line for what failed, 2 for a wrong call, never with a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BackstoryError as error:
            print_line(f"backstory: {error}", to_errors=True)
            sys.exit(2 if isinstance(error, ConfigError) else 1)
        except KeyboardInterrupt:
            print_line(
                "backstory: interrupted. What was reported as done is kept; the same call goes on.", to_errors=True
            )
            sys.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)


def print_line(text: str, *, to_errors: bool = False) -> None:
    """Print one line."""
    click.echo(text, err=to_errors)


def show_counts(stage: str, counts: Mapping[str, object], *, as_json: bool = False) -> None:
    """One summary line of a stage: ``add: new 22, changed 0``; or its counts as JSON."""
    if as_json:
        print_line(msgspec.json.encode(counts).decode())
    else:
        print_line(f"{stage}: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in counts.items()))


def show_markdown(text: str, *, is_plain: bool = False) -> None:
    """Print Markdown, set for reading where the output is a terminal."""
    if sys.stdout.isatty() and not is_plain:
        Console().print(Markdown(text))
    else:
        print_line(text.rstrip("\n"))


@contextmanager
def watch_progress(stage: str) -> Iterator[Advance]:
    """A progress bar on a terminal, nothing otherwise. Yields what is told done and total."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = (SpinnerColumn(), TextColumn(stage), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(stage, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def watch_report(stage: str) -> Iterator[AddReport]:
    """A report to be filled, whose counts are shown on a terminal while they grow."""
    report = AddReport()
    if not sys.stderr.isatty():
        yield report
        return
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
