"""Facets: what the matches of a search have in common."""

import json
from collections import Counter
from collections.abc import Sequence

from backstory.model import Facets, FacetValue
from backstory.store.database import GIVEN, Database
from backstory.store.filters import KEY_BITS, KEYS, name_day

COUNTED = 1_000
"""Matches whose entities, stories and categories are counted: the best, or first, so many; about 5 ms."""

_SHOWN = 10


def count_facets(database: Database, places: Sequence[int]) -> Facets:
    """Facets of matches, given in their order."""
    keys = [place & KEYS for place in places[:COUNTED]]
    asked = json.dumps(keys)
    days = Counter(place >> KEY_BITS for place in places)
    years: Counter[str] = Counter()
    for day, count in days.items():
        years[f"{name_day(day).year:04}"] += count
    categories = database.execute(
        "SELECT c.name, c.name, count(*) FROM events AS e JOIN categories AS c ON c.key = e.category "
        f"WHERE e.key IN {GIVEN} AND c.name <> '' GROUP BY c.key ORDER BY 3 DESC, 1 LIMIT ?",
        (asked, _SHOWN),
    )
    stories = database.execute(
        "SELECT t.slug, t.title, found.events FROM (SELECT story, count(*) AS events FROM story_events "
        f"WHERE event IN {GIVEN} GROUP BY story ORDER BY 2 DESC, 1 LIMIT ?) AS found "
        "JOIN stories AS t ON t.key = found.story ORDER BY 3 DESC, 2",
        (asked, _SHOWN),
    )
    collections = database.execute(
        "SELECT c.name, c.name, count(*) FROM events AS e JOIN collections AS c ON c.key = e.collection "
        f"WHERE e.key IN {GIVEN} GROUP BY c.key ORDER BY 3 DESC, 1 LIMIT ?",
        (asked, _SHOWN),
    )
    return Facets(
        counted=len(keys),
        years=tuple(FacetValue(name=year, label=year, count=years[year]) for year in sorted(years, reverse=True)),
        categories=_list_values(categories),
        entities=_list_values(_count_entities(database, asked)),
        stories=_list_values(stories),
        collections=_list_values(collections),
    )


def _count_entities(database: Database, asked: str) -> list[tuple[str, str, int]]:
    """Slug and title of the entities most of the events link, with how many do."""
    linked = set(database.execute(f"SELECT event, entity FROM mentions WHERE event IN {GIVEN}", (asked,)).fetchall())
    counts = Counter(entity for _, entity in linked)
    top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
    rows = database.execute(
        f"SELECT key, slug, title FROM entities WHERE key IN {GIVEN}", (json.dumps([key for key, _ in top]),)
    )
    named = {key: (slug, title) for key, slug, title in rows}
    return [(*named[key], count) for key, count in top]


def _list_values(rows: object) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(name=name, label=label, count=count) for name, label, count in rows)  # type: ignore[attr-defined]
