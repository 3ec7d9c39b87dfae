"""Stories: chains of events under a slug that stays."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from backstory.errors import NotFoundError
from backstory.model import Chain, Story, StoryMember
from backstory.model.slug import slugify
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.naming import NamedStory

# Room for the number that tells a slug from another's.
_NUMBERED_LIMIT = 130


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
    """One story by its slug, or by one that it had."""
    row = _read_row(database, slug)
    if row is None:
        target = resolve_slug(database, slug)
        row = _read_row(database, target[1]) if target and target[0] == "story" else None
    if row is None:
        raise NotFoundError(f"There is no story “{slug}”.", wanted=slug)
    rows = database.execute(
        "SELECT e.id FROM story_events AS s JOIN events AS e ON e.key = s.event WHERE s.story = ? ORDER BY s.position",
        row[:1],
    )
    return build_story(row[1:], [event_id for (event_id,) in rows])


def _read_row(database: Database, slug: str) -> Sequence[str] | None:
    row: Sequence[str] | None = database.execute(
        "SELECT key, slug, title, kind, first_on, last_on FROM stories WHERE slug = ?", (slug,)
    ).fetchone()
    return row


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


def name_alike(database: Database) -> dict[str, str]:
    """The topics' own names of stories whose title is another's too, by slug."""
    return dict(
        database.execute(
            "SELECT t.slug, a.name FROM (SELECT slug, kind, count(*) OVER (PARTITION BY title) AS alike FROM stories) "
            "AS t JOIN story_addresses AS a ON a.slug = t.slug WHERE t.alike > 1 AND t.kind = 'topic'"
        ).fetchall()
    )


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


def list_members(database: Database, slug: str) -> list[StoryMember]:
    """A story's live events in its order, each with how many others of it are related to it, and its publishers."""
    rows = database.execute(
        "WITH pointed AS (SELECT r.other, count(*) AS times FROM story_events AS o JOIN relations AS r "
        "ON r.event = o.event WHERE o.story = (SELECT key FROM stories WHERE slug = ?1) GROUP BY r.other) "
        "SELECT e.id, e.date, coalesce(p.times, 0), "
        "(SELECT count(DISTINCT c.publisher) FROM citations AS c WHERE c.event = m.event AND c.publisher <> '') "
        "FROM story_events AS m JOIN events AS e ON e.key = m.event LEFT JOIN pointed AS p ON p.other = m.event "
        "WHERE m.story = (SELECT key FROM stories WHERE slug = ?1) AND e.removed_at = '' ORDER BY m.position",
        (slug,),
    )
    return [StoryMember(event_id=row[0], date=row[1], pointing=row[2], publishers=row[3]) for row in rows]


def write_chains(database: Database, chains: Iterable[Chain], names: Collection[str] | None, kind: str) -> None:
    """Keep these chains as stories of one kind, in the place of those that go by one of `names`; of all where None.

    Only what differs is written. A chain has the slug that its owner had first, or else a free one made from its wish.
    """
    with transaction(database):
        wanted = {_find_slug(database, chain.owner, chain.wish): chain for chain in chains}
        for slug, old in _read_named(database, names, kind).items():
            if slug not in wanted:
                _delete_story(database, old)
        for slug, chain in wanted.items():
            _write_chain(database, slug, chain)


def _read_named(database: Database, names: Collection[str] | None, kind: str) -> dict[str, int]:
    """Stories of one kind by slug, with their keys: all, or those that go by one of `names`."""
    chosen = f" AND key IN (SELECT story FROM story_names WHERE name IN {GIVEN})" if names is not None else ""
    asked = (kind,) if names is None else (kind, json.dumps(sorted(names)))
    return dict(database.execute(f"SELECT slug, key FROM stories WHERE kind = ?{chosen}", asked).fetchall())


def _find_slug(database: Database, name: str, wish: str) -> str:
    """The slug that belongs to a name: the first it was given, or now the first free one like `wish`."""
    row = database.execute("SELECT slug FROM story_addresses WHERE name = ? ORDER BY key LIMIT 1", (name,)).fetchone()
    if row is not None:
        return str(row[0])
    slug, number = slugify(wish), 1
    while True:
        # A slug may be in use from before slugs were kept.
        cursor = database.execute("INSERT OR IGNORE INTO story_addresses (slug, name) VALUES (?, ?)", (slug, name))
        if cursor.rowcount:
            return slug
        number += 1
        slug = f"{slugify(wish, limit=_NUMBERED_LIMIT)}-{number}"


def _delete_story(database: Database, key: int) -> None:
    for table, column in (("story_events", "story"), ("story_names", "story"), ("stories", "key")):
        database.execute(f"DELETE FROM {table} WHERE {column} = ?", (key,))


def _write_chain(database: Database, slug: str, chain: Chain) -> None:
    row = database.execute("SELECT key, title, kind, first_on, last_on FROM stories WHERE slug = ?", (slug,)).fetchone()
    facts = (chain.title, chain.kind, chain.first_on, chain.last_on)
    if row is None:
        cursor = database.execute(
            "INSERT INTO stories (title, kind, first_on, last_on, slug) VALUES (?, ?, ?, ?, ?)", (*facts, slug)
        )
        assert cursor.lastrowid is not None
        key = cursor.lastrowid
    else:
        key = row[0]
        if tuple(row[1:]) != facts:
            database.execute(
                "UPDATE stories SET title = ?, kind = ?, first_on = ?, last_on = ? WHERE key = ?", (*facts, key)
            )
    _replace_members(database, key, chain)
    _replace_names(database, key, chain)


def _replace_members(database: Database, story: int, chain: Chain) -> None:
    """Write the places that differ: a story of thousands that grows by one is one row."""
    key_of: Mapping[str, int] = dict(
        database.execute(f"SELECT id, key FROM events WHERE id IN {GIVEN}", (json.dumps(chain.event_ids),)).fetchall()
    )
    old = set(database.execute("SELECT position, event FROM story_events WHERE story = ?", (story,)).fetchall())
    new = {(position, key_of[event_id]) for position, event_id in enumerate(chain.event_ids)}
    database.executemany(
        "DELETE FROM story_events WHERE story = ? AND position = ?", [(story, at) for at, _ in sorted(old - new)]
    )
    database.executemany("INSERT INTO story_events VALUES (?, ?, ?)", [(story, *place) for place in sorted(new - old)])


def _replace_names(database: Database, story: int, chain: Chain) -> None:
    names = {chain.owner, *chain.names}
    known = {name for (name,) in database.execute("SELECT name FROM story_names WHERE story = ?", (story,))}
    database.executemany("DELETE FROM story_names WHERE name = ?", [(name,) for name in sorted(known - names)])
    database.executemany("INSERT OR REPLACE INTO story_names VALUES (?, ?)", [(name, story) for name in sorted(names)])
    # What else the topic was called leads here too; where that slug is another's, it stays that one's.
    database.executemany(
        "INSERT OR IGNORE INTO story_addresses (slug, name) VALUES (?, ?)",
        [(slugify(name), name) for name in sorted(set(chain.names) - known)],
    )


def list_old_slugs(database: Database) -> dict[str, tuple[str, str]]:
    """Slugs that are no story's any more, each with where it leads now: see `resolve_slug`. A dead end is ("", "")."""
    rows = database.execute(
        "SELECT slug FROM story_addresses WHERE slug NOT IN (SELECT slug FROM stories) ORDER BY slug"
    )
    return {slug: resolve_slug(database, slug) or ("", "") for (slug,) in rows.fetchall()}


def resolve_slug(database: Database, slug: str) -> tuple[str, str] | None:
    """Where a slug leads: ("story", its slug), or ("event", its id) where no story is left; None if it never was one.

    A topic leads to the story that goes by its name now, be it through a redirect or because the editors moved its
    events; a found story to the story that its first event is in now, or to that event.
    """
    if _read_row(database, slug) is not None:
        return "story", slug
    row = database.execute("SELECT name FROM story_addresses WHERE slug = ?", (slug,)).fetchone()
    if row is None:
        return None
    name = str(row[0])
    if name.startswith("event:"):
        return _resolve_event(database, name.removeprefix("event:"))
    for query in (
        "SELECT s.slug FROM story_names AS n JOIN stories AS s ON s.key = n.story WHERE n.name = ?",
        "SELECT s.slug FROM redirects AS r JOIN story_names AS n ON n.name = r.target JOIN stories AS s "
        "ON s.key = n.story WHERE r.title = ?",
        "SELECT s.slug FROM moves AS m JOIN story_names AS n ON n.name = m.new JOIN stories AS s ON s.key = n.story "
        "WHERE m.old = ? GROUP BY s.key ORDER BY count(*) DESC, s.slug",
    ):
        row = database.execute(f"{query} LIMIT 1", (name,)).fetchone()
        if row is not None:
            return "story", str(row[0])
    # One event is no story, but it is what the address was about.
    row = database.execute(
        "SELECT e.id FROM filings AS f JOIN events AS e ON e.key = f.event WHERE f.name = ? ORDER BY e.date LIMIT 1",
        (name,),
    ).fetchone()
    return ("event", str(row[0])) if row else None


def _resolve_event(database: Database, event_id: str) -> tuple[str, str] | None:
    for query in (
        # The thread it is in may have gone up in a longer one.
        "SELECT s.slug FROM threads AS t JOIN events AS e ON e.key = t.event JOIN events AS r ON r.key = t.root "
        "JOIN story_names AS n ON n.name = 'event:' || r.id JOIN stories AS s ON s.key = n.story WHERE e.id = ?",
        "SELECT s.slug FROM story_events AS m JOIN events AS e ON e.key = m.event JOIN stories AS s ON s.key = m.story "
        "WHERE e.id = ? ORDER BY s.kind = 'found' DESC, s.slug",
    ):
        row = database.execute(f"{query} LIMIT 1", (event_id,)).fetchone()
        if row is not None:
            return "story", str(row[0])
    return ("event", event_id)
