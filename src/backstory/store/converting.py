"""Changes of an archive that a migration cannot make in SQL alone. Each follows its script, in the same transaction."""

from array import array
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from backstory.model import Citation, Mention, ParsedEvent, Topic
from backstory.store.relation_index import RelationIndex
from backstory.store.urls import find_sources
from backstory.store.wording import encode_wording

if TYPE_CHECKING:
    from backstory.store.database import Database

_AT_ONCE = 2000


class _Wording(msgspec.Struct, frozen=True):
    """A wording as it was kept up to schema 20."""

    text: str
    prefix: str = ""
    topics: tuple[Topic, ...] = ()
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[str, ...] = ()
    collection: str = ""


def shorten_wordings(database: "Database") -> None:
    """Keep wordings by reference to sources and headlines."""
    # This writes them by today's `encode_wording`. Whoever changes what that writes must freeze a copy of it here.
    decoder = msgspec.json.Decoder(_Wording)
    for rows in _read_chunks(database):
        items = [(key, _make_item(decoder.decode(wording))) for key, wording in rows]
        source_of = find_sources(database, (cited.url for _, item in items for cited in item.citations))
        database.executemany(
            "UPDATE versions SET wording = ? WHERE key = ?",
            [(encode_wording(item, source_of), key) for key, item in items],
        )


def _read_chunks(database: "Database") -> Iterator[list[tuple[int, str]]]:
    query = "SELECT key, wording FROM versions WHERE key > ? ORDER BY key LIMIT ?"
    last = 0
    while rows := database.execute(query, (last, _AT_ONCE)).fetchall():
        yield rows
        last = rows[-1][0]


def _make_item(said: _Wording) -> ParsedEvent:
    return ParsedEvent(
        date="",
        category="",
        text=said.text,
        prefix=said.prefix,
        topics=said.topics,
        mentions=said.mentions,
        citations=said.citations,
        problems=said.problems,
        collection=said.collection,
    )


def pack_index(database: "Database") -> None:
    """Keep the index of relations packed."""
    # It is written as today's are. Whoever changes what that writes may let it be made anew instead.
    index = RelationIndex(database)
    index.write_notes(dict(database.execute("SELECT name, value FROM relation_notes").fetchall()))
    index.add_terms(iter(database.execute("SELECT number, name, first, second FROM temp.old_terms").fetchone, None))
    database.execute("DROP TABLE temp.old_terms")


def pack_learned(database: "Database") -> None:
    """Keep what each event is counted for in one value."""
    query = "SELECT event, seen, links, entities FROM temp.old_learned ORDER BY event"
    database.executemany(
        "INSERT INTO learned VALUES (?, ?)",
        (
            (event, msgspec.msgpack.encode(_flatten(seen, links, entities)))
            for event, seen, links, entities in database.execute(query)
        ),
    )
    database.execute("DROP TABLE temp.old_learned")


def _flatten(seen: bytes, links: str, entities: str) -> tuple[list[int], list[int], list[int]]:
    flat = [number for link in msgspec.json.decode(links) for number in link]
    return list(array("i", seen)), flat, msgspec.json.decode(entities)


CONVERSIONS: dict[str, Callable[["Database"], None]] = {
    "0021_references.sql": shorten_wordings,
    "0027_smaller_index.sql": pack_index,
    "0028_smaller_learned.sql": pack_learned,
}
"""By the name of the migration's script."""
