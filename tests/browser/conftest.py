"""The demo's site and Debian's Chromium, shared by the tests of this folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backstory.pipeline.demo import DemoReport, build_demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_NODE_MODULES = Path(__file__).parent / "node_modules"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return build_demo(tmp_path_factory.mktemp("demo"), lambda done, total: None)


@pytest.fixture(scope="session")
def site(demo: DemoReport) -> Path:
    return Path(demo.front_page).parent


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    is_required = os.environ.get("BACKSTORY_REQUIRE_CHROMIUM") == "1"
    if not is_required and CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    if not is_required:
        pytest.importorskip("playwright", reason="pip install -e '.[dev]'")
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


def find_npm_file(path: str) -> Path:
    """Give a file of an npm package; skips where it is not installed, unless it has to be."""
    found = _NODE_MODULES / path
    if not found.is_file() and os.environ.get("BACKSTORY_REQUIRE_NPM") != "1":
        pytest.skip(f"npm install --prefix tests/browser brings {path}")
    return found


def list_kinds(site: Path) -> dict[str, Path]:
    """Give one page of each kind, and some that have more than others."""
    kinds: dict[str, Path] = {}
    for path in sorted(site.rglob("*.json")):
        page = path.with_suffix(".html")
        if page.is_file():
            kind = path.read_text()[: len('{"kind":"xxxxxxxxxxxx')].split('"')[3]
            if kind not in kinds or page.stat().st_size > kinds[kind].stat().st_size:
                kinds[kind] = page
    return kinds
