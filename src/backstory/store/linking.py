"""What live events link and cite, in tables for counting and asking, and in the full-text index.

Made from an event's present wording and taken out again before that changes: these tables say nothing of their own.
"""

import json
from collections.abc import Iterable, Sequence

from backstory.model.slug import slugify
from backstory.store.aliases import fold_new_names
from backstory.store.database import GIVEN, Database
from backstory.store.wording import Wording

_COLUMNS = "headline, topics, entities, publishers, category, labels"


def unlink_events(database: Database, keys: Sequence[int]) -> None:
    """Take events out, as they stand: call it before their wording changes."""
    if not keys:
        return
    wanted = (json.dumps(keys),)
    unindex_events(database, keys)
    database.execute(f"DELETE FROM mentions WHERE event IN {GIVEN}", wanted)
    database.execute(f"DELETE FROM citations WHERE event IN {GIVEN}", wanted)


def link_events(database: Database, wordings: Sequence[tuple[int, Wording]], since: str) -> None:
    """Put live events in, as they stand: call it after their rows are written."""
    if not wordings:
        return
    entities = find_entities(database, (title for _, said in wordings for title, _ in list_mentions(said)), since)
    database.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?)",
        [
            (key, position, entities[title], anchor)
            for key, said in wordings
            for position, (title, anchor) in enumerate(list_mentions(said))
        ],
    )
    database.executemany(
        "INSERT INTO citations (event, position, source, form, publisher) VALUES (?, ?, ?, ?, ?)",
        [
            (key, position, cited.source, cited.form, cited.publisher)
            for key, said in wordings
            for position, cited in enumerate(said.citations)
        ],
    )
    fold_new_names(database)
    index_events(database, [key for key, _ in wordings])


def unindex_events(database: Database, keys: Sequence[int]) -> None:
    """Take events out of the full-text index, as they stand."""
    database.execute(
        f"INSERT INTO search (search, rowid, {_COLUMNS}) SELECT 'delete', place, {_COLUMNS} FROM search_rows "
        f"WHERE event IN {GIVEN}",
        (json.dumps(keys),),
    )


def index_events(database: Database, keys: Sequence[int]) -> None:
    """Put live events into the full-text index, as they stand."""
    database.execute(
        f"INSERT INTO search (rowid, {_COLUMNS}) SELECT place, {_COLUMNS} FROM search_rows WHERE event IN {GIVEN}",
        (json.dumps(keys),),
    )


def list_mentions(said: Wording) -> list[tuple[str, str]]:
    """Title and anchor of everything a wording links, its own links first; those of topics have no anchor."""
    linked = [(mention.title, mention.anchor) for mention in said.mentions]
    own = {title for title, _ in linked}
    above = dict.fromkeys(title for topic in said.topics for title in topic.entities if title not in own)
    return linked + [(title, "") for title in above]


def find_entities(database: Database, titles: Iterable[str], since: str) -> dict[str, int]:
    """Key of the entity behind each title, through redirects; entities not met before are made."""
    wanted = list(dict.fromkeys(titles))
    asked = (json.dumps(wanted),)
    rows = database.execute(f"SELECT title, target FROM redirects WHERE title IN {GIVEN}", asked)
    target_of: dict[str, str] = dict(rows.fetchall())
    names = list(dict.fromkeys(target_of.get(title, title) for title in wanted))
    found: dict[str, int] = {}
    late = []
    query = f"SELECT title, key, since FROM entities WHERE title IN {GIVEN}"
    for title, key, known_since in database.execute(query, (json.dumps(names),)):
        found[title] = key
        if since < known_since:
            late.append((since, key))
    if late:
        database.executemany("UPDATE entities SET since = ? WHERE key = ?", late)
    for title in names:
        if title not in found:
            found[title] = make_entity(database, title, since)
    return {title: found[target_of.get(title, title)] for title in wanted}


def make_entity(database: Database, title: str, since: str) -> int:
    """Add an entity under the first free slug of its title."""
    base = slugify(title)
    slug, number = base, 1
    while True:
        cursor = database.execute(
            "INSERT OR IGNORE INTO entities (title, slug, since) VALUES (?, ?, ?)", (title, slug, since)
        )
        if cursor.rowcount:
            assert cursor.lastrowid is not None
            return cursor.lastrowid
        number += 1
        slug = f"{base}-{number}"
