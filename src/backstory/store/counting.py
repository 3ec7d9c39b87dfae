"""How much there is in an archive, and until when."""

from backstory.store.database import Database

_COUNTS = {
    # Each has one, if only the empty one, and triggers count.
    "events": "SELECT coalesce(sum(uses), 0) FROM categories",
    "days": "SELECT count(DISTINCT date) FROM events WHERE removed_at = ''",
    "entities": "SELECT count(*) FROM entities WHERE uses > 0",
    "stories": "SELECT count(*) FROM stories",
    "sources": "SELECT count(DISTINCT source) FROM citations",
    "relations": "SELECT count(*) FROM relations",
    "revisions": "SELECT count(*) FROM revisions WHERE stage = 2",
    # Of the states that hold now: what an edit has mended is no problem any more.
    "problems": "SELECT count(*) FROM problems WHERE revision IN (SELECT latest FROM pages)",
}


def count_all(database: Database, *names: str) -> dict[str, int]:
    """How many of everything there is now, or of what is named."""
    return {name: int(database.execute(_COUNTS[name]).fetchone()[0]) for name in names or _COUNTS}


def read_changed_at(database: Database) -> str:
    """When the latest state or the latest check of a source was recorded; empty where there is none."""
    row = database.execute(
        "SELECT max(coalesce((SELECT max(timestamp) FROM revisions WHERE stage = 2), ''), "
        "coalesce((SELECT max(checked_at) FROM source_checks), ''))"
    ).fetchone()
    return str(row[0])
