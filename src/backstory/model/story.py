"""Entities and stories: what events have in common."""

from backstory.model.record import Record


class Entity(Record, frozen=True, kw_only=True):
    """A person, place, organisation or thing that events link to.

    `title` is canonical (Wikipedia's title), `slug` its address, `aliases` the words that name it with how often,
    most frequent first. `qid`, `kind` and the coordinates (degrees) are empty or None where unknown.
    """

    title: str
    slug: str
    event_count: int = 0
    aliases: tuple[tuple[str, int], ...] = ()
    qid: str = ""
    kind: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Story(Record, frozen=True, kw_only=True):
    """A chain of events, in order of time.

    `kind` is "topic" where the editors named it, "found" where it was found among events. `slug` is its address
    and stays.
    """

    slug: str
    title: str
    kind: str
    first_on: str
    last_on: str
    event_ids: tuple[str, ...] = ()
