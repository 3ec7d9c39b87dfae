"""Safety: what is let in, and that nothing from outside becomes more than text."""

import re
from urllib.parse import quote

import html5lib
import pytest
from lxml import etree

from backstory.errors import ConfigError
from backstory.serve.app import make_app
from backstory.serve.guard import Rates, find_client
from backstory.serve.settings import ServeSettings, check_settings
from backstory.store import Archive
from tests.publish.feeding import feed_day
from tests.serve.payloads import PAYLOADS
from tests.serve.serving import Client


def test_every_answer_has_the_headers_of_safety(client: Client) -> None:
    for path in ("/", "/index.json", "/nothing", "/api/v1/events", "/search?q=x", "/style.css", "/api/v1/nothing"):
        headers = client.get(path).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


@pytest.mark.parametrize(
    ("path", "method", "methods"),
    [
        ("/api/v1/context", "POST", "POST"),
        ("/api/v1/events", "GET", "GET, HEAD"),
        ("/api/v1/nothing", "GET", "GET, HEAD"),
        ("/api/v1/openapi.json", "GET", "GET, HEAD"),
        ("/index.json", "GET", "GET, HEAD"),
        ("/events/stream", "GET", "GET, HEAD"),
    ],
)
def test_a_page_of_another_site_may_ask_for_whatever_is_open(
    client: Client, path: str, method: str, methods: str
) -> None:
    headers = {
        "Origin": "https://x.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type,if-none-match",
    }
    answer = client.ask(path, "OPTIONS", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == methods
    allowed = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert {"content-type", "if-none-match"} <= set(allowed)
    assert int(answer.headers["access-control-max-age"]) > 0
    assert client.ask(path, "OPTIONS").status_code in (404, 405)


def test_a_page_of_another_site_may_read_what_an_answer_says_of_itself(client: Client) -> None:
    exposed = client.get("/api/v1/events", origin="https://x.example").headers["access-control-expose-headers"]
    assert {"etag", "link", "retry-after"} <= set(exposed.lower().split(", "))


def test_the_tools_for_models_have_no_preflight_of_their_own(client: Client) -> None:
    headers = {"Origin": "https://x.example", "Access-Control-Request-Method": "POST"}
    answer = client.ask("/mcp", "OPTIONS", headers=headers)
    assert "access-control-allow-methods" not in answer.headers


def test_only_its_own_host_is_answered_once_that_is_known(port_town: str) -> None:
    with Client(ServeSettings(archive=port_town, base_url="https://news.example")) as client:
        assert client.ask("/index.html", base="https://news.example").status_code == 200
        for host in ("evil.example", "news.example.evil.example", "news.example:81", "127.0.0.1", ""):
            assert client.get("/index.html", host=host).status_code == 421


def test_a_base_url_is_an_address() -> None:
    no_addresses = (
        "news.example",
        "javascript:alert(1)",
        "https://news.example/path",
        "https://news.example?x",
        "http://news.example:99999",
        "http://news.example:http",
        "http://[::1",
        "http://:80",
    )
    for url in no_addresses:
        with pytest.raises(ConfigError):
            check_settings(ServeSettings(archive="x", base_url=url))
    with pytest.raises(ConfigError):
        check_settings(ServeSettings(archive="x", hub="hub"))
    for url in ("https://news.example/", "http://[::1]:8000", "http://news.example:65535"):
        assert make_app(ServeSettings(archive="x", base_url=url))


def test_a_client_above_its_rate_is_told_when_to_come_again(port_town: str) -> None:
    with Client(ServeSettings(archive=port_town, rate_limit=0.2)) as client:
        statuses = [client.get("/robots.txt").status_code for _ in range(6)]
        assert statuses == [200, 200, 200, 200, 429, 429]
        answer = client.get("/robots.txt")
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.ask("/robots.txt", client=("192.0.2.9", 1)).status_code == 200


def test_the_bucket_fills_again_and_forgets_old_clients() -> None:
    rates = Rates(1.0)
    assert [rates.take("a", 0.0) for _ in range(20)] == [0.0] * 20
    assert rates.take("a", 0.0) > 0
    assert rates.take("a", 1.5) == 0.0
    for number in range(20_100):
        rates.take(f"b{number}", 2.0)
    assert len(rates._buckets) <= 20_000


def test_forwarded_addresses_are_believed_only_behind_a_proxy() -> None:
    scope = {"client": ("192.0.2.1", 5), "headers": [(b"x-forwarded-for", b"10.0.0.1, 198.51.100.7")]}
    assert find_client(scope, is_behind_proxy=False) == "192.0.2.1"
    assert find_client(scope, is_behind_proxy=True) == "198.51.100.7"
    for said, client in {
        "198.51.100.7:4711": "198.51.100.7",
        "[2001:db8::1]:80": "2001:db8::/64",
        "[2001:db8::1]": "2001:db8::/64",
        "2001:db8::1": "2001:db8::/64",
    }.items():
        with_port = {"client": None, "headers": [(b"x-forwarded-for", said.encode())]}
        assert find_client(with_port, is_behind_proxy=True) == client
    six = {"client": ("2001:db8:1:2:3::4", 5), "headers": []}
    assert find_client(six, is_behind_proxy=False) == "2001:db8:1:2::/64"
    assert find_client({"client": None, "headers": []}, is_behind_proxy=True) == ""


def test_what_is_too_long_is_refused(client: Client) -> None:
    assert client.get("/" + "x" * 5000).status_code == 414
    assert client.get("/index?" + "x" * 5000).status_code == 414
    assert client.get("/api/v1/events?q=" + "x" * 5000).status_code == 400


@pytest.mark.parametrize("path", ["/index.html", "/index", "/search"])
def test_more_parameters_than_anything_takes_are_refused(client: Client, path: str) -> None:
    assert client.get(f"{path}?{'&'.join(['utm_source=a'] * 50)}").status_code == 200
    answer = client.get(f"{path}?{'&'.join(['utm_source=a'] * 51)}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "50 parameters" in answer.json()["detail"]


def test_a_failure_inside_tells_nothing_of_it(port_town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret of the machine room")

    monkeypatch.setattr("backstory.serve.site.pages.find_page", fail)
    monkeypatch.setattr("backstory.serve.site.searching.build_search_page", fail)
    with Client(ServeSettings(archive=port_town)) as client:
        for path in ("/index.html", "/search?q=bridge", "/news/2013/01/8/x"):
            answer = client.get(path)
            assert answer.status_code == 500
            assert "secret" not in answer.text
            assert "Traceback" not in answer.text
            assert answer.json()["status"] == 500


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive with a payload in every headline, topic, link, publisher and address."""
    from backstory import pipeline

    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    lines = []
    for payload in PAYLOADS:
        flat = " ".join(payload.split())
        name = re.sub(r"[\[\]{}|<>#\n\x00-\x1f]", "", flat).strip() or "Nameless"
        address = re.sub(r"[^!-~]|[\[\]]", "", flat)
        lines.append(
            f"*[[{name}]]\n**{flat} in [[Port Amber]] <nowiki>{flat}</nowiki>. [http://post.example/{address} ({name})]"
        )
    with Archive(path) as archive:
        feed_day(archive, "2013-01-08", ";Sports & <b>games</b>\n" + "\n".join(lines))
        pipeline.relate(archive)
    return str(path)


def check_html(page: bytes) -> None:
    """Nothing runs, nothing loads from elsewhere, nothing leads but to the web or here."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.decode())
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("iframe", "object", "embed", "math", "base", "template", "video"), element.tag
        for name, value in element.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in ("style", "srcdoc", "formaction", "background"), name
            if name in ("href", "src", "action", "cite", "content") and element.tag != "meta":
                assert not re.match(r"\s*(javascript|data|vbscript|file):", value, re.I), value
        if element.tag == "script":
            assert element.get("type") == "application/ld+json" or element.get("src"), element.attrib
        if element.tag in ("img", "b", "x", "marquee", "input", "form", "svg", "details", "body"):
            assert "alert" not in " ".join(element.attrib.values()) or element.tag == "input"


def test_payloads_in_the_archive_stay_text_in_every_format(hostile: str) -> None:
    assert len(PAYLOADS) >= 100
    with Client(ServeSettings(archive=hostile, title="<script>alert(1)</script>")) as client:
        events = client.get("/api/v1/events?limit=200").json()["events"]
        assert len(events) >= 90
        paths = [
            "/index",
            "/news/2013/01/8/index",
            "/entity/port-amber",
            "/entity/index",
            "/story/index",
            "/category/index",
        ]
        paths += [event["path"] for event in events[::4]]
        paths += [link["path"] for link in client.get("/story/index.json").json()["entries"][::5]]
        for path in paths:
            for suffix in ("", "?as_of=2999-01-01"):
                html = client.get(f"{path}{suffix}", accept="text/html")
                assert html.status_code == 200, path
                check_html(html.content)
            etree.fromstring(client.get(f"{path}.xml").content)
            assert client.get(f"{path}.json").json()["path"] == path
            markdown = client.get(f"{path}.md").text
            assert not re.search(r"(?<!\\)<(script|img|svg|iframe)", markdown)
            assert not re.search(r"\]\(\s*(javascript|data|vbscript):", re.sub(r"\\.", "", markdown), re.I)
        for path in ("/index", "/entity/port-amber"):
            etree.fromstring(client.get(f"{path}_rss.xml").content)
            etree.fromstring(client.get(f"{path}.atom").content)
            assert client.get(f"{path}.feed.json").json()["items"]


def test_payloads_in_queries_stay_text(client: Client) -> None:
    for payload in PAYLOADS:
        for name in ("q", "entity", "from", "category", "sort", "cursor"):
            answer = client.ask("/search", params={name: payload}, headers={"accept": "text/html"})
            assert answer.status_code in (200, 400), (name, payload)
            if answer.status_code == 200:
                assert answer.headers["content-type"] == "text/html; charset=utf-8"
                check_html(answer.content)
            else:
                assert answer.headers["content-type"] == "application/problem+json"
        refused = client.ask("/index.html", params={"as_of": payload})
        assert refused.status_code == 400
        assert refused.headers["content-type"] == "application/problem+json"
        missing = client.ask("/" + quote(payload.replace("/", "")), headers={"accept": "text/html"})
        assert missing.status_code in (200, 404), payload
        check_html(missing.content)
