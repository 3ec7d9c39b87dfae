"""A wiki on 127.0.0.1 that answers as MediaWiki's Action API does, and fails as told.

    with FakeWiki() as wiki:
        wiki.save("Portal:Current events/2013 January 10", "text", at="2013-01-10T12:00:00Z")
        wiki.failures += [too_many_requests("7"), cut_off]     # the next two requests; then all is well again
        Wiki(wiki.api_url, client).latest(["2013-01-10"])

What it says of pages is checked against a real MediaWiki by `tests/mediawiki`.
"""

import gzip
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Params = dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """One request; `wiki` is the FakeWiki."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise every answer takes 40 ms
    wiki: "FakeWiki"

    def do_GET(self) -> None:
        self.answer("")

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def answer(self, form: str) -> None:
        with self.wiki.counting():
            path, query = urlsplit(self.path).path, urlsplit(self.path).query or form
            params = dict(parse_qsl(query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.wiki.requests.append((self.command, path, params, headers))
            try:
                if self.wiki.failures:
                    self.wiki.failures.popleft()(self)
                elif path == "/w/api.php":
                    self.send(200, json.dumps(self.wiki.answer_query(params)).encode())
                else:
                    self.send_file(path)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    def send_file(self, path: str) -> None:
        body, headers = self.wiki.files.get(path, (b"", {}))
        etag = headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            self.send(304, b"", headers)
        else:
            self.send(200 if path in self.wiki.files else 404, body, headers)

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        if "gzip" in self.headers.get("Accept-Encoding", "") and "Content-Encoding" not in headers and body:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


Failure = Callable[[Handler], None]


class FakeWiki:
    """Pages, redirects, scripted failures, and a record of what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, list[dict[str, Any]]] = {}
        self.redirects: dict[str, str] = {}
        self.facts: dict[str, dict[str, Any]] = {}  # by title: pageprops, coordinates
        self.files: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.failures: deque[Failure] = deque()
        # method, path, parameters, headers with lower-case names
        self.requests: list[tuple[str, str, Params, dict[str, str]]] = []
        self.max_result_bytes = 8 * 2**20
        self.revisions_a_query = 50
        self.coordinates_a_query = 500
        self.most_at_once = 0
        self._at_once = 0
        self._last_id = 100
        self._lock = threading.Lock()

    def save(self, title: str, text: str | None, at: str = "2013-01-10T12:00:00Z") -> str:
        """A new revision of the page; its id. None is a text that the wiki hides."""
        self._last_id += 1
        main: dict[str, Any] = {"contentmodel": "wikitext", "contentformat": "text/x-wiki"}
        main |= {"texthidden": True} if text is None else {"content": text}
        revision = {"revid": self._last_id, "parentid": 0, "timestamp": at, "slots": {"main": main}}
        self.pages.setdefault(title, []).append(revision)
        return str(self._last_id)

    def __enter__(self) -> "FakeWiki":
        handler = type("BoundHandler", (Handler,), {"wiki": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.api_url = f"{self.url}/w/api.php"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def counting(self) -> "FakeWiki._Counting":
        return FakeWiki._Counting(self)

    class _Counting:
        def __init__(self, wiki: "FakeWiki") -> None:
            self.wiki = wiki

        def __enter__(self) -> None:
            with self.wiki._lock:
                self.wiki._at_once += 1
                self.wiki.most_at_once = max(self.wiki.most_at_once, self.wiki._at_once)

        def __exit__(self, *_: object) -> None:
            with self.wiki._lock:
                self.wiki._at_once -= 1

    def answer_query(self, params: Params) -> dict[str, Any]:
        """What `action=query` answers."""
        titles = params["titles"].split("|")
        if len(titles) > 50:
            return {"error": {"code": "toomanyvalues", "info": "Too many values", "limit": 50}}
        query: dict[str, Any] = {}
        found = [self._find(title, params, query) for title in dict.fromkeys(titles)]
        pages = list({page["title"]: page for page in found}.values())
        answer: dict[str, Any] = {"query": {**query, "pages": pages}}
        if "revisions" in params["prop"]:
            error = self._add_revisions(pages, params, answer)
            if error:
                return {"error": error}
        if "coordinates" in params["prop"]:
            self._add_coordinates(pages, params, answer)
        if "continue" not in answer:
            answer["batchcomplete"] = True
        return answer

    def _find(self, asked: str, params: Params, query: dict[str, Any]) -> dict[str, Any]:
        title = asked.replace("_", " ").strip()
        title = title[:1].upper() + title[1:]
        if set(title) & set("[]{}<>"):
            return {"title": asked, "invalid": True, "invalidreason": "bad characters"}
        if title != asked:
            query.setdefault("normalized", []).append({"fromencoded": False, "from": asked, "to": title})
        seen = set()
        while "redirects" in params and title in self.redirects and title not in seen:
            seen.add(title)
            query.setdefault("redirects", []).append({"from": title, "to": self.redirects[title]})
            title = self.redirects[title]
        facts = self.facts.get(title, {})
        if title not in self.pages and not facts:
            return {"ns": 0, "title": title, "missing": True}
        page = {"pageid": 1 + len(title), "ns": 0, "title": title}
        return page | ({"pageprops": facts["pageprops"]} if "pageprops" in facts else {})

    def _add_revisions(self, pages: list[dict[str, Any]], params: Params, answer: dict[str, Any]) -> Any:
        has_history = "rvlimit" in params
        start = int(params.get("rvcontinue", params.get("rvstartid", "0")))
        known = {state["revid"] for states in self.pages.values() for state in states}
        if "rvstartid" in params and int(params["rvstartid"]) not in known:
            return {"code": "badid_rvstartid", "info": 'No revision was found for parameter "rvstartid".'}
        room = self.max_result_bytes
        for page in pages:
            if "pageid" not in page:
                continue
            states = self.pages.get(page["title"], [])
            states = [state for state in (states if has_history else states[-1:]) if state["revid"] >= start]
            # as MediaWiki does, a page that has no room or had its turn before still has the key
            page["revisions"] = []
            for number, state in enumerate(states):
                shown = state if "content" in params["rvprop"] else {"revid": state["revid"], "parentid": 0}
                room -= len(json.dumps(shown))
                if room < 0 or (has_history and number >= self.revisions_a_query):
                    answer["continue"] = {"rvcontinue": str(state["revid"]), "continue": "||"}
                    answer["warnings"] = {"result": {"warnings": "This result was truncated."}}
                    return None
                page["revisions"].append(shown)
        return None

    def _add_coordinates(self, pages: list[dict[str, Any]], params: Params, answer: dict[str, Any]) -> None:
        limit = 10 if params.get("colimit") != "max" else self.coordinates_a_query
        start = int(params.get("cocontinue", "0"))
        for page in pages[start : start + limit]:
            if "coordinates" in self.facts.get(page["title"], {}):
                page["coordinates"] = self.facts[page["title"]]["coordinates"]
        if len(pages) > start + limit:
            answer["continue"] = {"cocontinue": str(start + limit), "continue": "||pageprops"}


def too_many_requests(retry_after: str) -> Failure:
    """429 with Retry-After, in seconds or as a date."""
    return lambda handler: handler.send(429, b"slow down", {"Retry-After": retry_after})


def unavailable(handler: Handler) -> None:
    """503 from the wiki's front servers, in HTML."""
    handler.send(503, b"<html>Our servers are currently under maintenance</html>", {"Content-Type": "text/html"})


def lagged(handler: Handler) -> None:
    """Too much replication lag: HTTP 200 with an error in it."""
    error = {"code": "maxlag", "info": "Waiting for a database server: 9 seconds lagged.", "lag": 9}
    handler.send(200, json.dumps({"error": error}).encode(), {"Retry-After": "5", "X-Database-Lag": "9"})


def cut_off(handler: Handler) -> None:
    """The connection ends in the middle of the body."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"query": {"pages": [')
    handler.close_connection = True


def hung_up(handler: Handler) -> None:
    """The connection ends without any answer."""
    handler.close_connection = True


def not_json(handler: Handler) -> None:
    """A page for people where JSON was asked for."""
    handler.send(200, b"<!DOCTYPE html><title>Sign in to the hotel's network</title>")


def not_gzip(handler: Handler) -> None:
    """A body that is not compressed as its header says."""
    handler.send(200, b"this is plain text", {"Content-Encoding": "gzip"})


def redirect_to(location: str) -> Failure:
    """302 to that address."""
    return lambda handler: handler.send(302, b"", {"Location": location})


def drip(handler: Handler) -> None:
    """A byte of the body now and then, for ten seconds: no single read takes long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    _write_slowly(handler, b" " * 200)


def drip_headers(handler: Handler) -> None:
    """A byte of the headers now and then, for ten seconds."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    _write_slowly(handler, b"X-Slow: " + b"y" * 200)


def oversized(handler: Handler) -> None:
    """50 MB of zeros that are small while compressed."""
    handler.send(200, gzip.compress(bytes(50_000_000), 1), {"Content-Encoding": "gzip"})


def _write_slowly(handler: Handler, content: bytes) -> None:
    handler.close_connection = True
    for byte in content:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.05)
