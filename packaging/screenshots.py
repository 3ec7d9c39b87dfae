"""Take the six pictures of docs/images again, from the bundled sample's site in Debian's Chromium.

    python packaging/screenshots.py [FOLDER]

Needs `pip install -e '.[dev,search]'` and Chromium. The site is served, so that its search is there.
"""

import functools
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from backstory.pipeline.demo import build_demo

# Name, page, width and height of the window, light or dark. "event" is the one that the demo points out, "story" the
# longest.
PICTURES = (
    ("event", "event", 1280, 1500, "light"),
    ("event-dark", "event", 1280, 1100, "dark"),
    ("event-phone", "event", 390, 1300, "light"),
    ("day", "news/2013/01/18/index.html", 1280, 1120, "light"),
    ("entity", "entity/timbuktu.html", 1280, 1300, "light"),
    ("story", "story", 1280, 1300, "light"),
)


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs" / "images"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = build_demo(Path(folder), lambda done, total: None)
        site = Path(demo.front_page).parent
        longest = json.loads((site / "story/index.json").read_bytes())["entries"][0]["path"]
        named = {"event": Path(demo.event_page).relative_to(site).as_posix(), "story": f"{longest[1:]}.html"}
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with serve(site) as address:
            for name, path, width, height, scheme in PICTURES:
                path = named.get(path, path)
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(f"{address}/{path}")
                page.screenshot(path=out / f"{name}.png")
                page.close()
                reduce_colours(out / f"{name}.png")
        browser.close()


@contextmanager
def serve(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


def reduce_colours(picture: Path) -> None:
    with Image.open(picture) as image:
        image.convert("RGB").quantize(256).save(picture, optimize=True)


if __name__ == "__main__":
    main()
