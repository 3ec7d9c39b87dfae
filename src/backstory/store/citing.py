"""What events cite, with what is known of each article."""

import json
from collections.abc import Iterable, Mapping

from msgspec import structs

from backstory.model import Citation, Publisher, Source
from backstory.store.database import Database
from backstory.store.linking import name_source
from backstory.store.sources import read_facts
from backstory.store.wording import Wording


def read_cited(database: Database, said: Mapping[int, Wording]) -> dict[int, tuple[Source, ...]]:
    """Sources of events by their keys, each in the order of its wording's citations."""
    rows = database.execute(
        "SELECT c.event, c.position, s.canonical_url, b.publisher, b.carrier FROM citations AS c "
        "JOIN sources AS s ON s.key = c.source LEFT JOIN bylines AS b ON b.key = c.byline "
        "WHERE c.event IN (SELECT value FROM json_each(?))",
        (json.dumps(list(said)),),
    )
    names: dict[tuple[int, int], str] = {}
    standing: dict[tuple[int, int], tuple[int | None, int | None]] = {}
    for event, position, url, publisher, carrier in rows:
        names[event, position] = url
        standing[event, position] = (publisher, carrier)
    # Removed events have no rows there.
    for key, wording in said.items():
        for position, cited in enumerate(wording.citations):
            if (key, position) not in names:
                names[key, position] = name_source(cited.url)
    attached = read_attached(database, said)
    facts = read_facts(database, {*names.values(), *(url for found in attached.values() for url, *_ in found)})
    published_by = name_publishers(database, set(standing.values()))
    return {
        key: tuple(
            join_facts(
                cited,
                names[key, position],
                facts.get(names[key, position]),
                published_by.get(standing.get((key, position), (None, None))),
            )
            for position, cited in enumerate(wording.citations)
        )
        + tuple(
            structs.replace(join_facts(cited, url, facts.get(url)), attached_at=since)
            for url, cited, since in attached.get(key, ())
        )
        for key, wording in said.items()
    }


def read_attached(database: Database, keys: Iterable[int]) -> dict[int, list[tuple[str, Citation, str]]]:
    """Articles that a machine put beside events, by the events' keys: canonical URL, as attached, since when."""
    rows = database.execute(
        "SELECT a.event, s.canonical_url, a.url, a.publisher, a.since FROM attached AS a "
        "JOIN sources AS s ON s.key = a.source WHERE a.event IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
        "(SELECT 1 FROM citations WHERE event = a.event AND source = a.source) ORDER BY a.since, s.canonical_url",
        (json.dumps(list(keys)),),
    )
    found: dict[int, list[tuple[str, Citation, str]]] = {}
    for event, canonical, url, publisher, since in rows:
        found.setdefault(event, []).append((canonical, Citation(url=url, publisher=publisher), since))
    return found


def name_publishers(
    database: Database, pairs: set[tuple[int | None, int | None]]
) -> dict[tuple[int | None, int | None], Publisher]:
    """The publishers and carriers behind pairs of keys."""
    wanted = json.dumps([key for pair in pairs for key in pair if key is not None])
    rows = database.execute(
        "SELECT key, slug, name, domain, is_agency FROM publishers WHERE key IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    known = {key: said for key, *said in rows}
    found = {}
    for author, carrier in pairs:
        if author in known:
            slug, name, domain, is_agency = known[author]
            carrier_slug, carrier_name, *_ = known.get(carrier, ("", ""))
            found[author, carrier] = Publisher(
                name=name,
                slug=slug,
                domain=domain,
                is_agency=bool(is_agency),
                carrier=carrier_name,
                carrier_slug=carrier_slug,
            )
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
