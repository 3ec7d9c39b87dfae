"""The rules of RSS 2.0, RFC 4287 and JSON Feed 1.1 that a validator holds a feed to, and what it recommends."""

import re
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import msgspec
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_CHANNEL_NEEDS = {"title", "link", "description"}
_CHANNEL_MAY = _CHANNEL_NEEDS | {"language", "lastBuildDate", "item", "ttl", "copyright", f"{ATOM}link"}
_ITEM_MAY = {"title", "link", "description", "category", "guid", "pubDate", f"{ATOM}updated"}
_FEED_MAY = {f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link", "entry", "rights", "subtitle")}
_ENTRY_NEEDS = {f"{ATOM}{name}" for name in ("id", "title", "updated")}
_ENTRY_MAY = _ENTRY_NEEDS | {f"{ATOM}{name}" for name in ("link", "published", "category", "summary")}


def check_rss(data: bytes, url: str) -> list[str]:
    """Give what is wrong with the RSS feed that stands at `url`."""
    root = etree.fromstring(data)
    faults = [] if (root.tag, root.get("version")) == ("rss", "2.0") else ["not RSS 2.0"]
    (channel,) = root
    names = [child.tag for child in channel]
    faults += [f"channel has {name}" for name in names if name not in _CHANNEL_MAY]
    faults += [f"channel lacks {name}" for name in _CHANNEL_NEEDS - set(names)]
    faults += [f"channel has two {name}" for name in set(names) - {"item"} if names.count(name) > 1]
    own = channel.find(f"{ATOM}link")
    if own is None or (own.get("rel"), own.get("href"), own.get("type")) != ("self", url, "application/rss+xml"):
        faults.append("no link to itself")
    faults += _check_mail_date(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    faults += ["two items of one guid"] if len(guids) != len(set(guids)) else []
    for item in items:
        faults += [f"item has {child.tag}" for child in item if child.tag not in _ITEM_MAY]
        faults += [] if item.findtext("title") or item.findtext("description") else ["item says nothing"]
        faults += _check_url(item.findtext("link")) + _check_mail_date(item.findtext("pubDate"))
        faults += _check_time(item.findtext(f"{ATOM}updated"))
        if item.find("guid").get("isPermaLink") != "false" and not (item.findtext("guid") or "").startswith("http"):
            faults.append("a guid that is said to be a link")
    return faults + _check_url(channel.findtext("link"))


def check_atom(data: bytes, url: str) -> list[str]:
    """Give what is wrong with the Atom feed that stands at `url`."""
    root = etree.fromstring(data)
    faults = [] if root.tag == f"{ATOM}feed" else ["not Atom"]
    faults += [f"feed has {child.tag}" for child in root if child.tag not in _FEED_MAY]
    for name in ("id", "title", "updated"):
        faults += [] if len(root.findall(ATOM + name)) == 1 and root.findtext(ATOM + name) else [f"feed: {name}"]
    faults += [] if root.findtext(f"{ATOM}author/{ATOM}name") else ["feed has no author"]
    faults += _check_time(root.findtext(f"{ATOM}updated")) + _check_id(root.findtext(f"{ATOM}id"))
    links = {(link.get("rel"), link.get("type")): link.get("href") for link in root.findall(f"{ATOM}link")}
    faults += [] if links.get(("self", "application/atom+xml")) == url else ["no link to itself"]
    faults += _check_url(links.get(("alternate", "text/html")))
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    faults += ["two entries of one id"] if len(ids) != len(set(ids)) else []
    for entry in entries:
        names = [child.tag for child in entry]
        faults += [f"entry has {name}" for name in names if name not in _ENTRY_MAY]
        faults += [f"entry: {name}" for name in _ENTRY_NEEDS if names.count(name) != 1]
        faults += _check_id(entry.findtext(f"{ATOM}id")) + _check_time(entry.findtext(f"{ATOM}updated"))
        faults += _check_time(entry.findtext(f"{ATOM}published"))
        faults += _check_url(entry.find(f"{ATOM}link[@rel='alternate']").get("href"))
        faults += ["category without term" for c in entry.findall(f"{ATOM}category") if not c.get("term")]
    return faults


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    content_text: str
    url: str
    title: str
    date_published: str
    date_modified: str
    tags: list[str]


class _JsonFeed(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    title: str
    home_page_url: str
    feed_url: str
    language: str
    items: list[_Item]


def check_json_feed(data: bytes, url: str) -> list[str]:
    """Give what is wrong with the JSON feed that stands at `url`."""
    feed = msgspec.json.decode(data, type=_JsonFeed)
    faults = [] if feed.version == "https://jsonfeed.org/version/1.1" else ["version"]
    faults += [] if feed.feed_url == url else ["feed_url"]
    faults += [] if feed.title and feed.language else ["title or language"]
    ids = [item.id for item in feed.items]
    faults += ["two items of one id"] if len(ids) != len(set(ids)) else []
    for item in feed.items:
        faults += _check_url(item.url) + _check_time(item.date_published) + _check_time(item.date_modified)
        faults += [] if item.id and item.content_text else ["item says nothing"]
    return faults + _check_url(feed.home_page_url)


def _check_url(url: str | None) -> list[str]:
    parts = urlsplit(url or "")
    return [] if parts.scheme in ("http", "https") and parts.netloc else [f"not an address: {url}"]


def _check_id(id: str | None) -> list[str]:
    return [] if re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", id or "") else [f"not an IRI: {id}"]


def _check_time(time: str | None) -> list[str]:
    return [] if _RFC3339.fullmatch(time or "") else [f"not a time: {time}"]


def _check_mail_date(date: str | None) -> list[str]:
    try:
        return [] if parsedate_to_datetime(date or "").tzinfo else [f"a date without zone: {date}"]
    except ValueError:
        return [f"not a date: {date}"]
