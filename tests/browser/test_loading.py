"""Nothing moves while a page comes, however slowly: what one reads, or is about to touch, stays where it is."""

import re
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import list_kinds

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.slow

# Of a space between words Chromium says that it moved when the words after it come: nobody sees that.
SHIFTS = """
window.shifted = [];
const isSeen = ({node}) => !node || node.nodeType !== Node.TEXT_NODE || node.data.trim();
new PerformanceObserver(list => {
    for (const {value, sources} of list.getEntries())
        if (sources.some(isSeen))
            window.shifted.push([value, ...sources.map(({node}) => (node?.outerHTML ?? "").slice(0, 80))]);
}).observe({type: "layout-shift", buffered: true});
"""
PIECES = 10
PAUSE_SECONDS = 0.06


class Piecemeal(SimpleHTTPRequestHandler):
    """Gives each page of a folder in pieces, with a pause after each; everything else at once."""

    def do_GET(self) -> None:
        path = Path(self.directory, self.path.lstrip("/"))
        if path.suffix != ".html":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        for piece in cut(path.read_bytes()):
            self.wfile.write(piece)
            time.sleep(PAUSE_SECONDS)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def cut(page: bytes) -> Iterator[bytes]:
    """Cut within the masthead, after it, and then at elements that lie equally far from each other."""
    masthead = page.index(b"</header>")
    ends = [found.end() for found in re.finditer(rb"</(?:li|td|th|p|h\d|section|nav)>", page)]
    within, after = [end for end in ends if end < masthead], [end for end in ends if end > masthead]
    begin = 0
    for end in (within[2], within[-2], masthead, *after[:: max(len(after) // PIECES, 1)], len(page)):
        yield page[begin:end]
        begin = end


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Piecemeal, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=(1280, 800, 390))
def context(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["BrowserContext"]:
    opened = browser.new_context(viewport={"width": request.param, "height": 900}, reduced_motion="reduce")
    yield opened
    opened.close()


def test_nothing_moves_while_a_page_comes_in_pieces(context: "BrowserContext", site: Path, address: str) -> None:
    page = context.new_page()
    page.add_init_script(SHIFTS)
    moved = {}
    for kind, path in list_kinds(site).items():
        if kind == "moved":
            continue
        page.goto(f"{address}/{path.relative_to(site)}", wait_until="load")
        page.wait_for_timeout(100)
        moved[kind] = page.evaluate("window.shifted")
    assert {kind: shifts for kind, shifts in moved.items() if shifts} == {}


def test_a_cover_image_that_comes_late_moves_nothing(browser: "Browser", site: Path) -> None:
    """The image's place is kept before it is there; it is the only thing asked of another host."""
    (site / "with-cover.html").write_text(add_cover(list_kinds(site)["event"].read_text()))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: request.url.startswith("file:") or asked.append(request.url))
    page.route("https://post.example/**", answer_late)
    page.add_init_script(SHIFTS)
    page.goto((site / "with-cover.html").as_uri())
    page.wait_for_function("document.querySelector('.cover img').complete")
    assert page.evaluate("document.querySelector('.cover img').naturalWidth") == 1
    assert page.evaluate("window.shifted") == []
    assert asked == ["https://post.example/cover.png"]
    page.context.close()
    (site / "with-cover.html").unlink()


def add_cover(html: str) -> str:
    """Give an event's page with a cover image, as `event.html` writes one."""
    image = (
        '<div class="side"><figure class="cover"><img src="https://post.example/cover.png" alt="" width="960" '
        'height="540" loading="lazy" decoding="async"><figcaption>Image: Harbour Post</figcaption></figure>'
    )
    html = html.replace("../", "").replace("img-src &#39;self&#39;", "img-src &#39;self&#39; https: http:")
    return html.replace('<div class="side">', image, 1)


def answer_late(route) -> None:  # type: ignore[no-untyped-def]
    """Give an image of one pixel after half a second."""
    pixel = (
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
    route.fulfill(body=bytes.fromhex(pixel), content_type="image/png")
