"""Hits as a reader sees them: the headline, or its telling part, with what was searched for marked."""

import re
from collections.abc import Sequence

from backstory.model import Event, Hit, Mark
from backstory.store.database import Database
from backstory.store.events import find_events_by_key
from backstory.store.filters import KEYS
from backstory.store.matching import Part, write_phrase

SNIPPET_CHARACTERS = 320
"""Nine of ten headlines are shorter and stand whole."""

_OPEN, _CLOSE = "\x02", "\x03"
_CONTROLS = re.compile("([\x02\x03])")


def build_hits(database: Database, page: Sequence[tuple[float, int]], parts: Sequence[Part]) -> tuple[Hit, ...]:
    """Hits for scores and places."""
    found = find_events_by_key(database, [place & KEYS for _, place in page])
    marked = mark_headlines(database, [event.headline for event in found], parts)
    titles = read_titles(database, parts)
    return tuple(
        build_hit(event, score, merge_marks([*marks, *mark_mentions(event, titles)]))
        for event, (score, _), marks in zip(found, page, marked, strict=True)
    )


def build_hit(event: Event, score: float, marks: Sequence[Mark]) -> Hit:
    """The hit with the part of its headline that has most marks."""
    start, end = choose_span(event.headline, marks)
    return Hit(
        event=event,
        snippet=event.headline[start:end],
        start=start,
        marks=tuple(
            Mark(start=mark.start - start, end=mark.end - start)
            for mark in marks
            if mark.start >= start and mark.end <= end
        ),
        score=score,
    )


def choose_span(text: str, marks: Sequence[Mark]) -> tuple[int, int]:
    """Where the part of a long text begins and ends that has most marks, at words; short texts are taken whole."""
    if len(text) <= SNIPPET_CHARACTERS:
        return 0, len(text)
    starts = [0, *(max(0, mark.start - 40) for mark in marks)]
    start = max(
        starts, key=lambda at: (sum(at <= mark.start and mark.end <= at + SNIPPET_CHARACTERS for mark in marks), -at)
    )
    if start:
        start = text.find(" ", start) + 1 or start
    end = start + SNIPPET_CHARACTERS
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + SNIPPET_CHARACTERS // 2)
    return start, min(end, len(text))


def mark_headlines(database: Database, headlines: Sequence[str], parts: Sequence[Part]) -> list[list[Mark]]:
    """Marks of the words that match, found by the index's own rules in an index of just these headlines."""
    phrases = dict.fromkeys(write_phrase(term.words, is_prefix=term.is_prefix) for part in parts for term in part.terms)
    if not phrases or not headlines:
        return [[] for _ in headlines]
    database.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_page USING fts5 "
        '(headline, tokenize = "porter unicode61 remove_diacritics 2")'
    )
    try:
        database.execute("SAVEPOINT marking")
        database.executemany(
            "INSERT INTO temp.search_page (rowid, headline) VALUES (?, ?)",
            [(number, _CONTROLS.sub(" ", text)) for number, text in enumerate(headlines)],
        )
        rows = database.execute(
            "SELECT rowid, highlight(search_page, 0, ?, ?) FROM temp.search_page WHERE search_page MATCH ?",
            (_OPEN, _CLOSE, " OR ".join(phrases)),
        ).fetchall()
    finally:
        database.execute("ROLLBACK TO marking")
        database.execute("RELEASE marking")
    found = dict(rows)
    return [read_marks(found.get(number, "")) for number in range(len(headlines))]


def read_marks(text: str) -> list[Mark]:
    """Where the marked words stand in the text without the marks."""
    marks, length, start = [], 0, 0
    for piece in _CONTROLS.split(text):
        if piece == _OPEN:
            start = length
        elif piece == _CLOSE:
            marks.append(Mark(start=start, end=length))
        else:
            length += len(piece)
    return marks


def read_titles(database: Database, parts: Sequence[Part]) -> set[str]:
    """Titles of the entities that the query names."""
    keys = {entity for part in parts for entity in part.entities}
    return {
        title
        for key in sorted(keys)
        for (title,) in database.execute("SELECT title FROM entities WHERE key = ?", (key,)).fetchall()
    }


def mark_mentions(event: Event, titles: set[str]) -> list[Mark]:
    """The words that name one of the entities, whatever they are."""
    return [
        Mark(start=mention.start, end=mention.start + len(mention.anchor))
        for mention in event.mentions
        if mention.title in titles and mention.start >= 0 and mention.anchor
    ]


def merge_marks(marks: Sequence[Mark]) -> list[Mark]:
    """Marks in order, those that overlap as one."""
    merged: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if merged and mark.start < merged[-1].end:
            merged[-1] = Mark(start=merged[-1].start, end=max(merged[-1].end, mark.end))
        else:
            merged.append(mark)
    return merged
