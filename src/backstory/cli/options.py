"""Options that several commands have."""

import math
from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


class NumberRange(click.FloatRange):
    """A number within bounds; `nan`, which lies on no side of a bound, is refused too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read one, as every type of click does."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


def with_archive(command: Command) -> Command:
    """Give a command the option that says which archive."""
    option = click.option(
        "--archive",
        metavar="FILE",
        type=click.Path(),
        envvar="BACKSTORY_ARCHIVE",
        default="backstory.db",
        show_default=True,
        help="The archive to work on.",
    )
    return option(command)


def with_json(command: Command) -> Command:
    """Give a command the option that makes its output machine-readable."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def with_moment(command: Command) -> Command:
    """Give a command the option to look at the archive as it was at a moment."""
    help_text = "Show what had been recorded by TIME (UTC; 2021-01-06 or 2021-01-06T18:00:00Z)."
    return click.option("--as-of", "moment", metavar="TIME", default="", help=help_text)(command)
