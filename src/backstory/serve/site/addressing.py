"""From the path of a request to the address of a page and the format it is asked for in."""

import re
from typing import NamedTuple

from backstory.render import FEED_FORMATS, PAGE_FORMATS
from backstory.views.addresses import FRONT

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    **{feed.ending: feed.media_type for feed in FEED_FORMATS},
}
"""Media type by format: an ending of pages, or of a feed."""

NEGOTIABLE = {
    "text/html": "html",
    "text/markdown": "md",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/plain": "md",
    **{feed.media_type: feed.ending for feed in FEED_FORMATS},
}
"""Format by the media type of an Accept header, the one preferred first."""

# Feeds first: "_rss.xml" ends in ".xml" too.
_ENDINGS = (*((feed.ending, feed.ending) for feed in FEED_FORMATS), *((f".{name}", name) for name in PAGE_FORMATS))
_PERIOD = re.compile(r"/news/\d{4}(/\d{1,2}){0,2}")
_DATED = re.compile(r"/news/(\d{4})(?:/(\d{1,2})(?:/(\d{1,2}))?)?/([^/]+)")


class Address(NamedTuple):
    """An address without its ending, and the format that the ending says; empty where there is none."""

    path: str
    format: str


def parse_address(path: str) -> Address:
    """Read the path of a request; a folder stands for its index."""
    if path == "/":
        return Address(FRONT, "")
    if path.endswith("/"):
        return Address(path + "index", "")
    for ending, name in _ENDINGS:
        if path.endswith(ending):
            return Address(path[: -len(ending)], name)
    return Address(path, "")


def write_address(path: str, ending: str) -> str:
    """The path of the page at `path` in the format that `parse_address` found."""
    if not ending:
        return path
    return f"{path}.{ending}" if ending in PAGE_FORMATS else path + ending


def straighten(path: str) -> str:
    """The address with its month in two digits and its day without a zero, as addresses here have them.

    That of a day, month or year alone becomes the one of its index.
    """
    found = _DATED.fullmatch(f"{path}/index" if _PERIOD.fullmatch(path) else path)
    if not found:
        return path
    year, month, day, name = found.groups()
    parts = [year, *([f"{int(month):02}"] if month else []), *([str(int(day))] if day else []), name]
    return "/news/" + "/".join(parts)
