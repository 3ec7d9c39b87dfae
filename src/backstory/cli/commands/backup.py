"""`backstory backup`."""

import click
import msgspec

from backstory.cli.console import show_counts
from backstory.cli.options import with_archive, with_json
from backstory.pipeline.backing_up import back_up
from backstory.pipeline.opening import open_archive


@click.command(name="backup")
@click.argument("file", metavar="FILE", type=click.Path())
@with_archive
@with_json
def command(file: str, archive: str, as_json: bool) -> None:
    """Copy the archive to FILE as it is now, while others read and write it. An earlier copy there is replaced."""
    with open_archive(archive, read_only=True) as opened:
        report = back_up(opened, file)
    show_counts("backup", {**msgspec.structs.asdict(report), "file": file}, as_json=as_json)
