"""RSS 0.9x to 2.0, RDF and Atom, read by feedparser; what it leaves open is decided here.

The address is not passed on to it: feedparser would fetch it. Nothing in the document is fetched either.
"""

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser  # type: ignore[import-untyped, unused-ignore]

from backstory.feeds.entries import MOST_ENTRIES, Shaping, make_key, plain, read_language, read_url
from backstory.model import FeedDocument

_HEAD_BYTES = 32_768
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.S | re.I)
# feedparser keeps nothing of what stands in these.
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.S | re.I)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.S | re.I)
# Halves of characters, which are none by themselves: feedparser gives up on the whole feed for one.
_PAIR = re.compile(rb"&#x(d[89ab][0-9a-f]{2});(?:&#x(d[c-f][0-9a-f]{2});)?|&#x(?:d[c-f][0-9a-f]{2});|"
                   rb"&#(55[3-9]\d\d|552[3-9]\d|5[67]\d{3});", re.I)  # fmt: skip
_ENDS = (b"</rss", b"</feed", b"rdf>", b"</channel")
_SECONDS = {"hourly": 3600, "daily": 86400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
# feedparser tells where it had to guess; these guesses are right nearly always.
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def read_xml_feed(body: bytes, content_type: str, url: str) -> FeedDocument:
    """Give what the document says; as much as can be read where it breaks off or is not well-formed."""
    # Entities are declared there: expanding one another they grow without end, and they can name files.
    clean = _DOCTYPE.sub(b"", body[:_HEAD_BYTES], count=1) + body[_HEAD_BYTES:]
    clean = _PAIR.sub(_join_pair, clean)
    try:
        # Markup is dropped afterwards anyway, so that it need not be made harmless first.
        parsed = feedparser.parse(
            io.BytesIO(clean),
            # Without an address, or it would complete ids as if they were some.
            response_headers={"content-type": content_type or "application/xml"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # whatever a feed brings it to raise is the feed's problem
        shaping = Shaping(url)
        shaping.complain("unreadable", "", f"{type(error).__name__}: {error}")
        return FeedDocument(problems=tuple(shaping.problems))
    version = str(parsed.get("version", ""))
    feed = parsed.get("feed", {})
    shaping = Shaping(url, _text(feed, "language") or _text(feed.get("title_detail", {}), "language"))
    if parsed.get("bozo") and not isinstance(parsed.get("bozo_exception"), _HARMLESS):
        shaping.complain("not-well-formed", "", str(parsed.get("bozo_exception", ""))[:300])
    entries = parsed.get("entries", [])
    if not version and not entries:
        shaping.complain("not-a-feed", "", "no channel and no entries were found in it")
        return FeedDocument(problems=tuple(shaping.problems))
    if len(entries) > MOST_ENTRIES:
        shaping.complain("too-many-entries", "", f"{len(entries)}; the first {MOST_ENTRIES} are read")
    if shaping.problems and not any(end in clean[-_HEAD_BYTES:].lower() for end in _ENDS):
        # Where the document breaks off, its last entry does: half of an address leads to somewhere else.
        shaping.complain("breaks-off", f"entry {len(entries)}")
        entries = entries[:-1]
    for number, entry in enumerate(entries[:MOST_ENTRIES], start=1):
        shaping.add(number, _describe(entry))
    if not entries:
        shaping.complain("no-entries")
    return FeedDocument(
        kind="atom" if version.startswith("atom") else "rdf" if version in ("rss10", "rss090") else "rss",
        title=plain(_text(feed, "title"), 200),
        site_url=read_url(_text(feed, "link"), url),
        language=shaping.language,
        entries=tuple(shaping.entries.values()),
        interval_s=_read_interval(feed),
        skip_hours=_read_hours(clean),
        skip_days=_read_days(clean),
        moved_to=read_url(_text(feed, "newlocation") or _text(feed, "itunes_new-feed-url"), url),
        problems=tuple(shaping.problems),
    )


def _join_pair(found: re.Match[bytes]) -> bytes:
    """A character out of its two halves; nothing for one half."""
    if not found[1] or not found[2]:
        return b""
    high, low = int(found[1], 16), int(found[2], 16)
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _describe(entry: Mapping[str, Any]) -> dict[str, str]:
    """The raw fields of an entry."""
    content = entry.get("content") or [{}]
    link = _text(entry, "feedburner_origlink") or _text(entry, "link")
    if not link:
        links = [found for found in entry.get("links", ()) if found.get("rel") in ("alternate", "via", None)]
        link = _text(links[0], "href") if links else ""
    detail = entry.get("title_detail", {})
    identity = _text(entry, "id")
    if entry.get("guidislink") and link == identity and not identity.startswith(("http:", "https:", "/")):
        link = ""  # feedparser takes any guid for an address where the link itself is none
    description = _text(entry, "summary") or _text(content[0], "value")
    title = _text(entry, "title")
    return {
        # A feed of entries without id or link would look new at every visit.
        "id": identity or link or make_key(title, description),
        "url": link,
        "title": title,
        "description": description,
        "published": _find_date(entry),
        "language": read_language(_text(detail, "language")),
        "author": _text(entry, "author"),
        "image": _find_image(entry),
        "publisher": _text(entry.get("source", {}), "title"),
    }


def _find_date(entry: Mapping[str, Any]) -> str:
    """When it was published, failing that changed; as feedparser read it, failing that as it is written."""
    for name in ("published", "created", "updated"):
        # feedparser answers for a missing `updated` with `published`, which is what comes first anyway.
        moment = entry.get(f"{name}_parsed")
        if moment:
            return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*moment[:6])
        if _text(entry, name):
            return _text(entry, name)
    return ""


def _find_image(entry: Mapping[str, Any]) -> str:
    for found in (*entry.get("media_content", ()), *entry.get("media_thumbnail", ())):
        if found.get("url") and found.get("medium", "image") == "image":
            return str(found["url"])
    for found in entry.get("enclosures", ()):
        if str(found.get("type", "")).startswith("image/"):
            return _text(found, "href")
    return ""


def _read_interval(feed: Mapping[str, Any]) -> int:
    """Seconds to wait by RSS's ttl (minutes), else by the syndication module's period and frequency."""
    ttl = _text(feed, "ttl").strip()
    if ttl.isdecimal() and len(ttl) < 8:
        return int(ttl) * 60
    period = _SECONDS.get(_text(feed, "sy_updateperiod").strip().lower(), 0)
    often = _text(feed, "sy_updatefrequency").strip()
    return period // max(int(often), 1) if often.isdecimal() and len(often) < 5 else period


def _read_hours(body: bytes) -> tuple[int, ...]:
    said = _SKIP_HOURS.search(body)
    hours = {int(part) % 24 for part in re.findall(rb"\b\d{1,2}\b", said[1])} if said else set()
    # All of them would be never.
    return tuple(sorted(hours)) if len(hours) < 24 else ()


def _read_days(body: bytes) -> tuple[int, ...]:
    said = _SKIP_DAYS.search(body)
    days = {place for place, name in enumerate(_DAYS) if said and name in said[1].lower()}
    return tuple(sorted(days)) if len(days) < 7 else ()


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""
