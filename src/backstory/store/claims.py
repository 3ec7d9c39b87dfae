"""What an event has for itself for ever: its key, its id and its addresses."""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from backstory.errors import StoreError
from backstory.model import Placement
from backstory.model.slug import keep_from_index
from backstory.store.chains import Changes, describe_version, write_chains
from backstory.store.database import GIVEN, Database
from backstory.store.revisions import RevisionRow
from backstory.store.versions import Span

MOST_EVENTS = (1 << 24) - 1
"""The search index has 24 bits for the key of an event."""

PATH_KEY = (
    "((CAST(replace(substr({0}, 7, 10), '/', '') AS INTEGER) * 512 + length({0})) * 128 "
    "+ unicode(substr(' ' || {0}, -1)) % 128)"
)
"""A number made of a path's day, length and last character: few paths have the same."""

# Of it there is an index, of whole paths none. Without the plus SQLite reads the key as one of `:path`.
_OWNER = f"SELECT key FROM events WHERE {PATH_KEY.format('path')} = {PATH_KEY.format(':path')} AND +path = :path"
FIND_OWNER = f"({_OWNER} UNION ALL SELECT event FROM addresses WHERE path = :path LIMIT 1)"
"""Key of the event that has the path `:path`, as its permalink or besides."""


def claim_events(
    database: Database, row: RevisionRow, span: Span, placements: Sequence[Placement], source_of: Mapping[str, int]
) -> dict[str, int]:
    """Keys of all events placed, by id. New ones get theirs here, with a permalink nobody else has."""
    key_of = find_keys(database, [place.id for place in placements if not place.is_new])
    key = int(database.execute("SELECT coalesce(max(key), 0) FROM events").fetchone()[0])
    rows = []
    taken: set[str] = set()
    early: list[tuple[int, Placement]] = []
    for position, place in enumerate(placements):
        if place.is_new:
            key += 1
            key_of[place.id] = key
            since = min(place.first_seen_at or span.since, span.since)
            path = claim_path(database, place.path, taken)
            taken.add(path)
            rows.append((key, place.id, path, row.page, place.item.date, position, span.since, ""))
            if since < span.since:
                early.append((key, place))
    if key > MOST_EVENTS:
        raise StoreError(f"{database.path} is full: an archive holds {MOST_EVENTS} events.", path=database.path)
    database.executemany(
        "INSERT INTO events (key, id, path, page, date, position, first_seen_at, changed_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    # Before the file's wording the event was there in one that the file does not tell.
    untold = [
        replace(describe_version(place, key, row, source_of), valid_from=place.first_seen_at, is_removed=True)
        for key, place in early
    ]
    write_chains(database, Changes({key: [] for key, _ in early}, {version.event: [version] for version in untold}))
    return key_of


def claim_path(database: Database, path: str, taken: Container[str]) -> str:
    """The first of PATH, PATH-2, PATH-3 … that no event ever had, and none of those `taken`.

    Another archive may have any path: one where a day's page stands is given as `make_path` gives it.
    """
    path = keep_from_index(path)
    free, number = path, 1
    while free in taken or database.execute(f"SELECT {FIND_OWNER}", {"path": free}).fetchone()[0]:
        number += 1
        free = f"{path}-{number}"
    return free


def add_wordings(database: Database, placements: Sequence[Placement], span: Span) -> None:
    """Let the addresses that new wordings ask for lead to their events, where they are free."""
    database.executemany(
        "INSERT INTO addresses SELECT :path, key, :since FROM events WHERE id = :id AND path <> :path "
        f"AND coalesce({FIND_OWNER}, key) = key ON CONFLICT (path) DO UPDATE SET since = min(since, excluded.since)",
        [
            {"path": place.path, "since": span.since, "id": place.id}
            for place in placements
            if place.path and not place.is_new
        ],
    )


def find_keys(database: Database, ids: Iterable[str]) -> dict[str, int]:
    """Keys of events by their ids, of those there are."""
    query = f"SELECT id, key FROM events WHERE id IN {GIVEN}"
    return dict(database.execute(query, (json.dumps(list(ids)),)).fetchall())


def find_ids(database: Database, keys: Iterable[int]) -> dict[int, str]:
    """Ids of events by their keys."""
    query = f"SELECT key, id FROM events WHERE key IN {GIVEN}"
    return dict(database.execute(query, (json.dumps(list(keys)),)).fetchall())
