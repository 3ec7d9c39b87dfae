"""Read a feed: tell its format by what it says, not by what its server calls it, and hand it to who can read it."""

import re

from backstory.feeds.entries import Shaping
from backstory.feeds.json_feed import read_json_feed
from backstory.feeds.news_sitemap import read_sitemap
from backstory.feeds.xml_feed import read_xml_feed
from backstory.model import FeedDocument, Problem

_SITEMAP = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]", re.I)
_XML_FEED = re.compile(rb"<(?:\w+:)?(rss|feed|RDF|channel)[\s>/]")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_HEAD_BYTES = 65_536
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def read_feed(body: bytes, content_type: str, url: str, *, is_cut: bool = False) -> FeedDocument:
    """Give what the document at `url` says. What is no feed has no `kind` and a problem that says what it seems to be.

    `is_cut`: only its beginning was read.
    """
    head = _decode_head(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return _refuse("empty", "the answer has nothing in it")
    if head[:1] in (b"{", b"["):
        found = read_json_feed(body, url)
    elif _SITEMAP.search(head[:4096]):
        found = read_sitemap(body, url)
    elif _XML_FEED.search(head) and not _HTML.match(head):
        found = read_xml_feed(body, content_type, url)
    elif _HTML.search(head[:4096]):
        found = _refuse("a-page", "it is a web page, not a feed")
    elif b"\0" in head[:512]:
        found = _refuse("not-text", "it is no text")
    else:
        found = _refuse("not-a-feed", "it is neither XML nor JSON that a feed could be")
    if is_cut:
        told = Problem(code="cut", detail="it is longer than a feed may be; only its beginning was read")
        return _with_problem(found, told)
    return found


def _decode_head(body: bytes) -> bytes:
    """The beginning in an encoding that ASCII can be searched in."""
    head = body[:_HEAD_BYTES]
    encoding = _WIDE.get(head[:2])
    return head.decode(encoding, "replace").encode("utf-8", "replace") if encoding else head


def _refuse(code: str, detail: str) -> FeedDocument:
    shaping = Shaping("")
    shaping.complain(code, "", detail)
    return FeedDocument(problems=tuple(shaping.problems))


def _with_problem(found: FeedDocument, problem: Problem) -> FeedDocument:
    return FeedDocument(**{name: getattr(found, name) for name in found.__struct_fields__ if name != "problems"},
                        problems=(*found.problems, problem))  # fmt: skip
