"""What an archive knows of names: asked for a few keys and titles at a time, wherever it is kept."""

from collections.abc import Collection, Mapping
from typing import Protocol

from backstory.entities.words import Key
from backstory.model.record import Record

RECENT_DAYS = 30
"""So many days up to the one that is asked about tell what is in the news."""


class Anchor(Record, frozen=True, kw_only=True):
    """Words that name entities: of `seen` texts that have them, `linked` link them.

    `targets` are titles with how often the words lead there, most often first; an entity that only is called so, by its
    title or one that redirects to it, has 0. `ends_in_dot`: the links take in a dot that follows ("U.S.").
    """

    linked: int
    seen: int
    targets: tuple[tuple[str, int], ...]
    ends_in_dot: bool = False


class Known(Record, frozen=True, kw_only=True):
    """Events: at all, and within `RECENT_DAYS` up to the day that was asked about."""

    events: int
    recent: int = 0


class Knowledge(Protocol):
    """Names and entities of an archive, as it stands."""

    def find_anchors(self, keys: Collection[Key], /) -> Mapping[Key, Anchor]:
        """Those of `keys` that are anchors or names."""

    def describe(self, titles: Collection[str], on: str, /) -> Mapping[str, Known]:
        """Events that link each of `titles`, on day `on`; titles of no event are left out."""

    def measure(self, on: str, /) -> Known:
        """All events."""

    def count_together(self, titles: Collection[str], others: Collection[str], /) -> Mapping[tuple[str, str], float]:
        """About how many events link both a title and one of `others`, by pair; pairs of none are left out."""


def name_of(title: str) -> str:
    """A title without what tells it apart from others: "Konna (town)" is called "Konna"."""
    bare, bracket, rest = title.rpartition(" (")
    return bare if bracket and rest.endswith(")") else title
