"""The list of feeds that an archive follows: add one, or a whole list in OPML, and give it away again."""

from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from backstory.errors import FetchError, InputError
from backstory.feeds import Subscription, find_feeds, name_publisher, read_feed, read_opml, write_opml
from backstory.fetch.articles import ArticleFetcher, ArticleOptions, ArticleRequest, Visit
from backstory.fetch.exchange import Exchanger, Reply
from backstory.model import Feed, Problem
from backstory.pipeline.clock import read_clock
from backstory.pipeline.delivering import replace_file
from backstory.pipeline.feed_fetching import ACCEPT, FeedOptions, FeedsReport, keep_visit, make_feed_exchanger
from backstory.pipeline.merging import settle_articles
from backstory.store import Archive

_MOST_STEPS = 3
"""A page names a feed, a sitemap's index a sitemap, an old address a new one."""

_MOST_BYTES_OF_LIST = 20 << 20


def follow_url(
    archive: Archive, url: str, options: FeedOptions, *, title: str = "", exchanger: Exchanger | None = None
) -> tuple[Feed, FeedsReport]:
    """Follow the feed at `url`, or the first one that the page there names, and take in what it says.

    Raises:
        FetchError: it could not be read, or is no feed and names none; the message says why.
    """
    if exchanger is None:
        with closing(make_feed_exchanger(options.contact)) as exchanger:
            return follow_url(archive, url, options, title=title, exchanger=exchanger)
    visit = find_feed_at(exchanger, url)
    feed = Feed(url=visit.reply.url if visit.is_permanent else visit.key, title=title, added_at=read_clock())
    report = FeedsReport(asked=1)
    with archive.transaction():
        archive.add_feeds([feed])
        known = archive.feed(feed.url)
        keep_visit(archive, known, visit, report)
    settle_articles(archive, report.groups)
    report.feeds = len(archive.feeds())
    return archive.feed(feed.url), report


def find_feed_at(exchanger: Exchanger, url: str) -> Visit:
    """Ask for a feed; where a page or a sitemap's index is there instead, for the first one that it names."""
    asked = url
    for _ in range(_MOST_STEPS):
        visit = ask_once(exchanger, asked)
        reply = visit.reply
        if reply.status != 200 or reply.fault:
            why = reply.detail or (f"it answers {reply.status}" if reply.status else reply.fault)
            raise FetchError(f"{asked} could not be read: {why}.", url=asked)
        document = read_feed(reply.body, reply.headers.get("content-type", ""), reply.url, is_cut=reply.is_cut)
        if document.kind:
            return visit
        named = document.children or find_feeds(reply.body, reply.url)
        if not named or named[0] == asked:
            why = document.problems[-1].detail if document.problems else "it is no feed"
            raise FetchError(f"{asked} is no feed and names none: {why}.", url=asked)
        asked = named[0]
    raise FetchError(f"{url} names a feed that is none. Give the feed's own address.", url=url)


def ask_once(exchanger: Exchanger, url: str) -> Visit:
    """One visit with the care that all visits get."""
    visits: list[Visit] = []
    polite = ArticleOptions(at_once=1, delay_s=0.0, accept=ACCEPT, keeps_robots=False)
    with ArticleFetcher(exchanger, polite) as fetcher:
        for came in fetcher.fetch([ArticleRequest(key=url, url=url)], lambda keys: None):
            visits += came
    return visits[0] if visits else Visit(key=url, reply=Reply(url=url, fault="unreachable"))


def import_opml(archive: Archive, path: str) -> tuple[int, int, tuple[Problem, ...]]:
    """Follow the feeds of a list; gives how many it has, how many of them are new, and what was left out.

    Nothing is asked for yet.

    Raises:
        InputError: it cannot be read, or is no OPML.
    """
    try:
        with Path(path).open("rb") as file:
            found, problems = read_opml(file.read(_MOST_BYTES_OF_LIST), path)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", path=path) from error
    return len(found), archive.add_feeds(make_feed(subscription) for subscription in found), problems


def make_feed(subscription: Subscription) -> Feed:
    """A feed that was not asked yet."""
    return Feed(
        url=subscription.url,
        title=name_publisher(subscription.title, subscription.site_url or subscription.url),
        site_url=subscription.site_url,
        folder=subscription.folder,
        added_at=read_clock(),
    )


def export_opml(archive: Archive, target: str | BinaryIO) -> int:
    """Write the list of feeds as OPML into a file or a stream; gives how many there are."""
    feeds = archive.feeds()
    content = write_opml(feeds, "Feeds of a Backstory archive").encode()
    if isinstance(target, str):
        replace_file(Path(target), lambda file: file.write(content))
    else:
        target.write(content)
    return len(feeds)
