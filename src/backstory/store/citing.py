"""What events cite, with what is known of each article."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from backstory.model import Citation, Publisher, Source
from backstory.store.database import Database, write_list
from backstory.store.linking import name_source
from backstory.store.sources import FACT_COLUMNS, build_facts, read_facts
from backstory.store.wording import Wording

_PUBLISHED = "b.publisher, b.carrier, p.name, p.slug, p.domain, p.is_agency, k.name, k.slug"
_QUERY = (
    f"SELECT c.event, c.position, {_PUBLISHED}, s.canonical_url, {FACT_COLUMNS} FROM citations AS c "
    "JOIN sources AS s ON s.key = c.source LEFT JOIN bylines AS b ON b.key = c.byline "
    "LEFT JOIN publishers AS p ON p.key = b.publisher LEFT JOIN publishers AS k ON k.key = b.carrier WHERE c.event "
)
_FACTS_AT = 10


def read_cited(database: Database, said: Mapping[int, Wording]) -> dict[int, tuple[Source, ...]]:
    """Sources of events by their keys, each in the order of its wording's citations."""
    keys = list(said)
    if len(keys) == 1:
        rows = database.execute(f"{_QUERY} = ?", keys)
    else:
        rows = database.execute(f"{_QUERY} IN (SELECT value FROM json_each(?))", (write_list(keys),))
    standing = {(row[0], row[1]): row for row in rows}
    publishers: dict[tuple[int | None, int | None], Publisher | None] = {}
    # Removed events have no rows there.
    missing = {
        name_source(cited.url)
        for key, wording in said.items()
        for position, cited in enumerate(wording.citations)
        if (key, position) not in standing
    }
    attached = read_attached(database, said)
    missing |= {url for found in attached.values() for url, *_ in found}
    facts = read_facts(database, missing) if missing else {}
    return {
        key: tuple(
            _describe(cited, standing.get((key, position)), facts, publishers)
            for position, cited in enumerate(wording.citations)
        )
        + tuple(
            structs.replace(join_facts(cited, url, facts.get(url)), attached_at=since)
            for url, cited, since in attached.get(key, ())
        )
        for key, wording in said.items()
    }


def _describe(
    cited: Citation,
    row: Sequence[Any] | None,
    facts: Mapping[str, Source],
    publishers: dict[tuple[int | None, int | None], Publisher | None],
) -> Source:
    if row is None:
        name = name_source(cited.url)
        return join_facts(cited, name, facts.get(name))
    pair = (row[2], row[3])
    if pair not in publishers:
        publishers[pair] = _name_publisher(row)
    return join_facts(cited, row[_FACTS_AT], build_facts(row[_FACTS_AT:]), publishers[pair])


def _name_publisher(row: Sequence[Any]) -> Publisher | None:
    """The publisher and carrier behind a citation; None where nobody decided that yet."""
    name, slug, domain, is_agency, carrier, carrier_slug = row[4:_FACTS_AT]
    if name is None:
        return None
    return Publisher(
        name=name,
        slug=slug,
        domain=domain,
        is_agency=bool(is_agency),
        carrier=carrier or "",
        carrier_slug=carrier_slug or "",
    )


def read_attached(database: Database, keys: Iterable[int]) -> dict[int, list[tuple[str, Citation, str]]]:
    """Articles that a machine put beside events, by the events' keys: canonical URL, as attached, since when."""
    rows = database.execute(
        "SELECT a.event, s.canonical_url, a.url, a.publisher, a.since FROM json_each(?) AS k JOIN attached AS a "
        "ON a.event = k.value JOIN sources AS s ON s.key = a.source WHERE NOT EXISTS "
        "(SELECT 1 FROM citations WHERE event = a.event AND source = a.source) ORDER BY a.since, s.canonical_url",
        (write_list(list(keys)),),
    )
    found: dict[int, list[tuple[str, Citation, str]]] = {}
    for event, canonical, url, publisher, since in rows:
        found.setdefault(event, []).append((canonical, Citation(url=url, publisher=publisher), since))
    return found


def join_facts(
    cited: Citation, canonical_url: str, known: Source | None, published_by: Publisher | None = None
) -> Source:
    """The source as cited, with what is known of it; what was found out goes before what editors say."""
    if known is None:
        return Source(
            url=cited.url,
            publisher=cited.publisher,
            canonical_url=canonical_url,
            title=cited.title,
            status="dead" if cited.is_dead else "",
            archived_url=cited.archived_url,
            published_by=published_by,
        )
    return structs.replace(
        known,
        url=cited.url,
        publisher=cited.publisher or known.publisher,
        canonical_url=canonical_url,
        title=known.title or cited.title,
        status=known.status or ("dead" if cited.is_dead else ""),
        archived_url=known.archived_url or cited.archived_url,
        published_by=published_by,
    )
