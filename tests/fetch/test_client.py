"""The client is polite, patient within bounds, and says clearly what went wrong."""

import threading
import time

import pytest

from backstory.errors import ConfigError, FetchError
from backstory.fetch import Client, ClientOptions
from backstory.fetch.retries import RetryOptions
from tests.fakes import wiki as fakes
from tests.fakes.wiki import FakeWiki
from tests.fetch.conftest import CONTACT

PAGE = {"/page": (b"hello " * 500, {"Content-Type": "text/plain"})}


@pytest.mark.parametrize("contact", ["", "   ", "nobody", "me@example.org\r\nX-Evil: 1", "Zoë <zoë@example.org>"])
def test_without_somebody_to_reach_there_is_no_client(contact: str) -> None:
    with pytest.raises(ConfigError, match=r"[cC]ontact"):
        Client(contact)


def test_every_request_says_who_asks_and_takes_gzip(fake: FakeWiki, client: Client) -> None:
    fake.files = PAGE
    answer = client.query(f"{fake.url}/page")
    headers = fake.requests[0][3]
    assert headers["user-agent"].startswith("Backstory/")
    assert f"({CONTACT})" in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.body == b"hello " * 500


def test_a_page_that_is_not_there_is_an_answer(fake: FakeWiki, client: Client, waits: list[float]) -> None:
    assert client.query(f"{fake.url}/nowhere").status == 404
    assert waits == []


@pytest.mark.parametrize("asked", ["7", "Thu, 10 Jan 2013 14:00:07 GMT", "Thu, 10 Jan 2013 14:00:07 +0000"])
def test_429_waits_as_long_as_the_server_asks(fake: FakeWiki, client: Client, waits: list[float], asked: str) -> None:
    fake.files = PAGE
    fake.failures += [fakes.too_many_requests(asked)]
    assert client.query(f"{fake.url}/page").status == 200
    assert len(waits) == 1
    assert 7 <= waits[0] <= 7 * 1.25


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "soon",
        "-3",
        "Thu, 10 Jan 2013 13:00:00 GMT",
        "Thu, 99 Foo 2013 14:00:07 GMT",
        "Thu, 10 Jan 2013 14:00:07 +9999999999999999999",
    ],
)
def test_a_useless_retry_after_falls_back_to_backoff(
    fake: FakeWiki, client: Client, waits: list[float], asked: str
) -> None:
    fake.files = PAGE
    fake.failures += [fakes.too_many_requests(asked)]
    assert client.query(f"{fake.url}/page").status == 200
    assert 1 <= waits[0] <= 1.25


def test_too_long_a_wait_is_reported_instead(fake: FakeWiki, client: Client, waits: list[float]) -> None:
    fake.failures += [fakes.too_many_requests("86400")]
    with pytest.raises(FetchError, match="come back in 86400 s"):
        client.query(f"{fake.url}/page")
    assert waits == []


def test_503_is_tried_again_with_growing_waits_and_then_given_up(
    fake: FakeWiki, client: Client, waits: list[float]
) -> None:
    fake.failures += [fakes.unavailable] * 10
    with pytest.raises(FetchError, match="status 503; gave up after 6 attempts") as raised:
        client.query(f"{fake.url}/page")
    assert raised.value.url == f"{fake.url}/page"
    assert len(fake.requests) == 6
    assert [round(wait // doubled) for wait, doubled in zip(waits, [1, 2, 4, 8, 16], strict=True)] == [1] * 5


@pytest.mark.parametrize("failure", [fakes.cut_off, fakes.hung_up, fakes.not_gzip, fakes.unavailable])
def test_one_failure_that_passes_goes_unnoticed(fake: FakeWiki, client: Client, failure: fakes.Failure) -> None:
    fake.files = PAGE
    fake.failures += [failure]
    assert client.query(f"{fake.url}/page").body == b"hello " * 500


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (fakes.cut_off, "cut"),
        (fakes.hung_up, "cut"),
        (fakes.not_gzip, "not compressed as it says"),
        (fakes.drip, "too long"),
        (fakes.drip_headers, "too long"),
    ],
)
def test_a_failure_that_stays_is_a_clear_error(fake: FakeWiki, failure: fakes.Failure, words: str) -> None:
    options = ClientOptions(exchange_timeout_s=0.3, retries=RetryOptions(attempts=2))
    fake.failures += [failure] * 2
    with Client(CONTACT, options, sleep=lambda _: None) as client, pytest.raises(FetchError, match=words):
        client.query(f"{fake.url}/page")


def test_an_answer_over_the_limit_is_refused_before_it_is_held(fake: FakeWiki, client: Client) -> None:
    fake.failures += [fakes.oversized]
    with pytest.raises(FetchError, match="larger than the limit of 2,000,000 bytes"):
        client.query(f"{fake.url}/page")


def test_redirects_are_followed_and_the_last_address_is_told(fake: FakeWiki, client: Client) -> None:
    fake.files = PAGE
    fake.failures += [fakes.redirect_to("/other"), fakes.redirect_to("/page")]
    answer = client.query(f"{fake.url}/start")
    assert (answer.status, answer.url) == (200, f"{fake.url}/page")


def test_a_redirect_loop_ends(fake: FakeWiki, client: Client) -> None:
    fake.failures += [fakes.redirect_to("/page")] * 50
    with pytest.raises(FetchError, match="more than 10 times"):
        client.query(f"{fake.url}/page")
    assert len(fake.requests) == 11


@pytest.mark.parametrize("location", ["ftp://example.org/file", "file:///etc/passwd", "http://", "http://[::1"])
def test_a_redirect_to_nowhere_is_a_clear_error(fake: FakeWiki, client: Client, location: str) -> None:
    fake.failures += [fakes.redirect_to(location)] * 6
    with pytest.raises(FetchError):
        client.query(f"{fake.url}/page")


@pytest.mark.parametrize("url", ["", "page", "ftp://example.org/", "http://", "http://[::1", "http://a\x00b/"])
def test_what_is_no_web_address_is_a_clear_error(client: Client, url: str) -> None:
    with pytest.raises(FetchError, match="address"):
        client.query(url)


def test_nobody_there_is_a_clear_error(fake: FakeWiki, waits: list[float], client: Client) -> None:
    with FakeWiki() as gone:
        url = gone.url
    with pytest.raises(FetchError, match=r"did not answer: no connection.*gave up after 6 attempts"):
        client.query(url)


def test_threads_ask_one_host_one_thing_at_a_time(fake: FakeWiki, client: Client) -> None:
    fake.files = PAGE
    threads = [threading.Thread(target=client.query, args=(f"{fake.url}/page",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(fake.requests) == 8
    assert fake.most_at_once == 1


def test_who_is_told_to_wait_keeps_the_others_waiting_too(fake: FakeWiki) -> None:
    fake.files = PAGE
    fake.failures += [fakes.too_many_requests("1")]
    asked_during_wait: list[int] = []

    def sleep(seconds: float) -> None:
        time.sleep(0.1)
        asked_during_wait.append(len(fake.requests))

    with Client(CONTACT, sleep=sleep) as client:
        threads = [threading.Thread(target=client.query, args=(f"{fake.url}/page",)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert asked_during_wait == [1]
    assert len(fake.requests) == 4


def test_long_queries_go_as_a_form(fake: FakeWiki, client: Client) -> None:
    fake.files = {"/q": (b"ok", {})}
    client.query(f"{fake.url}/q", {"titles": "x" * 100})
    client.query(f"{fake.url}/q", {"titles": "é" * 3000})
    assert [request[0] for request in fake.requests] == ["GET", "POST"]
    assert fake.requests[1][2] == {"titles": "é" * 3000}
