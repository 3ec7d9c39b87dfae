"""What events cite, with what is known of each article."""

import json
from collections.abc import Mapping

from msgspec import structs

from backstory.model import Citation, Source
from backstory.store.database import Database
from backstory.store.linking import name_source
from backstory.store.sources import read_facts
from backstory.store.wording import Wording


def read_cited(database: Database, said: Mapping[int, Wording]) -> dict[int, tuple[Source, ...]]:
    """Sources of events by their keys, each in the order of its wording's citations."""
    rows = database.execute(
        "SELECT c.event, c.position, s.canonical_url FROM citations AS c JOIN sources AS s ON s.key = c.source "
        "WHERE c.event IN (SELECT value FROM json_each(?))",
        (json.dumps(list(said)),),
    )
    names = {(event, position): url for event, position, url in rows}
    # Removed events have no rows there.
    for key, wording in said.items():
        for position, cited in enumerate(wording.citations):
            if (key, position) not in names:
                names[key, position] = name_source(cited.url)
    facts = read_facts(database, set(names.values()))
    return {
        key: tuple(
            join_facts(cited, names[key, position], facts.get(names[key, position]))
            for position, cited in enumerate(wording.citations)
        )
        for key, wording in said.items()
    }


def join_facts(cited: Citation, canonical_url: str, known: Source | None) -> Source:
    """The source as cited, with what is known of it; what was found out goes before what editors say."""
    if known is None:
        return Source(
            url=cited.url,
            publisher=cited.publisher,
            canonical_url=canonical_url,
            title=cited.title,
            status="dead" if cited.is_dead else "",
            archived_url=cited.archived_url,
        )
    return structs.replace(
        known,
        url=cited.url,
        publisher=cited.publisher or known.publisher,
        canonical_url=canonical_url,
        title=known.title or cited.title,
        status=known.status or ("dead" if cited.is_dead else ""),
        archived_url=known.archived_url or cited.archived_url,
    )
