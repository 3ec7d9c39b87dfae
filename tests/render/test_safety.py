"""Nothing from outside becomes markup, script or a link to anything but the web, in any format."""

import json
import re

import html5lib
import pytest
from lxml import etree

from backstory.render import PAGE_FORMATS, Site, render_feed, render_page
from backstory.render.safety import escape_markdown_line, escape_markdown_url
from backstory.views.pages import Feed, FeedEntry
from backstory.views.pieces import Link, MentionView, Picture, Quotation, SourceView, TopicView, VersionView
from backstory.views.web import web_url
from tests.render.making import make_event, make_related

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></script><script>alert(1)</script>",
    "<!--<script>",
    "]]><x/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "\x00\x08\x1f\x7f\x9f\ufffe\uffff control",
    "\u2028\u2029 lines",
    "{{ 7*7 }} {% raw %}",
    "`code` **bold** _it_ ~~gone~~",
    "first\nsecond\r\n# heading",
]
BAD_URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/",
    "http:",
    "https://",
    "ftp://x.example/a",
    "http:\\\\x.example",
    "",
]


def fill_event(text: str, url: str):  # type: ignore[no-untyped-def]
    """Give an event with `text` in every place for text and `url` in every place for an address."""
    return make_event(
        title=text,
        headline=text,
        text=text,
        prefix=text,
        category=Link(title=text, path="/category/x"),
        topics=(TopicView(text=text, entities=(Link(title=text, path="/entity/x"),)),),
        mentions=(MentionView(title=text, path="/entity/x", anchor=text[:5], start=0),),
        quote=Quotation(text=text, publisher=text, url=url),
        picture=Picture(url=url, publisher=text, page_url=url),
        sources=(SourceView(publisher=text, url=url, title=text, author=text, archived_url=url, language=text),),
        background=(make_related(text, "/news/2013/01/5/x", why=text, context=(text,)),),
        developments=(),
        versions=(VersionView(headline=text, valid_from="2013-01-08T14:00:00Z", valid_to=""),),
    )


def find_links(page: bytes) -> list[str]:
    tree = html5lib.HTMLParser(strict=True).parse(page.decode())
    wanted = ("href", "src", "cite")
    return [value for element in tree.iter() for name, value in element.items() if name in wanted]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup(payload: str) -> None:
    page = fill_event(payload, "https://x.example/?a=1&b=<\"'>")
    site = Site(base_url="https://archive.example", title=payload)
    html = render_page(page, site, "html")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html.decode())
    names = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not names & {"b", "x", "strong"}
    script, data = tree.findall(".//script")
    assert (script.get("src"), script.text) == ("../../../../site.js", None)
    assert {element.get("src") for element in tree.findall(".//img")} == {"https://x.example/?a=1&b=<\"'>"}
    assert not [name for element in tree.iter() for name in element.keys() if name.startswith("on")]  # noqa: SIM118
    linked = json.loads(data.text)
    assert linked["@graph"][0]["@type"] == "NewsArticle"

    etree.fromstring(render_page(page, site, "xml"))
    assert json.loads(render_page(page, site, "json"))["headline"] == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markdown(payload: str) -> None:
    text = render_page(fill_event(payload, "https://x.example/"), Site(), "md").decode()
    assert not re.search(r"(?<!\\)<", text)
    assert not re.search(r"\]\((?!/news/|https://x\.example/)", re.sub(r"\\.", "", text))
    assert [line for line in text.splitlines() if re.match("#{1,6} ", line)][1:] == [
        line for line in text.splitlines() if re.match("# |### (Source|Changes|Related):", line)
    ]
    assert "\x00" not in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_breaks_a_feed(payload: str) -> None:
    quote = Quotation(text=payload, publisher=payload, url="")
    entry = FeedEntry(
        id="1",
        path="/news/x",
        headline=payload,
        date="2013-01-08",
        updated_at="2013-01-08T00:00:00Z",
        category=payload,
        quote=quote,
    )
    files = render_feed(Feed(path="/entity/x", title=payload, entries=(entry,)), Site(title=payload))
    etree.fromstring(files["_rss.xml"])
    etree.fromstring(files[".atom"])
    assert json.loads(files[".feed.json"])["items"][0]["title"] == payload


@pytest.mark.parametrize("url", BAD_URLS)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    page = fill_event("Plain", url)
    for link in find_links(render_page(page, Site(), "html")):
        assert link.startswith(("./", "../", "https://creativecommons.org/", "https://en.wikipedia.org/", "#"))
    assert "alert" not in render_page(page, Site(), "md").decode()
    assert web_url(url) == ""


@pytest.mark.parametrize("host", ["x.example", "x_y.example:80", "[::1]:8000", "zeitung.köln", "me@x.example"])
def test_an_address_names_a_host_that_there_can_be(host: str) -> None:
    assert web_url(f"http://{host}/a?b#c") == f"http://{host}/a?b#c"


@pytest.mark.parametrize("host", ["x.example:99999", "x.example:http", "[::1", "::1]", ":80", "me@", "℀.example"])
def test_an_address_without_such_a_host_is_none(host: str) -> None:
    assert web_url(f"http://{host}/a") == ""


def test_all_formats_are_tried_here() -> None:
    assert set(PAGE_FORMATS) == {"html", "md", "json", "xml"}


def test_markdown_addresses_cannot_close_their_brackets() -> None:
    assert escape_markdown_url("http://x.example/a(b)") == "http://x.example/a(b)"
    assert escape_markdown_url("http://x.example/a)b") == "http://x.example/a%29b"
    assert escape_markdown_url('http://x.example/<a>"') == "http://x.example/%3Ca%3E%22"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# not a heading", "\\# not a heading"),
        ("> not a quotation", "\\> not a quotation"),
        ("- not a list", "\\- not a list"),
        ("1. not a list", "1\\. not a list"),
        ("---", "\\---"),
        ("2013 was a year.", "2013 was a year."),
        ("-5 degrees", "-5 degrees"),
    ],
)
def test_a_summary_stays_a_paragraph(text: str, escaped: str) -> None:
    assert escape_markdown_line(text) == escaped
