"""The page of a search, and what was found as the API gives it."""

from backstory.model import Correction, Facets, Hit, Mark, SearchRequest, SearchResult
from backstory.views.catalogue import describe_item
from backstory.views.pages import Page
from backstory.views.pieces import EventItem

SEARCH = "/search"


class HitView(EventItem, frozen=True, kw_only=True):
    """An event that was found: `snippet` is its headline, or of a long one the telling part; `marks` are in it.

    Where the headline goes on before or behind that part, the snippet has an ellipsis.
    """

    snippet: str = ""
    marks: tuple[Mark, ...] = ()


class SearchPage(Page, frozen=True, kw_only=True):
    """What a search found. `asked` is the search as it was understood, `cursor` asks for the next page of it.

    `total` is how many match; at least so many where `is_more`. The first `complete` matches have all the words.
    """

    asked: SearchRequest
    hits: tuple[HitView, ...] = ()
    total: int = 0
    is_more: bool = False
    complete: int = 0
    corrections: tuple[Correction, ...] = ()
    facets: Facets | None = None
    cursor: str = ""
    as_of: str = ""


def build_search_page(asked: SearchRequest, found: SearchResult, as_of: str = "") -> SearchPage:
    """Give the page of what was found."""
    return SearchPage(
        kind="search",
        path=SEARCH,
        title=f"Search: {asked.text}" if asked.text else "Search",
        asked=asked,
        hits=tuple(describe_hit(hit) for hit in found.hits),
        total=found.total,
        is_more=found.is_more,
        complete=found.complete,
        corrections=found.corrections,
        facets=found.facets,
        cursor=found.cursor,
        as_of=as_of,
    )


def describe_hit(hit: Hit) -> HitView:
    """Give a hit with what a list of news shows of its event."""
    item = describe_item(hit.event)
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    before = "… " if hit.start else ""
    behind = " …" if hit.start + len(hit.snippet) < len(hit.event.headline) else ""
    marks = tuple(Mark(start=mark.start + len(before), end=mark.end + len(before)) for mark in hit.marks)
    return HitView(**fields, snippet=f"{before}{hit.snippet}{behind}", marks=marks)
