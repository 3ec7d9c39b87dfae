"""`backstory sync`."""

import dataclasses

import click

from backstory.cli.console import print_line, show_counts, watch_progress
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact, choose_extras
from backstory.config import save_option
from backstory.errors import BackstoryError
from backstory.pipeline.fetching import open_wiki
from backstory.pipeline.intervals import parse_interval
from backstory.pipeline.opening import open_archive
from backstory.pipeline.syncing import SyncOptions, hold_lock, repeat_every, sync
from backstory.pipeline.visiting import make_source_options


@click.command(name="sync")
@click.option("--every", default="", metavar="INTERVAL", help="Do it again and again: 30m, 2h, 1d.")
@click.option("--site", default="", metavar="DIR", help="Publish to DIR; kept for the next time.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(every: str, site: str, contact: str, archive: str, as_json: bool) -> None:
    """Fetch, ask feeds that are due, relate and publish what is new since the last time."""
    interval = parse_interval(every) if every else 0.0
    if site:
        save_option("site", site)
    settings = ask_contact(contact)
    budget = int(settings["sources_per_sync"])
    options = SyncOptions(
        days_back=int(settings["days_back"]),
        site=str(settings["site"]),
        base_url=str(settings["base_url"]),
        title=str(settings["title"]),
        extras=choose_extras(settings),
        sources=make_source_options(settings, budget_articles=budget) if budget else None,
        contact=str(settings["contact"]),
    )

    def sync_once() -> None:
        with open_archive(archive) as opened, open_wiki(settings) as wiki, watch_progress("sync") as progress:
            report = sync(opened, wiki, options, progress)
        show_counts("sync", dataclasses.asdict(report), as_json=as_json)

    def sync_or_tell() -> None:
        try:
            sync_once()
        except BackstoryError as error:
            print_line(f"backstory: {error} The next sync tries again.", to_errors=True)

    with hold_lock(archive):
        if interval:
            repeat_every(interval, sync_or_tell)
        else:
            sync_once()
