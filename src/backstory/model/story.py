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


class Filing(Record, frozen=True, kw_only=True):
    """That editors filed an event under a topic: what the topic goes by (`name`), and in which words (`text`)."""

    event_id: str
    date: str
    name: str
    text: str


class Move(Record, frozen=True, kw_only=True):
    """That editors took an event from under one topic and put it under another: both by their names."""

    event_id: str
    old: str
    new: str


class Chain(Record, frozen=True, kw_only=True):
    """A story before it has an address.

    `owner` is what its address belongs to for ever: the name that its topic went by first, or `event:` and the id of
    the event that it was found with. `names` are all that its topic goes by; `wish` is what the address is made from.
    """

    owner: str
    title: str
    kind: str
    wish: str
    first_on: str
    last_on: str
    names: tuple[str, ...] = ()
    event_ids: tuple[str, ...] = ()


class Period(Record, frozen=True, kw_only=True):
    """Some days, both ends included, and how many events they have."""

    first_on: str
    last_on: str
    count: int


class StoryMember(Record, frozen=True, kw_only=True):
    """An event in its story: `pointing` counts the story's other events that are related to it."""

    event_id: str
    date: str
    pointing: int
    publishers: int


class StoryFacts(Record, frozen=True, kw_only=True):
    """What a story's events tell of it: the week when most happened, the longest pause, the events it turned on."""

    peak: Period | None = None
    quiet: Period | None = None
    turning_points: tuple[StoryMember, ...] = ()
