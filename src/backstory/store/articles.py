"""Articles that feeds told of: each once, whichever feeds have it, and the event that it was found to tell of."""

import json
from collections.abc import Iterable, Mapping, Sequence

from backstory.model import Article, Attached, Event, Feed, FeedEntry
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.events import find_events_by_key
from backstory.store.feeds import find_key
from backstory.store.urls import JOIN_SOURCES, find_sources, name_source

_SELECT = """
    SELECT a.key, a.url, a.title, a.publisher, a.published_at, a.recorded_at, a.description, a.language,
        coalesce(e.id, ''), a.day FROM articles AS a LEFT JOIN events AS e ON e.key = a.event
"""


_FIELDS = (
    "key", "url", "title", "publisher", "published_at", "recorded_at", "description", "language", "event", "day",
)  # fmt: skip


class ArticleRow(Article, frozen=True, kw_only=True):
    """An article with the moment that it is taken to be of."""

    day: str


def add_entries(
    database: Database, feed: Feed, entries: Sequence[tuple[FeedEntry, str]], recorded_at: str
) -> tuple[int, list[ArticleRow]]:
    """Take in entries of a feed, each with the moment it is taken to be of.

    Gives how many articles are new, and those whose words changed.

    What the feed or another one brought already is not new. A changed title or description replaces the earlier one.
    """
    changed, new = [], 0
    with transaction(database):
        key = find_key(database, feed.url)
        if key is None:
            return 0, []  # it was removed meanwhile
        sources = find_sources(database, (entry.url for entry, _ in entries))
        for entry, day in entries:
            source = sources[name_source(entry.url)]
            known = _find_article(database, key, entry.key, source)
            if known is None:
                new += 1
                article = _add_article(database, (key, feed), entry, (source, recorded_at, day))
            else:
                article = known[0]
                # Another feed of the same paper may shorten it: the words are those of the first one.
                if known[1] == key and known[2:] != (entry.title, entry.description):
                    changed.append(article)
                    said = (entry.title, entry.description, article)
                    database.execute("UPDATE articles SET title = ?, description = ? WHERE key = ?", said)
            database.execute("INSERT OR REPLACE INTO feed_entries VALUES (?, ?, ?)", (key, entry.key, article))
    return new, read_articles(database, changed)


def _find_article(database: Database, feed: int, entry: str, source: int) -> tuple[int, int | None, str, str] | None:
    """The article that an entry of a feed was before, else the one at its address: key, feed, title, description."""
    query = "SELECT a.key, a.feed, a.title, a.description FROM articles AS a"
    of_feed = f"{query} JOIN feed_entries AS f ON f.article = a.key WHERE f.feed = ? AND f.entry = ?"
    row: tuple[int, int | None, str, str] | None = database.execute(of_feed, (feed, entry)).fetchone()
    return row or database.execute(f"{query} WHERE a.source = ?", (source,)).fetchone()


def _add_article(database: Database, feed: tuple[int, Feed], entry: FeedEntry, where: tuple[int, str, str]) -> int:
    source, recorded_at, day = where
    language, publisher = entry.language or feed[1].language, entry.publisher or feed[1].title
    cursor = database.execute(
        "INSERT INTO articles (source, feed, url, title, description, publisher, language, published_at, recorded_at, "
        "day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (source, feed[0], entry.url, entry.title, entry.description, publisher, language, entry.published_at,
         recorded_at, day),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def list_waiting(database: Database) -> list[ArticleRow]:
    """Articles that were not grouped yet, in the order of time."""
    query = f"{_SELECT} JOIN sources AS s ON s.key = a.source WHERE a.place IS NULL ORDER BY a.day, s.canonical_url"
    return [_read(row) for row in database.execute(query)]


def list_grouped(database: Database, since: str) -> list[ArticleRow]:
    """Articles of events that have one of `since` or later, in the order in which they were grouped."""
    recent = "SELECT event FROM articles WHERE place IS NOT NULL AND day >= ?"
    query = f"{_SELECT} WHERE a.place IS NOT NULL AND a.event IN ({recent}) ORDER BY a.place"
    return [_read(row) for row in database.execute(query, (since,))]


def read_articles(database: Database, keys: Iterable[int]) -> list[ArticleRow]:
    """Articles by their keys."""
    query = f"{_SELECT} WHERE a.key IN {GIVEN} ORDER BY a.key"
    return [_read(row) for row in database.execute(query, (json.dumps(list(keys)),))]


def list_of_event(database: Database, event_id: str) -> list[ArticleRow]:
    """Articles that were found to tell of an event, in the order in which they were."""
    query = f"{_SELECT} WHERE e.id = ? AND a.place IS NOT NULL ORDER BY a.place"
    return [_read(row) for row in database.execute(query, (event_id,))]


def place_articles(database: Database, placed: Sequence[tuple[int, str]]) -> None:
    """Say which event each of these articles, by key, was found to tell of; in this order, after all before."""
    with transaction(database):
        (last,) = database.execute("SELECT coalesce(max(place), 0) FROM articles").fetchone()
        database.executemany(
            "UPDATE articles SET place = ?, event = (SELECT key FROM events WHERE id = ?) WHERE key = ?",
            [(last + number, event_id, key) for number, (key, event_id) in enumerate(placed, start=1)],
        )


def move_articles(database: Database, moves: Iterable[tuple[str, str]]) -> None:
    """Let the articles of an event be another's: pairs of both ids."""
    database.executemany(
        "UPDATE articles SET event = (SELECT key FROM events WHERE id = ?) "
        "WHERE event = (SELECT key FROM events WHERE id = ?)",
        [(new, old) for old, new in moves],
    )


def attach_articles(database: Database, found: Iterable[tuple[str, Article]], since: str) -> None:
    """Put articles beside what editors cite for events, by the events' ids; those that they cite already are not."""
    attach_given(
        database,
        (
            (event_id, Attached(url=article.url, publisher=article.publisher, attached_at=since))
            for event_id, article in found
        ),
    )


def attach_given(database: Database, found: Iterable[tuple[str, Attached]]) -> None:
    """Put articles beside events by their ids, as they stood there in another archive."""
    with transaction(database):
        for event_id, given in found:
            (source,) = find_sources(database, (given.url,)).values()
            database.execute(
                "INSERT OR IGNORE INTO attached SELECT key, :source, :url, :publisher, :since FROM events "
                "WHERE id = :id AND NOT EXISTS (SELECT 1 FROM citations WHERE event = events.key AND source = :source)",
                {
                    "source": source,
                    "url": given.url,
                    "publisher": given.publisher,
                    "since": given.attached_at,
                    "id": event_id,
                },
            )


def list_attached(database: Database) -> list[tuple[str, Attached]]:
    """Articles that a machine put beside live events, with the ids of these."""
    query = "SELECT e.id, a.url, a.publisher, a.since FROM attached AS a JOIN events AS e ON e.key = a.event"
    return [
        (event_id, Attached(url=url, publisher=publisher, attached_at=since))
        for event_id, url, publisher, since in database.execute(
            f"{query} WHERE e.removed_at = '' ORDER BY a.since, e.id, a.url"
        )
    ]


def map_citing(database: Database, urls: Iterable[str], first: str, last: str) -> dict[str, list[tuple[str, str]]]:
    """Live events of these days, not made of articles themselves, by the canonical URL of what they cite.

    Of each the id and the date, in the order of ids.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for url, event_id, date in database.execute(
        f"SELECT DISTINCT s.canonical_url, e.id, e.date FROM {JOIN_SOURCES} JOIN citations AS c ON c.source = s.key "
        "JOIN events AS e ON e.key = c.event JOIN pages AS p ON p.key = e.page "
        "WHERE p.origin <> 'feed' "
        "AND e.date BETWEEN ? AND ? ORDER BY e.id",
        (json.dumps(sorted({name_source(url) for url in urls})), first, last),
    ):
        found.setdefault(url, []).append((event_id, date))
    return found


def list_new_events(database: Database) -> tuple[list[Event], int]:
    """Live events of other origins than feeds that came since `write_last_met`, and the key of the last event."""
    row = database.execute("SELECT value FROM notes WHERE name = 'feeds_met'").fetchone()
    (last,) = database.execute("SELECT coalesce(max(key), 0) FROM events").fetchone()
    if not database.execute("SELECT 1 FROM articles WHERE place IS NOT NULL LIMIT 1").fetchone():
        return [], last  # there is nothing to compare them with
    keys = database.execute(
        "SELECT e.key FROM events AS e JOIN pages AS p ON p.key = e.page "
        "WHERE e.key > ? AND e.removed_at = '' AND p.origin <> 'feed' ORDER BY e.key",
        (int(row[0]) if row else 0,),
    )
    return find_events_by_key(database, [key for (key,) in keys]), last


def write_last_met(database: Database, last: int) -> None:
    """Say that events up to this key were compared with those made of articles."""
    database.execute("INSERT OR REPLACE INTO notes VALUES ('feeds_met', ?)", (str(last),))


def read_word_counts(database: Database) -> dict[str, int]:
    """In how many titles each word stands; "" stands for all."""
    return dict(database.execute("SELECT word, titles FROM title_words").fetchall())


def write_word_counts(database: Database, counts: Mapping[str, int]) -> None:
    """Keep counts that changed."""
    database.executemany(
        "INSERT INTO title_words VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET titles = excluded.titles",
        sorted(counts.items()),
    )


def _read(row: Sequence[str]) -> ArticleRow:
    return ArticleRow(**dict(zip(_FIELDS, row, strict=True)))  # type: ignore[arg-type]
