"""Render: views to bytes.

Takes the records of `backstory.views`, gives HTML, Markdown, JSON, XML, feeds, sitemaps. The one place where text
from outside is made safe (`safety`). Never reads an archive, never writes a file, never asks the clock: the same
view gives the same bytes.
"""

from backstory.render.card import draw_card, has_card
from backstory.render.feeds import FEED_FORMATS, has_feed, render_feed
from backstory.render.html import (
    check_theme,
    load_templates,
    read_static,
    read_theme,
    render_html,
    render_missing,
    render_problem,
    render_search,
)
from backstory.render.json import render_json
from backstory.render.markdown import render_markdown
from backstory.render.site import Site
from backstory.render.xml import render_xml
from backstory.views.pages import Page

__all__ = [
    "FEED_FORMATS",
    "PAGE_FORMATS",
    "Site",
    "check_theme",
    "draw_card",
    "has_card",
    "has_feed",
    "load_templates",
    "read_static",
    "read_theme",
    "render_feed",
    "render_missing",
    "render_page",
    "render_problem",
    "render_search",
]

PAGE_FORMATS = ("html", "md", "json", "xml")


def render_page(page: Page, site: Site, name: str) -> bytes:
    """Give the page in one of `PAGE_FORMATS`."""
    if name == "html":
        return render_html(page, site)
    return {"md": render_markdown, "json": render_json, "xml": render_xml}[name](page)
