"""Metadata of realistic pages: Backstory, trafilatura and newspaper4k alone, side by side.

    pip install trafilatura newspaper4k
    python benchmarks/sources_quality.py [--misses]

Reads `tests/sources/pages`: each page beside a JSON file that says what a reader would say. A value is right when it is
equal up to case, spaces, quotation marks and closing punctuation; an image when its address is; a date when the day
is; where nothing is expected, giving nothing is right. A peer's publisher may be the site's or the citation's name.
"""

import argparse
import json
import re
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from backstory.sources import read_article, resolve_publisher
from backstory.sources.labels import make_key

PAGES = Path(__file__).parent.parent / "tests" / "sources" / "pages"
FIELDS = ("title", "description", "image_url", "published_on", "publisher")
Found = dict[str, str]


def read_with_backstory(body: bytes, case: dict[str, str]) -> Found:
    article = read_article(body, case["content_type"], case["url"])
    publisher = resolve_publisher(case.get("label", "") or article.site_name, case["url"])
    return {
        "title": article.title,
        "description": article.description,
        "image_url": article.image_url,
        "published_on": article.published_at[:10],
        "publisher": publisher.name,
    }


def read_with_trafilatura(body: bytes, case: dict[str, str]) -> Found:
    from trafilatura import bare_extraction, load_html

    found = bare_extraction(load_html(body), url=case["url"], with_metadata=True)
    if found is None:
        from trafilatura.metadata import extract_metadata

        found = extract_metadata(load_html(body), default_url=case["url"])
    return {
        "title": found.title or "",
        "description": found.description or "",
        "image_url": found.image or "",
        "published_on": found.date or "",
        "publisher": found.sitename or "",
    }


def read_with_newspaper(body: bytes, case: dict[str, str]) -> Found:
    import newspaper

    article = newspaper.Article(case["url"], fetch_images=False, language="en")
    article.download(input_html=body)
    article.parse()
    day = f"{article.publish_date:%Y-%m-%d}" if article.publish_date else ""
    site = article.meta_site_name or urlsplit(article.source_url or "").hostname or ""
    return {
        "title": article.title or "",
        "description": article.meta_description or "",
        "image_url": article.top_image or "",
        "published_on": day,
        "publisher": site,
    }


def plain(text: str) -> str:
    text = re.sub("[“”„«»]", '"', re.sub("[‘’ʼ]", "'", " ".join(text.split()).casefold()))
    return text.rstrip(" .…")


def is_right(field: str, got: str, case: dict[str, str]) -> bool:
    wanted = case[field]
    if field == "publisher":
        host = urlsplit(case["url"]).hostname or ""
        site = resolve_publisher("", case["url"]).name
        return make_key(got) in {make_key(name) for name in (wanted, case.get("label", ""), site, host) if name} or (
            bool(got) and resolve_publisher(got).name == wanted
        )
    if field == "image_url":
        return got == wanted
    return plain(got) == plain(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="show what was wrong")
    parser.add_argument("--only", default="", help="backstory, trafilatura or newspaper4k")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    readers: dict[str, Callable[[bytes, dict[str, str]], Found]] = {
        "backstory": read_with_backstory,
        "trafilatura": read_with_trafilatura,
        "newspaper4k": read_with_newspaper,
    }
    cases = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(PAGES.glob("*.json"))}
    print(f"{len(cases)} pages{'':14}" + "".join(f"{field:>14}" for field in (*FIELDS, "all", "ms a page")))
    for name, read in readers.items():
        if options.only and name != options.only:
            continue
        right = dict.fromkeys(FIELDS, 0)
        started = time.perf_counter()
        for page, case in cases.items():
            try:
                found = read((PAGES / f"{page}.html").read_bytes(), case)
            except Exception as error:
                found = dict.fromkeys(FIELDS, f"{type(error).__name__}: {error}")
            for field in FIELDS:
                if is_right(field, found[field], case):
                    right[field] += 1
                elif options.misses:
                    print(f"  {page}.{field}: {found[field]!r}, wanted {case[field]!r}")
        milliseconds = (time.perf_counter() - started) * 1000 / len(cases)
        total = sum(right.values()) / len(FIELDS)
        shares = "".join(f"{100 * value / len(cases):13.1f}%" for value in (*right.values(), total))
        print(f"{name:24}{shares}{milliseconds:14.1f}")


if __name__ == "__main__":
    main()
