"""Pieces of the search page: hits with their marks, and links that narrow the search."""

from urllib.parse import urlencode

from markupsafe import Markup, escape

from backstory.views.searching import HitView, SearchPage

_NAMES = {"text": "q", "first": "from", "last": "to", "entity": "entity", "category": "category", "story": "story"}
_NAMES |= {"publisher": "publisher", "collection": "collection", "sort": "sort", "limit": "limit"}
_DEFAULTS = {"sort": "relevance", "limit": "20"}


def mark_hit(hit: HitView) -> Markup:
    """Give the snippet with what was searched for marked."""
    parts, at = [], 0
    for mark in hit.marks:
        if at <= mark.start < mark.end <= len(hit.snippet):
            parts += [
                escape(hit.snippet[at : mark.start]),
                Markup("<mark>"),
                escape(hit.snippet[mark.start : mark.end]),
            ]
            parts.append(Markup("</mark>"))
            at = mark.end
    return Markup("").join([*parts, escape(hit.snippet[at:])])


def write_search(page: SearchPage) -> dict[str, str]:
    """Give the search as parameters of its address, without those that say nothing."""
    asked = {name: str(getattr(page.asked, field)) for field, name in _NAMES.items()}
    found = {name: value for name, value in asked.items() if value and value != _DEFAULTS.get(name)}
    return found | ({"as_of": page.as_of} if page.as_of else {})


def narrow_search(page: SearchPage, name: str, value: str) -> str:
    """Give the parameters of the search with one more; a year is a range."""
    more = {"from": value, "to": value} if name == "from" else {name: value}
    return urlencode(write_search(page) | more)
