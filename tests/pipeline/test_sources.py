import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backstory.fetch.articles import ArticleFetcher
from backstory.model import Citation, Event, ParsedEvent, Source
from backstory.pipeline import add_events
from backstory.pipeline.sources import SourcesReport, visit_sources
from backstory.pipeline.sources_plan import SourceOptions
from backstory.store import Archive
from tests.fakes.press import FakePress, answer_with, silent
from tests.fakes.wayback import SERVICE, FakeWayback

ROOT = Path(__file__).parent.parent.parent
NOW = 1_612_345_678  # 2021-02-03


@pytest.fixture
def press() -> Iterator[FakePress]:
    with FakePress() as press:
        yield press


@pytest.fixture
def wayback(press: FakePress) -> FakeWayback:
    return FakeWayback(press)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    return monkeypatch


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


def cite(archive: Archive, *urls: str, date: str = "2013-01-10") -> None:
    add_events(
        archive,
        [
            ParsedEvent(date=date, category="C", text=f"Event of {url}.", citations=(Citation(url=url, publisher="P"),))
            for url in urls
        ],
    )


def visit(archive: Archive, press: FakePress, **options: Any) -> SourcesReport:
    given = SourceOptions(**{"delay_s": 0.0, "archived": "none", **options})
    return visit_sources(archive, given, exchanger=press.make_exchanger(), service=SERVICE)


def source_of(archive: Archive, url: str) -> Source:
    return next(source for event in archive.events() for source in event.sources if source.url == url)


def events(archive: Archive) -> list[Event]:
    return list(archive.events())


def test_what_articles_say_of_themselves_is_kept_with_the_event(archive: Archive, press: FakePress) -> None:
    url = "http://paper.com/a?utm_source=x"
    press.put_article(url, "Flood cuts off Veld", "The river flooded four hundred homes.", "The Paper")
    cite(archive, url)
    report = visit(archive, press)
    source = source_of(archive, url)
    assert (source.title, source.description) == ("Flood cuts off Veld", "The river flooded four hundred homes.")
    assert (source.status, source.site_name, source.language) == ("live", "The Paper", "en")
    assert source.published_at == "2021-02-03T04:05:06Z"
    assert source.checked_at == source.status_since == "2021-02-03T09:47:58Z"
    assert (report.asked, report.described, report.states["live"]) == (1, 1, 1)


def test_the_same_article_cited_twice_is_asked_for_once(archive: Archive, press: FakePress) -> None:
    press.put_article("http://www.paper.com/a", "A")
    press.put_article("http://paper.com/a?utm_source=x", "A")
    cite(archive, "http://www.paper.com/a", "http://paper.com/a?utm_source=x")
    assert visit(archive, press).asked == 1
    assert [event.sources[0].title for event in events(archive)] == ["A", "A"]


def test_dead_moved_soft_404_paywalled_and_refused_are_told_apart(archive: Archive, press: FakePress) -> None:
    answers: dict[str, Any] = {
        "dead": answer_with(410),
        "moved": answer_with(301, Location="http://paper.com/2021/the-long-new-address-of-the-story"),
        "soft": "<title>Page not found | The Paper</title>",
        "front": answer_with(302, Location="/"),
        "pay": '<title>Story</title><meta property="article:content_tier" content="locked">',
        "login": answer_with(302, Location="/login?next=/login-story"),
        "forbidden": answer_with(403),
        "robots": "<title>Not for you</title>",
        "broken": answer_with(500),
    }
    wanted = {"dead": "dead", "moved": "moved", "soft": "soft-404", "front": "soft-404", "pay": "paywalled",
              "login": "paywalled", "forbidden": "refused", "robots": "refused", "broken": "unreachable"}  # fmt: skip
    press.put("http://paper.com/robots.txt", "User-agent: *\nDisallow: /robots-story")
    press.put("http://paper.com/", "<title>The Paper</title>")
    press.put("http://paper.com/login?next=/login-story", "<title>Log in</title>")
    press.put_article("http://paper.com/2021/the-long-new-address-of-the-story", "Moved story")
    for name, answer in answers.items():
        press.put(f"http://paper.com/{name}-story", answer)
    cite(archive, *(f"http://paper.com/{name}-story" for name in answers))
    visit(archive, press)
    found = {name: source_of(archive, f"http://paper.com/{name}-story") for name in answers}
    assert {name: source.status for name, source in found.items()} == wanted
    assert found["moved"].moved_to == "http://paper.com/2021/the-long-new-address-of-the-story"
    assert found["pay"].is_paywalled is True
    assert all(source.checked_at for source in found.values())


def test_an_address_that_leads_inside_is_refused(archive: Archive, press: FakePress) -> None:
    cite(archive, "http://169.254.169.254/latest/meta-data/", "http://localhost/admin")
    report = visit(archive, press)
    assert report.states == {"refused": 2}
    assert press.requests == []


def test_nothing_is_asked_again_until_recheck(archive: Archive, press: FakePress, clock: pytest.MonkeyPatch) -> None:
    url = "http://paper.com/a"
    press.put_article(url, "A", "The river flooded four hundred homes.")
    cite(archive, url)
    visit(archive, press)
    assert visit(archive, press).asked == 0
    clock.setenv("SOURCE_DATE_EPOCH", str(NOW + 91 * 86400))
    press.put(url, answer_with(404))
    assert visit(archive, press).asked == 0
    assert visit(archive, press, recheck_days=90).asked == 1
    source = source_of(archive, url)
    assert (source.status, source.description) == ("dead", "The river flooded four hundred homes.")
    assert source.status_since == source.checked_at == "2021-05-05T09:47:58Z"
    as_of = archive.as_of("2021-03-01")
    assert next(as_of.events()).sources[0].status == "live"
    as_of.close()


def test_a_recheck_is_conditional(archive: Archive, press: FakePress, clock: pytest.MonkeyPatch) -> None:
    def answer(handler: Any) -> None:
        is_known = handler.headers.get("If-None-Match") == '"1"'
        page = b"<title>A story</title>"
        handler.send(304 if is_known else 200, b"" if is_known else page, {"ETag": '"1"'})

    press.put("http://paper.com/a", answer)
    cite(archive, "http://paper.com/a")
    visit(archive, press)
    clock.setenv("SOURCE_DATE_EPOCH", str(NOW + 86400 * 9))
    report = visit(archive, press, recheck_days=7)
    source = source_of(archive, "http://paper.com/a")
    assert report.unchanged == 1
    assert (source.title, source.status) == ("A story", "live")
    assert source.checked_at > source.status_since


def test_what_is_out_of_reach_is_tried_again_and_then_dead(
    archive: Archive, press: FakePress, clock: pytest.MonkeyPatch
) -> None:
    press.put("http://paper.com/a", answer_with(500))
    cite(archive, "http://paper.com/a")
    states = []
    for day in (0, 0, 1, 2, 4, 13):
        clock.setenv("SOURCE_DATE_EPOCH", str(NOW + day * 86400))
        visit(archive, press)
        states.append(source_of(archive, "http://paper.com/a").status)
    assert states == ["unreachable"] * 5 + ["dead"]
    assert press.asked("http://paper.com/a") == 4


def test_a_dead_articles_copy_is_found_and_read(archive: Archive, press: FakePress, wayback: FakeWayback) -> None:
    url = "http://paper.com/gone"
    wayback.keep(url, "20130111101112")
    press.put_article(
        f"http://web.archive.org/web/20130111101112id_/{url}", "What it said", "The river flooded four hundred homes."
    )
    cite(archive, url)
    report = visit(archive, press, archived="dead")
    source = source_of(archive, url)
    assert report.copies == 1
    assert source.archived_url == f"http://web.archive.org/web/20130111101112/{url}"
    assert (source.title, source.described_by, source.status) == ("What it said", "archived copy", "dead")
    asked = len(press.requests)
    visit(archive, press, archived="dead")
    assert len(press.requests) == asked


def test_copies_of_everything_only_on_request_and_saved_only_when_switched_on(
    archive: Archive, press: FakePress, wayback: FakeWayback
) -> None:
    press.put_article("http://paper.com/a", "A")
    press.put_article("http://paper.com/b", "B")
    wayback.keep("http://paper.com/a", "20130111101112")
    cite(archive, "http://paper.com/a", "http://paper.com/b")
    assert visit(archive, press, archived="dead").copies == 0
    report = visit(archive, press, archived="all")
    assert (report.copies, report.saved) == (1, 0)
    assert not any("/save/" in path for _, path, _ in press.requests)
    assert visit(archive, press, archived="all", save=True).saved == 1
    assert source_of(archive, "http://paper.com/b").archived_url


def test_a_description_that_many_pages_of_a_site_share_is_left_out(archive: Archive, press: FakePress) -> None:
    slogan = "Here you read what matters in the valley, every morning at six."
    for number in range(4):
        press.put_article(
            f"http://paper.com/{number}", f"Story {number}", slogan if number else "A bridge was opened today."
        )
    cite(archive, *(f"http://paper.com/{number}" for number in range(4)))
    assert visit(archive, press).shared == 3
    descriptions = [event.sources[0].description for event in events(archive)]
    assert descriptions == ["A bridge was opened today.", "", "", ""]


def test_the_range_and_the_budget_are_kept(archive: Archive, press: FakePress) -> None:
    for number in range(6):
        press.put_article(f"http://h{number}.com/a", "A")
        cite(archive, f"http://h{number}.com/a", date=f"2013-01-1{number}")
    report = visit(archive, press, first="2013-01-11", last="2013-01-14", budget_articles=3)
    assert (report.cited, report.asked, report.left) == (4, 3, 1)
    assert press.asked("http://h0.com/a") == press.asked("http://h5.com/a") == 0


def test_an_interrupt_stores_what_was_under_way(
    archive: Archive, press: FakePress, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, stopped = ArticleFetcher.stop, threading.Event()

    def note_stop(fetcher: ArticleFetcher) -> None:
        stop(fetcher)
        stopped.set()

    monkeypatch.setattr(ArticleFetcher, "stop", note_stop)

    def interrupt(handler: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped.wait(60)
        handler.send(200, b"<title>The last one</title>")

    press.put("http://a.com/1", interrupt)
    press.put_article("http://a.com/2", "Never asked")
    cite(archive, "http://a.com/1", "http://a.com/2")
    with pytest.raises(KeyboardInterrupt):
        visit(archive, press)
    assert source_of(archive, "http://a.com/1").title == "The last one"
    assert press.asked("http://a.com/2") == 0
    assert visit(archive, press).asked == 1


KILLED_RUN = """
import sys
from backstory.pipeline.sources import visit_sources
from backstory.pipeline.sources_plan import SourceOptions
from backstory.store import Archive
from tests.fakes.press import FakePress
press = FakePress()
press.port = int(sys.argv[2])
with Archive(sys.argv[1]) as archive:
    visit_sources(archive, SourceOptions(delay_s=0.02, archived="none"), exchanger=press.make_exchanger())
"""


def test_killed_and_resumed_nothing_is_fetched_twice(
    archive: Archive, press: FakePress, clock: pytest.MonkeyPatch
) -> None:
    urls = [f"http://h{number % 8}.com/{number}" for number in range(160)]
    for number, url in enumerate(urls):
        press.put_article(url, f"Story {number}", f"What happened in story {number} of the day.")
    press.put("http://h0.com/8", silent)  # under way at whatever moment the run is killed
    cite(archive, *urls)
    run = subprocess.Popen([sys.executable, "-c", KILLED_RUN, archive.path, str(press.port)], cwd=ROOT)
    while sum(press.asked(url) for url in urls) < 60:
        assert run.poll() is None
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    press.settle(held=1)
    before = {url: press.asked(url) for url in urls}
    assert 60 <= sum(before.values()) < 160
    report = visit(archive, press)
    asked = {url: press.asked(url) for url in urls}
    assert max(asked.values()) == 1
    done = [source for source in archive.sources() if source.status]
    assert len(done) + report.interrupted == 160
    assert 1 <= report.interrupted <= 32
    press.put_article("http://h0.com/8", "Story 8", "What happened in story 8 of the day.")
    clock.setenv("SOURCE_DATE_EPOCH", str(NOW + 3601))
    assert visit(archive, press).asked == report.interrupted
    assert all(source.title for source in archive.sources())
