"""Bylines: how citations name their publisher, what that tells of sites and names, and whom each stands for."""

import json
from collections.abc import Iterable, Mapping

from backstory.model.record import Record
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.urls import CITED_URL

_RULES = "publisher_rules"


class Citing(Record, frozen=True, kw_only=True):
    """A citation whose byline is not known yet: where it stands, and what it says."""

    event: int
    position: int
    label: str
    url: str
    site_name: str


class BylineRow(Record, frozen=True, kw_only=True):
    """A byline (see `backstory.sources.bylines`), what it tells and asks, and how many citations of live events use it.

    `key` is 0 until it is written; `terms` are not read back.
    """

    label: str
    host: str
    site_name: str
    domain: str = ""
    site: str = ""
    name: str = ""
    name_key: str = ""
    terms: tuple[str, ...] = ()
    uses: int = 0
    key: int = 0

    @property
    def said(self) -> tuple[str, str, str]:
        """What makes it this byline."""
        return (self.label, self.host, self.site_name)


class RosterRow(Record, frozen=True, kw_only=True):
    """Whom a term of the roster stands for."""

    term: str
    name: str
    slug: str
    domain: str
    kind: str


_COLUMNS = "key, label, host, site_name, domain, site, name, name_key, uses"


def forget_others(database: Database, rules: str) -> None:
    """Forget whom bylines stand for, where other rules than these decided it."""
    row = database.execute("SELECT value FROM notes WHERE name = ?", (_RULES,)).fetchone()
    if row and row[0] == rules:
        return
    with transaction(database):
        database.execute("UPDATE citations SET byline = NULL WHERE byline IS NOT NULL")
        for table in ("byline_terms", "roster", "bylines", "publishers"):
            database.execute(f"DELETE FROM {table}")
        database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (_RULES, rules))


def list_unnamed(database: Database) -> list[Citing]:
    """Citations of live events that have no byline yet."""
    rows = database.execute(
        f"SELECT c.event, c.position, c.publisher, {CITED_URL}, s.site_name FROM citations AS c "
        "JOIN sources AS s ON s.key = c.source WHERE c.byline IS NULL"
    )
    return [
        Citing(event=event, position=position, label=label, url=url, site_name=site_name)
        for event, position, label, url, site_name in rows
    ]


def find_bylines(database: Database, said: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    """Keys of the bylines that say this (label, host, site name), of those there are."""
    found = {}
    query = "SELECT key FROM bylines WHERE label = ? AND host = ? AND site_name = ?"
    for wanted in said:
        row = database.execute(query, wanted).fetchone()
        if row:
            found[wanted] = row[0]
    return found


def add_bylines(database: Database, rows: Iterable[BylineRow]) -> dict[tuple[str, str, str], int]:
    """Keep bylines that are new; gives their keys."""
    added = {}
    for row in rows:
        cursor = database.execute(
            "INSERT INTO bylines (label, host, site_name, domain, site, name, name_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*row.said, row.domain, row.site, row.name, row.name_key),
        )
        assert cursor.lastrowid is not None
        added[row.said] = cursor.lastrowid
        database.executemany("INSERT INTO byline_terms VALUES (?, ?)", [(term, cursor.lastrowid) for term in row.terms])
    return added


def name_citations(database: Database, named: Iterable[tuple[Citing, int]]) -> None:
    """Say which byline each of these citations has."""
    database.executemany(
        "UPDATE citations SET byline = ? WHERE event = ? AND position = ?",
        [(key, citing.event, citing.position) for citing, key in named],
    )


def has_stale(database: Database) -> bool:
    """Whether `list_stale` would give any."""
    return database.execute("SELECT 1 FROM bylines WHERE is_stale = 1 LIMIT 1").fetchone() is not None


def list_stale(database: Database) -> list[BylineRow]:
    """Bylines that are new, or used more or less often than when last asked for; counted now."""
    database.execute(
        "UPDATE bylines SET uses = (SELECT count(*) FROM citations WHERE byline = bylines.key) WHERE is_stale = 1"
    )
    return read_bylines(database, f"SELECT {_COLUMNS} FROM bylines WHERE is_stale = 1")


def list_telling(
    database: Database, sites: Iterable[str], keys: Iterable[str], known: Iterable[int]
) -> list[BylineRow]:
    """Bylines in use that tell something of one of these sites, or of a name with one of these keys.

    Those whose keys are `known` are left out.
    """
    return read_bylines(
        database,
        f"SELECT {_COLUMNS} FROM bylines WHERE key IN (SELECT key FROM bylines WHERE site IN {GIVEN} "
        f"UNION SELECT key FROM bylines WHERE name_key IN {GIVEN} EXCEPT SELECT value FROM json_each(?)) "
        "AND site <> '' AND uses > 0",
        json.dumps(list(sites)),
        json.dumps(list(keys)),
        json.dumps(list(known)),
    )


def list_asking(database: Database, terms: Iterable[str]) -> list[BylineRow]:
    """Bylines in use that ask for one of these terms."""
    return read_bylines(
        database,
        f"SELECT {_COLUMNS} FROM bylines WHERE uses > 0 AND key IN "
        f"(SELECT byline FROM byline_terms WHERE term IN {GIVEN})",
        json.dumps(list(terms)),
    )


def read_bylines(database: Database, query: str, *parameters: str) -> list[BylineRow]:
    """Bylines of a query for `_COLUMNS`."""
    return [
        BylineRow(
            key=row[0],
            label=row[1],
            host=row[2],
            site_name=row[3],
            domain=row[4],
            site=row[5],
            name=row[6],
            name_key=row[7],
            uses=row[8],
        )
        for row in database.execute(query, parameters)
    ]


def read_roster(database: Database, keys: Iterable[int]) -> list[RosterRow]:
    """What the roster says to all that these bylines ask."""
    rows = database.execute(
        "SELECT term, name, slug, domain, kind FROM roster WHERE term IN "
        f"(SELECT term FROM byline_terms WHERE byline IN {GIVEN})",
        (json.dumps(list(keys)),),
    )
    return [RosterRow(term=row[0], name=row[1], slug=row[2], domain=row[3], kind=row[4]) for row in rows]


def write_roster(database: Database, found: Mapping[str, RosterRow | None]) -> list[str]:
    """Let terms stand for this (None: for nothing more); gives those that stood for something else."""
    before = {
        row[0]: RosterRow(term=row[0], name=row[1], slug=row[2], domain=row[3], kind=row[4])
        for row in database.execute(
            f"SELECT term, name, slug, domain, kind FROM roster WHERE term IN {GIVEN}", (json.dumps(list(found)),)
        )
    }
    changed = [term for term, row in found.items() if before.get(term) != row]
    database.executemany("DELETE FROM roster WHERE term = ?", [(term,) for term in changed])
    kept = [row for term in changed if (row := found[term])]
    database.executemany(
        "INSERT INTO roster VALUES (?, ?, ?, ?, ?)",
        [(row.term, row.name, row.slug, row.domain, row.kind) for row in kept],
    )
    return changed


def drop_unused(database: Database) -> set[int]:
    """Forget bylines that no live event's citation has any more; gives the keys of publishers they stood for."""
    unused = "(SELECT key FROM bylines WHERE is_stale = 1 AND uses = 0)"
    rows = database.execute(f"SELECT publisher, carrier FROM bylines WHERE key IN {unused}").fetchall()
    database.execute(f"UPDATE bylines SET publisher = NULL, carrier = NULL WHERE key IN {unused}")
    database.execute(f"DELETE FROM byline_terms WHERE byline IN {unused}")
    database.execute("DELETE FROM bylines WHERE is_stale = 1 AND uses = 0")
    database.execute("UPDATE bylines SET is_stale = 0 WHERE is_stale = 1")
    return {key for row in rows for key in row if key is not None}
