"""`backstory fetch`."""

import click

from backstory.cli.console import show_counts, watch_progress
from backstory.cli.feeding import count_feeds
from backstory.cli.growing import count_report
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact
from backstory.pipeline.feed_fetching import FeedOptions, fetch_feeds
from backstory.pipeline.fetching import open_wiki, parse_range
from backstory.pipeline.following import fetch_days, resolve_entities
from backstory.pipeline.opening import open_archive


@click.command(name="fetch")
@click.argument("span", metavar="RANGE|feeds")
@click.option("--history", "with_history", is_flag=True, help="Bring every state of each day, not only the present.")
@click.option("--all", "every", is_flag=True, help="Ask all feeds, also those that are not due.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(span: str, with_history: bool, every: bool, contact: str, archive: str, as_json: bool) -> None:
    """Bring days from Wikipedia, or what the feeds say that are due.

    RANGE is 2013-01-10, 2013-01, 2013, 2013-01..2013-03, or "today".
    """
    if span == "feeds":
        fetch_due(str(ask_contact(contact)["contact"]), archive, every=every, as_json=as_json)
        return
    dates = parse_range(span)
    settings = ask_contact(contact)
    with open_archive(archive) as opened, open_wiki(settings) as wiki, watch_progress("fetch") as progress:
        report = fetch_days(opened, wiki, dates, with_history=with_history, progress=progress)
        titles = resolve_entities(opened, wiki, progress=progress)
    counts = {"days": report.days, "missing": report.missing, "titles": titles, **count_report(report.added)}
    show_counts("fetch", counts, as_json=as_json)


def fetch_due(contact: str, archive: str, *, every: bool, as_json: bool) -> None:
    """Ask the feeds that are due, or all."""
    options = FeedOptions(contact=contact, every=every)
    with open_archive(archive) as opened, watch_progress("feeds") as progress:
        report = fetch_feeds(opened, options, advance=progress)
    show_counts("feeds", {"feeds": report.feeds, **count_feeds(report)}, as_json=as_json)
