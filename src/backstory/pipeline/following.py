"""Follow a wiki: bring the states of its day pages into the archive, and learn what its titles stand for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from backstory.model import Entity, Revision
from backstory.pipeline.adding import add_revisions
from backstory.pipeline.applying import AddReport, apply_pending
from backstory.pipeline.clock import read_clock
from backstory.store import Archive

if TYPE_CHECKING:
    from backstory.fetch import MissingPage, ResolvedTitle

Progress = Callable[[int, int], None]

_DAYS_AT_ONCE = 50
"""Days asked for in one request, and applied before the next."""


class WikiClient(Protocol):
    """What following needs of `fetch.Wiki`."""

    def latest(self, dates: Sequence[str]) -> Iterator["Revision | MissingPage"]:
        """The present state of each day's page."""

    def history(self, date: str, after_revision: str = "") -> Iterator[Revision]:
        """Every state of a day's page, oldest first."""

    def changed_since(self, dates: Sequence[str], known: Mapping[str, str]) -> list[str]:
        """The dates whose page has another latest revision than the known one."""

    def resolve_titles(self, titles: Sequence[str]) -> dict[str, "ResolvedTitle"]:
        """Where each title leads."""


@dataclass(slots=True)
class FetchReport:
    """What a fetch brought: days asked for, days without a page, titles looked up, and what adding did."""

    days: int = 0
    missing: int = 0
    titles: int = 0
    added: AddReport = field(default_factory=AddReport)


def fetch_days(
    archive: Archive, wiki: WikiClient, dates: Sequence[str], *, with_history: bool = False, progress: Progress
) -> FetchReport:
    """Bring the present state of these days, or with `with_history` every state the archive does not have.

    Days whose latest state is stored already are not asked for again. Each batch of days is safe before the next is
    asked for.
    """
    report = FetchReport(days=len(dates))
    apply_pending(archive, report.added)  # what an interrupted call had stored
    for start in range(0, len(dates), _DAYS_AT_ONCE):
        batch = dates[start : start + _DAYS_AT_ONCE]
        if with_history:
            _fetch_history(archive, wiki, batch, report)
        else:
            known = archive.latest_ids(batch)
            changed = set(wiki.changed_since(batch, known))
            absent = {day for day, _, _ in archive.missing_days()}
            wanted = [day for day in batch if day in changed or (day not in known and day not in absent)]
            _fetch_latest(archive, wiki, wanted, report)
        progress(min(start + _DAYS_AT_ONCE, len(dates)), len(dates))
    return report


def _fetch_latest(archive: Archive, wiki: WikiClient, dates: Sequence[str], report: FetchReport) -> None:
    missing: list[tuple[str, str]] = []

    def keep_missing(found: Iterable["Revision | MissingPage"]) -> Iterator[Revision]:
        for page in found:
            if isinstance(page, Revision):
                yield page
            else:
                missing.append((page.date, page.reason))

    if dates:
        add_revisions(archive, keep_missing(wiki.latest(sorted(dates))), report=report.added)
    _note_missing(archive, dates, missing, report)


def _fetch_history(archive: Archive, wiki: WikiClient, dates: Sequence[str], report: FetchReport) -> None:
    """Every state of every day: the whole history, since a day's first fetch may have been without it."""
    missing: list[tuple[str, str]] = []
    for date in dates:
        if not _fetch_states(archive, wiki.history(date), report):
            missing.append((date, "missing"))
    _note_missing(archive, dates, missing, report)


def _note_missing(
    archive: Archive, dates: Sequence[str], missing: Sequence[tuple[str, str]], report: FetchReport
) -> None:
    report.missing += len(missing)
    archive.remember_missing(missing, read_clock())
    gone = {date for date, _ in missing}
    archive.forget_missing(date for date in dates if date not in gone)


def fetch_changes(archive: Archive, wiki: WikiClient, dates: Sequence[str], *, progress: Progress) -> FetchReport:
    """Bring what changed on these days since the archive last looked: every state in between, too."""
    interrupted = apply_pending(archive)
    known = archive.latest_ids(dates)
    # A page that was deleted has no latest state on the wiki; that is news only once.
    absent = {date for date, _, _ in archive.missing_days()}
    changed = wiki.changed_since(dates, {date: id for date, id in known.items() if date not in absent})
    report = FetchReport(days=len(changed), added=interrupted)
    new = [date for date in changed if date not in known]
    _fetch_latest(archive, wiki, new, report)
    for done, date in enumerate((date for date in changed if date in known), start=1):
        _fetch_since(archive, wiki, date, known[date], report)
        progress(len(new) + done, len(changed))
    return report


def _fetch_since(archive: Archive, wiki: WikiClient, date: str, revision_id: str, report: FetchReport) -> None:
    """Every state of a day's page from the known one on; none where the page is no longer there."""
    is_there = _fetch_states(archive, wiki.history(date, revision_id), report)
    _note_missing(archive, [date], [] if is_there else [(date, "deleted")], report)


def _fetch_states(archive: Archive, states: Iterator[Revision], report: FetchReport) -> bool:
    """Add the states; says whether there was any, known or not."""
    before = report.added.stored + report.added.known
    add_revisions(archive, states, report=report.added)
    return report.added.stored + report.added.known > before


def resolve_entities(archive: Archive, wiki: WikiClient, *, progress: Progress) -> int:
    """Look up titles that were never looked up: redirects, Wikidata ids, coordinates. Gives how many."""
    titles = archive.unresolved_titles()
    for start in range(0, len(titles), _DAYS_AT_ONCE):
        batch = titles[start : start + _DAYS_AT_ONCE]
        found = wiki.resolve_titles(batch)
        now = read_clock()
        redirects = [
            (title, page.title) for title, page in found.items() if not page.is_missing and page.title != title
        ]
        facts = [
            Entity(title=page.title, slug="", qid=page.qid, latitude=page.latitude, longitude=page.longitude)
            for page in found.values()
            if not page.is_missing
        ]
        with archive.transaction():
            archive.add_redirects(redirects, now)
            archive.add_entity_facts(facts, now)
            archive.mark_resolved(batch, now)
        progress(min(start + _DAYS_AT_ONCE, len(titles)), len(titles))
    return len(titles)
