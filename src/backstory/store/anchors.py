"""Anchors: what linking a text asks of an archive, a few indexed rows at a time."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from backstory.model.days import shift_day
from backstory.store.database import GIVEN, Database

Key = tuple[str, str]

_MOST_EVENTS = 300
"""Events that say what goes with an entity, the last added ones: what is asked must not cost more where it has more."""


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """An anchor, with its targets' titles and uses, most used first."""

    linked: int
    seen: int
    dots: int
    targets: list[tuple[str, int]] = field(default_factory=list)


class AnchorReader:
    """Reads names. It remembers what one text asked for: make one for each text."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key_of: dict[str, int] = {}
        self._title_of: dict[int, str] = {}
        self._events: dict[str, int] = {}

    def read_anchors(self, keys: Collection[Key]) -> dict[Key, AnchorRow]:
        """Anchors that are one of `keys`, with those targets that events link."""
        words = json.dumps(list(dict.fromkeys(words for words, _ in keys)))
        rows = self._database.execute(
            "SELECT a.words, a.shape, a.linked, a.seen, a.dots, t.entity, e.title, t.uses, c.events "
            "FROM anchors AS a JOIN anchor_targets AS t ON t.anchor = a.key "
            "JOIN entity_counts AS c ON c.entity = t.entity JOIN entities AS e ON e.key = t.entity "
            f"WHERE a.words IN {GIVEN} AND c.events > 0 AND (t.uses > 0 OR t.is_name) "
            "ORDER BY t.uses DESC, e.title",
            (words,),
        )
        wanted = set(keys)
        found: dict[Key, AnchorRow] = {}
        for folded, shape, linked, seen, dots, entity, title, uses, events in rows:
            if (folded, shape) in wanted:
                row = found.setdefault((folded, shape), AnchorRow(linked, seen, dots))
                row.targets.append((title, uses))
                self._key_of[title], self._title_of[entity], self._events[title] = entity, title, events
        return found

    def count_events(self, titles: Collection[str]) -> dict[str, int]:
        """Events of titles that `read_anchors` gave."""
        return {title: self._events[title] for title in titles if title in self._events}

    def count_all(self) -> int:
        """All events."""
        row = self._database.execute("SELECT events FROM entity_counts WHERE entity = 0").fetchone()
        return int(row[0]) if row else 0

    def count_recent(self, titles: Collection[str], on: str, days: int) -> tuple[dict[str, int], int]:
        """Events of these titles in so many days up to `on`, and of all."""
        span = (shift_day(on, 1 - days), on)
        where = "FROM events AS e WHERE e.date BETWEEN ? AND ? AND e.removed_at = ''"
        total = self._database.execute(f"SELECT count(*) {where}", span).fetchone()[0]
        keys = json.dumps([self._key_of[title] for title in titles if title in self._key_of])
        rows = self._database.execute(
            f"SELECT m.entity, count(DISTINCT m.event) FROM mentions AS m WHERE m.event IN (SELECT e.key {where}) "
            f"AND m.entity IN {GIVEN} GROUP BY m.entity",
            (*span, keys),
        )
        return {self._title_of[entity]: count for entity, count in rows}, int(total)

    def count_together(self, titles: Collection[str], others: Collection[str]) -> dict[tuple[str, str], float]:
        """About how many events link both, by pair: told from the last events of each of `others`."""
        keys = json.dumps([self._key_of[title] for title in titles if title in self._key_of])
        found: dict[tuple[str, str], float] = defaultdict(float)
        for other in others:
            events = [
                event
                for (event,) in self._database.execute(
                    "SELECT DISTINCT event FROM mentions WHERE entity = ? ORDER BY event DESC LIMIT ?",
                    (self._key_of[other], _MOST_EVENTS),
                )
            ]
            share = self._events[other] / max(len(events), 1)
            rows = self._database.execute(
                f"SELECT entity, count(DISTINCT event) FROM mentions WHERE event IN {GIVEN} AND entity IN {GIVEN} "
                "GROUP BY entity",
                (json.dumps(events), keys),
            )
            for entity, count in rows:
                found[self._title_of[entity], other] = count * share
        return found
