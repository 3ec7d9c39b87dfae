"""`backstory relate`."""

import dataclasses

import click

from backstory.cli.console import show_counts, watch_progress
from backstory.cli.options import with_archive, with_json
from backstory.pipeline.opening import open_archive
from backstory.pipeline.relating import RelateReport, relate


@click.command(name="relate")
@with_archive
@with_json
def command(archive: str, as_json: bool) -> None:
    """Find the relations and stories of what is new or changed."""
    with open_archive(archive, is_made=False) as opened, watch_progress("relate"):
        report: RelateReport = relate(opened)
    show_counts("relate", dataclasses.asdict(report), as_json=as_json)
