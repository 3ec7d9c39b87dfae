"""`backstory feeds`."""

import sys

import click
import msgspec

from backstory.cli.console import print_line, show_counts
from backstory.cli.feeding import show_followed
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact
from backstory.model import Feed, Problem
from backstory.pipeline.feed_fetching import FeedOptions
from backstory.pipeline.feeds import export_opml, follow_url, import_opml
from backstory.pipeline.opening import open_archive


@click.group(name="feeds")
def command() -> None:
    """Keep the list of feeds that the archive follows; `backstory fetch feeds` and `sync` ask those that are due."""


@command.command(name="add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--title", default="", metavar="NAME", help="Who publishes it, where its own title does not say that.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def add(urls: tuple[str, ...], title: str, contact: str, archive: str, as_json: bool) -> None:
    """Follow feeds, or those that pages name, and take in what they say now."""
    options = FeedOptions(contact=str(ask_contact(contact)["contact"]))
    with open_archive(archive) as opened:
        for url in urls:
            feed, report = follow_url(opened, url, options, title=title)
            show_followed(feed, report, as_json=as_json)


@command.command(name="list")
@click.option("--problems", is_flag=True, help="Also say what was wrong with each feed's last document.")
@with_archive
@with_json
def list_all(problems: bool, archive: str, as_json: bool) -> None:
    """List the feeds: how the last visit ended, when the next one is due."""
    with open_archive(archive, read_only=True) as opened:
        for feed in opened.feeds():
            found = opened.feed_problems(feed.url) if problems else []
            if as_json:
                said = {**msgspec.to_builtins(feed), **({"problems": msgspec.to_builtins(found)} if problems else {})}
                print_line(msgspec.json.encode(said).decode())
                continue
            print_line(describe_feed(feed))
            for problem in found:
                print_line(f"  {describe_problem(problem)}")


@command.command(name="remove")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@with_archive
def remove(urls: tuple[str, ...], archive: str) -> None:
    """Follow feeds no longer. What they brought stays."""
    with open_archive(archive, is_made=False) as opened:
        for url in urls:
            opened.remove_feed(url)


@command.command(name="import")
@click.argument("path", metavar="FILE.opml", type=click.Path())
@with_archive
@with_json
def import_list(path: str, archive: str, as_json: bool) -> None:
    """Follow the feeds of a list in OPML. They are asked by the next `backstory fetch feeds`."""
    with open_archive(archive) as opened:
        feeds, new, problems = import_opml(opened, path)
    counts = {"feeds": feeds, "new": new, **({"problems": len(problems)} if problems else {})}
    show_counts("feeds", counts, as_json=as_json)
    for problem in problems:
        print_line(f"{problem.where}: {problem.detail}", to_errors=True)


@command.command(name="export")
@click.argument("path", metavar="FILE.opml", type=click.Path(allow_dash=True))
@with_archive
@with_json
def export_list(path: str, archive: str, as_json: bool) -> None:
    """Write the list of feeds as OPML, for another feed reader; - prints it."""
    with open_archive(archive, read_only=True) as opened:
        feeds = export_opml(opened, sys.stdout.buffer if path == "-" else path)
    if path == "-":
        print_line(f"feeds: feeds {feeds}", to_errors=True)
        return
    show_counts("feeds", {"feeds": feeds}, as_json=as_json)


def describe_feed(feed: Feed) -> str:
    """Give a feed on one line: state, what was wrong, next visit, address, title."""
    state = feed.state or "new"
    wrong = f" ({feed.detail}{f'; {feed.failures} times' if feed.failures > 1 else ''})" if feed.detail else ""
    due = f"next {feed.next_at}" if feed.next_at else "not asked again" if feed.state == "gone" else "due"
    return f"{state}{wrong}  {due}  {feed.url}  {feed.title}".rstrip()


def describe_problem(problem: Problem) -> str:
    """Give a problem on one line."""
    return ": ".join(filter(None, (problem.code, problem.where, problem.detail)))
