"""Stories: chains of events under a slug that stays."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from backstory.errors import NotFoundError
from backstory.model import Story
from backstory.store.database import Database, transaction
from backstory.store.naming import NamedStory


def list_stories(database: Database) -> list[Story]:
    """All stories, the latest first."""
    members = defaultdict(list)
    rows = database.execute(
        "SELECT s.story, e.id FROM story_events AS s JOIN events AS e ON e.key = s.event ORDER BY s.story, s.position"
    )
    for story, event_id in rows:
        members[story].append(event_id)
    return [
        build_story(row[1:], members[row[0]])
        for row in database.execute(
            "SELECT key, slug, title, kind, first_on, last_on FROM stories ORDER BY last_on DESC, title, slug"
        )
    ]


def find_story(database: Database, slug: str) -> Story:
    """One story by its slug."""
    row = database.execute(
        "SELECT key, slug, title, kind, first_on, last_on FROM stories WHERE slug = ?", (slug,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"There is no story “{slug}”.", wanted=slug)
    rows = database.execute(
        "SELECT e.id FROM story_events AS s JOIN events AS e ON e.key = s.event WHERE s.story = ? ORDER BY s.position",
        row[:1],
    )
    return build_story(row[1:], [event_id for (event_id,) in rows])


def name_story(database: Database, slug: str) -> NamedStory:
    """One story without its events, by its slug."""
    row = database.execute("SELECT slug, title, kind FROM stories WHERE slug = ?", (slug,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no story “{slug}”.", wanted=slug)
    return NamedStory(*row)


def count_stories(database: Database) -> list[tuple[str, str, int]]:
    """All stories: slug, title and how many events, by slug."""
    return database.execute(
        "SELECT t.slug, t.title, s.size FROM stories AS t JOIN "
        "(SELECT story, count(*) AS size FROM story_events GROUP BY story) AS s ON s.story = t.key ORDER BY t.slug"
    ).fetchall()


def list_active(database: Database, since: str, most: int) -> list[tuple[str, str, int]]:
    """Stories with the most live events from the day `since` on: slug, title and how many these are."""
    return database.execute(
        "SELECT t.slug, t.title, count(*) FROM events AS e JOIN story_events AS s ON s.event = e.key "
        "JOIN stories AS t ON t.key = s.story WHERE e.removed_at = '' AND e.date >= ? GROUP BY t.key "
        "ORDER BY count(*) DESC, max(e.date) DESC, t.slug LIMIT ?",
        (since, most),
    ).fetchall()


def build_story(row: Sequence[str], event_ids: Iterable[str]) -> Story:
    """The record of one story."""
    slug, title, kind, first_on, last_on = row
    return Story(slug=slug, title=title, kind=kind, first_on=first_on, last_on=last_on, event_ids=tuple(event_ids))


def list_stories_of(database: Database, event_id: str) -> list[str]:
    """Slugs of the stories an event belongs to, in order of their titles."""
    rows = database.execute(
        "SELECT DISTINCT t.slug FROM events AS e JOIN story_events AS s ON s.event = e.key "
        "JOIN stories AS t ON t.key = s.story WHERE e.id = ? ORDER BY t.title, t.slug",
        (event_id,),
    )
    return [slug for (slug,) in rows]


def write_stories(database: Database, stories: Iterable[Story]) -> None:
    """Keep these stories in the place of all there were; only what differs is written."""
    with transaction(database):
        key_of = dict(database.execute("SELECT id, key FROM events").fetchall())
        known = {story.slug: story for story in list_stories(database)}
        wanted = {story.slug: story for story in stories}
        for slug, old in known.items():
            if slug not in wanted or _name(wanted[slug]) != _name(old):
                database.execute(
                    "DELETE FROM story_events WHERE story = (SELECT key FROM stories WHERE slug = ?)", (slug,)
                )
                database.execute("DELETE FROM stories WHERE slug = ?", (slug,))
        for slug, story in wanted.items():
            if slug not in known or _name(story) != _name(known[slug]):
                write_story(database, story, [key_of[event_id] for event_id in story.event_ids])
            elif story != known[slug]:
                replace_members(database, story, key_of)


def _name(story: Story) -> tuple[str, str]:
    return (story.title, story.kind)


def replace_members(database: Database, story: Story, key_of: Mapping[str, int]) -> None:
    """Write the places that differ: a story of thousands that grows by one is one row."""
    row = database.execute("SELECT key FROM stories WHERE slug = ?", (story.slug,)).fetchone()
    database.execute(
        "UPDATE stories SET first_on = ?, last_on = ? WHERE key = ?", (story.first_on, story.last_on, row[0])
    )
    old = set(database.execute("SELECT position, event FROM story_events WHERE story = ?", row).fetchall())
    new = {(position, key_of[event_id]) for position, event_id in enumerate(story.event_ids)}
    database.executemany(
        "DELETE FROM story_events WHERE story = ? AND position = ?", [(row[0], at) for at, _ in sorted(old - new)]
    )
    database.executemany("INSERT INTO story_events VALUES (?, ?, ?)", [(*row, *place) for place in sorted(new - old)])


def write_story(database: Database, story: Story, keys: Sequence[int]) -> None:
    """Keep one story that is not there yet."""
    cursor = database.execute(
        "INSERT INTO stories (slug, title, kind, first_on, last_on) VALUES (?, ?, ?, ?, ?)",
        (story.slug, story.title, story.kind, story.first_on, story.last_on),
    )
    database.executemany(
        "INSERT INTO story_events VALUES (?, ?, ?)",
        [(cursor.lastrowid, position, key) for position, key in enumerate(keys)],
    )
