"""`backstory add`."""

from collections.abc import Iterable

import click

from backstory.cli.console import print_line, show_counts
from backstory.cli.growing import count_report, watch_report
from backstory.cli.options import with_archive, with_json
from backstory.pipeline.files import add_path
from backstory.pipeline.opening import open_archive


@click.command(name="add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@with_archive
@with_json
def command(paths: Iterable[str], archive: str, as_json: bool) -> None:
    """Add files or folders: .wiki day pages, .xml[.bz2|.zst] dumps, .jsonl events, archive .md pages."""
    with open_archive(archive) as opened, watch_report("add") as report:
        for path in paths:
            add_path(opened, path, report=report)
    show_counts("add", count_report(report), as_json=as_json)
    for skipped in report.skipped:
        print_line(skipped, to_errors=True)
