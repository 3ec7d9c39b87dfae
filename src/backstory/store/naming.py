"""Events and entities as pages name them: little more than a headline and an address, many in one query."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from backstory.store.database import GIVEN, Database, write_list
from backstory.store.wording import decode_headline

NAMED = "SELECT e.id, e.date, e.path, v.wording, p.origin, p.title"
"""The columns `name_event` reads; `e`, `v` and `p` are events, versions and pages."""


class NamedEvent(NamedTuple):
    """A live event: `page` is the title of the wiki's day page it is on, empty for other origins."""

    id: str
    date: str
    path: str
    headline: str
    page: str


class NamedEntity(NamedTuple):
    """An entity that live events link, with how many these are; where it lies, in degrees north and east, if known."""

    title: str
    slug: str
    uses: int
    latitude: float | None = None
    longitude: float | None = None


class PlacedEntity(NamedTuple):
    """An entity of known coordinates (degrees north and east), with how many live events link it."""

    title: str
    slug: str
    uses: int
    latitude: float
    longitude: float


class NamedStory(NamedTuple):
    """A story without its events; `kind` as in `backstory.model.Story`."""

    slug: str
    title: str
    kind: str


class StoryStep(NamedTuple):
    """Where an event stands in a story: ids of the events before and after, empty at the ends."""

    slug: str
    title: str
    first_on: str
    previous: str
    next: str


_STEPS = """
    SELECT e.id, t.slug, t.title, t.first_on,
        coalesce((SELECT o.id FROM story_events AS n JOIN events AS o ON o.key = n.event
            WHERE n.story = s.story AND n.position = s.position - 1), ''),
        coalesce((SELECT o.id FROM story_events AS n JOIN events AS o ON o.key = n.event
            WHERE n.story = s.story AND n.position = s.position + 1), '')
    FROM events AS e JOIN story_events AS s ON s.event = e.key JOIN stories AS t ON t.key = s.story
"""
# The story begun last says most about an event. None of the three changes when a story goes on.
_STEPS_ORDER = "ORDER BY t.first_on DESC, t.title, t.slug"


def name_events(database: Database, ids: Iterable[str]) -> dict[str, NamedEvent]:
    """Live events by id; others are left out."""
    rows = database.execute(
        f"{NAMED} FROM events AS e JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page "
        f"WHERE e.removed_at = '' AND e.id IN {GIVEN}",
        (write_list(list(ids)),),
    )
    return {row[0]: name_event(row) for row in rows}


def name_event(row: Sequence[str]) -> NamedEvent:
    """What a row of `NAMED` says."""
    return NamedEvent(row[0], row[1], row[2], decode_headline(row[3]), row[5] if row[4] == "wikipedia" else "")


def name_entities(database: Database, titles: Iterable[str]) -> dict[str, NamedEntity]:
    """Entities of live events by title; others are left out."""
    rows = database.execute(
        f"SELECT title, slug, uses, latitude, longitude FROM entities WHERE uses > 0 AND title IN {GIVEN}",
        (write_list(list(titles)),),
    )
    return {row[0]: NamedEntity(*row) for row in rows}


def read_slugs(database: Database, titles: Iterable[str]) -> dict[str, str]:
    """Slugs of entities by title, used or not."""
    query = f"SELECT title, slug FROM entities WHERE title IN {GIVEN}"
    return dict(database.execute(query, (json.dumps(list(titles)),)).fetchall())


def list_named_entities(database: Database, first: str = "", last: str = "") -> list[NamedEntity]:
    """Entities of live events whose slug is at least `first` and below `last`; all where both are empty."""
    query = "SELECT title, slug, uses FROM entities WHERE uses > 0 AND slug >= ? AND slug < ? ORDER BY title"
    return [NamedEntity(*row) for row in database.execute(query, (first, last or "\U0010ffff"))]


def list_most_used(database: Database, count: int) -> list[NamedEntity]:
    """The entities that most events link, most first."""
    query = "SELECT title, slug, uses FROM entities WHERE uses > 0 ORDER BY uses DESC, title LIMIT ?"
    return [NamedEntity(*row) for row in database.execute(query, (count,))]


def list_used_above(database: Database, count: int) -> list[str]:
    """Titles of entities that more than `count` events link."""
    return [row[0] for row in database.execute("SELECT title FROM entities WHERE uses > ? ORDER BY title", (count,))]


def list_placed(database: Database, count: int) -> list[PlacedEntity]:
    """The entities with coordinates that most events link, most first."""
    query = (
        "SELECT title, slug, uses, latitude, longitude FROM entities WHERE uses > 0 AND latitude IS NOT NULL "
        "AND longitude IS NOT NULL ORDER BY uses DESC, title LIMIT ?"
    )
    return [PlacedEntity(*row) for row in database.execute(query, (count,))]


def list_initials(database: Database) -> list[str]:
    """First characters of the slugs of entities of live events, ascending: one look-up for each."""
    found: list[str] = []
    query = "SELECT slug FROM entities WHERE uses > 0 AND slug >= ? ORDER BY slug LIMIT 1"
    while row := database.execute(query, (chr(ord(found[-1]) + 1) if found else "",)).fetchone():
        found.append(row[0][0])
    return found


def list_steps(database: Database, ids: Iterable[str]) -> dict[str, tuple[StoryStep, ...]]:
    """Where events stand in their stories, by id; the story begun last first. Events in none are left out."""
    found: dict[str, list[StoryStep]] = {}
    wanted = list(ids)
    if len(wanted) == 1:
        rows = database.execute(f"{_STEPS} WHERE e.id = ? {_STEPS_ORDER}", wanted)
    else:
        query = f"{_STEPS} WHERE e.id IN {GIVEN} {_STEPS_ORDER}"
        rows = database.execute(query, (json.dumps(wanted),))
    for row in rows:
        found.setdefault(row[0], []).append(StoryStep(*row[1:]))
    return {event_id: tuple(steps) for event_id, steps in found.items()}
