"""`backstory sources`."""

import dataclasses

import click

from backstory.cli.console import show_counts, watch_progress
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact
from backstory.pipeline.opening import open_archive
from backstory.pipeline.sources import visit_sources
from backstory.pipeline.visiting import make_source_options


@click.command(name="sources")
@click.argument("span", metavar="[RANGE]", default="")
@click.option("--recheck", default="", metavar="AGE", help="Visit again what was visited longer ago: 90d.")
@click.option(
    "--archived",
    type=click.Choice(["dead", "all", "none"]),
    default="dead",
    show_default=True,
    help="Look up copies in web archives of what is gone, of all, or of none.",
)
@click.option("--save", is_flag=True, help="Ask for a copy to be made of what is live and has none.")
@click.option("--budget", default=0, metavar="N", type=click.IntRange(0), help="Visit at most N articles; 0: all.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(
    span: str, recheck: str, archived: str, save: bool, budget: int, contact: str, archive: str, as_json: bool
) -> None:
    """Visit the cited articles that were not visited yet: what they say, whether they are still there."""
    settings = ask_contact(contact)
    options = make_source_options(
        settings, span=span, recheck=recheck, archived=archived, save=save, budget_articles=budget
    )
    with open_archive(archive, is_made=False) as opened, watch_progress("sources") as advance:
        report = visit_sources(opened, options, advance=advance)
    counts = dataclasses.asdict(report)
    show_counts("sources", {**counts, "states": dict(counts["states"])}, as_json=as_json)
