"""Pages: the same bytes as the published files, in the format that is asked for, at every address."""

import gzip
import html
import re
from pathlib import Path

import brotli
import pytest
import zstandard

from backstory.pipeline.demo import DemoReport
from backstory.pipeline.publishing import publish
from backstory.publish import Extras
from backstory.serve.settings import ServeSettings
from backstory.store import Archive
from tests.publish.feeding import feed_day
from tests.serve.serving import Client


def test_every_published_file_is_served_byte_for_byte(site: Path, client: Client) -> None:
    files = [path for path in sorted(site.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    assert len(files) > 2500
    differing = []
    for path in files:
        address = "/" + path.relative_to(site).as_posix()
        answer = client.get(address)
        if b'http-equiv="refresh"' in path.read_bytes() or answer.status_code == 301:
            assert answer.status_code == 301, address
        elif answer.content != path.read_bytes() or answer.status_code not in (200, 410):
            differing.append((address, answer.status_code))
    assert differing == []


def test_with_a_theme_and_a_search_too_the_bytes_are_those_of_the_published_site(
    sample: DemoReport, tmp_path: Path
) -> None:
    theme, out = tmp_path / "theme", tmp_path / "site"
    (theme / "theme").mkdir(parents=True)
    (theme / "theme" / "face.woff2").write_bytes(b"a face")
    (theme / "style.css").write_text("body { color: teal }")
    (theme / "base.html").write_text(
        '{% extends "own/base.html" %}{% block main_foot %}<p>Kept by the library.</p>{% endblock %}'
    )
    title, base_url = "The library", "https://library.example"
    extras = Extras(theme=str(theme), has_search=True)
    # The index of a static search is no concern of a server, and takes a program that may not be here.
    with Archive(sample.archive) as archive, pytest.MonkeyPatch.context() as patch:
        patch.setattr("backstory.publish.extras.check_pagefind", lambda: None)
        patch.setattr("backstory.publish.publishing.bring_index_up_to_date", lambda *_, **__: None)
        publish(archive, out, base_url=base_url, title=title, extras=extras)
    settings = ServeSettings(archive=sample.archive, base_url=base_url, title=title, theme=str(theme), has_search=True)
    files = [path for path in sorted(out.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    # One in seven of the pages, and all that is no page.
    chosen = files[::7] + [path for path in files if path.parent in (out, out / "theme")]
    differing = []
    with Client(settings) as client:
        for path in chosen:
            address = "/" + path.relative_to(out).as_posix()
            answer = client.ask(address, base=base_url)
            is_same = answer.content == path.read_bytes() and answer.status_code in (200, 410)
            if not is_same and answer.status_code != 301 and address != "/search.html":
                differing.append((address, answer.status_code))
        front = client.ask("/index", base=base_url).text
    assert differing == []
    assert "Kept by the library." in front
    assert front.count('role="search"') == 1  # the head has the search already


def test_the_ending_or_the_client_says_the_format(client: Client) -> None:
    path = "/news/2013/01/18/index"
    assert client.get(path).headers["content-type"] == "text/html; charset=utf-8"
    for accept, ending in {
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "text/html; charset=utf-8",
        "text/markdown": "text/markdown; charset=utf-8",
        "application/json": "application/json",
        "application/xml;q=0.4, text/html;q=0.1": "application/xml",
        "text/*;q=0.2, application/json;q=0.3": "application/json",
    }.items():
        answer = client.get(path, accept=accept)
        assert answer.headers["content-type"] == ending
        assert "accept" in answer.headers["vary"].split(", ")
    assert client.get(f"{path}.json", accept="text/html").headers["content-type"] == "application/json"
    refused = client.get(path, accept="image/png")
    assert (refused.status_code, refused.headers["content-type"]) == (406, "application/problem+json")
    assert client.get("/index", accept="application/atom+xml").headers["content-type"] == "application/atom+xml"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_what_is_compressed_is_the_same_page(client: Client, encoding: str) -> None:
    plain = client.get("/index.html")
    answer = client.get("/index.html", accept_encoding=encoding)
    assert answer.headers["content-encoding"] == encoding
    assert int(answer.headers["content-length"]) < len(plain.content) / 2
    assert answer.content == plain.content
    assert answer.headers["etag"] != plain.headers["etag"]
    assert {gzip, brotli, zstandard}  # what a client unpacks it with


def test_nobody_is_sent_what_he_refuses(client: Client) -> None:
    assert "content-encoding" not in client.get("/index.html", accept_encoding="gzip;q=0, br;q=0.0").headers


def test_a_client_that_has_the_page_is_told_so(client: Client) -> None:
    first = client.get("/index.json")
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"if-none-match": etag}, {"if-none-match": f'"x", W/{etag}'}, {"if-modified-since": modified}):
        again = client.get("/index.json", **headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    # An ETag that does not fit decides, whatever the date says.
    assert client.get("/index.json", if_none_match='"other"', if_modified_since=modified).status_code == 200
    assert client.get("/index.json", if_modified_since="Thu, 01 Jan 2004 00:00:00 GMT").status_code == 200
    for no_date in ("no date", "Mon, 01 Jan 2020 00:00:00 +9999999999999999999"):
        assert client.get("/index.json", if_modified_since=no_date).status_code == 200


def test_head_is_get_without_the_page(client: Client) -> None:
    whole, head = client.get("/index.html"), client.ask("/index.html", "HEAD")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))
    assert client.ask("/index.html", "POST").status_code == 405
    assert client.ask("/index.html", "DELETE").headers["allow"] == "GET, HEAD"


def test_other_ways_to_write_an_address_lead_to_the_one(client: Client) -> None:
    assert client.get("/news/2013/1/018/index.html").status_code == 404
    assert client.get("/news/2013/1/18/index.html").headers["location"] == "/news/2013/01/18/index.html"
    assert client.get("/news/2013/01/08/index?as_of=2030-01-01").status_code == 301
    assert client.get("/news/2013/01/18/").content == client.get("/news/2013/01/18/index").content
    assert client.get("/entity/Mali%20War").headers["location"] == "/entity/mali-war"


@pytest.mark.parametrize(
    ("path", "index"),
    {
        "/news/2013/1/18": "/news/2013/01/18/index",
        "/news/2013/01/18": "/news/2013/01/18/index",
        "/news/2013/1/18.json": "/news/2013/01/18/index.json",
        "/news/2013/1": "/news/2013/01/index",
        "/news/2013/01": "/news/2013/01/index",
        "/news/2013/01?as_of=2013-01-20": "/news/2013/01/index?as_of=2013-01-20T23%3A59%3A59Z",
        "/news/2013": "/news/2013/index",
    }.items(),
)
def test_a_day_a_month_and_a_year_lead_to_their_index(client: Client, path: str, index: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (301, index)
    assert client.get(index).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/news/2013/1/foo",
        "/news/2013/1/foo.html",
        "/news/2013/1/18/no-such-event",
        "/news/2013/13",
        "/news/2013/1/40",
        "/news/2013/1/018",
        "/news/1913",
        "/news/1913/1/18/index.html",
    ],
)
def test_nothing_leads_to_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_is_not_there_is_said_in_the_format_asked_for(client: Client) -> None:
    page = client.get("/news/2013/01/18/nothing-of-this-name", accept="text/html")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    links = re.findall(r'<li><a href="([^"]+)"', page.text)
    assert len(links) >= 7
    assert [link for link in links if client.get(link).status_code != 200] == []
    answer = client.get("/entity/nobody-at-all", accept="application/json")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    for path in ("/on-this-day/02-30", "/on-this-day/1-18", "/map/index"):
        assert client.get(path, accept="application/json").status_code == 404, path
    for path in ("/%2e%2e/%2e%2e/etc/passwd", "/news/..%2f..%2fetc/passwd", "/.backstory-site.json", "/a\\b"):
        found = client.get(path, accept="application/json")
        assert found.status_code == 404, path
        assert "location" not in found.headers


@pytest.mark.parametrize(
    ("path", "told"),
    {
        "/index.json?asof=2013-01-10": "The parameter asof is written as_of.",
        "/index.json?As_Of=2013-01-10": "The parameter As_Of is written as_of.",
        "/index?as-of=2013-01-10": "The parameter as-of is written as_of.",
        "/search.json?q=konna&as-of=2013-01-10": "The parameter as-of is written as_of.",
        "/search?Q=konna": "The parameter Q is written q.",
        "/index.json?as_of=2013-01-10&as_of=2021-01-01": "The parameter as_of is there twice.",
        "/search.json?q=konna&q=mali": "The parameter q is there twice.",
        "/search.json?q=konna&limit=many": "limit is a whole number from 1 to 200.",
        "/search.json?q=konna&limit=0": "limit is a whole number from 1 to 200.",
        "/search.json?q=konna&limit=201": "limit is a whole number from 1 to 200.",
    }.items(),
)
def test_a_parameter_that_would_silently_count_for_nothing_is_told(client: Client, path: str, told: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["detail"]) == (400, told)


@pytest.mark.parametrize("more", ["utm_source=a&fbclid=b", "utm_source=a&utm_source=b", "limits=1"])
def test_parameters_that_others_put_on_a_link_are_passed_over(client: Client, more: str) -> None:
    for path in ("/index.json?as_of=2013-01-15", "/search.json?q=konna", "/search.json?q=konna&from=&to=&from="):
        answer = client.get(f"{path}&{more}")
        assert (answer.status_code, answer.content) == (200, client.get(path).content)


def test_a_page_of_a_search_shows_as_many_as_are_asked_for_and_links_to_as_many(client: Client) -> None:
    found = client.get("/search.json?q=konna&limit=2").json()
    assert len(found["hits"]) == 2 < found["total"]
    page = client.get("/search?q=konna&limit=2", accept="text/html").text
    following = html.unescape(re.findall(r'href="(\S*cursor=\S*)"', page)[0])
    assert "limit=2" in following
    assert "limit=" not in client.get("/search?q=konna", accept="text/html").text


def test_the_servers_own_pages_have_a_search_form_and_keep_it(client: Client) -> None:
    page = client.get("/").text
    assert 'action="./search"' in page
    assert 'href="./news/index"' in page
    assert ".html" not in "".join(re.findall(r'<a [^>]*href="\.[^"]*"', page))
    assert "action=" not in client.get("/index.html").text


def test_an_old_address_redirects_and_a_removed_event_is_gone_with_what_was_known(town: Client, port_town: str) -> None:
    removed = "/news/2013/01/8/port-amber-rovers-win-the-amber-cup-on-penalties"
    for ending in ("", ".html", ".md", ".json", ".xml"):
        answer = town.get(removed + ending)
        assert answer.status_code == 410
        assert "on penalties" in answer.text
    reworded = "/news/2013/01/8/the-amber-bridge-in-port-amber-closes-for-good-after-divers-find-deep-cracks"
    answer = town.get(f"{reworded}.json?compare=2013-01-08,2013-01-09")
    assert answer.status_code == 301
    to = "/news/2013/01/8/the-amber-bridge-in-port-amber-closes-after-divers-find-cracks.json"
    assert answer.headers["location"] == f"{to}?compare=2013-01-08%2C2013-01-09"
    assert town.get(to).json()["headline"].endswith("find deep cracks.")


def test_what_is_written_shows_at_once(port_town: str) -> None:
    with Client(ServeSettings(archive=port_town)) as client:
        before = client.get("/index.md")
        with Archive(port_town) as archive:
            feed_day(archive, "2015-02-05", ";Sports\n*The ferry race is called off. [http://post.example/f (Post)]")
        after = client.get("/index.md")
        assert "ferry race" not in before.text
        assert "ferry race" in after.text
        assert after.headers["etag"] != before.headers["etag"]


def test_feeds_name_the_hub(port_town: str) -> None:
    with Client(ServeSettings(archive=port_town, hub="https://hub.example/")) as client:
        assert '<atom:link href="https://hub.example/" rel="hub"/>' in client.get("/index_rss.xml").text
        assert '<link rel="hub" href="https://hub.example/"/>' in client.get("/index.atom").text
        assert client.get("/index.feed.json").json()["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
        assert client.get("/index.atom").headers["link"] == '<https://hub.example/>; rel="hub"'


def test_a_theme_that_fails_is_told_in_the_log_alone(
    port_town: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("front.html", "problem.html", "404.html"):
        (tmp_path / "mine" / name).write_text("{{ nothere }}")
    with Client(ServeSettings(archive=port_town, theme=str(tmp_path / "mine"))) as client:
        for path in ("/index.html", "/index", "/none.html"):
            answer = client.get(path, accept="text/html")
            assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
            assert "theme" not in answer.text
            assert str(tmp_path) not in answer.text
    assert "The theme's front.html fails in line 1: 'nothere' is undefined." in caplog.text
    assert "Traceback" not in caplog.text
