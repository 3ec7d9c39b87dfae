"""The search page, for people: every answer is a page, whatever was typed."""

from typing import NamedTuple

import msgspec

from backstory.errors import InputError
from backstory.model import SearchRequest, SearchResult
from backstory.render import Site, render_page
from backstory.render.decorating import decorate_html
from backstory.serve.answers import Answer, ProblemError
from backstory.serve.delivery import Asked, Scope, Send
from backstory.serve.desk import Desk
from backstory.serve.negotiation import choose_type
from backstory.serve.readers import Reader
from backstory.serve.site.addressing import MEDIA_TYPES, NEGOTIABLE, parse_address
from backstory.serve.site.pages import read_query
from backstory.store.moments import parse_moment
from backstory.views.searching import SEARCH, build_search_page

_PAGES = ("html", "md", "json", "xml")
_OFFERED = tuple(kind for kind, name in NEGOTIABLE.items() if name in _PAGES)
_NAMES = {"q": "text", "from": "first", "to": "last", "entity": "entity", "category": "category", "story": "story"}
_NAMES |= {"publisher": "publisher", "collection": "collection", "sort": "sort", "cursor": "cursor"}
_PARAMETERS = (*_NAMES, "limit", "as_of")
_LONGEST = {"q": 500, "cursor": 300}
_SORTS = ("relevance", "newest", "oldest")
_SHOWN, _MOST_SHOWN = 20, 200


class Wanted(NamedTuple):
    """A search and the form of its page."""

    request: SearchRequest
    format: str
    is_bare: bool
    as_of: str


def is_search(path: str) -> bool:
    """Whether an address is that of the search page."""
    return path == SEARCH or parse_address(path) in [(SEARCH, name) for name in _PAGES]


async def serve_search(desk: Desk, scope: Scope, asked: Asked, send: Send) -> None:
    """Answer a search."""
    wanted = read_search(scope, asked)
    key = ("search", repr(wanted.request), wanted.format, str(wanted.is_bare), wanted.as_of)
    await desk.answer(key, asked, send, _Make(wanted, desk.site), as_of=wanted.as_of)


def read_search(scope: Scope, asked: Asked) -> Wanted:
    """Read what is searched for; what is too long is cut, what is no order is none."""
    query = read_query(scope["query_string"], _PARAMETERS) if scope["query_string"] else {}
    fields = {
        field: query.get(name, "").replace("\0", " ").strip()[: _LONGEST.get(name, 200)]
        for name, field in _NAMES.items()
    }
    if fields["sort"] not in _SORTS:
        fields["sort"] = "relevance"
    moment = query.get("as_of", "")
    name = parse_address(scope["path"]).format
    kind = choose_type(asked.accept, _OFFERED)
    if not name and not kind:
        raise ProblemError(406, f"There are: {', '.join(_OFFERED)}.")
    limit = read_limit(query.get("limit", str(_SHOWN)))
    request = msgspec.convert({**fields, "limit": limit, "with_facets": True}, SearchRequest)
    return Wanted(request, name or NEGOTIABLE[kind], not name, parse_moment(moment[:40]) if moment else "")


def read_limit(text: str) -> int:
    """How many events a page of a search is to show; raises ProblemError for what is no such number."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_SHOWN):
        raise ProblemError(400, f"limit is a whole number from 1 to {_MOST_SHOWN}.")
    return int(text)


class _Make:
    """Makes the page of a search."""

    is_for_people = True

    def __init__(self, wanted: Wanted, site: Site) -> None:
        self._wanted = wanted
        self._site = site

    def __call__(self, reader: Reader) -> Answer:
        request, name, is_bare, as_of = self._wanted
        try:
            found = reader.archive.search(request)
        except InputError:
            if request.cursor:
                raise
            # A person who types a date that is none sees that nothing is found, in the form to mend it.
            found = SearchResult()
        page = build_search_page(request, found, as_of)
        body = render_page(page, self._site, name)
        if name == "html" and (as_of or is_bare):
            now = "search" if is_bare else "search.html"
            body = decorate_html(body, ".", as_of=as_of, now=now, is_bare=is_bare, with_form=False)
        return Answer(200, MEDIA_TYPES[name], body, is_negotiated=is_bare)
