"""News sites on 127.0.0.1: any host name leads to one server, which answers by host and path, and fails as told.

with FakePress() as press:
    press.put("http://paper.com/a", "<title>A</title>")
    press.put("http://paper.com/b", drip)             # a failure of `tests.fakes.wiki` or of this module
    exchanger = press.make_exchanger()
    press.asked("http://paper.com/a")                 # how often
"""

import gzip
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpcore

from backstory.fetch.exchange import ExchangeOptions, Exchanger
from backstory.fetch.guard import Guard, GuardOptions

PUBLIC = "93.184.216.34"
ARTICLE = (
    '<html lang="en"><head><title>{title}</title><meta property="og:site_name" content="{site}">'
    '<meta name="description" content="{description}"><meta property="article:published_time" '
    'content="2021-02-03T04:05:06Z"></head><body><h1>{title}</h1></body></html>'
)


class Handler(BaseHTTPRequestHandler):
    """One request; `press` is the FakePress."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    press: "FakePress"
    is_under_way = False

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        with self.press.lock:
            self.press.begun[host].append(time.monotonic())
            self.press.under_way[host] += 1
            self.is_under_way = True
            self.press.most_at_once[host] = max(self.press.most_at_once[host], self.press.under_way[host])
            self.press.requests.append((host, self.path, dict(self.headers.items())))
        try:
            answer = self.press.answers.get((host, self.path), b"")
            if callable(answer):
                answer(self)
            elif (host, self.path) in self.press.answers:
                self.send(200, answer)
            else:
                self.send(404, b"<title>Not here</title>")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.end()

    def end(self) -> None:
        """Count the request as answered, before the last bytes of the answer: with them, a client may ask the next."""
        with self.press.lock:
            self.press.under_way[self.headers.get("Host", "").partition(":")[0]] -= self.is_under_way
            self.is_under_way = False

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        headers = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end()
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


Answer = Callable[[Any], None]


class QuietServer(ThreadingHTTPServer):
    """Says nothing when clients hang up, which is what is tested."""

    request_queue_size = 64

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.changed = threading.Condition()
        self.connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.changed:
            self.connections += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                self.connections -= 1
                self.changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class FakePress:
    """Sites, and a record of what was asked of them, when, and how many things at once."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], bytes | Answer] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.begun: defaultdict[str, list[float]] = defaultdict(list)
        self.most_at_once: Counter[str] = Counter()
        self.under_way: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.is_over = threading.Event()

    def put(self, url: str, answer: str | bytes | Answer) -> None:
        """What the URL answers: a page, or something that answers by itself."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.answers[parts.hostname or "", path] = answer.encode() if isinstance(answer, str) else answer

    def put_article(self, url: str, title: str, description: str = "", site: str = "The Paper") -> None:
        """A plain article."""
        self.put(url, ARTICLE.format(title=title, site=site, description=description))

    def asked(self, url: str) -> int:
        """How often the URL was asked for."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return sum(1 for host, asked, _ in self.requests if (host, asked) == (parts.hostname, path))

    def make_exchanger(self, resolve: Any = None, networks: Any = (), **limits: Any) -> Exchanger:
        """An exchanger for which every public address is this server."""
        guard = Guard(GuardOptions(networks=networks, any_port=True), resolve or (lambda host, port: [PUBLIC]))
        options = ExchangeOptions(
            **{"exchange_timeout_s": 20.0, "connect_timeout_s": 20.0, "read_timeout_s": 20.0, **limits}
        )
        return Exchanger("Backstory/0 (operator@example.org)", guard, options, connect=self.connect)

    def connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        """Whatever the address, this server."""
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)

    def __enter__(self) -> "FakePress":
        handler = type("BoundHandler", (Handler,), {"press": self})
        self._server = QuietServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def settle(self, held: int = 0) -> None:
        """Wait until all that clients had sent by now is read, and at most `held` connections are left."""
        # Connections are taken in their order: once this one is answered, all earlier ones are known.
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"GET / HTTP/1.0\r\nHost: last\r\n\r\n")
            while last.recv(4096):
                pass
        with self._server.changed:
            assert self._server.changed.wait_for(lambda: self._server.connections <= held, 60)

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()


def answer_with(status: int, body: str = "", **headers: str) -> Answer:
    """That status; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.send(status, body.encode(), named)


def endless(handler: Any) -> None:
    """A body without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b"<p>and so on</p>" * 1000)


def endless_nothing(handler: Any) -> None:
    """A compressed body of empty blocks: much on the wire, nothing in it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.close_connection = True
    handler.wfile.write(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")
    while True:
        handler.wfile.write(b"\x00\x00\x00\xff\xff" * 4000)


def bomb(handler: Any) -> None:
    """200 MB of zeros in 200 KB."""
    handler.send(200, gzip.compress(bytes(200_000_000), 9), {"Content-Encoding": "gzip"})


def double_bomb(handler: Any) -> None:
    """Compressed twice, in a way that was not asked for."""
    handler.send(200, gzip.compress(gzip.compress(bytes(10_000_000))), {"Content-Encoding": "gzip, gzip"})


def header_flood(handler: Any) -> None:
    """Headers without end."""
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        handler.wfile.write(b"X-Header-%d: %s\r\n" % (number, b"y" * 100))


def long_header(handler: Any) -> None:
    """One header without end."""
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        handler.wfile.write(b"y" * 10_000)


def interim_flood(handler: Any) -> None:
    """Interim answers without end."""
    handler.close_connection = True
    while True:
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)


def not_http(handler: Any) -> None:
    """Another protocol."""
    handler.close_connection = True
    handler.wfile.write(b"220 mail.example.org ESMTP ready\r\n")


def silent(handler: Any) -> None:
    """Nothing, as long as there is a server."""
    handler.close_connection = True
    handler.press.is_over.wait()
