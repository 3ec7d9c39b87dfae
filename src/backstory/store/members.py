"""The live events of an entity, story, publisher, category or collection: counted and listed as they are asked for."""

import json
import sqlite3
from collections.abc import Sequence
from itertools import groupby

from backstory.store.calendar import BY_TIME
from backstory.store.database import Database
from backstory.store.naming import NAMED, NamedEntity, NamedEvent, name_event

_FROM = {
    "entity": "FROM (SELECT DISTINCT event FROM mentions WHERE entity = (SELECT key FROM entities WHERE title = ?1)) "
    "AS m JOIN events AS e ON e.key = m.event {} WHERE e.removed_at = ''",
    "story": "FROM story_events AS m JOIN events AS e ON e.key = m.event {} "
    "WHERE m.story = (SELECT key FROM stories WHERE slug = ?1) AND e.removed_at = ''",
    "publisher": "FROM (SELECT DISTINCT c.event FROM publishers AS n JOIN bylines AS b ON b.publisher = n.key "
    "OR b.carrier = n.key JOIN citations AS c ON c.byline = b.key WHERE n.slug = ?1) "
    "AS m JOIN events AS e ON e.key = m.event {} WHERE e.removed_at = ''",
    "category": "FROM events AS e {} WHERE e.category IN (SELECT c.key FROM categories AS c JOIN json_each(?1) AS j "
    "ON c.name = j.value) AND e.removed_at = ''",
    "collection": "FROM events AS e {} WHERE e.collection IN (SELECT c.key FROM collections AS c "
    "JOIN json_each(?1) AS j ON c.name = j.value) AND e.removed_at = '' AND e.collection > 0",
}
# The same for a short time of a subject with many events: all events of that time are asked whether they are of it.
_FROM_TIME = {
    "entity": "FROM events AS e INDEXED BY events_live {} WHERE e.removed_at = '' AND EXISTS (SELECT 1 FROM mentions "
    "AS m WHERE m.entity = (SELECT key FROM entities WHERE title = ?1) AND m.event = e.key)",
    "publisher": "FROM events AS e INDEXED BY events_live {} WHERE e.removed_at = '' AND EXISTS (SELECT 1 FROM "
    "citations AS c CROSS JOIN bylines AS b ON b.key = c.byline WHERE c.event = e.key "
    "AND (SELECT key FROM publishers WHERE slug = ?1) IN (b.publisher, b.carrier))",
}
_LINKED = "JOIN mentions AS o ON o.event = e.key"
# The same of an entity, for which no event has to be read: only live ones have mentions.
_LINKED_WITH = (
    "FROM mentions AS m JOIN mentions AS o ON o.event = m.event "
    "WHERE m.entity = (SELECT key FROM entities WHERE title = ?1)"
)
# The portal has so many a month: a subject with fewer than the months that are asked for is read whole.
_EVENTS_A_MONTH = 500
_END = "9999-12~"
# The page of a long subject shows so many, its feed fewer; and they tell whether all are on one page of the wiki.
_LEAST_READ = 60
_NAMES = "JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page"


class Members:
    """Events of a subject, in order of time; a story's in its own order.

    `kind` is "entity", "story", "publisher", "category" or "collection"; `key` a title, a slug, or the names that
    make up one category or collection. `months` are those that have some, with how many, where that is known.
    """

    def __init__(
        self,
        database: Database,
        kind: str,
        key: str | Sequence[str],
        months: Sequence[tuple[str, int]] | None = None,
    ) -> None:
        self._database = database
        self._kind = kind
        self._key = key if isinstance(key, str) else json.dumps(list(key))
        self._months = None if months is None else list(months)
        self._days: list[tuple[str, int]] | None = None
        self._latest: list[NamedEvent] = []
        self._read = 0

    def span(self) -> tuple[int, str, str]:
        """How many, the first day and the last; 0 and empty where there are none."""
        months = self.months()
        if not months:
            return 0, "", ""
        if self._days:
            first, last = self._days[0][0], self._days[-1][0]
        else:
            first, last = (self._bound(name, month) for name, month in (("min", months[0][0]), ("max", months[-1][0])))
        return sum(count for _, count in months), first, last

    def months(self) -> list[tuple[str, int]]:
        """Months that have some, with how many, ascending."""
        if self._months is None:
            self._days = self._ask("SELECT e.date, count(*)", "GROUP BY e.date ORDER BY e.date").fetchall()
            self._months = [
                (month, sum(count for _, count in days))
                for month, days in groupby(self._days, key=lambda day: day[0][:7])
            ]
        return self._months

    def count_month(self, month: str) -> int:
        """How many a month has, counted now, whatever was known of it."""
        return int(self._ask_time("SELECT count(*)", month, f"{month}~").fetchone()[0])

    def latest(self, count: int) -> list[NamedEvent]:
        """The last `count`, in order."""
        if self._read < count:
            self._read = max(count, _LEAST_READ)
            self._latest = self._read_latest(self._read)
        return self._latest[-count:]

    def of_month(self, month: str) -> list[NamedEvent]:
        """Those of a month, in order."""
        order = "m.position" if self._kind == "story" else BY_TIME
        return [name_event(row) for row in self._ask_time(NAMED, month, f"{month}~", f"ORDER BY {order}", _NAMES)]

    def pages(self) -> list[str]:
        """Titles of the wiki's pages they are on: two at most, which is enough to know whether it is one."""
        found = {event.page for event in self.latest(_LEAST_READ)} - {""}
        if len(found) > 1:
            return list(found)[:2]
        pages = "JOIN pages AS p ON p.key = e.page"
        return [row[0] for row in self._ask("SELECT DISTINCT p.title", "AND p.origin = 'wikipedia' LIMIT 2", pages)]

    def companions(self, leave_out: str, most: int) -> list[NamedEntity]:
        """Entities that they link, with how many of them do, most first."""
        linked = _LINKED_WITH if self._kind == "entity" else _FROM[self._kind].format(_LINKED)
        rows = self._database.execute(
            f"SELECT n.title, n.slug, c.uses FROM (SELECT o.entity, count(DISTINCT o.event) AS uses {linked} "
            "GROUP BY o.entity) AS c JOIN entities AS n ON n.key = c.entity WHERE n.title <> ?2 "
            "ORDER BY c.uses DESC, n.title LIMIT ?3",
            (self._key, leave_out, most),
        )
        return [NamedEntity(*row) for row in rows]

    def stories(self, most: int) -> list[tuple[str, str, int]]:
        """Stories they belong to: slug, title, and how many of them do, most first."""
        query = "JOIN story_events AS s ON s.event = e.key JOIN stories AS t ON t.key = s.story"
        order = "GROUP BY t.key ORDER BY count(*) DESC, t.slug LIMIT ?2"
        return self._ask("SELECT t.slug, t.title, count(*)", order, query, most).fetchall()

    def _read_latest(self, count: int) -> list[NamedEvent]:
        if self._kind == "story":
            rows = self._ask(NAMED, "ORDER BY m.position DESC LIMIT ?2", _NAMES, count)
            return [name_event(row) for row in rows][::-1]
        # The order within a day needs more than an index has: find the time first, and read from there.
        since, found = "", 0
        for time, more in reversed(self._days or self.months()):
            since, found = time, found + more
            if found >= count:
                break
        rows = self._ask_time(NAMED, since, _END, f"ORDER BY {BY_TIME}", _NAMES)
        return [name_event(row) for row in rows][-count:]

    def _bound(self, function: str, month: str) -> str:
        return str(self._ask_time(f"SELECT {function}(e.date)", month, f"{month}~").fetchone()[0])

    def _ask_time(self, columns: str, since: str, until: str, rest: str = "", joined: str = "") -> sqlite3.Cursor:
        """Ask for those of the days from `since` to before `until`, in the way that reads less."""
        count, last = sum(count for _, count in self._months or ()), (self._months or [("", 0)])[-1][0]
        is_short = _EVENTS_A_MONTH * _count_months(since, min(until, last)) < count
        sources = _FROM_TIME if is_short and self._kind in _FROM_TIME else _FROM
        query = f"{columns} {sources[self._kind].format(joined)} AND e.date >= ?2 AND e.date < ?3 {rest}"
        return self._database.execute(query, (self._key, since, until))

    def _ask(self, columns: str, rest: str = "", joined: str = "", *more: object) -> sqlite3.Cursor:
        return self._database.execute(f"{columns} {_FROM[self._kind].format(joined)} {rest}", (self._key, *more))


def _count_months(first: str, last: str) -> int:
    if not first[:7] or not last[:7]:
        return 0
    return 12 * (int(last[:4]) - int(first[:4])) + int(last[5:7]) - int(first[5:7]) + 1
