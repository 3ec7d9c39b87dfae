"""Measure feeds: 10,000 entries of 300 feeds on this machine, fetched, linked and grouped, into an archive of a portal.

    python benchmarks/feeds_speed.py PORTAL_DIR [--feeds 300] [--entries 10000]

The entries' titles are what the portal's events cite, read from the articles' addresses, and the events' sentences, of
the days from the 150th one on; the archive knows the days before, and half of the events of these. 300 host names lead
to one server on 127.0.0.1, so that all care is taken that strangers get: names checked, one question at a time for each
host. Then the same feeds are asked again, once with nothing new, and once with a 304.
"""

import argparse
import hashlib
import pathlib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from email.utils import formatdate
from itertools import cycle, islice
from xml.sax.saxutils import escape

from entities_days import read_days
from grouping_data import read_address

from backstory.model import Feed, ParsedEvent
from backstory.pipeline import add_events, relate
from backstory.pipeline.feed_fetching import FeedOptions, fetch_feeds
from backstory.store import Archive

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from tests.fakes.press import FakePress, answer_with

_KNOWN_DAYS = 150


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal", type=pathlib.Path)
    parser.add_argument("--feeds", type=int, default=300)
    parser.add_argument("--entries", type=int, default=10_000)
    options = parser.parse_args()
    events = read_days(options.portal)
    days = sorted({event.date for event in events})
    first = days[_KNOWN_DAYS]
    entries = list(islice(list_entries(events, first), options.entries))
    print(f"{len(entries)} entries in {options.feeds} feeds, from {entries[0][0]} to {entries[-1][0]}")
    with (
        tempfile.TemporaryDirectory() as folder,
        FakePress() as press,
        Archive(pathlib.Path(folder) / "a.db") as archive,
    ):
        add_events(archive, (event for event in events if is_known(event, first)), origin="wikipedia")
        relate(archive)
        urls = serve_feeds(press, entries, options.feeds)
        archive.add_feeds(Feed(url=url) for url in urls)
        print("| | wall | processor | articles | new | joined | attached |\n|---|---|---|---|---|---|---|")
        run(archive, press, "all new")
        run(archive, press, "nothing new")
        for url in urls:
            press.put(url, answer_with(304))
        run(archive, press, "304")
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        assert archive.check() == []
        show_events(archive)


def is_known(event: ParsedEvent, first: str) -> bool:
    """Say whether the archive has the event: all of the days before, and about every second one of the others."""
    return event.date < first or len(event.text) % 2 == 0


def show_events(archive: Archive) -> None:
    """Print every hundredth event of several articles, for reading."""
    several = [event for event in archive.events() if event.is_machine_grouped and len(event.sources) > 1]
    attached = [event for event in archive.events() if any(source.attached_at for source in event.sources)]
    for event in several[:: max(1, len(several) // 8)] + attached[:: max(1, len(attached) // 4)]:
        print(f"<!-- {event.date} {event.headline[:110]}")
        for source in event.sources[:6]:
            print(f"       {'attached ' if source.attached_at else ''}{source.title[:110]}")
        print("-->")


def list_entries(events: list[ParsedEvent], first: str) -> Iterator[tuple[str, str, str]]:
    """Yield day, title and address of what events from that day on cite, then of the events themselves."""
    for event in events:
        if event.date < first:
            continue
        for cited in event.citations:
            if title := read_address(cited.url):
                # Under an address of its own: one that editors cite would be theirs without a look at it.
                yield event.date, title.capitalize(), f"{cited.url.partition('?')[0]}/elsewhere"
        if not is_known(event, first):
            name = hashlib.md5(event.text.encode()).hexdigest()
            yield event.date, event.text[:160], f"https://portal.example.com/{event.date}/{name}"


def serve_feeds(press: FakePress, entries: list[tuple[str, str, str]], count: int) -> list[str]:
    """Let the press have the entries, one after the other in one feed after the other; give the feeds' addresses."""
    items: dict[str, list[str]] = {f"http://feed{number}.com/rss": [] for number in range(count)}
    for number, (url, (day, title, address)) in enumerate(zip(cycle(items), entries, strict=False)):
        moment = time.mktime(time.strptime(day, "%Y-%m-%d")) + number % 86_400
        items[url].append(
            f"<item><title>{escape(title)}</title><link>{escape(address)}</link><guid>{number}</guid>"
            f"<pubDate>{formatdate(moment)}</pubDate></item>"
        )
    for number, (url, found) in enumerate(items.items()):
        head = f"<title>Paper {number}</title><link>{url}</link><language>en</language>"
        press.put(url, f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(found)}</channel></rss>')
    return list(items)


def run(archive: Archive, press: FakePress, name: str) -> None:
    """Ask all feeds and print what it took."""
    started, used = time.monotonic(), time.process_time()
    report = fetch_feeds(archive, FeedOptions(every=True), exchanger=press.make_exchanger(exchange_timeout_s=20.0))
    groups = report.groups
    print(
        f"| {name} | {time.monotonic() - started:.1f} s | {time.process_time() - used:.1f} s | {report.articles} "
        f"| {groups.new} | {groups.joined} | {groups.attached} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
