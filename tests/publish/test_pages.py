"""The published files as their readers take them: browsers, feed readers, XML parsers, and people following links."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import html5lib
import pytest
from lxml import etree

from backstory.publish import publish_site
from backstory.store import Archive
from tests.publish.feed_rules import check_atom, check_json_feed, check_rss
from tests.publish.feeding import DAYS, feed_day

BASE_URL = "https://archive.example/news-room"


@pytest.fixture
def out(archive: Archive, tmp_path: Path) -> Path:
    # One reworded, one moved, one removed: their pages are among those looked at.
    text = DAYS["2013-01-10"].replace("nobody is hurt", "one person is hurt").split(";Business")[0]
    feed_day(archive, "2013-01-10", text, at="2013-01-11T09:30:00Z")
    out = tmp_path / "site"
    publish_site(archive, out, base_url=BASE_URL, title="Amber & Lume")
    return out


def list_pages(out: Path, ending: str) -> list[Path]:
    return sorted(out.rglob(f"*{ending}"))


def test_every_page_is_valid_html_with_one_heading(out: Path) -> None:
    pages = list_pages(out, ".html")
    assert len(pages) > 20
    for page in pages:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(page.read_text())
        assert tree.get("lang") == "en", page
        ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
        assert len(ids) == len(set(ids)), page
        if tree.find(".//meta[@http-equiv='refresh']") is None:
            assert len(tree.findall(".//h1")) == 1, page
            assert len(tree.findall(".//main")) == 1, page
            assert not [e for e in tree.iter() if isinstance(e.tag, str) and e.get("style")], page


def test_every_link_leads_to_a_file(out: Path) -> None:
    """Followed as from a disk: relative, with endings."""
    broken = []
    for page in list_pages(out, ".html"):
        if page.name == "404.html":
            continue
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.read_text())
        for element in [*tree.iter("a"), *tree.iter("link")]:
            link = urlsplit(element.get("href"))
            if link.scheme or not link.path:
                continue
            assert not link.path.startswith("/"), (page, link)
            if not (page.parent / unquote(link.path)).is_file():
                broken.append((page, element.get("href")))
    assert broken == []


def test_every_markdown_link_within_the_site_leads_to_a_file(out: Path) -> None:
    for page in list_pages(out, ".md"):
        for part in page.read_text().split("](/")[1:]:
            assert (out / part.partition(")")[0]).is_file(), page


def test_canonical_addresses_are_whole(out: Path) -> None:
    for page in list_pages(out, ".html"):
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.read_text())
        canonical = tree.find(".//link[@rel='canonical']")
        if canonical is not None and tree.find(".//meta[@http-equiv='refresh']") is None:
            assert canonical.get("href") == f"{BASE_URL}/{page.relative_to(out)}"


def test_every_page_exists_in_four_formats_that_parse(out: Path) -> None:
    for page in list_pages(out, ".html"):
        if page.name == "404.html":
            continue
        assert page.with_suffix(".md").read_text()
        data = json.loads(page.with_suffix(".json").read_bytes())
        root = etree.parse(page.with_suffix(".xml")).getroot()
        assert root.tag == data["kind"]
        assert root.findtext("path") == data["path"] == f"/{page.relative_to(out).with_suffix('')}"


def test_every_feed_is_read_without_complaint(out: Path) -> None:
    feeds = [*list_pages(out, "_rss.xml"), *list_pages(out, ".atom")]
    assert len(feeds) > 10
    for path in feeds:
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.entries, path
        for entry in feed.entries:
            assert entry.id.startswith("urn:backstory:event:")
            assert entry.link.startswith(f"{BASE_URL}/news/")
            assert entry.title
            assert entry.published_parsed


CHECKS = {"_rss.xml": check_rss, ".atom": check_atom, ".feed.json": check_json_feed}


@pytest.mark.parametrize("ending", CHECKS)
def test_every_feed_keeps_the_rules_of_its_format(out: Path, ending: str) -> None:
    feeds = list_pages(out, ending)
    assert {path.parent.name for path in feeds} == {"site", "entity", "story", "publisher", "category"}
    for path in feeds:
        assert CHECKS[ending](path.read_bytes(), f"{BASE_URL}/{path.relative_to(out)}") == [], path


TYPES = {
    "about": "AboutPage",
    "event": "NewsArticle",
}


def test_every_page_says_what_it_is_in_linked_data(out: Path) -> None:
    kinds = set()
    for page in list_pages(out, ".html"):
        text = page.read_text()
        if page.name == "404.html" or 'http-equiv="refresh"' in text:
            continue
        kind = json.loads(page.with_suffix(".json").read_bytes())["kind"]
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
        (script,) = [e for e in tree.iter("script") if e.get("type") == "application/ld+json"]
        data = json.loads(script.text)
        assert data["@context"] == "https://schema.org"
        main, *rest = data["@graph"]
        assert main["@type"] == TYPES.get(kind, "CollectionPage"), page
        assert main["@id"] == main["url"] == f"{BASE_URL}/{page.relative_to(out)}"
        assert main.get("name") or main.get("headline")
        assert {part["@type"] for part in rest} <= {"BreadcrumbList"}
        if rest:
            *above, last = rest[0]["itemListElement"]
            assert all(entry["item"].startswith(f"{BASE_URL}/") for entry in above)
            # The last is the page itself: search engines take its own address for it.
            assert "item" not in last
            assert last["name"].removesuffix("…") in (main.get("name") or main["headline"])
        kinds.add(kind)
    assert kinds >= {
        "event",
        "day",
        "month",
        "year",
        "calendar",
        "front",
        "entity",
        "story",
        "publisher",
        "category",
        "about",
    }


def test_every_page_has_a_card_for_those_who_share_it(out: Path) -> None:
    for page in list_pages(out, ".html"):
        text = page.read_text()
        if page.name == "404.html" or 'http-equiv="refresh"' in text:
            continue
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
        said = {meta.get("property") or meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
        assert said["og:title"]
        assert said["og:description"]
        assert said["og:url"] == f"{BASE_URL}/{page.relative_to(out)}"
        assert said["twitter:card"] in ("summary", "summary_large_image")


def test_every_page_states_a_policy_without_unsafe_inline(out: Path) -> None:
    for page in list_pages(out, ".html"):
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.read_text())
        (policy,) = [e.get("content") for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        for element in tree.iter():
            if isinstance(element.tag, str):
                assert not [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118
        assert not list(tree.iter("style"))
        assert not [e for e in tree.iter("script") if not e.get("src") and e.get("type") != "application/ld+json"]


def test_a_rewording_is_an_update_of_the_same_item(out: Path) -> None:
    feed = feedparser.parse((out / "story/amber-bridge-collapse.atom").read_bytes())
    (entry,) = [entry for entry in feed.entries if "one person is hurt" in entry.title]
    assert entry.updated == "2013-01-11T09:30:00Z"
    assert entry.published == "2013-01-10T00:00:00Z"


def test_the_sitemap_lists_every_page_once(out: Path) -> None:
    parts = [str(loc.text) for loc in etree.parse(out / "sitemap.xml").iter("{*}loc")]
    assert {file.removeprefix(BASE_URL) for file in parts} >= {"/sitemap-2013.xml", "/sitemap-entity-a.xml"}
    trees = [etree.parse(out / file.removeprefix(f"{BASE_URL}/")) for file in parts]
    listed = [loc.text for tree in trees for loc in tree.iter("{*}loc")]
    pages = [
        f"{BASE_URL}/{page.relative_to(out)}"
        for page in list_pages(out, ".html")
        if page.name != "404.html" and 'http-equiv="refresh"' not in page.read_text()
    ]
    assert sorted(listed) == sorted(pages)
    assert f"Sitemap: {BASE_URL}/sitemap.xml" in (out / "robots.txt").read_text()


def test_the_headline_links_its_entities_where_they_stand(out: Path) -> None:
    (page,) = (out / "news/2013/01/8").glob("the-amber-bridge*.html")
    assert (
        '<h1>The <a href="../../../../entity/amber-bridge.html">Amber Bridge</a> in '
        '<a href="../../../../entity/port-amber.html">Port Amber</a> closes after divers find cracks.</h1>'
    ) in page.read_text()


def test_pages_with_wikipedias_text_credit_its_editors(out: Path) -> None:
    (event,) = (out / "news/2013/01/8").glob("the-amber-bridge*.html")
    for page in (event, out / "news/2013/01/8/index.html"):
        text = page.read_text()
        assert "Text by the editors of Wikipedia's Current Events portal" in text.replace("&#39;", "'")
        assert "CC BY-SA 4.0" in text
        assert "https://en.wikipedia.org/wiki/Portal:Current_events/2013_January_8" in text


def test_a_removed_event_says_so_at_its_address(out: Path) -> None:
    (page,) = [page for page in (out / "news/2013/01/10").glob("*.html") if "ships" in page.name]
    assert "The editors removed this event on" in page.read_text()
    assert page.name not in (out / "news/2013/01/10/index.html").read_text()


def test_the_page_for_missing_addresses_finds_its_style_from_anywhere(out: Path) -> None:
    assert 'href="/news-room/style.css"' in (out / "404.html").read_text()


def test_no_page_asks_another_host_for_anything_but_its_cover(out: Path) -> None:
    for page in list_pages(out, ".html"):
        tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.read_text())
        for element in [found for name in ("img", "script", "link", "iframe") for found in tree.iter(name)]:
            if element.tag == "link" and element.get("rel") != "stylesheet":
                continue
            source = element.get("src") or element.get("href") or ""
            assert not source.startswith("http") or source == "http://post.example/falls.jpg", page
