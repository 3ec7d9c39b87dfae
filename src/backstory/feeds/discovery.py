"""The feeds that a page names (https://www.rssboard.org/rss-autodiscovery)."""

from lxml import html  # type: ignore[import-untyped]

from backstory.feeds.entries import plain, read_url

_TYPES = (
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml",
    "application/json", "application/rss", "text/xml", "application/xml",
)  # fmt: skip
_MOST_BYTES = 1 << 20
_MOST = 20


def find_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """Give the addresses of the feeds that the page at `url` names, in its order; nothing for what is no page.

    Feeds of comments come last: nobody means them.
    """
    try:
        page = html.document_fromstring(body[:_MOST_BYTES], parser=html.HTMLParser(no_network=True))
    except Exception:  # a page that cannot be read names no feed
        return ()
    base = url
    for element in page.iter("base"):
        base = read_url(element.get("href", ""), url) or url
        break
    found: dict[str, str] = {}
    for element in page.iter("link"):
        rels = element.get("rel", "").lower().split()
        kind = element.get("type", "").partition(";")[0].strip().lower()
        if "alternate" in rels and kind in _TYPES and "stylesheet" not in rels:
            address = read_url(element.get("href", ""), base)
            # A JSON document may be anything: only where it says that it is a feed.
            if address and (kind != "application/json" or "feed" in address):
                found.setdefault(address, plain(element.get("title", ""), 200))
    ordered = sorted(found.items(), key=lambda pair: "comment" in (pair[0] + pair[1]).lower())
    return tuple(address for address, _ in ordered[:_MOST])
