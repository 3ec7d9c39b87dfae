"""Files of the site that are no pages: style sheet, script, pictures, robots.txt, llms.txt, sitemap."""

import mimetypes
import re
from collections.abc import Callable

from backstory.render import Site, read_static, read_theme, render_missing
from backstory.render.listings import render_robots
from backstory.render.opensearch import render_opensearch
from backstory.serve.answers import Answer, describe_problem
from backstory.serve.delivery import Asked, Send
from backstory.serve.desk import Desk
from backstory.serve.readers import Reader
from backstory.serve.site.addressing import MEDIA_TYPES
from backstory.serve.site.listing import SiteFiles

_TEXT = "text/plain; charset=utf-8"
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "txt": _TEXT}
_KINDS |= {"ico": "image/svg+xml", "svg": "image/svg+xml", "xml": MEDIA_TYPES["xml"], "html": MEDIA_TYPES["html"]}
_FILE = re.compile(
    r"/(?:style\.css|site\.js|icon\.svg|world\.svg|404\.html|favicon\.ico|robots\.txt|llms\.txt|search\.js|opensearch\.xml|theme/.{1,300}|sitemap(?:-[^/]{1,60})?\.xml)"
)


def is_file(path: str) -> bool:
    """Whether the path is that of a file that is no page."""
    return _FILE.fullmatch(path) is not None


async def serve_file(desk: Desk, path: str, asked: Asked, send: Send) -> None:
    """Answer a request for a file."""
    await desk.answer(("file", path), asked, send, FileMaker(path, desk.site, desk.files))


class FileMaker:
    """Makes the answer to a request for a file."""

    def __init__(self, path: str, site: Site, files: SiteFiles) -> None:
        self._path = path
        self._site = site
        self._files = files
        self._small = _SMALL.get(path)
        self.is_quick = self._small is not None
        self.room = "" if self._small or path.startswith("/theme/") else "files"

    def __call__(self, reader: Reader) -> Answer:
        """Give the file, as `publish` would write it."""
        if self._small:
            body = self._small(self._site)
        elif self._path.startswith("/theme/"):
            body = read_theme(self._site).get(self._path)
        else:
            body = self._files.find(self._path, reader.moment)
        if body is None:
            return describe_problem(404, "There is no file at this address.")
        return Answer(200, name_kind(self._path), body)


def name_kind(path: str) -> str:
    """The media type of a file; of a theme's, what its name says."""
    known = _KINDS.get(path.rpartition(".")[2])
    return known or mimetypes.guess_type(path)[0] or "application/octet-stream"


_SMALL: dict[str, Callable[[Site], bytes | None]] = {
    # Browsers ask for one whatever a page says.
    "/favicon.ico": lambda site: read_static(site)["/icon.svg"],
    "/style.css": lambda site: read_static(site)["/style.css"],
    "/site.js": lambda site: read_static(site)["/site.js"],
    "/icon.svg": lambda site: read_static(site)["/icon.svg"],
    "/world.svg": lambda site: read_static(site)["/world.svg"],
    "/search.js": lambda site: read_static(site).get("/search.js"),
    "/opensearch.xml": lambda site: render_opensearch(site) if site.has_search and site.base_url else None,
    "/404.html": render_missing,
    "/robots.txt": render_robots,
}
