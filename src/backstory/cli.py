"""The command line: one function per command. The only module that prints."""

import dataclasses
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from backstory import __version__
from backstory.config import OPTIONS, Value, config_path, find_option, load_config, save_option
from backstory.console import (
    ErrorsAsExits,
    count_report,
    print_line,
    show_counts,
    show_markdown,
    watch_progress,
    watch_report,
)
from backstory.errors import BackstoryError, ConfigError, InputError
from backstory.model import SearchRequest
from backstory.pipeline import RelateReport, add_path, export_events, open_archive, relate
from backstory.pipeline.demo import build_demo
from backstory.pipeline.finding import describe_reading, describe_result, encode_result
from backstory.pipeline.following import fetch_days, resolve_entities
from backstory.pipeline.intervals import parse_interval
from backstory.pipeline.parsing import account_for_path, encode_parsed, parse_path
from backstory.pipeline.publishing import publish
from backstory.pipeline.showing import show_text
from backstory.pipeline.syncing import SyncOptions, hold_lock, repeat_every, sync
from backstory.publish import Extras

if TYPE_CHECKING:
    from backstory.pipeline.reading import Reading

Command = Callable[..., Any]


def with_archive(command: Command) -> Command:
    """Give a command the option that says which archive."""
    option = click.option(
        "--archive",
        metavar="FILE",
        envvar="BACKSTORY_ARCHIVE",
        default="backstory.db",
        show_default=True,
        help="The archive to work on.",
    )
    return option(command)


def with_json(command: Command) -> Command:
    """Give a command the option that makes its output machine-readable."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def with_moment(command: Command) -> Command:
    """Give a command the option to look at the archive as it was at a moment."""
    help_text = "Show what had been recorded by TIME (UTC; 2021-01-06 or 2021-01-06T18:00:00Z)."
    return click.option("--as-of", "moment", metavar="TIME", default="", help=help_text)(command)


@click.group(cls=ErrorsAsExits, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="backstory")
def main() -> None:
    """An archive of the world's news events, in which every event carries its backstory."""


@main.command()
@click.option("--out", "folder", default="backstory-demo", show_default=True, metavar="DIR", help="Where to put it.")
def demo(folder: str) -> None:
    """Build the bundled sample: an archive, its site, and where to look. Needs no network."""
    with watch_progress("demo") as progress:
        report = build_demo(Path(folder), progress)
    print_line(f"{report.events} events, {report.relations} relations, {report.stories} stories.")
    print_line(f"Archive: {report.archive}")
    print_line(f"Site:    {report.pages} pages. Open {report.front_page} in a browser,")
    print_line(f"         or begin with an event: {report.event_page}")


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@with_archive
@with_json
def add(paths: Iterable[str], archive: str, as_json: bool) -> None:
    """Add files or folders: .wiki day pages, .xml[.bz2|.zst] dumps, .jsonl events, archive .md pages."""
    with open_archive(archive) as opened, watch_report("add") as report:
        for path in paths:
            add_path(opened, path, report=report)
    show_counts("add", count_report(report), as_json=as_json)
    for skipped in report.skipped:
        print_line(skipped, to_errors=True)


@main.command()
@click.argument("span", metavar="RANGE")
@click.option("--history", "with_history", is_flag=True, help="Bring every state of each day, not only the present.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def fetch(span: str, with_history: bool, contact: str, archive: str, as_json: bool) -> None:
    """Bring days from Wikipedia. RANGE is 2013-01-10, 2013-01, 2013, 2013-01..2013-03, or "today"."""
    from backstory.pipeline.fetching import open_wiki, parse_range  # httpx takes a while to load

    dates = parse_range(span)
    settings = ask_contact(contact)
    with open_archive(archive) as opened, open_wiki(settings) as wiki, watch_progress("fetch") as progress:
        report = fetch_days(opened, wiki, dates, with_history=with_history, progress=progress)
        titles = resolve_entities(opened, wiki, progress=progress)
    counts = {"days": report.days, "missing": report.missing, "titles": titles, **count_report(report.added)}
    show_counts("fetch", counts, as_json=as_json)


@main.command()
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
@click.option("--budget", default=0, metavar="N", help="Visit at most N articles.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def sources(
    span: str, recheck: str, archived: str, save: bool, budget: int, contact: str, archive: str, as_json: bool
) -> None:
    """Visit the cited articles that were not visited yet: what they say, whether they are still there."""
    from backstory.pipeline.sources import visit_sources
    from backstory.pipeline.visiting import make_source_options

    settings = ask_contact(contact)
    options = make_source_options(
        settings, span=span, recheck=recheck, archived=archived, save=save, budget_articles=budget
    )
    with open_archive(archive) as opened, watch_progress("sources") as advance:
        report = visit_sources(opened, options, advance=advance)
    counts = dataclasses.asdict(report)
    show_counts("sources", {**counts, "states": dict(counts["states"])}, as_json=as_json)


@main.command(name="sync")
@click.option("--every", default="", metavar="INTERVAL", help="Do it again and again: 30m, 2h, 1d.")
@click.option("--site", default="", metavar="DIR", help="Publish to DIR; kept for the next time.")
@click.option("--contact", default="", metavar="ADDRESS", help="Your e-mail or web address; kept for the next time.")
@with_archive
@with_json
def sync_command(every: str, site: str, contact: str, archive: str, as_json: bool) -> None:
    """Fetch, relate and publish what is new since the last time."""
    from backstory.pipeline.fetching import open_wiki
    from backstory.pipeline.visiting import make_source_options

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


@main.command(name="config")
@click.argument("name", default="")
@click.argument("value", default="")
def config_command(name: str, value: str) -> None:
    """Show the options that are kept between calls, or keep one: backstory config NAME VALUE."""
    if name and value:
        print_line(f"{name} is kept in {save_option(name, value)}")
        return
    values = load_config()
    for option in OPTIONS if not name else [find_option(name)]:
        unit = f" ({option.unit})" if option.unit else ""
        print_line(f"{option.name} = {values[option.name]!r}{unit}\n    {option.help}")
    if not name:
        print_line(f"Kept in {config_path()}")


def choose_extras(settings: Mapping[str, Value]) -> Extras:
    """What the site has beside its pages."""
    return Extras(
        theme=str(settings["theme"]),
        has_search=bool(settings["search"]),
        has_cards=bool(settings["cards"]),
        hub=str(settings["hub"]),
    )


def ask_contact(given: str) -> Mapping[str, Value]:
    """The configuration with the operator's contact in it: given, kept, or asked for once on a terminal."""
    settings = load_config()
    contact = given or settings["contact"]
    if not contact and sys.stdin.isatty():
        question = "Wikimedia asks who runs this program. Your e-mail or web address (sent to the wiki, nowhere else)"
        contact = given = click.prompt(question)
    if given:
        save_option("contact", given)
    return {**settings, "contact": contact}


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--account", is_flag=True, help="Say what share of each page's visible characters is accounted for.")
def parse(paths: Iterable[str], account: bool) -> None:
    """Print the events of day pages as JSON lines. Touches no archive."""
    if account:
        print_accounts(paths)
        return
    write = sys.stdout.buffer.write
    for path in paths:
        for file, page in parse_path(path):
            for event in page.events:
                write(encode_parsed(event) + b"\n")
            for problem in page.problems:
                print_line(f"{file}: {problem.where}: {problem.code}: {problem.detail}", to_errors=True)


def print_accounts(paths: Iterable[str]) -> None:
    """One line for each page: the share, the file, what is missing where."""
    visible = accounted = files = 0
    for path in paths:
        for file, account in account_for_path(path):
            files += 1
            visible += account.visible
            accounted += account.accounted
            print_line(f"{account.share:8.3%}  {file}")
            for missing in account.missing:
                print_line(f"          missing on {missing}")
    print_line(f"{accounted / visible if visible else 1:8.3%}  of {visible} characters in {files} files")
    if accounted < visible:
        raise InputError(f"{visible - accounted} characters are not accounted for.")


@main.command(name="relate")
@with_archive
@with_json
def relate_command(archive: str, as_json: bool) -> None:
    """Find the relations and stories of what is new or changed."""
    with open_archive(archive) as opened, watch_progress("relate"):
        report: RelateReport = relate(opened)
    show_counts("relate", dataclasses.asdict(report), as_json=as_json)


@main.command(name="publish")
@click.argument("folder", metavar="DIR")
@click.option("--base-url", default="", metavar="URL", help="Where the site will stand, for feeds and canonical links.")
@click.option("--title", default="Backstory", show_default=True, help="The site's name.")
@click.option("--theme", metavar="DIR", help="Templates and a style sheet that take the place of Backstory's own.")
@click.option("--search/--no-search", default=None, help="Give the site a search (needs Pagefind).")
@click.option("--cards/--no-cards", default=None, help="Draw each event's headline as a picture (needs Pillow).")
@with_moment
@with_archive
@with_json
def publish_command(
    folder: str, base_url: str, title: str, moment: str, archive: str, as_json: bool, **given: str | bool | None
) -> None:
    """Write the static site, all formats, into DIR. Only what changed is written.

    A theme, search and cards are as the configuration says where the call does not.
    """
    extras = choose_extras({**load_config(), **{name: value for name, value in given.items() if value is not None}})
    with open_archive(archive, as_of=moment) as opened, watch_progress("publish") as progress:
        report = publish(opened, folder, base_url=base_url, title=title, extras=extras, progress=progress)
    show_counts("publish", msgspec.structs.asdict(report), as_json=as_json)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 is all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--base-url", default="", metavar="URL", help="Where the world finds it; other hosts are not answered.")
@click.option("--title", default="", metavar="TEXT", help="The site's name.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--rate-limit", default=0.0, metavar="N", help="Requests a second of one client; 0 is any number.")
@click.option("--behind-proxy", is_flag=True, help="Believe a proxy's X-Forwarded-For.")
@click.option("--cache", default=24, show_default=True, metavar="MIB", help="Finished pages kept in memory.")
@click.option("--moments", default=4, show_default=True, metavar="N", help="Moments of the past kept; 0 shows none.")
@with_archive
def serve(
    host: str,
    port: int,
    base_url: str,
    title: str,
    workers: int,
    rate_limit: float,
    behind_proxy: bool,
    cache: int,
    moments: int,
    archive: str,
) -> None:
    """Serve the archive: the site, search, an API, and tools for language models at /mcp."""
    from backstory.serve import ServeSettings, run_server

    kept = load_config()
    settings = ServeSettings(
        archive=archive,
        host=host,
        port=port,
        base_url=base_url,
        title=title or str(kept["title"]),
        hub=str(kept["hub"]),
        workers=workers,
        rate_limit=max(0.0, rate_limit),
        is_behind_proxy=behind_proxy,
        cache_mib=max(1, cache),
        snapshots=max(0, moments),
    )
    run_server(settings, lambda address: print_line(f"Serving {archive} at {address} (Ctrl+C ends it)"))


@main.command(name="mcp")
@click.option("--base-url", default="", metavar="URL", help="Where the site stands, for permalinks; else the kept one.")
@with_archive
def mcp_command(base_url: str, archive: str) -> None:
    """Answer a language model's program over standard input and output (Model Context Protocol)."""
    from backstory.serve import ServeSettings, run_agent

    run_agent(ServeSettings(archive=archive, base_url=base_url or str(load_config()["base_url"])))


@main.command()
@click.argument("what", metavar="EVENT|DATE|ENTITY|STORY")
@with_moment
@with_archive
@with_json
def show(what: str, moment: str, archive: str, as_json: bool) -> None:
    """Show an event (by id or address), a day, an entity (by name) or a story."""
    with open_archive(archive, read_only=True, as_of=moment) as opened:
        text = show_text(opened, what, as_json=as_json)
    show_markdown(text, is_plain=as_json)


@main.command()
@click.argument("words", nargs=-1, metavar="WORDS...")
@click.option("--from", "first", default="", metavar="DATE", help="Not before this day, month or year.")
@click.option("--to", "last", default="", metavar="DATE", help="Not after this day, month or year.")
@click.option("--category", default="", metavar="NAME", help="Only of this category: sports.")
@click.option("--entity", default="", metavar="NAME", help="Only what links this entity, by title or any other name.")
@click.option("--story", default="", metavar="NAME", help="Only events of this story.")
@click.option("--publisher", default="", metavar="NAME", help="Only what this publisher is cited for.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="The order of what is found.",
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="At most so many events.")
@click.option("--cursor", default="", metavar="CURSOR", help="The next page, by the cursor that --json gives.")
@click.option("--facets", "with_facets", is_flag=True, help="Also count years, categories, entities and stories.")
@with_moment
@with_archive
@with_json
def search(words: tuple[str, ...], moment: str, archive: str, as_json: bool, **filters: Any) -> None:
    """Find events by words, "phrases", -words and hints such as entity:NAME or after:2020-05; see docs/search.md."""
    with open_archive(archive, read_only=True, as_of=moment) as opened:
        found = opened.search(SearchRequest(text=" ".join(words), **filters))
    if as_json:
        print_line(encode_result(found))
        return
    for line in describe_result(found):
        print_line(line)
    for note in describe_reading(found):
        print_line(note, to_errors=True)


@main.command()
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
def context(
    what: tuple[str, ...], on: str, moment: str, explain: bool, contact: str, archive: str, as_json: bool
) -> None:
    """Tell the backstory of any text: what it names, what led to it, which story it belongs to."""
    from backstory.pipeline.context import find_context, tell_context

    reading = read_given(" ".join(what), contact)
    if moment == "article":
        if not reading.date:
            raise ConfigError("The text does not say its day, so nothing can be as of it. Give a time instead.")
        moment, on = reading.date, on or reading.date
    with open_archive(archive, read_only=True) as opened:
        found = find_context(opened, reading, on=check_day(on), as_of=moment, explain=explain)
    show_markdown(tell_context(found, as_json=as_json), is_plain=as_json)


def read_given(what: str, contact: str) -> "Reading":
    """What is meant by words on the command line: an address, a file, the standard input, or just these words."""
    from backstory.pipeline.reading import read_file, read_url, read_words
    from backstory.pipeline.visiting import make_source_options

    if what == "-":
        return read_words(sys.stdin.read())
    if re.match(r"https?://\S+$", what):
        return read_url(what, make_source_options(ask_contact(contact)))
    if len(what) < 1000 and "\n" not in what and Path(what).is_file():
        return read_file(what)
    return read_words(what)


def check_day(day: str) -> str:
    """The day, if it is one."""
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise ConfigError(f"{day!r} is no day. Write 2013-01-10.") from None


@main.command()
@click.argument("file", metavar="FILE")
@with_moment
@with_archive
@with_json
def export(file: str, moment: str, archive: str, as_json: bool) -> None:
    """Write every event to FILE, a .jsonl of one event a line."""
    with open_archive(archive, read_only=True, as_of=moment) as opened:
        count = export_events(opened, file)
    show_counts("export", {"events": count, "file": file}, as_json=as_json)


@main.command()
@with_archive
@with_json
def check(archive: str, as_json: bool) -> None:
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


__all__ = ["main"]
