"""An entry's fields made plain: text without markup, addresses that lead somewhere, moments in UTC."""

import hashlib
import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from backstory.model import FeedEntry, Problem

MOST_ENTRIES = 1000
"""News sitemaps have at most 1,000 addresses by their own rules; a feed with more is cut."""

MOST_TITLE = 500
MOST_DESCRIPTION = 1000
_MOST_RAW = 20_000
_MOST_URL = 2000
# Where an address was broken over lines.
_BROKEN = re.compile(r"\s{2,}|[\r\n\t]")
_BLOCKS = re.compile(r"<(?:script|style|iframe|noscript)\b.*?(?:</(?:script|style|iframe|noscript)\s*>|$)", re.I | re.S)
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[a-zA-Z][^<>]*(?:>|$)|<[!?][^<>]*>", re.S)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.I
)
_EARLIEST = "1990"


class Shaping:
    """Makes entries of one document; gathers what was wrong with them."""

    def __init__(self, base: str, language: str = "") -> None:
        self.base = base
        self.language = read_language(language)
        self.problems: list[Problem] = []
        self.entries: dict[str, FeedEntry] = {}

    def add(self, number: int, said: dict[str, str]) -> None:
        """Take an entry of raw fields: `id`, `url`, `title`, `description`, `published`, `language`, `author`, `image`,
        `publisher`.

        One without title and description, or without an address, is left out; a second one of the same key is too.
        """
        where = f"entry {number}"
        url = read_url(said.get("url", ""), self.base)
        if not url:
            url = read_url(said.get("id", ""), "")
        title = plain(said.get("title", ""), MOST_TITLE)
        description = plain(said.get("description", ""), MOST_DESCRIPTION)
        if not url:
            self.complain("entry-without-link", where, title or said.get("url", "")[:200])
            return
        if not title:
            if not description:
                self.complain("entry-without-title", where, url)
                return
            title = shorten(description, 160)
            self.complain("title-from-description", where, url)
        published_at = read_moment(said.get("published", ""))
        if said.get("published", "").strip() and not published_at:
            self.complain("unreadable-date", where, said["published"][:100])
        key = " ".join(drop_controls(said.get("id", "")).split())[:_MOST_URL] or url
        if key in self.entries:
            if self.entries[key].url == url:
                self.complain("entry-twice", where, key[:200])
                return
            # One id for all entries is a template that nobody filled in.
            self.complain("same-id", where, key[:200])
            key = url
            if key in self.entries:
                return
        self.entries[key] = FeedEntry(
            key=key,
            url=url,
            title=title,
            description="" if description == title else description,
            published_at=published_at,
            language=read_language(said.get("language", "")) or self.language,
            author=plain(said.get("author", ""), 200),
            image_url=read_url(said.get("image", ""), self.base),
            publisher=plain(said.get("publisher", ""), 100),
        )

    def complain(self, code: str, where: str = "", detail: str = "") -> None:
        """Note what was wrong, up to a hundred things."""
        if len(self.problems) < 100:
            self.problems.append(Problem(code=code, where=where, detail=drop_controls(detail)))


def plain(text: str, most: int) -> str:
    """Text without markup, entities and control characters, spaces joined, cut at a word.

    Feeds escape twice as often as once: what still is an entity or a tag after one turn is taken for one.
    """
    text = text[:_MOST_RAW]
    for _ in range(2):
        text = html.unescape(_TAG.sub(" ", _BLOCKS.sub(" ", text)) if "<" in text else text)
        if "<" not in text and "&" not in text:
            break
    if "<" in text:
        text = _TAG.sub(" ", _BLOCKS.sub(" ", text))
    return shorten(" ".join(drop_controls(text).split()), most)


def shorten(text: str, most: int) -> str:
    """At most so many characters, cut at a word, the cut shown."""
    if len(text) <= most:
        return text
    return (text[: most - 1].rpartition(" ")[0] or text[: most - 1]) + "…"


def drop_controls(text: str) -> str:
    """Without control characters, lone surrogates and marks that turn the direction of text."""
    kept = (letter if unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") else " " for letter in text)
    return "".join(
        letter for letter in kept if letter not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    )


def read_url(text: str, base: str) -> str:
    """A whole web address; empty where it is none."""
    text = html.unescape(_BROKEN.sub("", text.strip()))
    if not text or len(text) > _MOST_URL:
        return ""
    try:
        url = urljoin(base, text)
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return drop_controls(url).replace(" ", "%20") if is_web else ""


def read_language(text: str) -> str:
    """A language tag; empty where it is none, or says nothing ("und")."""
    tag = text.strip().replace("_", "-")
    return tag.lower() if _LANGUAGE.fullmatch(tag) and tag.lower() not in ("und", "mul", "zxx", "xx") else ""


def read_moment(text: str) -> str:
    """A moment in UTC out of what feeds call a date (RFC 822, RFC 3339 and their misspellings); empty for none.

    A day without an hour is its beginning.
    """
    text = text.strip()
    try:
        found = _read_iso(text) or _read_mail_date(text)
        moment = f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, TypeError, IndexError, OverflowError):  # no such day, or in UTC before year 1 or after 9999
        return ""
    return moment if _EARLIEST <= moment[:4] <= "2100" and len(moment) == 20 else ""


def _read_iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    zone = (match[7] or "Z").upper()
    found = datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute, seconds=second)
    if zone in ("Z", "UTC", "GMT"):
        return found
    sign = -1 if zone[0] == "+" else 1
    return found + sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def _read_mail_date(text: str) -> datetime:
    found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def make_key(*parts: str) -> str:
    """A key for what has none."""
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=10).hexdigest()
