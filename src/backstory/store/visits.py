"""What is known of a wiki's pages beside their text: latest states, days without a page, titles not looked up yet."""

from collections.abc import Iterable, Sequence

from backstory.store.database import Database, transaction


def read_latest_ids(database: Database, origin: str, dates: Sequence[str]) -> dict[str, str]:
    """The wiki's id of the latest stored state of each of these days, by date; days not stored are left out.

    A state that was put aside counts as not stored: it is asked for again, and tried again.
    """
    rows = database.execute(
        "SELECT p.date, r.revision_id FROM pages AS p JOIN revisions AS r ON r.page = p.key "
        "WHERE p.origin = ? AND r.stage IN (1, 2) AND p.date BETWEEN ? AND ? ORDER BY r.timestamp, r.key",
        (origin, min(dates, default=""), max(dates, default="")),
    )
    wanted = set(dates)
    return {date: revision_id for date, revision_id in rows if date in wanted}


def remember_missing(database: Database, origin: str, found: Iterable[tuple[str, str]], checked_at: str) -> None:
    """Keep that these days had no page, each with the reason."""
    with transaction(database):
        database.executemany(
            "INSERT OR REPLACE INTO missing_days VALUES (?, ?, ?, ?)",
            [(origin, date, reason, checked_at) for date, reason in found],
        )


def forget_missing(database: Database, origin: str, dates: Iterable[str]) -> None:
    """These days have a page after all."""
    with transaction(database):
        database.executemany(
            "DELETE FROM missing_days WHERE origin = ? AND date = ?", [(origin, date) for date in dates]
        )


def list_missing(database: Database, origin: str) -> list[tuple[str, str, str]]:
    """Days without a page: date, reason, when that was found."""
    return database.execute(
        "SELECT date, reason, checked_at FROM missing_days WHERE origin = ? ORDER BY date", (origin,)
    ).fetchall()


def list_unresolved(database: Database, limit: int) -> list[str]:
    """Titles linked by live events that were never looked up at the wiki, most used first."""
    rows = database.execute(
        "SELECT e.title FROM entities AS e JOIN mentions AS m ON m.entity = e.key WHERE e.resolved_at = '' "
        "GROUP BY e.key ORDER BY count(*) DESC, e.title LIMIT ?",
        (limit,),
    )
    return [title for (title,) in rows]


def mark_resolved(database: Database, titles: Iterable[str], resolved_at: str) -> None:
    """Say that these titles were looked up."""
    with transaction(database):
        database.executemany("UPDATE entities SET resolved_at = ? WHERE title = ?", [(resolved_at, t) for t in titles])
