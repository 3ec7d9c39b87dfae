import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from backstory.fetch.exchange import Exchanger
from backstory.fetch.guard import Guard, GuardOptions, RefusedError
from tests.fakes.press import PUBLIC, FakePress, answer_with
from tests.fetch.ssrf_forms import FORMS, INSIDE_NAMES


@pytest.fixture
def press() -> Iterator[FakePress]:
    with FakePress() as press:
        yield press


def resolve(host: str, port: int) -> list[str]:
    return INSIDE_NAMES.get(host, [PUBLIC])


@pytest.mark.parametrize(("url", "what"), FORMS, ids=[f"{number:03}" for number in range(len(FORMS))])
def test_addresses_that_lead_inside_are_refused_and_nothing_is_sent(url: str, what: str, press: FakePress) -> None:
    connected: list[str] = []

    def connect(address: str, port: int, timeout: float | None) -> None:
        connected.append(address)

    exchanger = Exchanger("Backstory/0", Guard(resolve=resolve), connect=connect)
    reply = exchanger.ask(url)
    assert reply.fault == "refused", what
    assert connected == []


@pytest.mark.parametrize(
    "url", [url for url, _ in FORMS if url.startswith(("http:", "//")) and "\\" not in url and url.isprintable()]
)
def test_redirects_into_the_inside_are_refused(url: str, press: FakePress) -> None:
    from backstory.fetch.articles import ArticleFetcher, ArticleOptions, ArticleRequest

    press.put("http://paper.com/a", answer_with(302, Location=url))
    guard = Guard(GuardOptions(), resolve)
    exchanger = Exchanger("Backstory/0", guard, connect=press.connect)
    with ArticleFetcher(exchanger, ArticleOptions(delay_s=0)) as fetcher:
        request = ArticleRequest(key="a", url="http://paper.com/a")
        visits = [visit for batch in fetcher.fetch([request], lambda keys: None) for visit in batch]
    if url.startswith(("http:127", "http:///")):  # relative to the page: no foreign host at all
        assert visits[0].reply.fault in ("", "refused")
        assert {host for host, _, _ in press.requests} == {"paper.com"}
    else:
        assert visits[0].reply.fault == "refused"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://paper.com", "http://paper.com/"),
        ("HTTPS://Paper.COM:443/a?b=1#c", "https://paper.com/a?b=1"),
        ("http://paper.com./a", "http://paper.com/a"),
        ("http://bücher.example.com/", "http://xn--bcher-kva.example.com/"),
        ("http://93.184.216.34/x", "http://93.184.216.34/x"),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]/", "https://[2606:2800:220:1:248:1893:25c8:1946]/"),
        ("http://paper.com?q=1", "http://paper.com/?q=1"),
        ("http://a_b.paper.com/", "http://a_b.paper.com/"),
    ],
)
def test_addresses_of_the_public_web_are_asked_in_plain_spelling(url: str, asked: str) -> None:
    assert Guard(resolve=resolve).check_url(url).url == asked


def test_the_connection_goes_to_the_address_that_was_checked(press: FakePress) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    connected = []

    def connect(address: str, port: int, timeout: float | None) -> object:
        connected.append(address)
        return press.connect(address, port, timeout)

    press.put_article("http://rebinding.com/a", "A")
    guard = Guard(GuardOptions(), lambda host, port: next(answers))
    exchanger = Exchanger("Backstory/0", guard, connect=connect)
    assert exchanger.ask("http://rebinding.com/a").status == 200
    assert connected == [PUBLIC]


def test_a_name_that_changes_to_an_inside_address_later_is_refused_then(press: FakePress) -> None:
    answers = iter([[PUBLIC], ["169.254.169.254"]])
    press.put("http://rebinding.com/a", answer_with(200, "<title>A</title>", Connection="close"))
    exchanger = Exchanger("Backstory/0", Guard(GuardOptions(), lambda host, port: next(answers)), connect=press.connect)
    assert exchanger.ask("http://rebinding.com/a").status == 200
    assert exchanger.ask("http://rebinding.com/a").fault == "refused"


def test_ones_own_network_can_be_allowed() -> None:
    guard = Guard(GuardOptions(networks=(ip_network("127.0.0.0/8"),), ports=(80, 8080)))
    assert guard.find_addresses(guard.check_url("http://127.0.0.1:8080/").host, 8080) == ["127.0.0.1"]
    with pytest.raises(RefusedError):
        guard.check_url("http://10.0.0.1/")
    with pytest.raises(RefusedError):
        guard.check_url("http://127.0.0.1:22/")


def test_behind_nat64_the_address_inside_is_judged() -> None:
    guard = Guard(GuardOptions(networks=(ip_network("64:ff9b::/96"),)))
    assert guard.find_addresses("64:ff9b::5db8:d822", 80)
    with pytest.raises(RefusedError):
        guard.find_addresses("64:ff9b::7f00:1", 80)


def test_a_proxy_of_the_environment_is_not_used(press: FakePress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    press.put_article("http://paper.com/a", "A")
    assert press.make_exchanger().ask("http://paper.com/a").status == 200


def test_the_documentation_lists_every_form_and_why_it_is_refused() -> None:
    text = write_mapped((Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8"))
    exchanger = Exchanger("Backstory/0", Guard(resolve=resolve))
    for url, what in FORMS:
        reason = exchanger.ask(url).detail.split("refused: ", 1)[1]
        shown = url.replace("\r", "␍").replace("\n", "␊").replace("\t", "␉")
        assert write_mapped(f"| `{shown}` | {what} | {reason} |") in text


def write_mapped(text: str) -> str:
    """The text with every mapped address as Python wrote it before 3.13, in hexadecimal."""

    def write(found: re.Match[str]) -> str:
        one, two, three, four = map(int, found.groups())
        return f"::ffff:{one << 8 | two:x}:{three << 8 | four:x}"

    return re.sub(r"::ffff:(\d+)\.(\d+)\.(\d+)\.(\d+)", write, text)
