"""News sitemaps (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap), and their indexes.

A plain sitemap without titles is no feed: it says that pages exist, not what they are about.
"""

from lxml import etree  # type: ignore[import-untyped]

from backstory.feeds.entries import MOST_ENTRIES, Shaping, plain, read_url
from backstory.model import FeedDocument

_MOST_CHILDREN = 20


def read_sitemap(body: bytes, url: str) -> FeedDocument:
    """Give the articles that the sitemap names with a title, or the sitemaps that an index names."""
    shaping = Shaping(url)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root = None
        shaping.complain("not-well-formed", "", str(error)[:300])
    if root is None:
        shaping.complain("not-well-formed")
        return FeedDocument(problems=tuple(shaping.problems))
    if parser.error_log:
        shaping.complain("not-well-formed", f"line {parser.error_log[0].line}", parser.error_log[0].message)
    if _name(root) == "sitemapindex":
        children = (read_url(_find(child, "loc"), url) for child in root if _name(child) == "sitemap")
        found = tuple(dict.fromkeys(child for child in children if child))
        if len(found) > _MOST_CHILDREN:
            shaping.complain("too-many-entries", "", f"{len(found)} sitemaps; the first {_MOST_CHILDREN} are named")
        return FeedDocument(children=found[:_MOST_CHILDREN], problems=tuple(shaping.problems))
    publishers = []
    pages = [child for child in root if _name(child) == "url"]
    titled = [page for page in pages if _find(page, "title")]
    for number, page in enumerate(titled[:MOST_ENTRIES], start=1):
        publishers.append(_find(page, "name"))
        shaping.add(number, _describe(page))
    if len(titled) > MOST_ENTRIES:
        shaping.complain("too-many-entries", "", f"{len(titled)}; the first {MOST_ENTRIES} are read")
    if not titled:
        shaping.complain("no-entries" if not pages else "no-titles", "", "a sitemap that gives no titles is no feed")
    return FeedDocument(
        kind="sitemap" if titled or not pages else "",
        title=plain(publishers[0], 200) if publishers else "",
        entries=tuple(shaping.entries.values()),
        problems=tuple(shaping.problems),
    )


def _describe(page: etree._Element) -> dict[str, str]:
    return {
        "id": _find(page, "loc"),
        "url": _find(page, "loc"),
        "title": _find(page, "title"),
        "published": _find(page, "publication_date"),
        "language": _find(page, "language"),
        "publisher": _find(page, "name"),
    }


def _find(element: etree._Element, name: str) -> str:
    """The text of the first element of that name below, whatever namespace prefix it was given."""
    for child in element.iter():
        if _name(child) == name:
            return "".join(child.itertext()).strip()
    return ""


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
