"""Sources: what is known of each cited article, and what was known at each check."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import structs

from backstory.model import Source
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.urls import CITED_URL, JOIN_SOURCES, find_sources, name_source

_FACTS = (
    "title", "description", "image_url", "author", "published_at", "language", "is_paywalled", "status", "checked_at",
    "archived_url", "described_by", "site_name", "modified_at", "moved_to", "status_since",
)  # fmt: skip

FACT_COLUMNS = (
    "s.checked_at <> '' OR s.status <> '' OR s.title <> '' OR s.description <> '', "
    + ", ".join(f"s.{name}" for name in _FACTS)
)  # fmt: skip
"""What `build_facts` reads of `sources AS s`."""


def add_sources(database: Database, sources: Iterable[Source]) -> int:
    """Keep what was found out about articles; gives how many records were new.

    They must say when (`checked_at`), and `url` as it is cited or canonical.
    """
    new = 0
    with transaction(database):
        for source in sources:
            key = find_sources(database, (source.url,))[name_source(source.url)]
            # who published it is decided from citations, and may be decided otherwise another time
            facts = msgspec.json.encode(structs.replace(source, published_by=None)).decode()
            known = database.execute(
                "SELECT facts FROM source_checks WHERE source = ? AND checked_at = ?", (key, source.checked_at)
            ).fetchone()
            if known and known[0] == facts:
                continue
            new += 1
            database.execute("INSERT OR REPLACE INTO source_checks VALUES (?, ?, ?)", (key, source.checked_at, facts))
            show_latest(database, key)
    return new


def show_latest(database: Database, key: int) -> None:
    """Let the source's row say what its latest check found."""
    row = database.execute(
        "SELECT facts FROM source_checks WHERE source = ? ORDER BY checked_at DESC LIMIT 1", (key,)
    ).fetchone()
    source = msgspec.json.decode(row[0], type=Source)
    columns = ", ".join(f"{name} = ?" for name in _FACTS)
    database.execute(f"UPDATE sources SET {columns} WHERE key = ?", (*(getattr(source, name) for name in _FACTS), key))


def read_facts(database: Database, keys: Iterable[int]) -> dict[int, tuple[str, Source | None]]:
    """Canonical URLs of articles, and what is known of those that were ever checked."""
    rows = database.execute(
        f"SELECT key, canonical_url, {FACT_COLUMNS} FROM sources AS s WHERE key IN {GIVEN}",
        (json.dumps(list(keys)),),
    )
    return {row[0]: (row[1], build_facts(row[1:])) for row in rows}


def find_facts(database: Database, urls: Iterable[str]) -> dict[str, Source]:
    """What is known of articles by canonical URL, of those that were ever checked."""
    rows = database.execute(
        f"SELECT s.canonical_url, {FACT_COLUMNS} FROM {JOIN_SOURCES}", (json.dumps([name_source(url) for url in urls]),)
    )
    return {row[0]: known for row in rows if (known := build_facts(row))}


def build_facts(row: Sequence[Any]) -> Source | None:
    """What is known of an article, from its canonical URL and `FACT_COLUMNS`; None where it was never checked."""
    url, is_known, *values = row
    if not is_known:
        return None
    facts = dict(zip(_FACTS, values, strict=True))
    facts["is_paywalled"] = None if facts["is_paywalled"] is None else bool(facts["is_paywalled"])
    return Source(url=url, canonical_url=url, **facts)


def list_sources(database: Database, *, unchecked_only: bool = False) -> list[Source]:
    """Articles that live events cite, by canonical URL, with what is known; or only those never checked.

    `url` is as it was cited, since servers may not answer to the canonical one.
    """
    where = "AND s.checked_at = ''" if unchecked_only else ""
    rows = database.execute(
        f"SELECT s.key, min({CITED_URL}) FROM sources AS s JOIN citations AS c ON c.source = s.key "
        f"WHERE true {where} GROUP BY s.key ORDER BY s.canonical_url"
    ).fetchall()
    facts = read_facts(database, [key for key, _ in rows])
    unknown = Source(url="")
    return [structs.replace(facts[key][1] or unknown, url=cited, canonical_url=facts[key][0]) for key, cited in rows]
