"""Visits to cited articles: when each was last asked for, and what the next visit must know."""

from collections.abc import Iterable

from backstory.model.record import Record
from backstory.store.database import Database, transaction
from backstory.store.urls import find_sources, name_source


class SourceVisit(Record, frozen=True, kw_only=True):
    """The last visit to an article, known by its canonical URL.

    `ended_at` is empty while it is under way, and for good where the run was killed. `next_at` is a moment before which
    it should not be visited again; `failures` counts visits in a row that came to nothing.
    """

    url: str
    begun_at: str = ""
    ended_at: str = ""
    next_at: str = ""
    failures: int = 0
    etag: str = ""
    last_modified: str = ""
    copy_sought_at: str = ""


_COLUMNS = ("begun_at", "ended_at", "next_at", "failures", "etag", "last_modified", "copy_sought_at")


def begin_visits(database: Database, urls: Iterable[str], at: str) -> None:
    """Mark articles as being asked for from `at` on; what is known for conditional requests stays."""
    with transaction(database):
        for key in find_sources(database, urls).values():
            database.execute(
                "INSERT INTO source_visits (source, begun_at) VALUES (?, ?) "
                "ON CONFLICT (source) DO UPDATE SET begun_at = excluded.begun_at, ended_at = ''",
                (key, at),
            )


def end_visits(database: Database, visits: Iterable[SourceVisit]) -> None:
    """Keep visits as they ended."""
    places = ", ".join("?" * (len(_COLUMNS) + 1))
    with transaction(database):
        for visit in visits:
            key = find_sources(database, (visit.url,))[name_source(visit.url)]
            values = [getattr(visit, name) for name in _COLUMNS]
            database.execute(f"INSERT OR REPLACE INTO source_visits VALUES ({places})", (key, *values))


def list_visits(database: Database) -> dict[str, SourceVisit]:
    """The last visit to each article that was ever visited."""
    rows = database.execute(
        f"SELECT s.canonical_url, {', '.join(_COLUMNS)} FROM source_visits AS v JOIN sources AS s ON s.key = v.source"
    )
    return {url: SourceVisit(url=url, **dict(zip(_COLUMNS, values, strict=True))) for url, *values in rows}
