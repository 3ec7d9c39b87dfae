"""What a search found, as lines for people and as JSON for programs."""

from collections.abc import Iterator

import msgspec

from backstory.model import Facets, SearchResult


def encode_result(found: SearchResult) -> str:
    """One JSON document: how much was found and how it was read, the hits, and the facets where they were asked for."""
    document = {
        "total": found.total,
        "is_more": found.is_more,
        "complete": found.complete,
        "corrections": found.corrections,
        "words": found.words,
        "cursor": found.cursor,
        "hits": [
            {
                "id": hit.event.id,
                "date": hit.event.date,
                "path": hit.event.path,
                "category": hit.event.category,
                "collection": hit.event.collection,
                "headline": hit.event.headline,
                "snippet": hit.snippet,
                "start": hit.start,
                "marks": hit.marks,
                "score": hit.score,
            }
            for hit in found.hits
        ],
    }
    if found.facets is not None:
        document["facets"] = found.facets
    return msgspec.json.encode(document).decode()


def describe_result(found: SearchResult) -> Iterator[str]:
    """A line for each hit, then the facets."""
    for hit in found.hits:
        yield f"{hit.event.date}  {hit.event.id}  {hit.event.headline}"
    if found.facets is not None:
        yield from describe_facets(found.facets)


def describe_facets(facets: Facets) -> Iterator[str]:
    """A line for each kind that has values."""
    kinds = (
        ("Years", facets.years),
        ("Categories", facets.categories),
        ("Entities", facets.entities),
        ("Stories", facets.stories),
        ("Collections", facets.collections),
    )
    for name, values in kinds:
        if values:
            yield f"{name}: " + ", ".join(f"{value.label} ({value.count})" for value in values)


def describe_reading(found: SearchResult) -> Iterator[str]:
    """How the words were read, where not as typed; how much there is beyond what is shown."""
    for correction in found.corrections:
        yield f"“{correction.typed}” names nothing: searched for “{correction.used}”."
    if not found.total:
        yield "Nothing found."
    elif not found.complete:
        yield "Nothing has all the words: these have most of them."
    elif found.complete < found.total:
        all_words = "event has" if found.complete == 1 else "events have"
        yield f"{found.complete} {all_words} all the words, the others most of them."
    if found.cursor:
        more = " at least" if found.is_more else ""
        yield f"{len(found.hits)} of{more} {found.total} shown; ask for more with --limit."
