"""What a careful reader would hold against a page: on every kind of page, wide and narrow, light and dark."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import find_npm_file, list_kinds

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.slow

LIMIT_BYTES = 30_000
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


@pytest.fixture(params=LOOKS, ids=[f"{width}-{scheme}" for width, scheme in LOOKS])
def context(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["BrowserContext"]:
    width, scheme = request.param
    opened = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    yield opened
    opened.close()


def test_axe_finds_nothing_on_any_kind_of_page(context: "BrowserContext", site: Path) -> None:
    axe = find_npm_file("axe-core/axe.min.js").read_text()
    page = context.new_page()
    found = []
    for kind, path in list_kinds(site).items():
        if kind == "moved":
            continue
        page.goto(path.as_uri())
        page.evaluate("() => document.querySelectorAll('details').forEach(part => part.open = true)")
        page.evaluate(axe)
        for violation in page.evaluate("() => axe.run()")["violations"]:
            found.append((kind, violation["id"], [node["html"][:120] for node in violation["nodes"][:3]]))
    assert found == []


def test_html_validate_finds_nothing_on_any_kind_of_page(site: Path) -> None:
    command = find_npm_file("html-validate/bin/html-validate.mjs")
    config = Path(__file__).parent / ".htmlvalidate.json"
    pages = [*map(str, list_kinds(site).values()), str(site / "404.html")]
    result = subprocess.run(
        ["node", str(command), "-c", str(config), "-f", "json", *pages], capture_output=True, text=True, check=False
    )
    reports = json.loads(result.stdout or "[]")
    found = [
        (report["filePath"], message["ruleId"], message["line"]) for report in reports for message in report["messages"]
    ]
    assert result.returncode in (0, 1), result.stderr
    assert found == []


def test_no_page_of_an_event_is_heavier_than_its_limit(site: Path) -> None:
    sizes = {path: path.stat().st_size for path in (site / "news").rglob("*.html") if path.name != "index.html"}
    heaviest = max(sizes, key=sizes.__getitem__)
    assert sizes[heaviest] < LIMIT_BYTES, heaviest


def test_keys_lead_from_day_to_day(browser: "Browser", site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "news/2013/01/18/index.html").as_uri())
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/news/2013/01/19/index.html")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/news/2013/01/18/index.html")
    page.context.close()


def test_the_policy_refuses_scripts_and_styles_written_into_a_page(browser: "Browser", site: Path) -> None:
    text = list_kinds(site)["event"].read_text().replace("../", "")
    text = text.replace("</main>", '</main><script>document.title = "ran"</script><p id="p" style="color: red">x</p>')
    (site / "attacked.html").write_text(text)
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((site / "attacked.html").as_uri())
    assert page.title() != "ran"
    assert page.evaluate("getComputedStyle(document.querySelector('#p')).color") != "rgb(255, 0, 0)"
    assert len(refused) == 2
    page.context.close()
    (site / "attacked.html").unlink()


def test_on_paper_the_page_is_black_on_white_and_keeps_its_text(browser: "Browser", site: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(list_kinds(site)["event"].as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in ("rgb(255, 255, 255)", "#fff")
    assert not page.locator(".masthead nav").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("#sources").is_visible()
    page.context.close()
