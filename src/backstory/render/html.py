"""HTML pages, from the templates; a theme's templates take the place of those of the same name."""

import functools
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from traceback import extract_tb
from urllib.parse import urlencode

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Template,
    TemplateError,
    UndefinedError,
)
from markupsafe import Markup, escape

from backstory.errors import PublishError
from backstory.render import dates
from backstory.render.card import HEIGHT, WIDTH
from backstory.render.chart import draw_chart
from backstory.render.citing import cite_bibtex, cite_csl, cite_line
from backstory.render.comparing import is_comparable, list_changes, tell_outcome
from backstory.render.counting import count_things, tell_citations, tell_peak, tell_quiet
from backstory.render.crumbs import describe_page, list_crumbs, name_page, shorten
from backstory.render.engine import make_environment
from backstory.render.feeds import FEED_FORMATS, has_feed
from backstory.render.filters import list_search_filters
from backstory.render.jsonld import describe_linked_data
from backstory.render.languages import mark_language
from backstory.render.maps import draw_places, draw_world, name_places
from backstory.render.months import lay_out_month, lay_out_year
from backstory.render.policy import state_policy, state_search_policy
from backstory.render.safety import encode_legal, escape_script
from backstory.render.searching import mark_hit, narrow_search, write_search
from backstory.render.site import Site, root_from
from backstory.render.states import describe_state, is_any_checked
from backstory.render.topics import choose_topics, group_topics
from backstory.render.wording import mark_changes
from backstory.views.comparing import ComparePage
from backstory.views.pages import EventPage, Page
from backstory.views.pieces import EventRef
from backstory.views.searching import SearchPage
from backstory.views.web import web_url

_STATIC = ("style.css", "site.js", "icon.svg", "world.svg")
# A static site's search page is another one than what a server found.
_TEMPLATES = {"search": "found"}


def render_html(page: Page, site: Site) -> bytes:
    """Give the page as HTML. Its links are relative, so that it works from a disk as under any address."""
    root = root_from(page.path)
    return _render(
        load_template(site, _TEMPLATES.get(page.kind, page.kind)),
        site,
        page=page,
        root=root,
        name=name_page(page),
        description=describe_page(page),
        crumbs=list_crumbs(page),
        feeds=FEED_FORMATS if has_feed(page) else (),
        policy=state_policy(page),
        tail=write_tail(page),
        linked_data=Markup(escape_script(describe_linked_data(page, site))),
    )


def write_tail(page: Page) -> str:
    """Give what follows the page's address in its other formats: the search of a page that was searched for."""
    if isinstance(page, SearchPage):
        return "?" + urlencode(write_search(page) | ({"cursor": page.asked.cursor} if page.asked.cursor else {}))
    if isinstance(page, ComparePage):
        return "?" + urlencode({"compare": f"{page.before.at},{page.after.at}"})
    return ""


def render_missing(site: Site) -> bytes:
    """Give the page for addresses that are not there. It is served at any of them: its links are from the host on.

    It has no search: its policy lets no form be sent.
    """
    template = _load_environment(site).get_template("404.html")
    return _render(template, site, root=site.base_path, is_search=True)


def render_problem(site: Site, heading: str, detail: str) -> bytes:
    """Give the page that says why there is none; its links are from the host on, as those of `render_missing`."""
    template = _load_environment(site).get_template("problem.html")
    return _render(template, site, root=site.base_path, is_search=True, heading=heading, detail=detail)


def load_templates(site: Site) -> None:
    """Compile the templates of all pages now, before processes that share them part."""
    environment = _load_environment(site)
    # A theme's folder may hold other pages further down.
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".html") and "/" not in name):
        environment.get_template(name)


def render_search(site: Site) -> bytes:
    """Give the search page; its links are from the page itself."""
    template = _load_environment(site).get_template("search.html")
    return _render(template, site, root=".", is_search=True, policy=state_search_policy())


def read_static(site: Site) -> dict[str, bytes]:
    """Give the files that pages share, by path: the style sheet and the scripts."""
    names = (*_STATIC, *(["search.js"] if site.has_search else []))
    loader = _make_loader(site, "static")
    environment = _load_environment(site)
    return {f"/{name}": loader.get_source(environment, name)[0].encode() for name in names}


def read_theme(site: Site) -> dict[str, bytes]:
    """Give what is in the theme's own folder `theme`, by path: fonts and pictures that its style sheet names."""
    if not site.theme:
        return {}
    folder = Path(site.theme)
    return {
        f"/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted((folder / "theme").rglob("*"))
        if path.is_file()
    }


def check_theme(site: Site) -> None:
    """Raise PublishError for a theme that is no folder, or has a template that Jinja cannot read."""
    folder = Path(site.theme)
    if not folder.is_dir():
        raise PublishError(f"The theme {folder} is no folder.", path=site.theme)
    for path in sorted(folder.glob("*.html")):
        try:
            _load_environment(site).get_template(path.name)
        except (TemplateError, UnicodeDecodeError) as error:
            raise PublishError(f"The theme's {path.name} is no template: {error}.", path=str(path)) from error


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


def _render(template: Template, site: Site, **given: object) -> bytes:
    """Fill a template. Raises PublishError where one of the theme's fails, whatever it raised."""
    try:
        return encode_legal(template.render(site=site, **given))
    except Exception as error:
        fault = _describe_fault(error, site)
        if fault is None:
            raise  # no template of the theme had a part in it: then it is a fault of Backstory's
        raise fault from error


def _describe_fault(error: Exception, site: Site) -> PublishError | None:
    """Say where in the theme an error arose: its innermost line there. Jinja writes templates into the traceback."""
    if not site.theme:
        return None
    theme = os.path.abspath(site.theme)
    places = [(os.path.abspath(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
    within = [(path, line) for path, line in places if path.startswith(os.path.join(theme, ""))]
    if not within:
        return None
    path, line = within[-1]
    name = Path(path).relative_to(theme).as_posix()
    said = " ".join(str(error).split()).removesuffix(".")
    what = said if isinstance(error, UndefinedError) else f"{type(error).__name__}: {said}"
    return PublishError(f"The theme's {name} fails in line {line}: {what}.", path=path)


@functools.lru_cache(maxsize=128)
def load_template(site: Site, kind: str) -> Template:
    """Give the template for a kind of page."""
    return _load_environment(site).get_template(f"{kind}.html")


@functools.lru_cache(maxsize=8)
def _load_environment(site: Site) -> Environment:
    environment = make_environment(_make_loader(site, "templates"))
    environment.filters.update(
        long_date=dates.long_date,
        full_date=dates.full_date,
        short_date=dates.short_date,
        month_day=dates.name_month_day,
        month_name=dates.month_name,
        short_month=dates.short_month,
        moment=dates.moment,
        describe_state=describe_state,
        is_any_checked=is_any_checked,
        shorten=shorten,
        web=web_url,
        number=lambda value: f"{value:,}",
        things=count_things,
        group_topics=group_topics,
        group_years=group_years,
        marked=mark_hit,
        narrowed=narrow_search,
    )
    environment.globals.update(
        link_headline=link_headline,
        choose_topics=choose_topics,
        is_comparable=is_comparable,
        list_changes=list_changes,
        tell_outcome=tell_outcome,
        tell_peak=tell_peak,
        tell_quiet=tell_quiet,
        tell_citations=tell_citations,
        draw_chart=draw_chart,
        lay_out_month=lay_out_month,
        lay_out_year=lay_out_year,
        mark_language=mark_language,
        mark_changes=mark_changes,
        cite_bibtex=cite_bibtex,
        cite_csl=cite_csl,
        cite_line=cite_line,
        draw_places=draw_places,
        name_places=name_places,
        draw_world=draw_world,
        search_filters=list_search_filters,
        is_search=False,
        card_width=WIDTH,
        card_height=HEIGHT,
    )
    return environment


def _make_loader(site: Site, folder: str) -> BaseLoader:
    own = PackageLoader("backstory.render", folder)
    if not site.theme:
        return own
    # "own/base.html" is Backstory's, for a theme's template of the same name that extends it.
    return ChoiceLoader([FileSystemLoader(Path(site.theme)), own, PrefixLoader({"own": own})])
