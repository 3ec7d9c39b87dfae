"""Markdown pages: a renderer for each kind."""

from collections.abc import Callable
from typing import Any

from backstory.render.markdown.lists import (
    render_about,
    render_anniversary,
    render_calendar,
    render_category,
    render_collection,
    render_compare,
    render_entity,
    render_index,
    render_map,
    render_month,
    render_moved,
    render_part,
    render_publisher,
    render_search,
    render_story,
    render_year,
)
from backstory.render.markdown.news import render_day, render_event, render_front
from backstory.render.safety import encode_legal
from backstory.views.pages import Page


def render_markdown(page: Page) -> bytes:
    """Give the page as Markdown. Links are from the site's root, as in ``/news/2013/01/8/SLUG.md``."""
    return encode_legal(_RENDERERS[page.kind](page))


_RENDERERS: dict[str, Callable[[Any], str]] = {
    "about": render_about,
    "anniversary": render_anniversary,
    "calendar": render_calendar,
    "categories": render_index,
    "category": render_category,
    "collection": render_collection,
    "collections": render_index,
    "compare": render_compare,
    "day": render_day,
    "entities": render_index,
    "entity": render_entity,
    "event": render_event,
    "front": render_front,
    "initial": render_index,
    "letter": render_index,
    "map": render_map,
    "month": render_month,
    "moved": render_moved,
    "part": render_part,
    "publisher": render_publisher,
    "publishers": render_index,
    "search": render_search,
    "stories": render_index,
    "story": render_story,
    "year": render_year,
}
