"""What a query of the API asks for: a page of events, or all of them as a stream."""

from collections.abc import Iterator

from msgspec import UnsetType, structs

from backstory.model import Event, SearchRequest
from backstory.serve.api.params import EventsQuery, mend_day
from backstory.serve.readers import Reader

# A search for nothing finds nothing; a list of everything says so.
_EARLIEST = "0001-01-01"


def make_request(query: EventsQuery) -> SearchRequest:
    """The search that a query of the API asks for: newest first unless there are words."""
    return SearchRequest(
        text=query.q or "",
        first=mend_day(query.first or ("" if _has_filter(query) else _EARLIEST)),
        last=mend_day(query.last or ""),
        entity=query.entity or "",
        category=query.category or "",
        story=query.story or "",
        publisher=query.publisher or "",
        collection=query.collection or "",
        sort=query.sort or ("relevance" if query.q else "newest"),
        limit=query.limit,
        cursor=query.cursor or "",
        with_facets=query.facets,
    )


def stream_events(reader: Reader, query: EventsQuery) -> Iterator[Event]:
    """All events of a query, oldest first: month by month, so that none is beyond what a search ranks."""
    archive = reader.archive
    if not _has_filter(query):
        yield from archive.events(query.first or "", (query.last or "9999") + "~")
        return
    for month, _ in archive.months(query.first or "", (query.last or "9999") + "~"):
        first, last = _narrow(month, query.first), _narrow(month, query.last)
        asked = structs.replace(make_request(query), first=first, last=last, sort="oldest", limit=500)
        cursor = ""
        while True:
            found = archive.search(structs.replace(asked, cursor=cursor))
            yield from (hit.event for hit in found.hits)
            cursor = found.cursor
            if not cursor:
                break


def _narrow(month: str, bound: str | UnsetType) -> str:
    """The bound where it is a day of the month, otherwise the month."""
    return mend_day(bound) if bound and bound.startswith(month + "-") else month


def _has_filter(query: EventsQuery) -> bool:
    return bool(query.q or query.entity or query.story or query.category or query.publisher or query.collection)
