"""`backstory check`."""

import sys

import click
import msgspec

from backstory.cli.console import print_line, show_counts
from backstory.cli.options import with_archive, with_json
from backstory.pipeline.opening import open_archive


@click.command(name="check")
@with_archive
@with_json
def command(archive: str, as_json: bool) -> None:
    """Say whether the archive is whole: exit status 0, or 1 and what is not."""
    with open_archive(archive, read_only=True) as opened:
        faults = opened.check()
        counts = opened.counts()
    if as_json:
        print_line(msgspec.json.encode({"whole": not faults, "faults": faults, "counts": counts}).decode())
    else:
        show_counts("check", counts)
        for fault in faults:
            print_line(fault, to_errors=True)
    if faults:
        sys.exit(1)
