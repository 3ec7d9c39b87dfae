"""The demo's site in Debian's Chromium, as a reader walks through it: from disk, without a server or a network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backstory.pipeline.demo import DemoReport

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


@pytest.fixture(params=[1280, 390], ids=["wide", "phone"])
def page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["Page"]:
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda asked: asked.url.startswith("file:") or opened.complaints.append(asked.url))
    yield opened
    context.close()


def check_page(page: "Page") -> None:
    """No error, no request to anybody, nothing wider than the window, one heading, a language."""
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url
    assert page.locator("html").get_attribute("lang") == "en"


def test_from_the_front_page_to_an_event_its_backstory_an_entity_a_story_and_back(
    page: "Page", demo: DemoReport
) -> None:
    page.goto(Path(demo.front_page).as_uri())
    check_page(page)
    page.goto(Path(demo.event_page).as_uri())
    check_page(page)
    headline = page.locator("h1").inner_text()
    assert "Konna" in headline

    page.get_by_role("link", name="Konna", exact=True).first.click()
    check_page(page)
    assert "/entity/konna.html" in page.url
    assert page.get_by_text(headline).count() >= 1

    page.go_back()
    page.get_by_role("heading", name="Background").wait_for()
    page.locator("section", has=page.get_by_role("heading", name="Background")).get_by_role("link").first.click()
    check_page(page)
    assert "/news/2013/01/" in page.url

    page.get_by_role("link", name="Battle of Konna").first.click()
    check_page(page)
    page.goto(Path(demo.event_page).as_uri())
    page.get_by_role("link", name="Northern Mali conflict", exact=True).first.click()
    check_page(page)
    assert "/story/" in page.url


def test_every_kind_of_page_fits_and_asks_nobody(page: "Page", demo: DemoReport) -> None:
    site = Path(demo.front_page).parent
    kinds = [
        "index", "news/index", "news/2013/index", "news/2013/01/index", "news/2013/01/18/index", "entity/index",
        "entity/mali-war", "entity/timbuktu", "story/index", "category/index", "category/armed-conflicts-and-attacks",
        "about",
    ]  # fmt: skip
    there = [site / f"{kind}.html" for kind in kinds if (site / f"{kind}.html").is_file()]
    assert len(there) >= 10, there
    for path in [*there, *sorted((site / "story").glob("*.html"))[:5]]:
        page.goto(path.as_uri())
        check_page(page)
