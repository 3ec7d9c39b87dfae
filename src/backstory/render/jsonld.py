"""JSON-LD: the page in the words of schema.org, for search engines and machines."""

from typing import Any

import msgspec

from backstory.render.crumbs import describe_page, list_crumbs, name_page
from backstory.render.safety import drop_illegal
from backstory.render.site import Site
from backstory.views.pages import EntityPage, EventPage, Page, PublisherPage
from backstory.views.web import web_url
from backstory.views.wiki import url_of_title

_COLLECTIONS = frozenset(
    {"front", "day", "month", "year", "calendar", "entity", "story", "publisher", "category", "part"}
)


def describe_linked_data(page: Page, site: Site) -> str:
    """Give the page's JSON-LD."""
    data = _describe_article(page, site) if isinstance(page, EventPage) else _describe_collection(page, site)
    graph: list[dict[str, Any]] = [data]
    crumbs = list_crumbs(page)
    if crumbs:
        entries = [
            {"@type": "ListItem", "position": place, "name": crumb.title, "item": site.locate(f"{crumb.path}.html")}
            for place, crumb in enumerate(crumbs, 1)
        ]
        graph.append({"@type": "BreadcrumbList", "itemListElement": entries})
    return drop_illegal(msgspec.json.encode({"@context": "https://schema.org", "@graph": graph}).decode())


def _describe_article(page: EventPage, site: Site) -> dict[str, Any]:
    url = site.locate(f"{page.path}.html")
    about: list[dict[str, Any]] = [{"@type": "Event", "name": page.headline, "startDate": page.date}]
    titles = dict.fromkeys(mention.title for mention in page.mentions)
    about += [{"@type": "Thing", "name": title, "sameAs": url_of_title(title)} for title in titles]
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "headline": page.headline,
        "datePublished": page.date,
        "articleSection": page.category.title,
        "inLanguage": "en",
        "isPartOf": {"@type": "WebSite", "name": site.title, "url": site.locate("/")},
        "about": about,
        "citation": [
            {"@type": "NewsArticle", "name": source.title or source.publisher, "url": web_url(source.url)}
            | ({"publisher": {"@type": "Organization", "name": by.title}} if (by := source.published_by) else {})
            for source in page.sources
            if web_url(source.url)
        ],
    }
    if page.changed_at:
        data["dateModified"] = max(page.changed_at, page.date)
    if page.quote:
        data["abstract"] = page.quote.text
    if page.picture and web_url(page.picture.url):
        data["image"] = web_url(page.picture.url)
    if page.credit:
        data["license"] = page.credit.licence_url
        data["isBasedOn"] = page.credit.url
    return data


def _describe_collection(page: Page, site: Site) -> dict[str, Any]:
    url = site.locate(f"{page.path}.html")
    kind = "CollectionPage" if page.kind in _COLLECTIONS else "WebPage"
    data: dict[str, Any] = {"@type": kind, "@id": url, "url": url, "name": name_page(page), "inLanguage": "en"}
    data["description"] = describe_page(page)
    data["isPartOf"] = {"@type": "WebSite", "name": site.title, "url": site.locate("/")}
    if isinstance(page, EntityPage):
        same = [page.wikipedia_url, *([page.wikidata_url] if page.wikidata_url else [])]
        data["about"] = {"@type": "Thing", "name": page.title, "sameAs": same}
    if isinstance(page, PublisherPage):
        data["about"] = {"@type": "NewsMediaOrganization", "name": page.title}
        if page.domain:
            data["about"]["url"] = f"https://{page.domain}/"
    if page.credit:
        data["license"] = page.credit.licence_url
    return data
