"""The served archive in Debian's Chromium: search, the past, and back, without a script and without another host."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("uvicorn", reason="pip install -e '.[serve]'")

from backstory.pipeline.demo import build_demo
from backstory.serve.settings import ServeSettings
from tests.serve.serving import listen

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    demo = build_demo(tmp_path_factory.mktemp("walk"), lambda done, total: None)
    with listen(ServeSettings(archive=demo.archive)) as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator["Page"]:
    is_required = os.environ.get("BACKSTORY_REQUIRE_CHROMIUM") == "1"
    if not is_required and CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    if not is_required:
        pytest.importorskip("playwright", reason="pip install -e '.[browser]'")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": 390, "height": 900})
        opened.complaints = []
        opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
        opened.on("request", lambda asked: asked.url.startswith(address) or opened.complaints.append(asked.url))
        yield opened
        assert opened.complaints == []
        browser.close()


def check_width(page: "Page") -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_from_the_front_page_by_search_to_an_event_and_into_the_past(page: "Page", address: str) -> None:
    page.goto(f"{address}/")
    check_width(page)
    page.get_by_role("searchbox").fill("konna french")
    page.get_by_role("button", name="Search").click()
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
