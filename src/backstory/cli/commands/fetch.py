"""`backstory fetch`."""

import click

from backstory.cli.console import show_counts, watch_progress
from backstory.cli.growing import count_report
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact
from backstory.pipeline.fetching import open_wiki, parse_range
from backstory.pipeline.following import fetch_days, resolve_entities
from backstory.pipeline.opening import open_archive


@click.command(name="fetch")
@click.argument("span", metavar="RANGE")
@click.option("--history", "with_history", is_flag=True, help="Bring every state of each day, not only the present.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(span: str, with_history: bool, contact: str, archive: str, as_json: bool) -> None:
    """Bring days from Wikipedia. RANGE is 2013-01-10, 2013-01, 2013, 2013-01..2013-03, or "today"."""
    dates = parse_range(span)
    settings = ask_contact(contact)
    with open_archive(archive) as opened, open_wiki(settings) as wiki, watch_progress("fetch") as progress:
        report = fetch_days(opened, wiki, dates, with_history=with_history, progress=progress)
        titles = resolve_entities(opened, wiki, progress=progress)
    counts = {"days": report.days, "missing": report.missing, "titles": titles, **count_report(report.added)}
    show_counts("fetch", counts, as_json=as_json)
