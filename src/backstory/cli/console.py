"""How the command line speaks: lines, counts, progress on a terminal, errors as exit statuses."""

import errno
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import click
import msgspec

from backstory.errors import BackstoryError, ConfigError

Advance = Callable[[int, int], None]

_GARBAGE = (100_000, 20, 50)
"""Objects made between looks for circles among them, and how many such looks to larger ones: next to nothing here is
in a circle, and looking at everything again and again takes a tenth of a short command's time."""

_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE}
"""What comes of writing. Of files that are written elsewhere such errors are told with their names (see `errors`); what
comes here is of the standard output."""


class ErrorsAsExits(click.Group):
    """A group whose commands end with 1 and one line for what failed, 2 for a wrong call, never with a trace."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the program; what it printed is written out where a failure can still be told."""
        try:
            try:
                return super().main(*args, **options)
            finally:
                flush_output()
        except OSError as error:
            if error.filename is not None or error.errno not in _UNWRITABLE:
                raise
            drop_output()
            if isinstance(error, BrokenPipeError):  # whoever read has read enough
                sys.exit(0)
            print_line(f"backstory: the standard output cannot be written: {error.strerror}.", to_errors=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        gc.set_threshold(*_GARBAGE)
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


def flush_output() -> None:
    """Write out what was printed, if there is where to."""
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def drop_output() -> None:
    """Forget what was printed: Python would try again as it ends, and tell of it in its own way."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


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
        from rich.console import Console  # a tenth of a second, which only a terminal needs
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        print_line(text.rstrip("\n"))


@contextmanager
def watch_progress(stage: str) -> Iterator[Advance]:
    """A progress bar on a terminal, nothing otherwise. Yields what is told done and total."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn(stage), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(stage, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
