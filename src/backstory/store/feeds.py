"""Feeds: which the archive follows, when each is to be asked again, and what was wrong with it."""

from collections.abc import Iterable, Sequence

from backstory.errors import NotFoundError
from backstory.model import Feed, Problem
from backstory.store.database import Database, transaction

_COLUMNS = Feed.__struct_fields__
_NAMES = ", ".join(_COLUMNS)


def add_feeds(database: Database, found: Iterable[Feed]) -> int:
    """Follow feeds that are not followed yet, also not under an address they had; gives how many are new."""
    new = 0
    with transaction(database):
        for feed in found:
            if find_key(database, feed.url) is not None:
                continue
            places = ", ".join("?" * len(_COLUMNS))
            values = [getattr(feed, name) for name in _COLUMNS]
            database.execute(f"INSERT INTO feeds ({_NAMES}) VALUES ({places})", values)
            new += 1
    return new


def list_feeds(database: Database) -> list[Feed]:
    """All feeds in the order they were added."""
    rows = database.execute(f"SELECT {_NAMES} FROM feeds ORDER BY key").fetchall()
    return [Feed(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def list_due(database: Database, now: str) -> list[Feed]:
    """Feeds that may be asked by now, those that wait longest first; those that are gone are not."""
    rows = database.execute(
        f"SELECT {_NAMES} FROM feeds WHERE next_at <= ? AND state <> 'gone' ORDER BY next_at, key", (now,)
    ).fetchall()
    return [Feed(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def find_feed(database: Database, url: str) -> Feed:
    """A feed by its address, or by one that it had."""
    key = find_key(database, url)
    row = database.execute(f"SELECT {_NAMES} FROM feeds WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise NotFoundError(f"The archive follows no feed at {url}.", wanted=url)
    return Feed(**dict(zip(_COLUMNS, row, strict=True)))


def find_key(database: Database, url: str) -> int | None:
    """A feed's key by its address, or by one that it had."""
    row = database.execute(
        "SELECT key FROM feeds WHERE url = ? UNION ALL SELECT feed FROM feed_moves WHERE url = ? LIMIT 1", (url, url)
    ).fetchone()
    return int(row[0]) if row else None


def remove_feed(database: Database, url: str) -> None:
    """Follow a feed no longer. What it brought stays."""
    find_feed(database, url)
    with transaction(database):
        database.execute("DELETE FROM feeds WHERE key = ?", (find_key(database, url),))


def update_feed(database: Database, url: str, feed: Feed, problems: Sequence[Problem] | None = None) -> None:
    """Keep how a visit to the feed that had this address ended; its problems too, where it brought a document.

    Where it moved to the address of another one, it is followed there once.
    """
    with transaction(database):
        key = find_key(database, url)
        if key is None:
            return  # it was removed meanwhile
        if feed.url != url:
            other = find_key(database, feed.url)
            if other is not None and other != key:
                database.execute("UPDATE OR IGNORE feed_entries SET feed = ? WHERE feed = ?", (other, key))
                database.execute("UPDATE feed_moves SET feed = ? WHERE feed = ?", (other, key))
                database.execute("INSERT OR REPLACE INTO feed_moves VALUES (?, ?, ?)", (url, other, feed.asked_at))
                database.execute("DELETE FROM feeds WHERE key = ?", (key,))
                return
            database.execute("INSERT OR REPLACE INTO feed_moves VALUES (?, ?, ?)", (url, key, feed.asked_at))
            database.execute("DELETE FROM feed_moves WHERE url = ?", (feed.url,))
        names = ", ".join(f"{name} = ?" for name in _COLUMNS)
        database.execute(f"UPDATE feeds SET {names} WHERE key = ?", (*(getattr(feed, n) for n in _COLUMNS), key))
        if problems is not None:
            database.execute("DELETE FROM feed_problems WHERE feed = ?", (key,))
            rows = [(key, place, found.code, found.where, found.detail) for place, found in enumerate(problems)]
            database.executemany("INSERT INTO feed_problems VALUES (?, ?, ?, ?, ?)", rows)


def list_problems(database: Database, url: str) -> list[Problem]:
    """What was wrong with a feed's last document."""
    rows = database.execute(
        "SELECT code, place, detail FROM feed_problems WHERE feed = ? ORDER BY position", (find_key(database, url),)
    ).fetchall()
    return [Problem(code=code, where=where, detail=detail) for code, where, detail in rows]
