"""The days that have live events, counted by the index that has them."""

from backstory.store.database import Database

BY_TIME = "e.date, p.origin DESC, p.title, e.position, e.key"
"""The order of events (`e`, their pages `p`) wherever one comes after another: by day, then by place on the page."""

END = "9999~"
"""After every day."""

_LIVE = "FROM events WHERE removed_at = ''"


def count_days(database: Database, first: str = "", last: str = "") -> list[tuple[str, int]]:
    """Days from `first` to `last`, both included, that have events, with how many, ascending."""
    query = f"SELECT date, count(*) {_LIVE} AND date >= ? AND date <= ? GROUP BY date ORDER BY date"
    return database.execute(query, (first, last or END)).fetchall()


def count_months(database: Database, first: str = "", last: str = "") -> list[tuple[str, int]]:
    """Months that have events on days from `first` to `last`, with how many, ascending."""
    query = f"SELECT substr(date, 1, 7), count(*) {_LIVE} AND date >= ? AND date <= ? GROUP BY 1 ORDER BY 1"
    return database.execute(query, (first, last or END)).fetchall()


def count_categories(database: Database, first: str, last: str) -> list[tuple[str, int]]:
    """Categories of live events of the days from `first` to `last`, with how many, the largest first."""
    query = (
        "SELECT c.name, count(*) FROM events AS e JOIN categories AS c ON c.key = e.category WHERE e.removed_at = '' "
        "AND e.date >= ? AND e.date <= ? GROUP BY c.key ORDER BY count(*) DESC, c.name"
    )
    return database.execute(query, (first, last)).fetchall()


def find_beside(database: Database, first: str, last: str) -> tuple[str, str]:
    """The nearest days with events before `first` and after `last`; empty where there is none."""
    before = database.execute(f"SELECT max(date) {_LIVE} AND date < ?", (first,)).fetchone()[0]
    after = database.execute(f"SELECT min(date) {_LIVE} AND date > ?", (last,)).fetchone()[0]
    return before or "", after or ""


def list_last_days(database: Database, count: int) -> list[str]:
    """The last `count` days that have events, latest first."""
    days: list[str] = []
    while len(days) < count and (row := find_beside(database, days[-1] if days else END, END)[0]):
        days.append(row)
    return days
