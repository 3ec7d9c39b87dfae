"""HTML pages, from the templates; a theme's templates take the place of those of the same name."""

import functools
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from backstory.render import dates
from backstory.render.chart import draw_chart
from backstory.render.crumbs import describe_page, list_crumbs, name_page
from backstory.render.feeds import FEED_FORMATS, has_feed
from backstory.render.jsonld import describe_linked_data
from backstory.render.months import lay_out_month, lay_out_year
from backstory.render.safety import drop_illegal, escape_script
from backstory.render.searching import mark_hit, narrow_search, write_search
from backstory.render.site import Site, root_from
from backstory.render.states import describe_state, is_any_checked
from backstory.views.comparing import ComparePage
from backstory.views.pages import EventPage, Page
from backstory.views.pieces import EventRef
from backstory.views.searching import SearchPage
from backstory.views.web import web_url

# A static site's search page is another one than what a server found.
_TEMPLATES = {"search": "found"}


def render_html(page: Page, site: Site) -> bytes:
    """Give the page as HTML. Its links are relative, so that it works from a disk as under any address."""
    root = root_from(page.path)
    text = load_template(site, _TEMPLATES.get(page.kind, page.kind)).render(
        page=page,
        site=site,
        root=root,
        name=name_page(page),
        description=describe_page(page),
        crumbs=list_crumbs(page),
        feeds=FEED_FORMATS if has_feed(page) else (),
        tail=write_tail(page),
        linked_data=Markup(escape_script(describe_linked_data(page, site))),
    )
    return drop_illegal(text).encode()


def write_tail(page: Page) -> str:
    """Give what follows the page's address in its other formats: the search of a page that was searched for."""
    if isinstance(page, SearchPage):
        return "?" + urlencode(write_search(page) | ({"cursor": page.asked.cursor} if page.asked.cursor else {}))
    if isinstance(page, ComparePage):
        return "?" + urlencode({"compare": f"{page.before.at},{page.after.at}"})
    return ""


def render_missing(site: Site) -> bytes:
    """Give the page for addresses that are not there. It is served at any of them: its links are from the host on."""
    template = _load_environment(site).get_template("404.html")
    return drop_illegal(template.render(site=site, root=site.base_path)).encode()


def load_templates(site: Site) -> None:
    """Compile the templates of all pages now, before processes that share them part."""
    environment = _load_environment(site)
    for name in environment.list_templates(extensions=("html",)):
        environment.get_template(name)


def read_style(site: Site) -> bytes:
    """Give the style sheet."""
    loader = _make_loader(site, "static")
    return loader.get_source(_load_environment(site), "style.css")[0].encode()


def link_headline(page: EventPage, root: str) -> Markup:
    """Give the headline with its entities linked where they stand in it.

    A mention whose words are not at its place, or which overlaps the one before, stays plain text.
    """
    headline, parts, at = page.headline, [], 0
    for mention in sorted(page.mentions, key=lambda mention: mention.start):
        end = mention.start + len(mention.anchor)
        if mention.start < at or end == mention.start or not mention.path:
            continue
        if headline[mention.start : end] != mention.anchor:
            continue
        parts += [escape(headline[at : mention.start]), Markup('<a href="'), escape(f"{root}{mention.path}.html")]
        parts += [Markup('">'), escape(mention.anchor), Markup("</a>")]
        at = end
    return Markup("").join([*parts, escape(headline[at:])])


def group_years(events: Sequence[EventRef]) -> list[tuple[str, list[EventRef]]]:
    """Give the events, which are in order of time, by year."""
    return [(year, list(members)) for year, members in groupby(events, key=lambda event: event.date[:4])]


@functools.lru_cache(maxsize=128)
def load_template(site: Site, kind: str) -> Template:
    """Give the template for a kind of page."""
    return _load_environment(site).get_template(f"{kind}.html")


@functools.lru_cache(maxsize=8)
def _load_environment(site: Site) -> Environment:
    environment = Environment(
        loader=_make_loader(site, "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.filters.update(
        long_date=dates.long_date,
        full_date=dates.full_date,
        short_date=dates.short_date,
        month_name=dates.month_name,
        short_month=dates.short_month,
        moment=dates.moment,
        days_apart=dates.days_apart,
        describe_state=describe_state,
        is_any_checked=is_any_checked,
        web=web_url,
        number=lambda value: f"{value:,}",
        group_years=group_years,
        marked=mark_hit,
        narrowed=narrow_search,
    )
    environment.globals.update(
        link_headline=link_headline, draw_chart=draw_chart, lay_out_month=lay_out_month, lay_out_year=lay_out_year
    )
    return environment


def _make_loader(site: Site, folder: str) -> BaseLoader:
    own = PackageLoader("backstory.render", folder)
    return ChoiceLoader([FileSystemLoader(Path(site.theme)), own]) if site.theme else own
