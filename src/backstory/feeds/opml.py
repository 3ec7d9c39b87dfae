"""Lists of feeds in OPML 1.0 to 2.0 (https://opml.org/spec2.opml), as feed readers exchange them."""

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from lxml import etree  # type: ignore[import-untyped]

from backstory.errors import InputError
from backstory.feeds.entries import drop_controls, plain, read_url
from backstory.model import Feed
from backstory.model.record import Record

_MOST = 10_000


class Subscription(Record, frozen=True, kw_only=True):
    """A feed of a list; `folder` is the outline that it stands in, the outermost first, parted by slashes."""

    url: str
    title: str = ""
    site_url: str = ""
    folder: str = ""


def read_opml(body: bytes, path: str) -> tuple[Subscription, ...]:
    """Give the feeds of the list at `path`, each once. Outlines without an address are folders.

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
    found: dict[str, Subscription] = {}
    waiting = [(element, "") for element in reversed(root)]
    while waiting and len(found) < _MOST:
        element, folder = waiting.pop()
        said = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        url = read_url(said.get("xmlurl", ""), "")
        title = plain(said.get("title", "") or said.get("text", ""), 200)
        if url:
            site_url = read_url(said.get("htmlurl", ""), url)
            found.setdefault(url, Subscription(url=url, title=title, site_url=site_url, folder=folder))
        elif title and str(element.tag).lower() == "outline":
            folder = f"{folder}/{title}".lstrip("/")
        waiting += [(child, folder) for child in reversed(element)]
    return tuple(found.values())


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
