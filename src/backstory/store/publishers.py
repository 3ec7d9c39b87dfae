"""Publishers: who stands behind bylines, and what is cited of each."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from backstory.errors import NotFoundError
from backstory.model import PublisherProfile
from backstory.model.record import Record
from backstory.store.database import GIVEN, Database

_MOST_LISTED = 40
"""Labels and domains of a publisher that are read: the rest are slips of the pen."""

Standing = tuple[int | None, str, int | None, str]
"""Whom a byline stands for: the publisher's key and name, the carrier's key and name."""


class PublisherRow(Record, frozen=True, kw_only=True):
    """A publisher as it is written."""

    name: str
    slug: str
    domain: str = ""
    is_agency: bool = False


def write_publishers(
    database: Database, found: Mapping[int, tuple[PublisherRow, PublisherRow | None]], left: Iterable[int] = ()
) -> int:
    """Let bylines stand for these publishers and carriers; gives how many stood for somebody else.

    A publisher that no byline stands for any more is forgotten; `left` are keys of some that bylines stood for that are
    forgotten.
    """
    before = read_standing(database, found)
    key_of = find_publishers(database, {row.slug: row for pair in found.values() for row in pair if row})
    after: dict[int, Standing] = {
        byline: (key_of[author.slug], author.name, *((key_of[carrier.slug], carrier.name) if carrier else (None, "")))
        for byline, (author, carrier) in found.items()
    }
    changed = [(*said, byline) for byline, said in after.items() if before[byline] != said]
    database.executemany(
        "UPDATE bylines SET publisher = ?, called = ?, carrier = ?, carrier_called = ? WHERE key = ?", changed
    )
    concerned = {key for said in (*before.values(), *after.values()) for key in (said[0], said[2]) if key is not None}
    settle_publishers(database, concerned.union(left))
    return len(changed)


def settle_publishers(database: Database, keys: Iterable[int]) -> None:
    """Give each of these publishers the name that most citations say, and forget those that nothing stands for."""
    wanted = json.dumps(list(keys))
    names: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, name, uses in database.execute(
        f"SELECT publisher, called, uses FROM bylines WHERE publisher IN {GIVEN} UNION ALL "
        f"SELECT carrier, carrier_called, uses FROM bylines WHERE carrier IN {GIVEN}",
        (wanted, wanted),
    ):
        names[key][name] += uses
    for key, name in database.execute(f"SELECT key, name FROM publishers WHERE key IN {GIVEN}", (wanted,)).fetchall():
        said = names[key]
        if not said:
            database.execute("DELETE FROM publishers WHERE key = ?", (key,))
        elif name != (best := min(said, key=lambda name: (-said[name], name))):
            database.execute("UPDATE publishers SET name = ? WHERE key = ?", (best, key))
    database.execute(
        "UPDATE publishers SET uses = (SELECT count(DISTINCT c.event) FROM bylines AS b JOIN citations AS c "
        f"ON c.byline = b.key WHERE b.publisher = publishers.key OR b.carrier = publishers.key) WHERE key IN {GIVEN}",
        (wanted,),
    )


def read_standing(database: Database, keys: Iterable[int]) -> dict[int, Standing]:
    """Whom bylines stand for now."""
    rows = database.execute(
        f"SELECT key, publisher, called, carrier, carrier_called FROM bylines WHERE key IN {GIVEN}",
        (json.dumps(list(keys)),),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def find_publishers(database: Database, rows: Mapping[str, PublisherRow]) -> dict[str, int]:
    """Keys of publishers by slug; those not met before are made."""
    found = {
        slug: (key, domain, bool(is_agency))
        for key, slug, domain, is_agency in database.execute(
            f"SELECT key, slug, domain, is_agency FROM publishers WHERE slug IN {GIVEN}", (json.dumps(list(rows)),)
        )
    }
    keys = {}
    for slug, row in rows.items():
        if slug not in found:
            cursor = database.execute(
                "INSERT INTO publishers (slug, name, domain, is_agency) VALUES (?, ?, ?, ?)",
                (slug, row.name, row.domain, row.is_agency),
            )
            assert cursor.lastrowid is not None
            keys[slug] = cursor.lastrowid
            continue
        keys[slug], domain, is_agency = found[slug]
        if row.domain and (domain, is_agency) != (row.domain, row.is_agency):
            query = "UPDATE publishers SET domain = ?, is_agency = ? WHERE key = ?"
            database.execute(query, (row.domain, row.is_agency, keys[slug]))
    return keys


def list_publishers(database: Database) -> list[tuple[str, str, int]]:
    """Slug and name of every publisher, and how many live events cite what it wrote or carries, by slug."""
    return database.execute("SELECT slug, name, uses FROM publishers ORDER BY slug").fetchall()


def list_publishers_of(database: Database, ids: Iterable[str]) -> dict[str, list[str]]:
    """Slugs of the publishers and carriers that live events cite, by the event's id."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = database.execute(
        "SELECT DISTINCT e.id, p.slug FROM events AS e JOIN citations AS c ON c.event = e.key "
        "JOIN bylines AS b ON b.key = c.byline JOIN publishers AS p ON p.key IN (b.publisher, b.carrier) "
        f"WHERE e.id IN {GIVEN}",
        (json.dumps(list(ids)),),
    )
    for event_id, slug in rows:
        found[event_id].append(slug)
    return dict(found)


def find_publisher(database: Database, slug: str) -> PublisherProfile:
    """What citations show of one publisher."""
    row = database.execute("SELECT key, name, domain, is_agency FROM publishers WHERE slug = ?", (slug,)).fetchone()
    if row is None:
        raise NotFoundError(f"No citation names a publisher “{slug}”.", wanted=slug)
    key, name, domain, is_agency = row

    def count(what: str, where: str) -> tuple[tuple[str, int], ...]:
        query = (
            f"SELECT {what}, sum(uses) AS n FROM bylines WHERE {where} AND {what} <> '' GROUP BY 1 "
            f"ORDER BY n DESC, 1 LIMIT {_MOST_LISTED}"
        )
        return tuple(database.execute(query, (key,)).fetchall())

    def count_others(mine: str, other: str) -> tuple[tuple[str, str, int], ...]:
        query = (
            f"SELECT p.slug, p.name, sum(b.uses) AS n FROM bylines AS b JOIN publishers AS p ON p.key = b.{other} "
            f"WHERE b.{mine} = ? GROUP BY p.key ORDER BY n DESC, p.name, p.slug"
        )
        return tuple(database.execute(query, (key,)).fetchall())

    carriers, carried = count_others("publisher", "carrier"), count_others("carrier", "publisher")
    total = database.execute("SELECT coalesce(sum(uses), 0) FROM bylines WHERE publisher = ?", (key,)).fetchone()[0]
    return PublisherProfile(
        name=name,
        slug=slug,
        domain=domain,
        is_agency=bool(is_agency),
        citations=total,
        carried=sum(uses for _, _, uses in carriers),
        carrying=sum(uses for _, _, uses in carried),
        labels=count("label", "publisher = ? AND (carrier IS NULL OR label NOT LIKE '% via %')"),
        domains=count("domain", "publisher = ? AND carrier IS NULL"),
        carriers=carriers,
        sources=carried,
    )
