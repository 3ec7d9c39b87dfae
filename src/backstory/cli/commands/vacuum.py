"""`backstory vacuum`."""

import click

from backstory.cli.console import show_counts
from backstory.cli.options import with_archive, with_json
from backstory.pipeline.opening import open_archive


@click.command(name="vacuum")
@with_archive
@with_json
def command(archive: str, as_json: bool) -> None:
    """Write the archive's file anew without gaps, and say what was won. Nothing that it says changes."""
    with open_archive(archive, is_made=False) as opened:
        before, after, packed = opened.vacuum()
    won = {"bytes_before": before, "bytes_after": after, "bytes_won": before - after, "texts_packed": packed}
    show_counts("vacuum", won, as_json=as_json)
