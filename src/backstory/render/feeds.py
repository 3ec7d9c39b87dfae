"""Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. One item per event, under an id that never changes."""

import functools
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import msgspec

from backstory.model.record import Record
from backstory.render.safety import encode_legal, escape_xml
from backstory.render.site import Site
from backstory.views.pages import Feed, FeedEntry, Page

_KINDS_WITH_FEED = frozenset({"front", "entity", "story", "publisher", "category", "collection"})
_NEVER = "1970-01-01T00:00:00Z"


class FeedFormat(Record, frozen=True, kw_only=True):
    """A format of feeds: what follows the page's address, and its media type."""

    name: str
    ending: str
    media_type: str


RSS = FeedFormat(name="RSS", ending="_rss.xml", media_type="application/rss+xml")
ATOM = FeedFormat(name="Atom", ending=".atom", media_type="application/atom+xml")
JSON_FEED = FeedFormat(name="JSON Feed", ending=".feed.json", media_type="application/feed+json")
FEED_FORMATS = (RSS, ATOM, JSON_FEED)


def has_feed(page: Page) -> bool:
    """Whether the page can be followed."""
    return page.kind in _KINDS_WITH_FEED


def render_feed(feed: Feed, site: Site) -> dict[str, bytes]:
    """Give the feed in every format, by the ending of its file."""
    return {
        RSS.ending: encode_legal(_render_rss(feed, site)),
        ATOM.ending: encode_legal(_render_atom(feed, site)),
        JSON_FEED.ending: _render_json_feed(feed, site),
    }


def _render_rss(feed: Feed, site: Site) -> str:
    items = "".join(
        f"<item><title>{escape_xml(entry.headline)}</title><link>{_url(entry, site)}</link>"
        f'<guid isPermaLink="false">{_id(entry)}</guid><pubDate>{_mail_date(f"{entry.date}T00:00:00Z")}</pubDate>'
        f"<atom:updated>{entry.updated_at}</atom:updated>"
        f"<description>{escape_xml(_describe(entry))}</description>"
        + (f"<category>{escape_xml(entry.category)}</category>" if entry.category else "")
        + "</item>\n"
        for entry in feed.entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{escape_xml(_title(feed, site))}</title><link>{escape_xml(site.locate(feed.path))}.html</link>"
        f"<description>{escape_xml(_title(feed, site))}: the latest events</description><language>en</language>"
        f"<lastBuildDate>{_mail_date(_updated_at(feed))}</lastBuildDate>"
        f'<atom:link href="{escape_xml(site.locate(feed.path + RSS.ending))}" rel="self" type="{RSS.media_type}"/>\n'
        + (f'<atom:link href="{escape_xml(site.hub)}" rel="hub"/>\n' if site.hub else "")
        + f"{items}</channel></rss>\n"
    )


def _render_atom(feed: Feed, site: Site) -> str:
    entries = "".join(
        f"<entry><id>{_id(entry)}</id><title>{escape_xml(entry.headline)}</title>"
        f'<link rel="alternate" type="text/html" href="{_url(entry, site)}"/>'
        f"<published>{entry.date}T00:00:00Z</published><updated>{entry.updated_at}</updated>"
        + (f'<category term="{escape_xml(entry.category)}"/>' if entry.category else "")
        + f"<summary>{escape_xml(_describe(entry))}</summary></entry>\n"
        for entry in feed.entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<id>{escape_xml('urn:backstory:feed:' + feed.path.strip('/').replace('/', ':'))}</id>"
        f"<title>{escape_xml(_title(feed, site))}</title><updated>{_updated_at(feed)}</updated>"
        f"<author><name>{escape_xml(site.title)}</name></author>"
        f'<link rel="self" type="{ATOM.media_type}" href="{escape_xml(site.locate(feed.path + ATOM.ending))}"/>'
        + (f'<link rel="hub" href="{escape_xml(site.hub)}"/>' if site.hub else "")
        + f'<link rel="alternate" type="text/html" href="{escape_xml(site.locate(feed.path))}.html"/>\n'
        f"{entries}</feed>\n"
    )


def _render_json_feed(feed: Feed, site: Site) -> bytes:
    data: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(feed, site),
        "home_page_url": site.locate(f"{feed.path}.html"),
        "feed_url": site.locate(feed.path + JSON_FEED.ending),
        "language": "en",
        "items": [
            {
                "id": f"urn:backstory:event:{entry.id}",
                "url": site.locate(f"{entry.path}.html"),
                "title": entry.headline,
                "content_text": _describe(entry),
                "date_published": f"{entry.date}T00:00:00Z",
                "date_modified": entry.updated_at,
                "tags": [entry.category] if entry.category else [],
            }
            for entry in feed.entries
        ],
    }
    if site.hub:
        data["hubs"] = [{"type": "WebSub", "url": site.hub}]
    return msgspec.json.encode(data) + b"\n"


def _title(feed: Feed, site: Site) -> str:
    return f"{feed.title} · {site.title}" if feed.title else site.title


def _describe(entry: FeedEntry) -> str:
    if not entry.quote:
        return entry.headline
    words = entry.quote.text if entry.quote.described_by else f"“{entry.quote.text}”"
    return f"{words} ({entry.quote.publisher})"


def _id(entry: FeedEntry) -> str:
    return escape_xml(f"urn:backstory:event:{entry.id}")


def _url(entry: FeedEntry, site: Site) -> str:
    return escape_xml(site.locate(f"{entry.path}.html"))


def _updated_at(feed: Feed) -> str:
    return max((entry.updated_at for entry in feed.entries), default=_NEVER)


@functools.lru_cache(maxsize=20_000)
def _mail_date(at: str) -> str:
    return format_datetime(datetime.fromisoformat(at), usegmt=True)
