"""JSON-LD: the page in the words of schema.org, for search engines and machines."""

from typing import Any

import msgspec

from backstory.render.crumbs import describe_page, list_crumbs, name_page, shorten
from backstory.render.safety import drop_illegal
from backstory.render.site import Site
from backstory.views.pages import (
    CategoryPage,
    CollectionPage,
    DayPage,
    EntityPage,
    EventPage,
    FrontPage,
    IndexPage,
    MonthPage,
    Page,
    PartPage,
    PublisherPage,
    StoryPage,
    Timeline,
    YearPage,
)
from backstory.views.pieces import EventRef, SourceView
from backstory.views.web import web_url
from backstory.views.wiki import url_of_title

_Data = dict[str, Any]

_TYPES = {"about": "AboutPage", "front": "CollectionPage", "map": "CollectionPage", "moved": "WebPage"}
_THINGS = {"person": "Person", "place": "Place", "organisation": "Organization"}
# A list of a page's events names the latest; the page itself has them all.
_MOST_LISTED = 10


def describe_linked_data(page: Page, site: Site) -> str:
    """Give the page's JSON-LD."""
    data = _describe_article(page, site) if isinstance(page, EventPage) else _describe_collection(page, site)
    graph: list[_Data] = [data]
    crumbs = list_crumbs(page)
    if crumbs:
        entries: list[_Data] = [
            {"@type": "ListItem", "position": place, "name": crumb.title, "item": site.locate(f"{crumb.path}.html")}
            for place, crumb in enumerate(crumbs, 1)
        ]
        # The last is the page itself, whose address need not be said again.
        entries.append({"@type": "ListItem", "position": len(entries) + 1, "name": shorten(name_page(page))})
        graph.append({"@type": "BreadcrumbList", "itemListElement": entries})
    return drop_illegal(msgspec.json.encode({"@context": "https://schema.org", "@graph": graph}).decode())


def _describe_article(page: EventPage, site: Site) -> _Data:
    url = site.locate(f"{page.path}.html")
    about: list[_Data] = [{"@type": "Event", "name": shorten(page.headline), "startDate": page.date}]
    titles = dict.fromkeys(mention.title for mention in page.mentions)
    about += [{"@type": "Thing", "name": title, "sameAs": url_of_title(title)} for title in titles]
    data: _Data = {
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "headline": page.headline,
        "datePublished": page.date,
        "inLanguage": "en",
        "isPartOf": _name_site(site),
        "publisher": {"@type": "Organization", "name": site.title, "url": site.locate("/")},
        "about": about,
        "citation": [_describe_citation(source) for source in page.sources if web_url(source.url)],
    }
    if page.category.title:
        data["articleSection"] = page.category.title
    if page.changed_at:
        data["dateModified"] = max(page.changed_at, page.date)
    if page.quote:
        data["abstract"] = page.quote.text
    if page.picture and web_url(page.picture.url):
        data["image"] = web_url(page.picture.url)
    if page.credit:
        data["author"] = {"@type": "Organization", "name": page.credit.title, "url": page.credit.url}
        data["license"] = page.credit.licence_url
        data["isBasedOn"] = page.credit.url
    return data


def _describe_citation(source: SourceView) -> _Data:
    data: _Data = {"@type": "NewsArticle", "name": source.title or source.publisher, "url": web_url(source.url)}
    by = source.published_by
    # Where no title is known, the name says who published it.
    if by and by.title != data["name"]:
        data["publisher"] = {"@type": "Organization", "name": by.title}
    return data


def _describe_collection(page: Page, site: Site) -> _Data:
    url = site.locate(f"{page.path}.html")
    data: _Data = {
        "@type": _TYPES.get(page.kind, "CollectionPage"),
        "@id": url,
        "url": url,
        "name": name_page(page),
        "inLanguage": "en",
        "description": describe_page(page),
        "isPartOf": _name_site(site),
    }
    if isinstance(page, EntityPage):
        data["about"] = _describe_entity(page)
    if isinstance(page, StoryPage):
        line = page.timeline
        data["about"] = {"@type": "Event", "name": page.title, "startDate": line.first_on, "endDate": line.last_on}
    if isinstance(page, PublisherPage):
        data["about"] = {"@type": "NewsMediaOrganization", "name": page.title}
        if page.domain:
            data["about"]["url"] = f"https://{page.domain}/"
    if span := _find_span(page):
        data["temporalCoverage"] = span
    if main := _list_main(page, site):
        data["mainEntity"] = main
    if page.credit:
        data["license"] = page.credit.licence_url
    return data


def _describe_entity(page: EntityPage) -> _Data:
    is_placed = page.latitude is not None and page.longitude is not None
    about: _Data = {
        "@type": _THINGS.get(page.entity_kind, "Place" if is_placed else "Thing"),
        "name": page.title,
        "sameAs": [page.wikipedia_url, *([page.wikidata_url] if page.wikidata_url else [])],
    }
    if page.aliases:
        about["alternateName"] = list(page.aliases)
    if is_placed and about["@type"] == "Place":
        about["geo"] = {"@type": "GeoCoordinates", "latitude": page.latitude, "longitude": page.longitude}
    return about


def _find_span(page: Page) -> str:
    """Give the time the page is about, as ISO 8601 has it."""
    if isinstance(page, DayPage):
        return page.news.date
    if isinstance(page, MonthPage | PartPage):
        return page.month
    if isinstance(page, YearPage):
        return page.year
    line = _find_timeline(page)
    return f"{line.first_on}/{line.last_on}" if line and line.first_on else ""


def _list_main(page: Page, site: Site) -> _Data:
    """Give the page's list: how many entries it has, and the latest or first of them."""
    line = _find_timeline(page)
    if line:
        return _list_items(line.count, [_pair(event) for event in line.events[::-1]], site)
    if isinstance(page, PartPage):
        return _list_items(len(page.events), [_pair(event) for event in page.events], site)
    if isinstance(page, DayPage | FrontPage):
        days = (page.news,) if isinstance(page, DayPage) else page.days
        items = [event for day in days for group in day.categories for event in group.events]
        return _list_items(len(items), [(item.headline, item.path) for item in items], site)
    if isinstance(page, IndexPage):
        return _list_items(len(page.entries), [(entry.title, entry.path) for entry in page.entries], site)
    return {}


def _find_timeline(page: Page) -> Timeline | None:
    return (
        page.timeline
        if isinstance(page, EntityPage | StoryPage | PublisherPage | CategoryPage | CollectionPage)
        else None
    )


def _pair(event: EventRef) -> tuple[str, str]:
    return event.headline, event.path


def _list_items(count: int, items: list[tuple[str, str]], site: Site) -> _Data:
    entries = [
        {"@type": "ListItem", "position": place, "name": name, "url": site.locate(f"{path}.html")}
        for place, (name, path) in enumerate(items[:_MOST_LISTED], 1)
    ]
    return {"@type": "ItemList", "numberOfItems": count, "itemListElement": entries}


def _name_site(site: Site) -> _Data:
    return {"@type": "WebSite", "name": site.title, "url": site.locate("/")}
