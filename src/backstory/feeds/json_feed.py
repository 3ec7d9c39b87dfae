"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), as it is met rather than as it should be."""

import json
from collections.abc import Mapping
from typing import Any

from backstory.feeds.entries import MOST_ENTRIES, Shaping, make_key, plain, read_url
from backstory.model import FeedDocument


def read_json_feed(body: bytes, url: str) -> FeedDocument:
    """Give what the document says."""
    shaping = Shaping(url)
    try:
        said = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        shaping.complain("not-well-formed", "", str(error)[:300])
        return FeedDocument(problems=tuple(shaping.problems))
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(items, list):
        shaping.complain("not-a-feed", "", "it is JSON without a list of items")
        return FeedDocument(problems=tuple(shaping.problems))
    if not _text(said, "version").startswith(("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")):
        shaping.complain("unknown-version", "", _text(said, "version")[:100])
    shaping = _take_language(shaping, _text(said, "language"), url)
    if len(items) > MOST_ENTRIES:
        shaping.complain("too-many-entries", "", f"{len(items)}; the first {MOST_ENTRIES} are read")
    for number, item in enumerate(items[:MOST_ENTRIES], start=1):
        if isinstance(item, dict):
            shaping.add(number, _describe(item))
        else:
            shaping.complain("not-an-entry", f"entry {number}", type(item).__name__)
    if not items:
        shaping.complain("no-entries")
    if said.get("expired") is True:
        shaping.complain("expired", "", "it says that it will bring nothing more")
    return FeedDocument(
        kind="json",
        title=plain(_text(said, "title"), 200),
        site_url=read_url(_text(said, "home_page_url"), url),
        language=shaping.language,
        entries=tuple(shaping.entries.values()),
        problems=tuple(shaping.problems),
    )


def _take_language(before: Shaping, language: str, url: str) -> Shaping:
    shaping = Shaping(url, language)
    shaping.problems = before.problems
    return shaping


def _describe(item: Mapping[str, Any]) -> dict[str, str]:
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    url = _text(item, "url") or _text(item, "external_url")
    description = _text(item, "summary") or _text(item, "content_text") or _text(item, "content_html")
    return {
        "id": _text(item, "id") or url or make_key(_text(item, "title"), description),
        "url": url,
        "title": _text(item, "title"),
        "description": description,
        "published": _text(item, "date_published") or _text(item, "date_modified"),
        "language": _text(item, "language"),
        "author": _text(author, "name") if isinstance(author, dict) else "",
        "image": _text(item, "image") or _text(item, "banner_image"),
    }


def _text(said: Mapping[str, Any], name: str) -> str:
    """A field as text; ids are numbers now and then."""
    found = said.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""
