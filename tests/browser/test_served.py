"""The served archive in Debian's Chromium: search, the past, and back, without a script and without another host."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("uvicorn", reason="pip install -e '.[serve]'")

from backstory.pipeline.demo import DemoReport
from backstory.serve.settings import ServeSettings
from tests.serve.serving import listen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(demo: DemoReport) -> Iterator[str]:
    with listen(ServeSettings(archive=demo.archive)) as address:
        yield address


@pytest.fixture
def page(browser: "Browser", address: str) -> Iterator["Page"]:
    opened = browser.new_page(viewport={"width": 390, "height": 900})
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: asked.url.startswith(address) or complaints.append(asked.url))
    yield opened
    assert complaints == []
    opened.close()


def check_width(page: "Page") -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_from_the_front_page_by_search_to_an_event_and_into_the_past(page: "Page", address: str) -> None:
    page.goto(f"{address}/")
    check_width(page)
    page.get_by_role("searchbox").fill("konna french")
    page.get_by_role("searchbox").press("Enter")
    assert page.url.endswith("/search?q=konna+french")
    check_width(page)
    assert page.locator("mark").count() >= 2

    page.locator(".hits a").first.click()
    assert "/news/2013/01/" in page.url
    assert ".html" not in page.url
    check_width(page)
    event = page.url

    page.goto(f"{event}?as_of=2013-01-12")
    assert page.get_by_text("This is the archive as recorded by").count() == 1
    page.locator(".dateline a").click()
    assert "as_of=2013-01-12" in page.url
    page.get_by_role("link", name="As it is now").click()
    assert "as_of" not in page.url

    page.goto(f"{address}/api/v1/docs")
    check_width(page)
    assert page.get_by_text("GET /api/v1/events").count() >= 1
    assert Path(page.url).name == "docs"


@pytest.mark.parametrize("width", [390, 600, 820, 1280])
def test_the_box_to_search_in_has_room_for_some_words(page: "Page", address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/")
    check_width(page)
    box = page.get_by_role("searchbox").bounding_box()
    assert box is not None
    assert box["width"] >= 150
