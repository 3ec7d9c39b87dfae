import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from backstory.fetch.articles import ArticleFetcher, ArticleOptions, ArticleRequest, Visit
from tests.fakes.press import FakePress, answer_with, silent


@pytest.fixture
def press() -> Iterator[FakePress]:
    with FakePress() as press:
        yield press


def fetch(press: FakePress, *urls: str, requests: tuple[ArticleRequest, ...] = (), **options: Any) -> dict[str, Visit]:
    requests = requests or tuple(ArticleRequest(key=url, url=url) for url in urls)
    with ArticleFetcher(press.make_exchanger(), ArticleOptions(**{"delay_s": 0.0, **options})) as fetcher:
        batches = list(fetcher.fetch(requests, lambda keys: None))
    return {visit.key: visit for batch in batches for visit in batch}


def test_articles_come_back_with_where_they_ended(press: FakePress) -> None:
    press.put("http://paper.com/old", answer_with(301, Location="https://www.paper.com/new"))
    press.put_article("https://www.paper.com/new", "New")
    found = fetch(press, "http://paper.com/old", "http://paper.com/none")
    press_new = found["http://paper.com/old"]
    assert press_new.reply.url == "https://www.paper.com/new" or press_new.reply.fault  # TLS is not served here
    assert press_new.hops == ("http://paper.com/old",)
    assert found["http://paper.com/none"].reply.status == 404


def test_robots_txt_is_obeyed_and_asked_for_once(press: FakePress) -> None:
    press.put("http://paper.com/robots.txt", "User-agent: backstory\nDisallow: /private\n\nUser-agent: *\nDisallow: /")
    for path in ("a", "b", "private/c"):
        press.put_article(f"http://paper.com/{path}", path)
    found = fetch(press, "http://paper.com/a", "http://paper.com/b", "http://paper.com/private/c")
    assert found["http://paper.com/private/c"].reply.fault == "robots"
    assert found["http://paper.com/a"].reply.status == found["http://paper.com/b"].reply.status == 200
    assert press.asked("http://paper.com/private/c") == 0
    assert press.asked("http://paper.com/robots.txt") == 1


def test_robots_txt_is_kept_for_the_next_run(press: FakePress, tmp_path: Path) -> None:
    press.put_article("http://paper.com/a", "A")
    for _ in range(2):
        fetch(press, "http://paper.com/a", cache_dir=str(tmp_path))
    assert press.asked("http://paper.com/robots.txt") == 1
    assert press.asked("http://paper.com/a") == 2


def test_a_site_whose_robots_txt_fails_is_not_asked(press: FakePress) -> None:
    press.put("http://paper.com/robots.txt", answer_with(503))
    press.put_article("http://paper.com/a", "A")
    assert fetch(press, "http://paper.com/a")["http://paper.com/a"].reply.fault == "postponed"
    assert press.asked("http://paper.com/a") == 0


def test_robots_txt_of_a_redirects_target_is_obeyed(press: FakePress) -> None:
    press.put("http://short.com/x", answer_with(302, Location="http://paper.com/private"))
    press.put("http://paper.com/robots.txt", "User-agent: *\nDisallow: /private")
    press.put_article("http://paper.com/private", "A")
    assert fetch(press, "http://short.com/x")["http://short.com/x"].reply.fault == "robots"
    assert press.asked("http://paper.com/private") == 0


def test_robots_txt_that_redirect_to_each_other_do_not_stop_anything(press: FakePress) -> None:
    press.put("http://a.com/robots.txt", answer_with(301, Location="http://b.com/robots.txt"))
    press.put("http://b.com/robots.txt", answer_with(301, Location="http://a.com/robots.txt"))
    for host in "ab":
        press.put_article(f"http://{host}.com/1", host)
    found = fetch(press, "http://a.com/1", "http://b.com/1")
    assert {visit.reply.status for visit in found.values()} == {200}


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(press: FakePress) -> None:
    urls = [f"http://{host}.com/{number}" for host in ("a", "b", "c") for number in range(4)]
    for url in urls:
        press.put_article(url, url)
    found = fetch(press, *urls, delay_s=0.1)
    assert {visit.reply.status for visit in found.values()} == {200}
    assert set(press.most_at_once.values()) == {1}
    for begun in press.begun.values():
        assert min(after - before for before, after in pairwise(begun)) >= 0.1


def test_many_hosts_are_asked_at_once(press: FakePress) -> None:
    barrier = threading.Barrier(5, timeout=60)

    def wait_for_all(handler: Any) -> None:
        barrier.wait()
        handler.send(200, b"<title>A</title>")

    urls = [f"http://h{number}.com/a" for number in range(5)]
    for url in urls:
        press.put(url, wait_for_all)
    assert {visit.reply.status for visit in fetch(press, *urls, at_once=5).values()} == {200}


def test_crawl_delay_is_kept(press: FakePress) -> None:
    press.put("http://paper.com/robots.txt", "User-agent: *\nCrawl-delay: 0.3")
    press.put_article("http://paper.com/a", "A")
    press.put_article("http://paper.com/b", "B")
    fetch(press, "http://paper.com/a", "http://paper.com/b")
    _robots, first, second = press.begun["paper.com"]
    assert second - first >= 0.3


@pytest.mark.parametrize("retry_after", ["1", "date"])
def test_a_busy_host_is_asked_again_when_it_said(press: FakePress, retry_after: str) -> None:
    answers = iter([429, 200])

    def answer(handler: Any) -> None:
        status = next(answers)
        when = formatdate(usegmt=True, timeval=time.time() + 2) if retry_after == "date" else retry_after
        handler.send(status, b"<title>A</title>", {"Retry-After": when} if status == 429 else {})

    press.put("http://paper.com/a", answer)
    found = fetch(press, "http://paper.com/a")
    assert found["http://paper.com/a"].reply.status == 200
    _robots, first, second = press.begun["paper.com"]
    assert second - first >= 0.9


def test_a_host_that_asks_for_a_long_pause_is_left_alone(press: FakePress) -> None:
    press.put("http://paper.com/a", answer_with(503, Retry_After="7200"))
    press.put_article("http://paper.com/b", "B")
    press.put_article("http://other.com/c", "C")
    found = fetch(press, "http://paper.com/a", "http://paper.com/b", "http://other.com/c")
    assert found["http://paper.com/a"].reply.fault == "busy"
    assert found["http://paper.com/b"].reply.fault == "postponed"
    assert found["http://paper.com/b"].wait_s == 7200
    assert found["http://other.com/c"].reply.status == 200
    assert press.asked("http://paper.com/b") == 0


def test_a_pause_that_is_no_date_is_none(press: FakePress) -> None:
    press.put("http://paper.com/a", answer_with(503, Retry_After="Mon, 01 Jan 2020 00:00:00 +9999999999999999999"))
    found = fetch(press, "http://paper.com/a")["http://paper.com/a"]
    assert (found.reply.fault, found.wait_s) == ("busy", 0.0)


def test_a_host_that_keeps_failing_is_given_up(press: FakePress) -> None:
    urls = [f"http://slow.com/{number}" for number in range(10)]
    for url in urls:
        press.put(url, silent)
    exchanger = press.make_exchanger(exchange_timeout_s=0.2, read_timeout_s=0.2)
    with ArticleFetcher(exchanger, ArticleOptions(delay_s=0, patience=2)) as fetcher:
        found = [
            v for batch in fetcher.fetch([ArticleRequest(key=u, url=u) for u in urls], lambda k: None) for v in batch
        ]
    assert [visit.reply.fault for visit in found] == ["unreachable"] * 10
    assert sum(press.asked(url) for url in urls) == 2


def test_redirects_in_a_circle_end(press: FakePress) -> None:
    press.put("http://paper.com/a", answer_with(302, Location="http://paper.com/b"))
    press.put("http://paper.com/b", answer_with(302, Location="http://paper.com/a"))
    assert fetch(press, "http://paper.com/a")["http://paper.com/a"].reply.fault == "circle"
    assert len(press.requests) == 3


def test_questions_are_conditional_where_an_answer_is_known(press: FakePress) -> None:
    def answer(handler: Any) -> None:
        is_known = handler.headers.get("If-None-Match") == '"v1"'
        handler.send(304 if is_known else 200, b"" if is_known else b"<title>A</title>", {"ETag": '"v1"'})

    press.put("http://paper.com/a", answer)
    request = ArticleRequest(key="a", url="http://paper.com/a", etag='"v1"', last_modified="x\r\ny: z")
    assert fetch(press, requests=(request,))["a"].reply.status == 304
    assert "If-Modified-Since" not in press.requests[-1][2]


def test_the_budget_is_kept_and_every_start_is_told_before(press: FakePress) -> None:
    urls = [f"http://h{number}.com/a" for number in range(20)]
    for url in urls:
        press.put_article(url, url)
    told: list[str] = []

    def on_start(keys: Any) -> None:
        assert not any(press.asked(key) for key in keys)
        told.extend(keys)

    with ArticleFetcher(press.make_exchanger(), ArticleOptions(delay_s=0, budget_articles=7)) as fetcher:
        requests = [ArticleRequest(key=url, url=url) for url in urls]
        found = [visit for batch in fetcher.fetch(requests, on_start) for visit in batch]
    assert len(found) == len(told) == 7
    assert sum(press.asked(url) for url in urls) == 7
