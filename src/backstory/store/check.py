"""Check that an archive is whole: what it says in two places must agree."""

from backstory.store.claims import PATH_KEY
from backstory.store.database import Database

_QUESTIONS = (
    ("an event has no version that holds now", """
        SELECT id FROM events AS e WHERE NOT EXISTS (
            SELECT 1 FROM versions WHERE key = e.version AND event = e.key AND valid_to = '')"""),
    ("an event has more than one version that holds now", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.event = e.key
        WHERE v.valid_to = '' GROUP BY e.key HAVING count(*) > 1"""),
    ("an event and its version disagree on day, page or removal", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.key = e.version
        WHERE v.date <> e.date OR v.page <> e.page OR v.is_removed <> (e.removed_at <> '')"""),
    ("an event's versions leave a gap or overlap", """
        SELECT id FROM (
            SELECT e.id, v.valid_to, lead(v.valid_from) OVER (
                PARTITION BY v.event ORDER BY v.valid_from, v.valid_to = '', v.valid_to, v.key) AS next_from
            FROM versions AS v JOIN events AS e ON e.key = v.event)
        WHERE valid_to <> coalesce(next_from, '')"""),
    ("an event's times do not agree with its versions", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.event = e.key
        GROUP BY e.key HAVING min(v.valid_from) <> e.first_seen_at
        OR max(CASE WHEN v.is_removed THEN '' ELSE v.valid_from END)
        <> coalesce(nullif(e.changed_at, ''), e.first_seen_at)"""),
    ("two events have one permalink", "SELECT path FROM events GROUP BY path HAVING count(*) > 1"),
    ("two sources have one address", "SELECT canonical_url FROM sources GROUP BY canonical_url HAVING count(*) > 1"),
    ("a permalink is kept among the other addresses", f"""
        SELECT e.id FROM addresses AS a CROSS JOIN events AS e ON e.path = a.path
        AND {PATH_KEY.format('e.path')} = {PATH_KEY.format('a.path')}"""),
    ("a live event is not on the latest state of its page", """
        SELECT e.id FROM events AS e LEFT JOIN pages AS p ON p.key = e.page LEFT JOIN revisions AS r ON r.key = p.latest
        WHERE e.removed_at = '' AND NOT EXISTS (SELECT 1 FROM json_each(r.layout) WHERE value = e.key)"""),
    ("the latest state of a page has an event that is not live there", """
        SELECT p.title FROM pages AS p JOIN revisions AS r ON r.key = p.latest JOIN json_each(r.layout) AS place
        LEFT JOIN events AS e ON e.key = place.value
        WHERE e.key IS NULL OR e.removed_at <> '' OR e.page <> p.key"""),
    ("a removed event still counts as linking something", """
        SELECT e.id FROM mentions AS m JOIN events AS e ON e.key = m.event WHERE e.removed_at <> '' GROUP BY e.key"""),
    ("an event's links are not those of its wording", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.key = e.version WHERE e.removed_at = '' AND
        coalesce(json_array_length(v.wording, '$.m'), 0) <>
        (SELECT count(*) FROM mentions WHERE event = e.key AND anchor <> '') + coalesce((SELECT count(*)
            FROM json_each(v.wording, '$.m') WHERE value ->> 1 = ''), 0)"""),
    ("an event's citations are not those of its wording", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.key = e.version WHERE e.removed_at = '' AND
        coalesce(json_array_length(v.wording, '$.c'), 0) <>
        (SELECT count(*) FROM citations WHERE event = e.key)"""),
    ("an entity's count is not that of its events", """
        SELECT title FROM entities AS e WHERE uses <> (
            SELECT count(DISTINCT event) FROM mentions WHERE entity = e.key)"""),
    ("a category's count is not that of its events", """
        SELECT name FROM categories AS c WHERE uses <> (
            SELECT count(*) FROM events WHERE category = c.key AND removed_at = '')"""),
    ("an event's category is not that of its wording", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.key = e.version LEFT JOIN categories AS c
        ON c.key = e.category WHERE v.category IS NOT c.name"""),
    ("a collection's count is not that of its events", """
        SELECT name FROM collections AS c WHERE uses <> (
            SELECT count(*) FROM events WHERE collection = c.key AND removed_at = '')"""),
    ("an event's collection is not that of its wording", """
        SELECT e.id FROM events AS e JOIN versions AS v ON v.key = e.version LEFT JOIN collections AS c
        ON c.key = e.collection WHERE v.wording ->> 'g' IS NOT c.name"""),
    ("a relation leads from or to an event that is not live (run relate)", """
        SELECT e.id FROM relations AS r JOIN events AS e ON e.key = r.event JOIN events AS o ON o.key = r.other
        WHERE (e.removed_at <> '' AND e.key NOT IN (SELECT event FROM stale))
        OR (o.removed_at <> '' AND o.key NOT IN (SELECT event FROM stale)) GROUP BY e.id"""),
    ("a relation's reasons are missing (run relate)", """
        SELECT e.id FROM relations AS r JOIN events AS e ON e.key = r.event
        WHERE r.reasons NOT IN (SELECT key FROM reason_lists) GROUP BY e.id"""),
    ("a story's span is not that of its events (run relate)", """
        SELECT s.slug FROM stories AS s JOIN story_events AS m ON m.story = s.key JOIN events AS e ON e.key = m.event
        WHERE NOT EXISTS (SELECT 1 FROM stale)
        GROUP BY s.key HAVING min(e.date) <> s.first_on OR max(e.date) <> s.last_on"""),
    ("an event is in a thread although it is removed or has a topic (run relate)", """
        SELECT e.id FROM threads AS t JOIN events AS e ON e.key = t.event WHERE NOT EXISTS (SELECT 1 FROM stale)
        AND (e.removed_at <> '' OR EXISTS (SELECT 1 FROM filings WHERE event = e.key))"""),
    ("a removed event is still filed under a topic (run relate)", """
        SELECT e.id FROM filings AS f JOIN events AS e ON e.key = f.event WHERE e.removed_at <> ''
        AND NOT EXISTS (SELECT 1 FROM stale) GROUP BY e.id"""),
    ("a story's slug is not among the addresses of its names", """
        SELECT s.slug FROM stories AS s WHERE NOT EXISTS (SELECT 1 FROM story_addresses AS a
        JOIN story_names AS n ON n.name = a.name WHERE n.story = s.key AND a.slug = s.slug)
        AND NOT EXISTS (SELECT 1 FROM stale)"""),
    ("a state was put aside (mend it, or add it again with a newer Backstory)", """
        SELECT coalesce(nullif(p.title, ''), p.origin) || ' ' || p.date || coalesce(': ' || f.detail, '')
        FROM revisions AS r JOIN pages AS p ON p.key = r.page LEFT JOIN problems AS f ON f.revision = r.key
        WHERE r.stage = 3 AND NOT EXISTS (SELECT 1 FROM revisions AS l WHERE l.page = r.page AND l.stage = 2
        AND l.key > r.key)"""),
    ("a revision's text is missing", """
        SELECT r.key FROM revisions AS r LEFT JOIN texts AS t ON t.revision = r.key
        JOIN pages AS p ON p.key = r.page
        WHERE t.revision IS NULL AND NOT EXISTS (SELECT 1 FROM notes WHERE name = 'as_of')"""),
    ("a revision's text goes by one that is not kept by itself", """
        SELECT t.revision FROM texts AS t LEFT JOIN texts AS b ON b.revision = t.base
        WHERE t.base IS NOT NULL AND (b.revision IS NULL OR b.base IS NOT NULL)"""),
    ("names are counted otherwise than they are linked", """
        SELECT name FROM (
            SELECT entity, name, uses FROM search_names WHERE kind = 1 AND uses > 0
            EXCEPT SELECT entity, anchor, count(*) FROM mentions WHERE anchor <> '' GROUP BY entity, anchor)"""),
)  # fmt: skip

_FRESH_INDEX = (
    "CREATE VIRTUAL TABLE temp.fresh USING fts5 (headline, topics, entities, publishers, category, labels, "
    "content = '', tokenize = \"porter unicode61 remove_diacritics 2\")",
    "INSERT INTO temp.fresh (rowid, headline, topics, entities, publishers, category, labels) "
    "SELECT place, headline, topics, entities, publishers, category, labels FROM search_rows",
    "CREATE VIRTUAL TABLE temp.fresh_words USING fts5vocab (temp, fresh, row)",
    "CREATE VIRTUAL TABLE temp.held_words USING fts5vocab (main, search, row)",
)

_SHOWN = 5
"""Examples named per kind of fault."""


def check_archive(database: Database) -> list[str]:
    """Everything that is wrong with the archive, in sentences; nothing where it is whole. Reads all of it."""
    found = [
        f"The file is damaged: {text}" for (text,) in database.execute("PRAGMA integrity_check(5)") if text != "ok"
    ]
    found += [
        f"Table {table} refers to a row of {parent} that is not there."
        for table, _, parent, _ in database.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN)
    ]
    for sentence, query in _QUESTIONS:
        names = [str(row[0]) for row in database.execute(query)]
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            found.append(f"{sentence[0].upper()}{sentence[1:]}: {', '.join(names[:_SHOWN])}{more}.")
    return found + check_search(database)


def check_search(database: Database) -> list[str]:
    """Whether the full-text index says of the live events what an index made now would say."""
    live = database.execute("SELECT count(*) FROM events WHERE removed_at = ''").fetchone()[0]
    held = database.execute("SELECT count(*) FROM search_docsize").fetchone()[0]
    if live != held:
        return [f"The search index has {held} events, the archive {live}."]
    # FTS5's own integrity check cannot compare with a view (as of SQLite 3.40).
    for statement in _FRESH_INDEX:
        database.execute(statement)
    differs = database.execute(
        "SELECT EXISTS (SELECT * FROM held_words EXCEPT SELECT * FROM fresh_words) "
        "OR EXISTS (SELECT * FROM fresh_words EXCEPT SELECT * FROM held_words)"
    ).fetchone()[0]
    for name in ("held_words", "fresh_words", "fresh"):
        database.execute(f"DROP TABLE temp.{name}")
    return ["The search index does not agree with the events."] if differs else []
