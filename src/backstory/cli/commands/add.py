"""`backstory add`."""

from collections.abc import Iterable

import click

from backstory.cli.console import print_line, show_counts
from backstory.cli.feeding import show_followed
from backstory.cli.growing import count_report, watch_report
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact
from backstory.pipeline.feed_fetching import FeedOptions
from backstory.pipeline.feeds import follow_url
from backstory.pipeline.files import add_path
from backstory.pipeline.opening import open_archive


@click.command(name="add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...", type=click.Path())
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(paths: Iterable[str], contact: str, archive: str, as_json: bool) -> None:
    """Add files or folders: .wiki day pages, .xml[.bz2|.zst] dumps, .jsonl events, archive .md pages.

    The URL of a feed, or of a page that names one, is followed from now on, as by `backstory feeds add`.
    """
    urls = [path for path in paths if path.lower().startswith(("http://", "https://"))]
    files = [path for path in paths if path not in urls]
    with open_archive(archive) as opened:
        if files:
            with watch_report("add") as report:
                for path in files:
                    add_path(opened, path, report=report)
            show_counts("add", count_report(report), as_json=as_json)
            for skipped in report.skipped:
                print_line(skipped, to_errors=True)
        if urls:
            options = FeedOptions(contact=str(ask_contact(contact)["contact"]))
            for url in urls:
                show_followed(*follow_url(opened, url, options), as_json=as_json)
