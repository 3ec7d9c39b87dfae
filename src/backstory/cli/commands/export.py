"""`backstory export`."""

import click

from backstory.cli.console import show_counts
from backstory.cli.options import with_archive, with_json, with_moment
from backstory.pipeline.exporting import export_events
from backstory.pipeline.opening import open_archive


@click.command(name="export")
@click.argument("file", metavar="FILE", type=click.Path())
@with_moment
@with_archive
@with_json
def command(file: str, moment: str, archive: str, as_json: bool) -> None:
    """Write every event to FILE, a .jsonl of one event a line."""
    with open_archive(archive, read_only=True, as_of=moment) as opened:
        count = export_events(opened, file)
    show_counts("export", {"events": count, "file": file}, as_json=as_json)
