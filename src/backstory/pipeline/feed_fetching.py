"""Fetch the feeds that are due: many hosts at once, one thing at a time from each, kept as soon as it is read.

Killed at any moment, the next call goes on: what was read is kept and is not due again; what was not is still due.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from backstory.errors import StoreError
from backstory.fetch.articles import ArticleFetcher, ArticleOptions, ArticleRequest, Visit
from backstory.fetch.client import make_user_agent
from backstory.fetch.exchange import ExchangeOptions, Exchanger
from backstory.model import Feed, FeedEntry, Source
from backstory.model.canonical import canonical_url
from backstory.model.record import Record
from backstory.pipeline.clock import read_clock
from backstory.pipeline.feed_visit import break_feed, date_entries, end_visit, settle_read
from backstory.pipeline.grouping import GroupReport, reword_events
from backstory.pipeline.merging import settle_articles
from backstory.pipeline.sources import pass_interrupt
from backstory.store import Archive

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
MOST_BYTES = 8 << 20
"""Of one feed. The largest of news sites have two or three megabytes, whole articles included."""

_LOG = logging.getLogger("backstory.feeds")
Advance = Callable[[int, int], None]


class FeedOptions(Record, frozen=True, kw_only=True):
    """How politely feeds are asked. `every`: also those that are not due, except those that are gone."""

    contact: str = ""
    at_once: int = 16
    delay_s: float = 1.0
    every: bool = False


@dataclass(slots=True)
class FeedsReport:
    """What a run did. `states` counts feeds by how the visit ended; `problems` what was wrong with documents."""

    feeds: int = 0
    asked: int = 0
    entries: int = 0
    articles: int = 0
    states: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    groups: GroupReport = field(default_factory=GroupReport)


def fetch_feeds(
    archive: Archive, options: FeedOptions, *, exchanger: Exchanger | None = None, advance: Advance | None = None
) -> FeedsReport:
    """Ask the feeds that are due, take in their entries, then group all articles that wait.

    Raises:
        ConfigError: no contact is set, without which no site is asked.
    """
    if exchanger is None:
        with closing(make_feed_exchanger(options.contact)) as exchanger:
            return fetch_feeds(archive, options, exchanger=exchanger, advance=advance)
    now = read_clock()
    all_feeds = archive.feeds()
    due = [feed for feed in all_feeds if feed.state != "gone"] if options.every else archive.due_feeds(now)
    report = FeedsReport(feeds=len(all_feeds))
    visit_feeds(archive, exchanger, due, options, report, advance)
    settle_articles(archive, report.groups)
    return report


def make_feed_exchanger(contact: str) -> Exchanger:
    """The client for feeds: guarded and bounded as the one for articles, but feeds are longer."""
    return Exchanger(make_user_agent(contact), options=ExchangeOptions(max_bytes=MOST_BYTES))


def visit_feeds(
    archive: Archive,
    exchanger: Exchanger,
    due: Sequence[Feed],
    options: FeedOptions,
    report: FeedsReport,
    advance: Advance | None = None,
) -> None:
    """Ask feeds; what came back together is kept in one transaction."""
    by_url = {feed.url: feed for feed in due}
    requests = [
        ArticleRequest(key=feed.url, url=feed.url, etag=feed.etag, last_modified=feed.last_modified) for feed in due
    ]
    polite = ArticleOptions(at_once=options.at_once, delay_s=options.delay_s, accept=ACCEPT, keeps_robots=False)
    done = 0
    with ArticleFetcher(exchanger, polite) as fetcher, pass_interrupt(fetcher):
        for came in fetcher.fetch(requests, _ignore):
            with archive.transaction():
                for visit in came:
                    keep_visit(archive, by_url[visit.key], visit, report)
            done += len(came)
            if advance:
                advance(done, len(due))
        report.asked += fetcher.asked


def keep_visit(archive: Archive, feed: Feed, visit: Visit, report: FeedsReport) -> None:
    """Keep what came of asking one feed. A feed that nobody was prepared for is a broken one, and no other is.

    Inside a transaction.

    Raises:
        StoreError: the archive cannot be written.
    """
    try:
        with archive.part():
            record_visit(archive, feed, visit, report)
    except StoreError:
        raise
    except Exception as error:
        _LOG.debug("feed_broken url=%s", feed.url, exc_info=True)
        after, problem = break_feed(feed, error, read_clock())
        archive.update_feed(feed.url, after, [problem])
        report.states[after.state] += 1
        report.problems[problem.code] += 1


def record_visit(archive: Archive, feed: Feed, visit: Visit, report: FeedsReport) -> None:
    """Keep what came of asking one feed."""
    now = read_clock()
    after, document = end_visit(feed, visit, now)
    if document is None or not document.kind:
        archive.update_feed(feed.url, after, document.problems if document else None)
        report.problems.update(problem.code for problem in (document.problems if document else ()))
        report.states[after.state] += 1
        return
    archive.update_feed(feed.url, after)
    if after.url != feed.url:
        # It may be followed there already: under a title, in a folder and at times of its own.
        after, document = end_visit(archive.feed(after.url), visit, now)
        assert document is not None
    dated, problems = date_entries(document.entries, now)
    new, changed = archive.add_entries(after, dated, now)
    describe_articles(archive, document.entries, after, now)
    if changed:
        reword_events(archive, changed, now)
    found = (*document.problems, *problems)
    archive.update_feed(after.url, settle_read(after, now, has_news=bool(new or changed)), found)
    report.entries += len(dated)
    report.articles += new
    report.states["ok"] += 1
    report.problems.update(problem.code for problem in found)


def describe_articles(archive: Archive, entries: Sequence[FeedEntry], feed: Feed, now: str) -> None:
    """Keep what entries say of articles, where nothing was found out by visiting these."""
    known = archive.described_sources(entry.url for entry in entries)

    def list_told() -> Iterator[Source]:
        for entry in entries:
            before = known.get(canonical_url(entry.url) or entry.url)
            says = (entry.title, entry.description)
            if before is None or (not before.status and (before.title, before.description) != says):
                yield make_source(entry, feed, now)

    archive.add_sources(list_told())


def make_source(entry: FeedEntry, feed: Feed, now: str) -> Source:
    """What an entry says of its article."""
    return Source(
        url=entry.url,
        title=entry.title,
        description=entry.description,
        image_url=entry.image_url,
        author=entry.author,
        published_at=entry.published_at,
        language=entry.language or feed.language,
        site_name=entry.publisher or feed.title,
        checked_at=now,
    )


def _ignore(keys: Sequence[str]) -> None:
    """Nothing is kept of what is asked: an answer that is not kept is asked for again."""
