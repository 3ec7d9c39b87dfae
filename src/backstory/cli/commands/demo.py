"""`backstory demo`."""

from pathlib import Path

import click

from backstory.cli.console import print_line, watch_progress
from backstory.pipeline.demo import build_demo


@click.command(name="demo")
@click.option("--out", "folder", default="backstory-demo", show_default=True, metavar="DIR", help="Where to put it.")
def command(folder: str) -> None:
    """Build the bundled sample: an archive, its site, and where to look. Needs no network."""
    with watch_progress("demo") as progress:
        report = build_demo(Path(folder), progress)
    print_line(f"{report.events} events, {report.relations} relations, {report.stories} stories.")
    print_line(f"Archive: {report.archive}")
    print_line(f"Site:    {report.pages} pages. Open {report.front_page} in a browser,")
    print_line(f"         or begin with an event: {report.event_page}")
