"""The search of the static site, as it is served."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backstory.publish import has_pagefind
from backstory.publish.searching import Lag, bring_index_up_to_date, write_lag
from backstory.store.ledger import Ledger
from tests.browser.conftest import find_npm_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    if not has_pagefind():
        pytest.skip("pip install -e '.[search]'")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietHandler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    assert opened.complaints == []
    opened.context.close()


def test_from_any_page_by_keyboard_to_an_event_and_back(page: "Page", address: str) -> None:
    page.goto(f"{address}/news/2013/01/18/index.html")
    page.keyboard.press("/")
    page.keyboard.type("Konna")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=Konna")
    page.locator("#results a").first.wait_for()
    page.keyboard.press("ArrowDown")
    first = page.locator("#results a").first
    assert first.evaluate("link => link === document.activeElement")
    assert "Konna" in page.locator("#results").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search.html" not in url)
    assert page.locator("h1").count() == 1
    page.go_back()
    page.locator("#results a").first.wait_for()
    assert page.locator("#q").input_value() == "Konna"


def test_results_are_narrowed_by_kind_year_category_and_entity(page: "Page", address: str) -> None:
    page.goto(f"{address}/search.html?q=Mali")
    page.locator("#results a").first.wait_for()
    page.locator("#kind").select_option("Event")
    page.locator("#year").select_option("2013")
    page.wait_for_url("**kind=Event&year=2013")
    page.locator("#entity").select_option("Konna")
    page.wait_for_url("**entity=Konna")
    page.wait_for_function(
        "[...document.querySelectorAll('#results .when')].every(p => p.textContent.includes('2013'))"
    )
    assert 0 < page.locator("#results li").count() < 20
    page.locator("#category").select_option("Armed conflicts and attacks")
    page.locator("#results a").first.wait_for()
    page.reload()
    page.locator("#results a").first.wait_for()
    assert page.locator("#entity").input_value() == "Konna"


def test_what_changed_since_is_found_once_beside_the_rest(page: "Page", address: str, site: Path) -> None:
    """As a publish leaves it that changed two pages: the second index has them too."""
    changed = [
        f"/{path.relative_to(site).with_suffix('')}" for path in sorted((site / "news/2013/01/11").glob("*.html"))
    ]
    fresh = [path for path in changed if not path.endswith("/index")][:2]
    with Ledger(site) as ledger:
        write_lag(ledger, Lag(fresh=frozenset(fresh), is_whole=False))
        bring_index_up_to_date(site, ledger, has_search=True)
    page.goto(f"{address}/search.html?q=Mali")
    page.locator("#results a").first.wait_for()
    while page.locator("#more").is_visible():
        count = page.locator("#results li").count()
        page.locator("#more").click()
        page.locator("#results li").nth(count).wait_for()
    links = page.locator("#results a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) == len(set(links)) > 20
    assert any(link.endswith(f"{fresh[0]}.html") for link in links)


def test_the_search_page_has_no_fault(page: "Page", address: str) -> None:
    axe = find_npm_file("axe-core/axe.min.js").read_text()
    page.goto(f"{address}/search.html?q=Mali")
    page.locator("#results a").first.wait_for()
    page.evaluate(axe)
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in page.evaluate("() => axe.run()")["violations"]] == []


def test_from_a_disk_there_is_no_box(browser: "Browser", site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    assert not page.locator("form[role=search]").is_visible()
    page.context.close()
