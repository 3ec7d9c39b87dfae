"""What events cite, with what is known of each article."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from backstory.model import Citation, Publisher, Source
from backstory.store.database import GIVEN, Database, write_list
from backstory.store.sources import FACT_COLUMNS, build_facts, read_facts
from backstory.store.urls import restore_url
from backstory.store.wording import Cited, Wording

_PUBLISHED = "b.publisher, b.carrier, p.name, p.slug, p.domain, p.is_agency, k.name, k.slug"
_QUERY = (
    f"SELECT c.event, c.position, c.form, {_PUBLISHED}, s.canonical_url, {FACT_COLUMNS} FROM citations AS c "
    "JOIN sources AS s ON s.key = c.source LEFT JOIN bylines AS b ON b.key = c.byline "
    "LEFT JOIN publishers AS p ON p.key = b.publisher LEFT JOIN publishers AS k ON k.key = b.carrier WHERE c.event "
)
_FACTS_AT = 11


def read_cited(database: Database, said: Mapping[int, Wording]) -> dict[int, tuple[Source, ...]]:
    """Sources of events by their keys, each in the order of its wording's citations."""
    keys = list(said)
    if len(keys) == 1:
        rows = database.execute(f"{_QUERY} = ?", keys)
    else:
        rows = database.execute(f"{_QUERY} IN {GIVEN}", (write_list(keys),))
    standing = {(row[0], row[1]): row for row in rows}
    publishers: dict[tuple[int | None, int | None], Publisher | None] = {}
    # Removed events have no rows there.
    missing = {
        cited.source
        for key, wording in said.items()
        for position, cited in enumerate(wording.citations)
        if (key, position) not in standing
    }
    attached = read_attached(database, said)
    missing |= {source for found in attached.values() for source, *_ in found}
    facts = read_facts(database, missing) if missing else {}
    return {
        key: tuple(
            _describe(cited, standing.get((key, position)), facts, publishers)
            for position, cited in enumerate(wording.citations)
        )
        + tuple(
            structs.replace(join_facts(cited, *facts[source]), attached_at=since)
            for source, cited, since in attached.get(key, ())
        )
        for key, wording in said.items()
    }


def _describe(
    kept: Cited,
    row: Sequence[Any] | None,
    facts: Mapping[int, tuple[str, Source | None]],
    publishers: dict[tuple[int | None, int | None], Publisher | None],
) -> Source:
    if row is None:
        url, known = facts[kept.source]
        return join_facts(_cite(kept, kept.form, url), url, known)
    pair = (row[3], row[4])
    if pair not in publishers:
        publishers[pair] = _name_publisher(row)
    url = row[_FACTS_AT]
    return join_facts(_cite(kept, row[2], url), url, build_facts(row[_FACTS_AT:]), publishers[pair])


def _cite(kept: Cited, form: str, canonical_url: str) -> Citation:
    return Citation(
        url=restore_url(form, canonical_url),
        publisher=kept.publisher,
        title=kept.title,
        archived_url=kept.archived_url,
        is_dead=kept.is_dead,
    )


def _name_publisher(row: Sequence[Any]) -> Publisher | None:
    """The publisher and carrier behind a citation; None where nobody decided that yet."""
    name, slug, domain, is_agency, carrier, carrier_slug = row[5:_FACTS_AT]
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


def read_attached(database: Database, keys: Iterable[int]) -> dict[int, list[tuple[int, Citation, str]]]:
    """Articles that a machine put beside events, by the events' keys: the source's key, as attached, since when."""
    rows = database.execute(
        "SELECT a.event, s.key, a.url, a.publisher, a.since FROM json_each(?) AS k JOIN attached AS a "
        "ON a.event = k.value JOIN sources AS s ON s.key = a.source WHERE NOT EXISTS "
        "(SELECT 1 FROM citations WHERE event = a.event AND source = a.source) ORDER BY a.since, s.canonical_url",
        (write_list(list(keys)),),
    )
    found: dict[int, list[tuple[int, Citation, str]]] = {}
    for event, source, url, publisher, since in rows:
        found.setdefault(event, []).append((source, Citation(url=url, publisher=publisher), since))
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
