"""The events of a subject: asked of the archive, or taken from a list where all has been read."""

import functools
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from backstory.store.naming import NamedEntity, NamedEvent
    from backstory.views.whole import Whole


class Subject(Protocol):
    """The live events of an entity, a story or a category, in order. `backstory.store.members` answers by query."""

    def span(self) -> tuple[int, str, str]:
        """How many, the first day and the last; 0 and empty where there are none."""

    def months(self) -> list[tuple[str, int]]:
        """Months that have some, with how many, ascending."""

    def latest(self, count: int) -> "list[NamedEvent]":
        """The last `count`, in order."""

    def of_month(self, month: str) -> "list[NamedEvent]":
        """Those of a month, in order."""

    def pages(self) -> list[str]:
        """Titles of wiki pages they are on, two at most."""

    def companions(self, leave_out: str, most: int) -> "list[NamedEntity]":
        """Entities that they link, with how many of them do, most first."""

    def stories(self, most: int) -> list[tuple[str, str, int]]:
        """Stories they belong to: slug, title, and how many of them do, most first."""


class ListedMembers:
    """A subject's events `ids`, which are in order, answered from what was read at once."""

    def __init__(self, whole: "Whole", ids: Sequence[str]) -> None:
        self._whole = whole
        self._ids = ids

    @functools.cached_property
    def _by_month(self) -> dict[str, list[str]]:
        months: dict[str, list[str]] = {}
        for id in self._ids:
            months.setdefault(self._whole.named[id].date[:7], []).append(id)
        return months

    def span(self) -> tuple[int, str, str]:
        """How many, the first day and the last."""
        dates = [self._whole.named[id].date for id in self._ids]
        return len(dates), min(dates, default=""), max(dates, default="")

    def months(self) -> list[tuple[str, int]]:
        """Months with how many."""
        return sorted((month, len(ids)) for month, ids in self._by_month.items())

    def latest(self, count: int) -> "list[NamedEvent]":
        """The last `count`."""
        return [self._whole.named[id] for id in self._ids[-count:]]

    def of_month(self, month: str) -> "list[NamedEvent]":
        """Those of a month."""
        return [self._whole.named[id] for id in self._by_month[month]]

    def pages(self) -> list[str]:
        """Titles of wiki pages, two at most."""
        found: set[str] = set()
        for id in self._ids:
            if page := self._whole.named[id].page:
                found.add(page)
                if len(found) > 1:
                    break
        return list(found)

    def companions(self, leave_out: str, most: int) -> "list[NamedEntity]":
        """Entities with how many."""
        counts = Counter(title for id in self._ids for title in self._whole.titles.get(id, ()))
        counts.pop(leave_out, None)
        best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        return [self._whole.entities[title]._replace(uses=count) for title, count in best]

    def stories(self, most: int) -> list[tuple[str, str, int]]:
        """Stories with how many."""
        counts = Counter(step.slug for id in self._ids for step in self._whole.steps.get(id, ()))
        best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        return [(slug, self._whole.stories[slug].title, count) for slug, count in best]
