import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstory.sources import read_article, resolve_publisher

PAGES = Path(__file__).parent / "pages"
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(PAGES.glob("*.json"))}


def read(name: str) -> dict[str, Any]:
    case = CASES[name]
    article = read_article((PAGES / f"{name}.html").read_bytes(), case["content_type"], case["url"])
    publisher = resolve_publisher(case.get("label", "") or article.site_name, case["url"])
    found = {field: getattr(article, field, None) for field in case}
    return {**found, "published_on": article.published_at[:10], "publisher": publisher.name}


@pytest.mark.parametrize("name", CASES)
def test_pages_say_what_a_reader_would_say(name: str) -> None:
    wanted = {key: value for key, value in CASES[name].items() if key in FIELDS}
    found = read(name)
    assert {key: plain(found[key]) for key in wanted} == {key: plain(value) for key, value in wanted.items()}


FIELDS = (
    "title", "description", "image_url", "published_on", "publisher", "author", "language", "is_paywalled",
)  # fmt: skip


def plain(value: Any) -> Any:
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


def test_there_are_pages_enough() -> None:
    assert len(CASES) >= 40


def test_each_field_says_where_it_stood() -> None:
    case = CASES["junk_subscribe"]
    body = (PAGES / "junk_subscribe.html").read_bytes()
    origins = dict(read_article(body, case["content_type"], case["url"]).origins)
    assert origins["title"] == "json-ld"
    assert origins["description"] == "og:description"


def test_the_beginning_of_a_page_is_enough() -> None:
    case = CASES["agency_jsonld"]
    body = (PAGES / "agency_jsonld.html").read_bytes()
    cut = body[: body.index(b"</head>") + 200]
    assert read_article(cut, case["content_type"], case["url"]).title == case["title"]


def test_a_page_cut_inside_a_letter_keeps_its_charset() -> None:
    body = '<meta charset="utf-8"><title>Ein Blick über den Fluss</title><p>größe'.encode()[:-2]
    assert read_article(body, "", "http://paper.de/a").charset == "utf-8"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 1000,
        b"<" * 100_000,
        b"<div>" * 50_000,
        b"<html><head><title>" + b"A" * 1_000_000,
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
        b'<script type="application/ld+json">' + b'{"a":' * 100_000 + b"</script>",
        b'<script type="application/ld+json">{"@type":"NewsArticle","headline":["A",{"x":1}],"author":{"name":{"a":1}},'
        b'"image":[[["x"]]],"datePublished":{"@value":"2021"},"isAccessibleForFree":[false],"mainEntityOfPage":[1]}'
        b"</script>",
        b'<meta property="og:title" content="' + b"&amp;" * 50_000 + b'">',
        b'<meta charset="no-such-charset"><title>A title all the same</title>',
        b'<meta charset="base64"><title>A title all the same</title>',
        b'<meta property="og:image" content="http://[::1"><link rel="canonical" href="http://[">',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><title>&a; title of it</title>',
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]><title>&b;</title>',
    ],
)
def test_broken_and_hostile_pages_are_read_to_their_end(body: bytes) -> None:
    article = read_article(body, "text/html", "http://paper.com/a")
    assert "root:" not in article.title


@settings(max_examples=60)
@given(st.binary(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_reading_never_fails(body: bytes, content_type: str, url: str) -> None:
    read_article(b"<html>" + body, content_type, url)
    read_article(b'<script type="application/ld+json">' + body, content_type, url)


def test_a_page_may_not_make_others_of_its_addresses() -> None:
    page = b'<title>A story of the day</title><meta property="og:image" content="javascript:alert(1)">'
    assert read_article(page, "text/html", "http://paper.com/a").image_url == ""


def test_long_descriptions_are_cut_at_a_sentence() -> None:
    text = "The river rose by four metres in one night. " * 30
    page = f'<title>Flood</title><meta name="description" content="{text}">'.encode()
    description = read_article(page, "text/html", "http://paper.com/a").description
    assert len(description) <= 420
    assert description.endswith("one night.")


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:30:00 -0100", "Mon, 01 Jan 2020 00:00:00 +9999999999999999999"])
def test_a_date_outside_the_calendar_is_none(date: str) -> None:
    body = f'<title>A</title><meta property="article:published_time" content="{date}">'.encode()
    assert read_article(body, "text/html", "http://paper.com/a").published_at == ""
