"""`backstory context`."""

import os
import re
import sys
from datetime import date

import click

from backstory.cli.console import show_markdown
from backstory.cli.options import with_archive, with_json
from backstory.cli.settings import ask_contact
from backstory.errors import ConfigError
from backstory.pipeline.context import find_context, tell_context
from backstory.pipeline.opening import open_archive
from backstory.pipeline.reading import Reading, read_file, read_url, read_words
from backstory.pipeline.visiting import make_source_options


@click.command(name="context")
@click.argument("what", nargs=-1, required=True, metavar="TEXT|FILE|URL|-")
@click.option("--on", default="", metavar="DATE", help="Read it on this day: an article's own, or the archive's last.")
@click.option(
    "--as-of",
    "moment",
    metavar="TIME",
    default="",
    help="Use only what had been recorded by TIME; “article” means by the day that the article says it is of.",
)
@click.option("--explain", is_flag=True, help="Also say which entities each name might be, and why.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def command(
    what: tuple[str, ...], on: str, moment: str, explain: bool, contact: str, archive: str, as_json: bool
) -> None:
    """Tell the backstory of any text: what it names, what led to it, which story it belongs to."""
    reading = read_given(" ".join(what), contact)
    if moment == "article":
        if not reading.date:
            raise ConfigError("The text does not say its day, so nothing can be as of it. Give a time instead.")
        moment, on = reading.date, on or reading.date
    with open_archive(archive, read_only=True) as opened:
        found = find_context(opened, reading, on=check_day(on), as_of=moment, explain=explain)
    show_markdown(tell_context(found, as_json=as_json), is_plain=as_json)


def read_given(what: str, contact: str) -> Reading:
    """What is meant by words on the command line: an address, a file, the standard input, or just these words."""
    if what == "-":
        return read_words(sys.stdin.read())
    if re.match(r"https?://\S+$", what):
        return read_url(what, make_source_options(ask_contact(contact)))
    if len(what) < 1000 and "\n" not in what and os.path.isfile(what):
        return read_file(what)
    return read_words(what)


def check_day(day: str) -> str:
    """The day, if it is one."""
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise ConfigError(f"{day!r} is no day. Write 2013-01-10.") from None
