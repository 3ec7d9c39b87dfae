"""Every link of the whole sample site leads somewhere, in every format: pages, anchors, feeds, pictures."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

from backstory.pipeline.demo import build_demo


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = build_demo(tmp_path_factory.mktemp("demo"), lambda done, total: None)
    return Path(report.front_page).parent


def test_no_link_of_a_page_is_broken(site: Path) -> None:
    pages = {path: html.parse(path).getroot() for path in site.rglob("*.html") if path.name != "404.html"}
    anchors = {path: set(root.xpath("//@id")) for path, root in pages.items()}
    broken, followed = [], 0
    for path, root in pages.items():
        for link in root.xpath("//a/@href | //link[@rel!='canonical']/@href | //@src | //image/@href | //form/@action"):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            followed += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (parts.fragment and parts.fragment not in anchors.get(target, ())):
                broken.append((path.name, link))
    assert broken == []
    assert len(pages) > 700
    assert followed > 10_000


def test_no_address_in_the_other_formats_is_broken(site: Path) -> None:
    broken = []
    for path in [*site.rglob("*.md"), *site.rglob("*.json"), *site.rglob("*.xml"), *site.rglob("*.atom")]:
        if "pagefind" not in path.parts:
            broken += [(path.name, link) for link in list_links(path) if not (site / link.lstrip("/")).is_file()]
    assert broken == []


def list_links(path: Path) -> Iterator[str]:
    """Give the files of the site that a file names."""
    if path.suffix == ".md":
        yield from re.findall(r"\]\((/[^)]*)\)", path.read_text())
    elif path.name.endswith(".feed.json"):
        feed = json.loads(path.read_bytes())
        yield from (feed["home_page_url"], feed["feed_url"], *(item["url"] for item in feed["items"]))
    elif path.suffix == ".json":
        yield from (f"{found}.html" for found in list_paths(json.loads(path.read_bytes())))
    elif path.suffix == ".atom" or path.name.endswith(("_rss.xml", "sitemap.xml")):
        root = etree.parse(path).getroot()
        yield from (link for link in root.xpath("//*[local-name()='link']/@href") if link.startswith("/"))
        yield from (e.text for e in root.xpath("//*[local-name()='link' or local-name()='loc'][text()]"))
    else:
        yield from (f"{e.text}.html" for e in etree.parse(path).getroot().iter("path") if e.text)


def list_paths(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, entry in value.items():
            if name == "path" and isinstance(entry, str) and entry:
                yield entry
            else:
                yield from list_paths(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from list_paths(entry)
