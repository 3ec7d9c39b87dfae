"""Visit what events cite: what each article says of itself, whether it is still there, where a copy is.

Resumable: an article is marked before it is asked for and stored as soon as it is read. A run that was killed goes on
where it stopped and asks nothing twice; what was under way at that moment is asked again an hour later.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from types import FrameType

from msgspec import structs

from backstory.fetch.articles import ArticleFetcher, ArticleOptions, ArticleRequest, Visit
from backstory.fetch.client import make_user_agent
from backstory.fetch.exchange import Exchanger
from backstory.fetch.memento import ArchiveService, Copy, CopyFinder, raw_copy_url
from backstory.model import Source
from backstory.pipeline.clock import read_clock
from backstory.pipeline.sources_plan import (
    Cited,
    SourceOptions,
    choose_lookups,
    choose_visits,
    count_interrupted,
    gather_cited,
)
from backstory.pipeline.sources_visit import date_status, record_visit, take_copy
from backstory.sources import Article, drop_shared, find_shared, read_article
from backstory.store import Archive
from backstory.store.source_visits import SourceVisit

Advance = Callable[[int, int], None]
_LOOKUPS_AT_ONCE = 20
"""Copies stored per transaction: twenty seconds of polite questions."""


@dataclass(slots=True)
class SourcesReport:
    """What a run did. `states` counts articles by the status found; `left` is what the budget left out."""

    cited: int = 0
    asked: int = 0
    unchanged: int = 0
    described: int = 0
    postponed: int = 0
    interrupted: int = 0
    copies: int = 0
    saved: int = 0
    shared: int = 0
    left: int = 0
    states: Counter[str] = field(default_factory=Counter)


def visit_sources(
    archive: Archive,
    options: SourceOptions,
    *,
    exchanger: Exchanger | None = None,
    service: ArchiveService | None = None,
    advance: Advance | None = None,
) -> SourcesReport:
    """Visit the articles that events of the range cite, then look copies up, then drop what sites' pages share.

    `advance` is told done and total. An interrupt lets what is under way come back and be stored, then passes on.

    Raises:
        ConfigError: no contact is set, without which no site is asked.
    """
    if exchanger is None:
        with closing(Exchanger(make_user_agent(options.contact))) as exchanger:
            return visit_sources(archive, options, exchanger=exchanger, service=service, advance=advance)
    report = SourcesReport()
    with make_fetcher(exchanger, options) as fetcher, pass_interrupt(fetcher):
        run_visits(archive, fetcher, plan_visits(archive, options, report), report, advance or ignore)
    finder = CopyFinder(exchanger, service, delay_s=options.delay_s)
    if options.archived != "none":
        cited = gather_cited(archive.events(options.first, options.last))
        lookups = choose_lookups(cited, archive.source_visits(), options, read_clock())
        run_lookups(archive, finder, exchanger, lookups, report, advance or ignore)
    if options.save:
        run_saves(archive, finder, gather_cited(archive.events(options.first, options.last)), report)
    report.shared = drop_shared_facts(archive)
    return report


def plan_visits(archive: Archive, options: SourceOptions, report: SourcesReport) -> list[Cited]:
    """The articles to visit, with what the report says of all."""
    cited = gather_cited(archive.events(options.first, options.last))
    visits = archive.source_visits()
    report.cited = len(cited)
    report.interrupted = count_interrupted(cited, visits, read_clock())
    return choose_visits(cited, visits, options, read_clock())


def make_fetcher(exchanger: Exchanger, options: SourceOptions) -> ArticleFetcher:
    """A fetcher that is as polite as the options say."""
    polite = ArticleOptions(
        at_once=options.at_once,
        delay_s=options.delay_s,
        budget_articles=options.budget_articles,
        budget_s=options.budget_s,
        budget_bytes=options.budget_bytes,
        cache_dir=options.cache_dir,
    )
    return ArticleFetcher(exchanger, polite)


def run_visits(
    archive: Archive, fetcher: ArticleFetcher, wanted: Sequence[Cited], report: SourcesReport, advance: Advance
) -> None:
    """Visit the articles; everything that came back together is stored in one transaction."""
    visits = archive.source_visits()
    by_key = {article.key: article for article in wanted}
    requests = [make_request(article, visits.get(article.key)) for article in wanted]
    done = 0

    def mark(keys: Sequence[str]) -> None:
        archive.begin_source_visits(keys, read_clock())

    for came in fetcher.fetch(requests, mark):
        now = read_clock()
        with archive.transaction():
            for visit in came:
                before = visits.get(visit.key, SourceVisit(url=visit.key))
                source, ended = record_visit(by_key[visit.key], visit, before, now)
                archive.end_source_visits([ended])
                if source:
                    archive.add_sources([source])
                count_visit(report, visit, source)
        done += len(came)
        advance(done, len(wanted))
    report.asked = fetcher.asked
    report.left = len(wanted) - done


def make_request(article: Cited, visit: SourceVisit | None) -> ArticleRequest:
    """The question for an article, conditional where it was read before."""
    if visit is None or not article.known.status:
        return ArticleRequest(key=article.key, url=article.url)
    return ArticleRequest(key=article.key, url=article.url, etag=visit.etag, last_modified=visit.last_modified)


def count_visit(report: SourcesReport, visit: Visit, source: Source | None) -> None:
    """Count what came of a visit."""
    report.unchanged += visit.reply.status == 304
    if source is None:
        report.postponed += 1
        return
    report.states[source.status] += 1
    report.described += bool(source.description)


def run_lookups(
    archive: Archive,
    finder: CopyFinder,
    exchanger: Exchanger,
    lookups: Sequence[Cited],
    report: SourcesReport,
    advance: Advance,
) -> None:
    """Look copies up; of an article that is gone and never was read, the copy is read in its place."""
    for start in range(0, len(lookups), _LOOKUPS_AT_ONCE):
        batch = lookups[start : start + _LOOKUPS_AT_ONCE]
        found: list[Source] = []
        sought: list[str] = []
        for article in batch:
            lookup = finder.find(article.url, article.date)
            if lookup.is_sure:
                sought.append(article.key)
            if lookup.copy:
                said = None if article.known.description else read_copy_page(exchanger, article.url, lookup.copy)
                known = structs.replace(article.known, url=article.url)
                found.append(take_copy(known, lookup.copy, said, read_clock()))
        store_lookups(archive, found, sought)
        report.copies += len(found)
        advance(start + len(batch), len(lookups))


def read_copy_page(exchanger: Exchanger, url: str, copy: Copy) -> Article | None:
    """What the copied page says; None where it cannot be had."""
    page = exchanger.ask(raw_copy_url(copy.url))
    if page.status != 200 or page.fault:
        return None
    return read_article(page.body, page.headers.get("content-type", ""), url)


def store_lookups(archive: Archive, found: Sequence[Source], sought: Sequence[str]) -> None:
    """Keep copies, and that they were looked for."""
    now = read_clock()
    visits = archive.source_visits()
    with archive.transaction():
        archive.add_sources(found)
        archive.end_source_visits(
            structs.replace(visits.get(key, SourceVisit(url=key, begun_at=now, ended_at=now)), copy_sought_at=now)
            for key in sought
        )


def run_saves(archive: Archive, finder: CopyFinder, cited: dict[str, Cited], report: SourcesReport) -> None:
    """Ask for copies of live articles that have none."""
    for article in cited.values():
        if article.known.status not in ("live", "moved") or article.known.archived_url:
            continue
        made = finder.save(article.url).copy
        if made:
            known = structs.replace(article.known, url=article.url, archived_url=made.url)
            archive.add_sources([date_status(known, known.status, read_clock())])
            report.saved += 1


def drop_shared_facts(archive: Archive) -> int:
    """Leave out descriptions and images that several articles of a site have in common; how many were left out."""
    sources = archive.sources()
    shared = find_shared(sources)
    changed = []
    for source in sources if shared else ():
        description, image_url = drop_shared(source, shared)
        if (description, image_url) != (source.description, source.image_url):
            changed.append(
                structs.replace(source, description=description, image_url=image_url, checked_at=read_clock())
            )
    archive.add_sources(changed)
    return len(changed)


@contextmanager
def pass_interrupt(fetcher: ArticleFetcher) -> Iterator[None]:
    """Let the first interrupt stop the fetcher gently; it is raised when what was under way is stored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        if interrupted:
            raise KeyboardInterrupt
        interrupted = True
        fetcher.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt


def ignore(done: int, total: int) -> None:
    """No progress to show."""
