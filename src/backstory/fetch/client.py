"""The HTTP client: says who it is, one request at a time per host, waits when asked to, never waits for ever."""

import platform
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from importlib import metadata
from types import TracebackType
from typing import Any, Self

import httpx

from backstory.errors import ConfigError, FetchError
from backstory.fetch.deadline import BoundClient, limit_exchange
from backstory.fetch.retries import TRANSIENT_STATUSES, Retrying, RetryOptions, TransientError, read_retry_after
from backstory.model.record import Record

MAX_REDIRECTS = 10
# Servers and proxies on the way refuse long addresses, many from 8,192 bytes on; beyond this a query goes as a form.
LONGEST_URL_BYTES = 6_000

Form = Mapping[str, str]
FindFault = Callable[["Answer"], str]


class ClientOptions(Record, frozen=True, kw_only=True):
    """What a client may take: how long, how much, how often."""

    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    exchange_timeout_s: float = 120.0
    max_bytes: int = 64 * 2**20
    retries: RetryOptions = RetryOptions()


class Answer(Record, frozen=True, kw_only=True):
    """What a server said: `url` after redirects, `headers` with lower-case names, `body` decompressed."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """A polite HTTP client. Safe to share between threads; close it, or use it in a `with`.

    `contact` is the operator's e-mail or web address, which Wikimedia's User-Agent policy asks for
    (https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy); ConfigError without it.
    """

    def __init__(
        self,
        contact: str,
        options: ClientOptions | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.options = options or ClientOptions()
        self._now = now
        self._retrying = Retrying(self.options.retries, sleep)
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        headers = {"User-Agent": make_user_agent(contact), "Accept-Encoding": "gzip"}
        timeout = httpx.Timeout(self.options.read_timeout_s, connect=self.options.connect_timeout_s)
        self._web = BoundClient(headers=headers, timeout=timeout)

    def query(self, url: str, params: Form | None = None, *, find_fault: FindFault | None = None) -> Answer:
        """The answer to a query, after redirects; long queries go as a form.

        Any final status is an answer; FetchError where none came, or only passing failures (429, 5xx) did. `find_fault`
        says what is wrong with an answer that arrived whole, empty for nothing: the query is repeated as after a 503.
        """
        request = self._build("GET", url, params=dict(params or {}))
        if len(str(request.url)) > LONGEST_URL_BYTES:
            request = self._build("POST", url, data=dict(params or {}))
        return self._follow(request, find_fault or find_no_fault)

    def close(self) -> None:
        """Close all connections."""
        self._web.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _build(self, method: str, url: str, **parts: Any) -> httpx.Request:
        try:
            request = self._web.build_request(method, url, **parts)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise FetchError(f"{url!r} is not an address that can be asked: {error}", url=url) from error
        if request.url.scheme not in ("http", "https") or not request.url.host:
            raise FetchError(f"{url!r} is not an http or https address", url=url)
        return request

    def _follow(self, request: httpx.Request, find_fault: FindFault) -> Answer:
        asked = str(request.url)
        for _ in range(MAX_REDIRECTS + 1):
            # One host's lock at a time, held through its waits: who is told to wait keeps the others waiting too.
            with self._locks[request.url.host]:
                answer, following = self._retrying.call(partial(self._send, request, find_fault))
            if following is None:
                return answer
            request = following
        raise FetchError(f"{asked} redirects more than {MAX_REDIRECTS} times; it may lead in a circle", url=asked)

    def _send(self, request: httpx.Request, find_fault: FindFault) -> tuple[Answer, httpx.Request | None]:
        """One exchange: the answer, and the request that it redirects to."""
        url = str(request.url)
        try:
            with limit_exchange(self.options.exchange_timeout_s):
                response = self._web.send(request, stream=True, follow_redirects=False)
                try:
                    body = self._read_body(response)
                finally:
                    response.close()
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as error:
            raise FetchError(f"{url} cannot be asked: {error}", url=url) from error
        except httpx.RequestError as error:
            raise TransientError(f"{url} did not answer: {describe(error)}", url=url) from error
        self._web.cookies.clear()
        answer = Answer(url=url, status=response.status_code, headers=dict(response.headers.items()), body=body)
        self._check(answer, find_fault)
        return answer, response.next_request

    def _read_body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self.options.max_bytes:
                url, limit = str(response.url), self.options.max_bytes
                raise FetchError(f"{url} is larger than the limit of {limit:,} bytes", url=url)
        return bytes(body)

    def _check(self, answer: Answer, find_fault: FindFault) -> None:
        fault = f"status {answer.status}" if answer.status in TRANSIENT_STATUSES else find_fault(answer)
        if fault:
            wait_s = read_retry_after(answer.headers.get("retry-after", ""), self._now)
            raise TransientError(f"{answer.url} answered with {fault}", url=answer.url, wait_s=wait_s)


def make_user_agent(contact: str) -> str:
    """The User-Agent in the form that Wikimedia asks for; ConfigError where `contact` cannot reach anybody."""
    contact = contact.strip()
    if not contact:
        raise ConfigError(
            "No contact is set. Wikipedia asks that programs say whom to reach: give your e-mail address or web page"
            " with --contact, BACKSTORY_CONTACT or `contact` in the configuration."
        )
    if ("@" not in contact and "://" not in contact) or not contact.isprintable() or not contact.isascii():
        raise ConfigError(f"The contact {contact!r} is neither an e-mail address nor a web address in plain ASCII.")
    try:
        version = metadata.version("backstory")
    except metadata.PackageNotFoundError:  # run from a source tree
        version = "0"
    return f"Backstory/{version} ({contact}) httpx/{httpx.__version__} Python/{platform.python_version()}"


def find_no_fault(answer: Answer) -> str:
    """The check for answers that need none."""
    return ""


def describe(error: Exception) -> str:
    """An httpx error in words: some carry none of their own."""
    kinds = {
        httpx.ConnectTimeout: "no connection in time",
        httpx.TimeoutException: "it took too long",
        httpx.RemoteProtocolError: "the connection was cut or the answer is not HTTP",
        httpx.DecodingError: "its body is not compressed as it says",
    }
    words = next((words for kind, words in kinds.items() if isinstance(error, kind)), "no connection")
    return f"{words} ({error})" if str(error) else words
