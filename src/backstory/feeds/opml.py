"""Lists of feeds in OPML 1.0 to 2.0 (https://opml.org/spec2.opml), as feed readers exchange them."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from lxml import etree  # type: ignore[import-untyped]

from backstory.errors import InputError
from backstory.feeds.entries import drop_controls, plain, read_url
from backstory.model import Feed, Problem
from backstory.model.record import Record

_MOST = 10_000
_FEED_TYPES = ("rss", "atom")
# https://datatracker.ietf.org/doc/html/draft-obasanjo-feed-URI-scheme-02: feed://host is http://host.
_FEED_SCHEME = re.compile("feed:(?://)?", re.I)
_WEB_SCHEME = re.compile("https?:", re.I)
_NO_SCHEME = re.compile(r"(?://)?(\w[\w-]*(?:\.[\w-]+)+(?::\d+)?/.*)", re.S)


class Subscription(Record, frozen=True, kw_only=True):
    """A feed of a list; `folder` is the outline that it stands in, the outermost first, parted by slashes."""

    url: str
    title: str = ""
    site_url: str = ""
    folder: str = ""


def read_opml(body: bytes, path: str) -> tuple[tuple[Subscription, ...], tuple[Problem, ...]]:
    """Give the feeds of the list at `path`, each once, and what was left out. Outlines without an address are folders.

    Raises:
        InputError: it is no OPML.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{path} is no OPML: {error}.", path=path) from error
    if root is None or str(root.tag).lower() != "opml":
        raise InputError(f"{path} is no OPML: it does not begin with <opml>.", path=path)
    problems = []
    for fault in list(parser.error_log)[:1]:
        detail = f"it is not well-formed: {fault.message}"
        problems.append(Problem(code="not-well-formed", where=f"{path}, line {fault.line}", detail=detail))
    found: dict[str, Subscription] = {}
    waiting = [(element, "") for element in reversed(root)]
    while waiting:
        element, folder = waiting.pop()
        where = f"{path}, line {element.sourceline}"
        if len(found) == _MOST:
            detail = f"the list has more than {_MOST:,} feeds, the others are left out"
            problems.append(Problem(code="long-list", where=where, detail=detail))
            break
        said = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        given = said.get("xmlurl")
        url = read_feed_url(given or "")
        title = plain(said.get("title", "") or said.get("text", ""), 200)
        if url:
            site_url = read_url(said.get("htmlurl", ""), url)
            found.setdefault(url, Subscription(url=url, title=title, site_url=site_url, folder=folder))
        elif given is not None or said.get("type", "").lower() in _FEED_TYPES:
            problems.append(Problem(code="odd-address", where=where, detail=_tell_left_out(title, given or "")))
        elif title and str(element.tag).lower() == "outline":
            folder = f"{folder}/{title}".lstrip("/")
        waiting += [(child, folder) for child in reversed(element)]
    return tuple(found.values()), tuple(problems)


def read_feed_url(text: str) -> str:
    """The web address of a feed, also where it says feed: before it, or no scheme at all; empty where it is none."""
    text = text.strip()
    if scheme := _FEED_SCHEME.match(text):
        rest = text[scheme.end() :]
        text = rest if _WEB_SCHEME.match(rest) else f"http://{rest}"
    elif bare := _NO_SCHEME.fullmatch(text):
        text = f"https://{bare[1]}"
    return read_url(text, "")


def _tell_left_out(title: str, given: str) -> str:
    wrong = f"“{given[:80]}” is no address of a feed" if given else "there is no address of a feed"
    return f"{title}: {wrong}; it is left out" if title else f"{wrong}; it is left out"


def write_opml(feeds: Iterable[Feed], title: str) -> str:
    """Give the list as OPML 2.0: folders in the order of their first feed, and feeds in theirs."""
    folders: dict[str, list[str]] = {}
    for feed in feeds:
        line = f'<outline type="rss" text={_quote(feed.title or feed.url)} xmlUrl={_quote(feed.url)}'
        line += f" htmlUrl={_quote(feed.site_url)}/>" if feed.site_url else "/>"
        folders.setdefault(feed.folder, []).append(line)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"<head><title>{_escape(title)}</title></head>", "<body>"]
    for folder, found in folders.items():
        names = [name for name in folder.split("/") if name]
        lines += [f"<outline text={_quote(name)}>" for name in names] + found + ["</outline>" for _ in names]
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _quote(text: str) -> str:
    return quoteattr(drop_controls(text))


def _escape(text: str) -> str:
    return _quote(text)[1:-1]
