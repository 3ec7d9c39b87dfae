"""Sync: what is new since the last time, through all stages, one at a time for each archive."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from backstory.errors import StoreError
from backstory.pipeline.following import Progress, WikiClient, fetch_changes, resolve_entities
from backstory.pipeline.publishing import publish
from backstory.pipeline.relating import relate
from backstory.publish import Extras
from backstory.store import Archive

if TYPE_CHECKING:
    from backstory.pipeline.sources_plan import SourceOptions


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync did, stage by stage."""

    changed_days: int
    missing_days: int
    new: int
    changed: int
    removed: int
    titles: int
    feeds_asked: int
    articles: int
    sources_visited: int
    related: int
    pages_written: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """What a sync is asked for: how many days back it looks, where it publishes (nowhere if empty), under what name,
    and with what beside the pages.

    `sources` says which cited articles to visit; None visits none. `contact` is told to the feeds that are asked.
    """

    days_back: int = 30
    site: str = ""
    base_url: str = ""
    title: str = "Backstory"
    extras: Extras | None = None
    sources: "SourceOptions | None" = None
    contact: str = ""


def sync(archive: Archive, wiki: WikiClient, options: SyncOptions, progress: Progress) -> SyncReport:
    """Fetch what changed, look up new titles, ask feeds, visit new sources, relate and publish what is affected."""
    started = time.monotonic()
    fetched = fetch_changes(archive, wiki, list_recent_days(options.days_back), progress=progress)
    titles = resolve_entities(archive, wiki, progress=progress)
    feeds_asked, articles = _fetch_due_feeds(archive, options.contact, progress)
    visited = 0
    if options.sources is not None:
        from backstory.pipeline.sources import visit_sources  # parsers of HTML take a while to load

        visited = visit_sources(archive, options.sources, advance=progress).asked
    related = relate(archive)
    written = 0
    if options.site:
        published = publish(
            archive,
            options.site,
            base_url=options.base_url,
            title=options.title,
            extras=options.extras,
            progress=progress,
        )
        written = published.written
    return SyncReport(
        changed_days=fetched.days,
        missing_days=fetched.missing,
        new=fetched.added.new,
        changed=fetched.added.changed,
        removed=fetched.added.removed,
        titles=titles,
        feeds_asked=feeds_asked,
        articles=articles,
        sources_visited=visited,
        related=related.events,
        pages_written=written,
        seconds=round(time.monotonic() - started, 2),
    )


def _fetch_due_feeds(archive: Archive, contact: str, progress: Progress) -> tuple[int, int]:
    """Ask the feeds that are due, after the wiki, so that articles meet what editors wrote; where any are followed."""
    if not archive.feeds():
        return 0, 0
    from backstory.pipeline.feed_fetching import FeedOptions, fetch_feeds  # parsers of feeds take a while to load

    report = fetch_feeds(archive, FeedOptions(contact=contact), advance=progress)
    return report.asked, report.articles


@contextmanager
def hold_lock(archive_path: str) -> Iterator[None]:
    """Keep every other sync of this archive out.

    Raises:
        StoreError: another one is running, or the folder cannot be written.
    """
    lock = FileLock(Path(archive_path).with_name(Path(archive_path).name + ".lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"Another sync of {archive_path} is running. Wait for it to end; nothing was done.", path=archive_path
        ) from error
    except OSError as error:
        raise StoreError(
            f"{archive_path} cannot be brought up to date: {lock.lock_file} cannot be made ({error.strerror}).",
            path=archive_path,
        ) from error
    try:
        yield
    finally:
        lock.release()


def repeat_every(seconds: float, work: Callable[[], None], sleep: Callable[[float], None] = time.sleep) -> None:
    """Do `work` again and again, beginning every `seconds`; late by what it took, never two at once."""
    while True:
        started = time.monotonic()
        work()
        sleep(max(0.0, seconds - (time.monotonic() - started)))


def list_recent_days(days_back: int, today: str = "") -> Sequence[str]:
    """Today (UTC) and the days before it, as many as there are, oldest first."""
    last = (date.fromisoformat(today) if today else datetime.now(UTC).date()).toordinal()
    return [date.fromordinal(day).isoformat() for day in range(max(1, last - days_back), last + 1)]
