"""The corpus of `cases`: each file says what it shows, then what is expected, then the feed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstory.feeds import find_feeds, name_publisher, read_feed
from backstory.feeds.entries import plain, read_moment
from backstory.model import FeedDocument

CASES = sorted((Path(__file__).parent / "cases").glob("*.feed"))
URL = "http://paper.com/feed"
FIRST = ("title", "url", "published_at", "language", "publisher", "image_url")
MORE = ("interval_s", "skip_hours", "skip_days", "moved_to", "children")


def read_case(path: Path) -> tuple[dict[str, Any], bytes]:
    head, _, body = path.read_bytes().decode("utf-8").partition("\n---\n")
    said = json.loads(head)
    encoding = said.get("encoding", "utf-8")
    return said, body.encode(encoding, "replace")


def describe(document: FeedDocument) -> dict[str, Any]:
    """A document as the cases tell it."""
    said: dict[str, Any] = {
        "kind": document.kind,
        "entries": len(document.entries),
        "problems": sorted({problem.code for problem in document.problems}),
    }
    if document.entries:
        first = document.entries[0]
        said["first"] = {name: getattr(first, name)[:120] for name in FIRST if getattr(first, name)}
    for name in MORE:
        if value := getattr(document, name):
            said[name] = list(value) if isinstance(value, tuple) else value
    return said


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_feed_says_what_is_expected(path: Path) -> None:
    said, body = read_case(path)
    assert describe(read_feed(body, said["content_type"], URL)) == said["expected"], said["says"]


def test_there_are_more_than_sixty_kinds() -> None:
    assert len(CASES) > 60


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_feed_that_breaks_off_anywhere_brings_no_entry_that_it_has_not_whole(path: Path) -> None:
    said, body = read_case(path)
    whole = {entry.url for entry in read_feed(body, said["content_type"], URL).entries}
    for share in range(1, 8):
        part = read_feed(body[: len(body) * share // 8], said["content_type"], URL, is_cut=True)
        assert {"cut", "empty"} & {problem.code for problem in part.problems}
        if "well-formed" not in str(said["expected"]["problems"]):
            assert {entry.url for entry in part.entries} <= whole


@settings(max_examples=200)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"<rss>", b"<?xml version='1.0'?><feed>", b'{"items":[', b"<urlset>"]),
)
def test_any_bytes_are_read(body: bytes, before: bytes) -> None:
    document = read_feed(before + body, "application/xml", URL)
    assert document.kind or document.problems or document.children


_LETTERS = st.characters(exclude_categories=()) | st.sampled_from("0123456789-+:TZ<>&;\ud800\0")
_ITEM = st.fixed_dictionaries(
    {"title": st.text(_LETTERS, min_size=1, max_size=20)},
    optional={
        "id": st.text(_LETTERS, max_size=20) | st.integers(),
        "url": st.text(_LETTERS, max_size=20).map("http://paper.com/".__add__)
        | st.sampled_from(["http://[x", "//[", ""]),
        "summary": st.text(_LETTERS, max_size=40),
        "language": st.text(_LETTERS, max_size=6),
        "date_published": st.text(_LETTERS, max_size=30)
        | st.builds(
            "{}T{}:00:00{}{:02}:00".format,
            st.sampled_from(["0001-01-01", "9999-12-31", "2021-02-30"]),
            st.integers(10, 25),
            st.sampled_from("+-"),
            st.integers(0, 99),
        ),
    },
)


@settings(max_examples=200)
@given(st.lists(_ITEM, max_size=4), st.text(_LETTERS, max_size=20))
def test_any_items_are_read_and_can_be_kept(items: list[dict[str, Any]], title: str) -> None:
    said = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}
    document = read_feed(json.dumps(said).encode(), "application/feed+json", URL)
    assert document.kind == "json"
    for kept in (*document.entries, *document.problems, document):
        for name in kept.__struct_fields__:
            str(getattr(kept, name)).encode("utf-8")
    assert all(entry.key for entry in document.entries)


@settings(max_examples=100)
@given(st.text(_LETTERS, max_size=30))
def test_any_date_and_id_in_xml_are_read(text: str) -> None:
    told = text.translate({ord("<"): "&lt;", ord("&"): "&amp;"})
    body = (
        f"<rss version='2.0'><channel><title>{told}</title><item><title>A</title><link>http://paper.com/a</link>"
        f"<guid isPermaLink='false'>{told}</guid><pubDate>{told}</pubDate></item></channel></rss>"
    )
    for entry in read_feed(body.encode("utf-8", "surrogatepass"), "application/rss+xml", URL).entries:
        assert entry.key.encode("utf-8")


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_becomes_plain(text: str) -> None:
    found = plain(text, 100)
    assert len(found) <= 100
    assert "\n" not in found
    assert found.encode("utf-8").decode("utf-8") == found


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_text_may_stand_for_a_date(text: str) -> None:
    assert read_moment(text) == "" or len(read_moment(text)) == 20


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 03 Jun 2003 09:39:21 +0200", "2003-06-03T07:39:21Z"),
        ("2021-02-03", "2021-02-03T00:00:00Z"),
        ("2021-02-03T24:00:00Z", "2021-02-04T00:00:00Z"),
        ("2021-02-03T01:00:00.123-05:00", "2021-02-03T06:00:00Z"),
        ("0000-00-00", ""),
        ("0001-01-01T00:00:00+02:00", ""),
        ("Fri, 31 Dec 9999 23:59:59 -0500", ""),
        ("soon", ""),
    ],
)
def test_dates_are_moments_in_utc(text: str, moment: str) -> None:
    assert read_moment(text) == moment


def test_a_page_names_its_feeds_those_of_comments_last() -> None:
    page = b"""<html><head><base href="http://paper.com/en/">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">
    <link rel="alternate stylesheet" type="text/xml" href="/x.xml">
    <link rel="alternate" hreflang="de" href="/de/">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="feed.atom" title="News">
    <link rel="alternate" type="application/json" href="/wp-json/posts/1"></head></html>"""
    assert find_feeds(page, URL) == (
        "http://paper.com/en/feed.atom",
        "http://paper.com/comments/feed",
    )
    odd = b'<base href="http://[x"><link rel="alternate" type="application/rss+xml" href="/feed">'
    assert find_feeds(odd, URL) == ("http://paper.com/feed",)
    assert find_feeds(b"", URL) == find_feeds(b"\x00\xff", URL) == ()


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("World news | The Guardian", "https://www.theguardian.com/world", "The Guardian"),
        ("BBC News - World", "https://www.bbc.co.uk/news/", "BBC News"),
        ("NYT > World News", "https://www.nytimes.com/section/world", "NYT"),
        ("The Paper RSS Feed", "http://paper.com/", "The Paper"),
        ("The Paper - News Feed (RSS)", "http://paper.com/", "The Paper"),
        ("BuzzFeed", "http://example.org/", "BuzzFeed"),
        # Of so many endings, all ways to share the blanks between them would never come to an end.
        ("rss " * 100 + "x", "http://example.org/", "example.org"),
        ("x" + " rss" * 100, "http://example.org/", "x"),
        ("Veld Times", "http://example.org/", "Veld Times"),
        ("", "http://news.example.org/rss", "news.example.org"),
        ("", "", "Feed"),
    ],
)
def test_a_feed_is_called_by_who_publishes_it(title: str, url: str, name: str) -> None:
    assert name_publisher(title, url) == name
