"""Pages: the site's addresses, each in the format that the ending or the client names."""

import functools
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from backstory.model import Event
from backstory.render import FEED_FORMATS, Site, render_feed, render_missing, render_page
from backstory.render.dates import moment
from backstory.render.decorating import decorate_html, mark_markdown
from backstory.render.site import root_from
from backstory.serve.answers import Answer, ProblemError, describe_problem, show_problem
from backstory.serve.delivery import Asked, Scope, Send
from backstory.serve.desk import Desk
from backstory.serve.negotiation import choose_type
from backstory.serve.readers import Reader
from backstory.serve.site.addressing import MEDIA_TYPES, NEGOTIABLE, Address, parse_address, straighten, write_address
from backstory.serve.site.finding import Found, build_feed_of, find_page, is_quick
from backstory.store.moments import parse_moment
from backstory.views.comparing import ComparePage, build_compare_page
from backstory.views.pages import EventPage, Page

LONGEST_QUERY = 2000
LONGEST_PATH = 1000
_MOST_PARAMETERS = 50
_PARAMETERS = ("as_of", "compare")

_FEEDS = frozenset(feed.ending for feed in FEED_FORMATS)
_OFFERED = tuple(NEGOTIABLE)


class PageRequest(NamedTuple):
    """What is asked for: an address, a format, and the moments.

    `is_bare` says that the address had no ending: then the page is the server's own, with a search form.
    """

    address: Address
    format: str
    is_bare: bool = False
    as_of: str = ""
    compare: str = ""


async def serve_page(desk: Desk, scope: Scope, asked: Asked, send: Send) -> None:
    """Answer a request for a page."""
    request = read_request(scope["path"], scope["query_string"], asked.accept)
    await desk.answer(("page", request), asked, send, PageMaker(request, desk.site, asked), as_of=request.as_of)


@functools.lru_cache(maxsize=1024)
def read_request(path: str, query_string: bytes, accept: str) -> PageRequest:
    """Read path, query and Accept; raises ProblemError for what cannot be asked."""
    if len(path) > LONGEST_PATH:
        raise ProblemError(414, "No address here is so long.")
    query = read_query(query_string, _PARAMETERS) if query_string else {}
    address = parse_address(path)
    name = address.format
    if not name:
        kind = choose_type(accept, _OFFERED)
        if not kind:
            raise ProblemError(406, f"There are: {', '.join(_OFFERED)}.")
        name = NEGOTIABLE[kind]
    moment = query.get("as_of", "")
    if moment:
        moment = parse_moment(moment[:40])
    return PageRequest(address, name, not address.format, moment, query.get("compare", "")[:100])


def read_query(query: bytes, known: Collection[str]) -> Mapping[str, str]:
    """The parameters of a query that an address has. Others are passed over: links carry names that count clicks.

    Raises ProblemError for one that is there twice, or is all but written as one of them: who wrote it means that.
    """
    if len(query) > LONGEST_QUERY:
        raise ProblemError(414, "No query here is so long.")
    try:
        pairs = parse_qsl(query.decode("latin-1"), encoding="utf-8", errors="replace", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise ProblemError(400, f"No query here has more than {_MOST_PARAMETERS} parameters.") from error
    right = {_fold_name(name): name for name in known}
    found: dict[str, str] = {}
    for name, value in pairs:
        meant = right.get(_fold_name(name))
        if meant is None:
            continue
        if name != meant:
            raise ProblemError(400, f"The parameter {name} is written {meant}.")
        if name in found:
            raise ProblemError(400, f"The parameter {name} is there twice.")
        found[name] = value
    return found


def _fold_name(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


class PageMaker:
    """Makes the answer to one request for a page."""

    is_for_people = True

    def __init__(self, request: PageRequest, site: Site, asked: Asked) -> None:
        self._request = request
        self._site = site
        self._asked = asked

    @property
    def is_quick(self) -> bool:
        """Whether it takes about a millisecond."""
        return is_quick(straighten(self._request.address.path)) and not (self._request.as_of or self._request.compare)

    def __call__(self, reader: Reader) -> Answer:
        """Give the answer."""
        path = self._request.address.path
        straight = straighten(path)
        answer = self._show(reader, straight)
        # Only where there is something: a redirect to nothing would be kept by those who were sent there.
        return self._redirect(straight) if straight != path and answer.status in (200, 410) else answer

    def _show(self, reader: Reader, path: str) -> Answer:
        found = find_page(reader.catalogue, path)
        if found.moved_to:
            return self._redirect(found.moved_to)
        if found.page is None:
            return self._miss()
        if self._request.compare:
            return self._answer(compare_page(reader, found.page, self._request.compare), 200)
        if self._request.format in _FEEDS:
            return self._feed(reader, found)
        return self._answer(found.page, 410 if found.is_gone else 200)

    def _answer(self, page: Page, status: int) -> Answer:
        name = self._request.format
        body = render_page(page, self._site, name)
        if name == "html" and (self._request.as_of or self._request.is_bare):
            body = decorate_html(
                body,
                root_from(page.path),
                as_of=self._request.as_of,
                now=self._write(page.path, as_of=""),
                is_bare=self._request.is_bare,
                with_form=not self._site.has_search,
            )
        elif name == "md" and self._request.as_of:
            body = mark_markdown(body, self._request.as_of)
        return Answer(status, MEDIA_TYPES[name], body, self._links(page), is_negotiated=self._request.is_bare)

    def _feed(self, reader: Reader, found: Found) -> Answer:
        feed = build_feed_of(reader.catalogue, found)
        if feed is None:
            if self._request.is_bare:
                return describe_problem(406, "This page has no feed.")
            return self._miss()
        name = self._request.format
        links = (("Link", f'<{self._site.hub}>; rel="hub"'),) if self._site.hub else ()
        body = render_feed(feed, self._site)[name]
        return Answer(200, MEDIA_TYPES[name], body, links, is_negotiated=self._request.is_bare)

    def _redirect(self, path: str) -> Answer:
        to = self._write(path, as_of=self._request.as_of)
        if self._request.compare:
            to += ("&" if "?" in to else "?") + urlencode({"compare": self._request.compare})
        return Answer(301, "text/plain; charset=utf-8", f"{to}\n".encode(), (("Location", to),))

    def _miss(self) -> Answer:
        wanted = self._request.format if not self._request.is_bare else ""
        is_page = wanted == "html" or self._asked.prefers_page
        if self._request.as_of:
            # The same whether there is one by now: what came later is nobody's to know.
            said = f"Nothing at this address had been recorded by {moment(self._request.as_of)}."
            problem = describe_problem(404, said)
            return show_problem(problem, self._site) if is_page else problem
        if is_page:
            return Answer(404, MEDIA_TYPES["html"], render_missing(self._site))
        return describe_problem(404, "There is no page at this address.")

    def _links(self, page: Page) -> tuple[tuple[str, str], ...]:
        """For as-of pages, where the page is as it is now (RFC 7089)."""
        if not self._request.as_of:
            return ()
        return (("Link", f'<{self._write(page.path, as_of="")}>; rel="original"'),)

    def _write(self, path: str, *, as_of: str) -> str:
        ending = "" if self._request.is_bare else self._request.address.format
        return write_address(path, ending) + ("?" + urlencode({"as_of": as_of}) if as_of else "")


def compare_page(reader: Reader, page: Page, moments: str) -> Page:
    """Give an event as of the two moments that a query names."""
    first, comma, second = moments.partition(",")
    if not comma:
        raise ProblemError(400, "compare takes two moments with a comma between: 2021-01-06,2021-01-07.")
    if not isinstance(page, EventPage):
        raise ProblemError(400, "Only events can be compared.")
    return compare_event(reader, reader.archive.event(page.id), parse_moment(first), parse_moment(second))


def compare_event(reader: Reader, event: Event, before: str, after: str) -> ComparePage:
    """Give an event as of two moments."""
    archive = reader.archive
    return build_compare_page(
        event, (before, archive.wording_at(event.id, before)), (after, archive.wording_at(event.id, after))
    )
