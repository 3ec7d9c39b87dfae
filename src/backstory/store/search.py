"""Search live events by words: any input is words, none of it is syntax."""

import re
from collections.abc import Iterator

from backstory.model import Event
from backstory.store.database import Database
from backstory.store.events import find_events

_WORD = re.compile(r"\w+")

_MAX_NAME_WORDS = 6
"""Longest alias looked for in the words; of 40,000 aliases on real pages 99.9% have no more."""

_MAX_NAMED = 3
"""Entities that one alias stands for, the most often named first; a fourth is noise."""


def search_events(database: Database, words: str, limit: int = 20, offset: int = 0) -> list[Event]:
    """Live events that have all the words, best first; of equally good ones the latest first.

    The last word may be the beginning of one. Words that are an entity's alias or a redirect to it find the events
    that link it under any name.
    """
    query = write_query(database, words)
    if not query:
        return []
    rows = database.execute(
        "SELECT e.id FROM search JOIN events AS e ON e.key = search.rowid WHERE search MATCH ? "
        # Rounded, so that a nearly equal match of last week comes before one of ten years ago.
        "ORDER BY round(bm25(search, 4.0, 2.0, 2.0, 0.5), 1), e.date DESC, e.key LIMIT ? OFFSET ?",
        (query, limit, offset),
    )
    return list(find_events(database, [row[0] for row in rows]).values())


def write_query(database: Database, words: str) -> str:
    """The words in the full-text index's own syntax, every one of them quoted; empty where there is none."""
    found = _WORD.findall(words)
    ends_open = bool(words) and not words[-1].isspace()
    return " AND ".join(write_terms(database, found, ends_open=ends_open))


def write_terms(database: Database, found: list[str], *, ends_open: bool) -> Iterator[str]:
    """One term per word, or per run of words that name an entity."""
    place = 0
    while place < len(found):
        for length in range(min(_MAX_NAME_WORDS, len(found) - place), 0, -1):
            run = found[place : place + length]
            titles = find_named(database, " ".join(run))
            if titles or length == 1:
                break
        last = place + length == len(found)
        own = " AND ".join(f'"{word}"' for word in run) + ("*" if last and ends_open else "")
        if titles:
            named = " OR ".join(f'entities : "{title}"' for title in titles)
            yield f"(({own}) OR {named})"
        else:
            yield f"({own})"
        place += length


def find_named(database: Database, name: str) -> list[str]:
    """Titles, as words, of the entities that go by `name` other than by their title."""
    rows = database.execute(
        "SELECT n.title, count(*) AS uses FROM mentions AS m JOIN entities AS n ON n.key = m.entity "
        "WHERE m.anchor = ? COLLATE NOCASE GROUP BY n.key ORDER BY uses DESC, n.title LIMIT ?",
        (name, _MAX_NAMED),
    ).fetchall()
    linked = database.execute(
        "SELECT title FROM redirects WHERE target IN (SELECT target FROM redirects WHERE title = ? COLLATE NOCASE) "
        "UNION SELECT target FROM redirects WHERE title = ? COLLATE NOCASE "
        "UNION SELECT title FROM redirects WHERE target = ? COLLATE NOCASE",
        (name, name, name),
    ).fetchall()
    # The index knows an entity by the titles that pages link, redirects included.
    also = [
        row
        for title, *_ in rows
        for row in database.execute("SELECT title FROM redirects WHERE target = ?", (title,)).fetchall()
    ]
    titles = [" ".join(_WORD.findall(row[0])) for row in [*rows, *linked, *also]]
    return [title for title in dict.fromkeys(titles) if title and title.casefold() != name.casefold()]
