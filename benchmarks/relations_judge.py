"""Judge rankings of related events by the topics of a StoryLink split, as its ``evaluate.py`` does."""

import json
import lzma
import pathlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np

from backstory.model import Event, Mention, Source

_LEAST_MEMBERS, _MOST_MEMBERS, _MOST_OUTER_MEMBERS = 3, 200, 300
_DEPTH = 10
_DISCOUNTS = 1 / np.log2(np.arange(_DEPTH) + 2)


def read_events(path: pathlib.Path) -> list[Event]:
    """Give the events of a split without an archive, in the file's order."""
    return [_make_event(row) for row in _read_lines(path)]


def read_topics(path: pathlib.Path) -> dict[str, tuple[str, ...]]:
    """Give the topics of each event that has some, outermost first."""
    return {row["id"]: tuple(row["topics"]) for row in _read_lines(path)}


class Judge:
    """Knows for each query which events are good."""

    def __init__(self, events: Sequence[Event], topics: dict[str, tuple[str, ...]]) -> None:
        rows = {event.id: row for row, event in enumerate(events)}
        self.days = np.array([date.fromisoformat(event.date).toordinal() for event in events])
        self._topics = {rows[event_id]: path for event_id, path in topics.items()}
        self._members: dict[str, set[int]] = defaultdict(set)
        self._inner: dict[str, set[int]] = defaultdict(set)
        for row, path in self._topics.items():
            self._inner[path[-1]].add(row)
            for topic in path:
                self._members[topic].add(row)
        self.queries = {
            row: path[-1]
            for row, path in self._topics.items()
            if _LEAST_MEMBERS <= len(self._inner[path[-1]]) <= _MOST_MEMBERS
        }
        self._known: dict[int, dict[int, int]] = {}

    def gains(self, row: int) -> dict[int, int]:
        """Give the good events for a query: 2 for the same innermost topic, 1 for a shared outer one."""
        if row not in self._known:
            path = self._topics[row]
            outer = [self._members[topic] for topic in path if len(self._members[topic]) <= _MOST_OUTER_MEMBERS]
            gains = dict.fromkeys(set().union(*outer), 1) | dict.fromkeys(self._inner[path[-1]], 2)
            gains.pop(row, None)
            self._known[row] = gains
        return self._known[row]

    def story_sizes(self, rows: Iterable[int]) -> list[int]:
        """Give how many events have the innermost topic of each query."""
        return [len(self._inner[self.queries[row]]) for row in rows]

    def score(self, rank: Callable[[int], Sequence[int]], earlier_only: bool = False) -> tuple[float, float]:
        """Give nDCG@10 over all queries, and over topics, of what `rank` gives for a row, best first."""
        per_topic: dict[str, list[float]] = defaultdict(list)
        for row, topic in self.queries.items():
            gains = self.gains(row)
            if earlier_only:
                gains = {other: gain for other, gain in gains.items() if self.days[other] < self.days[row]}
            if 2 not in gains.values():
                continue
            ranked = [o for o in rank(row) if o != row and (not earlier_only or self.days[o] < self.days[row])]
            got = sum(gains.get(other, 0) * discount for other, discount in zip(ranked, _DISCOUNTS, strict=False))
            best = sum(g * d for g, d in zip(sorted(gains.values(), reverse=True), _DISCOUNTS, strict=False))
            per_topic[topic].append(got / best)
        scores = [score for scores in per_topic.values() for score in scores]
        return float(np.mean(scores)), float(np.mean([np.mean(scores) for scores in per_topic.values()]))


def _read_lines(path: pathlib.Path) -> list[dict]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _make_event(row: dict) -> Event:
    return Event(
        id=row["id"],
        date=row["date"],
        path="",
        category=row["category"],
        text=row["text"],
        mentions=tuple(Mention(title=entity["title"], anchor=entity["anchor"]) for entity in row["entities"]),
        sources=tuple(Source(url=source["url"], publisher=source["publisher"]) for source in row["sources"]),
    )
