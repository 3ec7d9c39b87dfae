"""What a site may have beside its pages: checked before anything is written, and its files."""

from pathlib import Path

from backstory.errors import PublishError
from backstory.publish.searching import check_pagefind
from backstory.render import Site, check_theme, read_theme, render_search
from backstory.render.card import check_cards
from backstory.render.opensearch import OPENSEARCH_PATH, render_opensearch
from backstory.render.site import Extras
from backstory.views.web import web_url


def make_site(base_url: str, title: str, extras: Extras) -> Site:
    """Give the site. Raises PublishError for a bad address, a bad theme, or an extra that is not installed."""
    base_url = base_url.rstrip("/")
    if base_url and not web_url(base_url):
        raise PublishError(
            f"{base_url} is no address for a site; it begins with https:// or http:// and names a host that can be."
        )
    if extras.hub and not web_url(extras.hub):
        raise PublishError(f"{extras.hub} is no address for a hub; it begins with https:// or http://.")
    theme = str(Path(extras.theme).absolute()) if extras.theme else ""
    site = Site(
        base_url=base_url,
        title=title,
        theme=theme,
        has_search=extras.has_search,
        has_cards=extras.has_cards,
        hub=extras.hub,
    )
    if site.theme:
        check_theme(site)
    if site.has_search:
        check_pagefind()
    if site.has_cards:
        check_cards()
    return site


def render_extras(site: Site) -> dict[str, bytes]:
    """Give the files of the theme, and of the search: its page, its description where the site's address is known."""
    files = read_theme(site)
    if site.has_search:
        files["/search.html"] = render_search(site)
    if site.has_search and site.base_url:
        files[OPENSEARCH_PATH] = render_opensearch(site)
    return files
