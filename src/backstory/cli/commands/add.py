"""`backstory add`."""

from collections.abc import Iterable
from typing import Any

import click
import msgspec

from backstory.cli.console import print_line, show_counts
from backstory.cli.growing import count_report, watch_report
from backstory.cli.options import with_archive, with_json
from backstory.errors import ConfigError
from backstory.pipeline.applying import AddReport
from backstory.pipeline.attributing import attribute
from backstory.pipeline.files import add_path
from backstory.pipeline.gathering import AddOptions, read_mapping
from backstory.pipeline.opening import open_archive
from backstory.pipeline.rehearsing import describe_touched, rehearse
from backstory.sharing import work_beside

_MOST_LINES = 20


@click.command(name="add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...", type=click.Path())
@click.option("--collection", metavar="NAME", help="Put the events into this collection; '' takes them out of theirs.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="A column of a table is this field; may be repeated.",
)
@click.option("--as", "name", default="", metavar="NAME", help="The name that the file was first added under.")
@click.option("--keep", is_flag=True, help="Keep events that a file of one's own no longer has.")
@click.option("--dry-run", is_flag=True, help="Say what would be new, changed or removed; write nothing.")
@click.option("--site", default="", metavar="DIR", help="Then relate what is new, and publish the site to DIR.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(paths: Iterable[str], archive: str, as_json: bool, dry_run: bool, site: str, **given: Any) -> None:
    """Add files, folders or archives.

    These are .wiki day pages, .xml[.bz2|.zst] dumps, .jsonl or .csv events, .md notes, an archive's .md pages or .db.
    The URL of a feed, or of a page that names one, is followed from now on, as by `backstory feeds add`. A site is
    published as `backstory sync` does it, its name and address as the configuration says.
    """
    options = AddOptions(
        collection=given["collection"] or "",
        leaves_collection=given["collection"] == "",
        columns=read_mapping(given["mapping"]),
        name=given["name"],
        is_partial=given["keep"],
    )
    urls = [path for path in paths if path.lower().startswith(("http://", "https://"))]
    files = [path for path in paths if path not in urls]
    if dry_run and site:
        raise ConfigError("--dry-run writes nothing: give it without --site.")
    if dry_run and urls:
        raise ConfigError(f"What {urls[0]} would bring is not known before it is asked for. --dry-run is for files.")
    if dry_run:
        show_rehearsal(rehearse(archive, files, options), as_json)
        return
    if files:
        if site:
            report = work_beside(lambda: add_files(archive, files, options, is_attributed=True), load_publishing)
        else:
            report = add_files(archive, files, options)
        show_counts("add", count_report(report), as_json=as_json)
        show_problems(report)
    if urls:
        follow_urls(archive, urls, given["contact"], as_json)
    if site:
        from backstory.cli.publishing import publish_site  # what publishes takes longer to load than a day to add

        publish_site(archive, site, as_json=as_json)


def add_files(archive: str, files: Iterable[str], options: AddOptions, *, is_attributed: bool = False) -> AddReport:
    """Add files and folders; with `is_attributed`, say then who published what they cite."""
    with open_archive(archive) as opened, watch_report("add") as report:
        for path in files:
            add_path(opened, path, report=report, options=options)
        if is_attributed:
            attribute(opened)
    return report


def load_publishing() -> None:
    """Load what relates and publishes: numpy and scipy alone take as long as adding a day."""
    from backstory.cli import publishing  # noqa: F401
    from backstory.pipeline import relating

    relating.load()


def follow_urls(archive: str, urls: Iterable[str], contact: str, as_json: bool) -> None:
    """Follow feeds from now on, and bring what they have."""
    # What asks and reads feeds takes longer to load than a day page takes to add.
    from backstory.cli.feeding import show_followed
    from backstory.cli.settings import ask_contact
    from backstory.pipeline.feed_fetching import FeedOptions
    from backstory.pipeline.feeds import follow_url

    options = FeedOptions(contact=str(ask_contact(contact)["contact"]))
    with open_archive(archive) as opened:
        for url in urls:
            show_followed(*follow_url(opened, url, options), as_json=as_json)


def show_rehearsal(found: tuple[AddReport, list[tuple[str, str, str]]], as_json: bool) -> None:
    """Say what adding would do: counts, and each event that it would touch."""
    report, touched = found
    if as_json:
        counts = count_report(report)
        events = [{"change": kind, "date": day, "headline": headline} for kind, day, headline in touched]
        document = {**counts, "events": events, "listed": report.listed, "left_out": report.skipped}
        print_line(msgspec.json.encode(document).decode())
        return
    for line in describe_touched(touched, _MOST_LINES):
        print_line(line)
    show_counts("add --dry-run", count_report(report))
    show_problems(report)


def show_problems(report: AddReport) -> None:
    """Say what could not be read, and where: the first problems, the archive has all."""
    for problem in report.listed[:_MOST_LINES]:
        print_line(f"{problem.where}: {problem.detail}", to_errors=True)
    if len(report.listed) > _MOST_LINES:
        print_line(f"… and {len(report.listed) - _MOST_LINES:,} more problems.", to_errors=True)
    for skipped in report.skipped:
        print_line(skipped, to_errors=True)
