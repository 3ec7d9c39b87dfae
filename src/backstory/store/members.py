"""The live events of an entity, story, publisher, category or collection: counted and listed as they are asked for."""

import json
import sqlite3
from collections.abc import Sequence

from backstory.store.database import Database
from backstory.store.naming import NAMED, NamedEntity, NamedEvent, name_event

_FROM = {
    "entity": "FROM (SELECT DISTINCT event FROM mentions WHERE entity = (SELECT key FROM entities WHERE title = ?)) "
    "AS m JOIN events AS e ON e.key = m.event {} WHERE e.removed_at = ''",
    "story": "FROM story_events AS m JOIN events AS e ON e.key = m.event {} "
    "WHERE m.story = (SELECT key FROM stories WHERE slug = ?) AND e.removed_at = ''",
    "publisher": "FROM (SELECT DISTINCT c.event FROM publishers AS n JOIN bylines AS b ON b.publisher = n.key "
    "OR b.carrier = n.key JOIN citations AS c ON c.byline = b.key WHERE n.slug = ?) "
    "AS m JOIN events AS e ON e.key = m.event {} WHERE e.removed_at = ''",
    "category": "FROM events AS e {} WHERE e.category IN (SELECT c.key FROM categories AS c JOIN json_each(?) AS j "
    "ON c.name = j.value) AND e.removed_at = ''",
    "collection": "FROM events AS e {} WHERE e.collection IN (SELECT c.key FROM collections AS c "
    "JOIN json_each(?) AS j ON c.name = j.value) AND e.removed_at = '' AND e.collection > 0",
}
_BY_TIME = "e.date, p.origin DESC, p.title, e.position, e.key"
_NAMES = "JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page"


class Members:
    """Events of a subject, in order of time; a story's in its own order.

    `kind` is "entity", "story", "publisher", "category" or "collection"; `key` a title, a slug, or the names that
    make up one category or collection.
    """

    def __init__(self, database: Database, kind: str, key: str | Sequence[str]) -> None:
        self._database = database
        self._kind = kind
        self._months: list[tuple[str, int]] | None = None
        self._key = key if isinstance(key, str) else json.dumps(list(key))

    def span(self) -> tuple[int, str, str]:
        """How many, the first day and the last; 0 and empty where there are none."""
        row = self._ask("SELECT count(*), coalesce(min(e.date), ''), coalesce(max(e.date), '')").fetchone()
        return row[0], row[1], row[2]

    def months(self) -> list[tuple[str, int]]:
        """Months that have some, with how many, ascending."""
        if self._months is None:
            self._months = self._ask("SELECT substr(e.date, 1, 7), count(*)", "GROUP BY 1 ORDER BY 1").fetchall()
        return self._months

    def latest(self, count: int) -> list[NamedEvent]:
        """The last `count`, in order."""
        if self._kind == "story":
            rows = self._ask(NAMED, "ORDER BY m.position DESC LIMIT ?", _NAMES, count)
            return [name_event(row) for row in rows][::-1]
        # The order within a day needs more than an index has: find the day first, and read from there.
        since = self._ask("SELECT e.date", "ORDER BY e.date DESC LIMIT 1 OFFSET ?", "", count - 1).fetchone()
        rows = self._ask(NAMED, f"AND e.date >= ? ORDER BY {_BY_TIME}", _NAMES, since[0] if since else "")
        return [name_event(row) for row in rows][-count:]

    def of_month(self, month: str) -> list[NamedEvent]:
        """Those of a month, in order."""
        order = "m.position" if self._kind == "story" else _BY_TIME
        rows = self._ask(NAMED, f"AND e.date >= ? AND e.date < ? ORDER BY {order}", _NAMES, month, month + "~")
        return [name_event(row) for row in rows]

    def pages(self) -> list[str]:
        """Titles of the wiki's pages they are on: the first two, which is enough to know whether it is one."""
        pages = "JOIN pages AS p ON p.key = e.page"
        return [row[0] for row in self._ask("SELECT DISTINCT p.title", "AND p.origin = 'wikipedia' LIMIT 2", pages)]

    def companions(self, leave_out: str, most: int) -> list[NamedEntity]:
        """Entities that they link, with how many of them do, most first."""
        rows = self._database.execute(
            "SELECT n.title, n.slug, c.uses FROM (SELECT o.entity, count(DISTINCT o.event) AS uses "
            f"{_FROM[self._kind].format('JOIN mentions AS o ON o.event = e.key')} GROUP BY o.entity) AS c "
            "JOIN entities AS n ON n.key = c.entity WHERE n.title <> ? ORDER BY c.uses DESC, n.title LIMIT ?",
            (self._key, leave_out, most),
        )
        return [NamedEntity(*row) for row in rows]

    def stories(self, most: int) -> list[tuple[str, str, int]]:
        """Stories they belong to: slug, title, and how many of them do, most first."""
        query = "JOIN story_events AS s ON s.event = e.key JOIN stories AS t ON t.key = s.story"
        order = "GROUP BY t.key ORDER BY count(*) DESC, t.slug LIMIT ?"
        return self._ask("SELECT t.slug, t.title, count(*)", order, query, most).fetchall()

    def _ask(self, columns: str, rest: str = "", joined: str = "", *more: object) -> sqlite3.Cursor:
        return self._database.execute(f"{columns} {_FROM[self._kind].format(joined)} {rest}", (self._key, *more))
