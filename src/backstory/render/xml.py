"""XML pages: the JSON page's fields as elements of the same names.

The root is the page's kind. A list is an element of the field's name with one element per entry, named in the
singular (`_ITEM_NAMES`). What is unknown or empty is left out.
"""

import functools
from typing import Any

import msgspec

from backstory.model.record import Record
from backstory.render.safety import encode_legal, escape_xml
from backstory.views.pages import Page

_ITEM_NAMES = {
    "aliases": "alias",
    "appears_with": "entity",
    "background": "event",
    "carried": "publisher",
    "carriers": "publisher",
    "categories": "category",
    "changes": "change",
    "collections": "collection",
    "context": "name",
    "corrections": "correction",
    "days": "day",
    "developments": "event",
    "domains": "domain",
    "entities": "entity",
    "entries": "entry",
    "events": "event",
    "hints": "event",
    "labels": "label",
    "hits": "event",
    "marks": "mark",
    "mentions": "mention",
    "months": "month",
    "on_this_day": "year",
    "earlier": "event",
    "periods": "period",
    "places": "place",
    "published_by": "publisher",
    "publishers": "publisher",
    "reasons": "reason",
    "same_day": "event",
    "sections": "section",
    "sources": "source",
    "stories": "story",
    "topics": "topic",
    "turning_points": "turning_point",
    "versions": "version",
    "wording": "piece",
    "years": "year",
}


def render_xml(page: Page) -> bytes:
    """Give the page as an XML document."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write_record(parts, page.kind, page)
    parts.append("\n")
    return encode_legal("".join(parts))


def _write_record(parts: list[str], name: str, record: Record) -> None:
    parts.append(f"<{name}>")
    for (field, start, end), value in zip(_list_tags(type(record)), msgspec.structs.astuple(record), strict=True):
        # Texts are nine of ten values; a site has some ten million of them.
        if type(value) is str:
            if value:
                parts.append(f"{start}{escape_xml(value)}{end}")
        elif value is not None and value != ():
            _write(parts, field, value)
    parts.append(f"</{name}>")


@functools.cache
def _list_tags(kind: type[Record]) -> list[tuple[str, str, str]]:
    return [(field, f"<{field}>", f"</{field}>") for field in kind.__struct_fields__]


def _write(parts: list[str], name: str, value: Any) -> None:
    """Add `value` as element `name`: a record field by field, a tuple entry by entry."""
    if isinstance(value, tuple):
        if value:
            item = _ITEM_NAMES.get(name, "item")
            parts.append(f"<{name}>")
            for entry in value:
                if isinstance(entry, Record):
                    _write_record(parts, item, entry)
                else:
                    _write(parts, item, entry)
            parts.append(f"</{name}>")
    elif isinstance(value, Record):
        _write_record(parts, name, value)
    elif isinstance(value, dict):
        parts.append(f"<{name}>")
        for key, entry in value.items():
            _write(parts, key, entry)
        parts.append(f"</{name}>")
    elif isinstance(value, bool):
        parts.append(f"<{name}>{'true' if value else 'false'}</{name}>")
    else:
        parts.append(f"<{name}>{escape_xml(str(value))}</{name}>")
