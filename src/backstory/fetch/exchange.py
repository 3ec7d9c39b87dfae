"""One bounded HTTP exchange with a foreign server: a request, at most one answer, no redirect followed, no cookie."""

import logging
from collections.abc import Callable, Mapping
from urllib.parse import urljoin

import httpcore
import httpx
import msgspec

from backstory.fetch.guard import Guard, RefusedError
from backstory.fetch.guarded import Connect, TooMuchError, UnresolvedError, make_guarded_transport, meter_exchange
from backstory.fetch.reading import EncodingError, IsEnough, is_page_type, read_body
from backstory.model.record import Record

_log = logging.getLogger("backstory.fetch")

REDIRECTS = frozenset((301, 302, 303, 307, 308))


class ExchangeOptions(Record, frozen=True, kw_only=True):
    """What one exchange may take. Half a megabyte holds the head of any page met so far, and the body of most."""

    exchange_timeout_s: float = 20.0
    connect_timeout_s: float = 8.0
    read_timeout_s: float = 10.0
    max_bytes: int = 512 * 1024
    max_connections: int = 64


class Reply(Record, frozen=True, kw_only=True):
    """What came back. `fault` is empty, or why there is no usable answer:

    "refused" (by the guard, nothing was sent), "unresolved", "unreachable" (no connection, cut off, too slow),
    "broken" (not HTTP, too many headers, not compressed as it says), "type" (not a page; its body was not read).
    """

    url: str
    status: int = 0
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    body: bytes = b""
    is_cut: bool = False
    fault: str = ""
    detail: str = ""

    @property
    def location(self) -> str:
        """Where it redirects to, as a whole URL; empty where it does not."""
        target = self.headers.get("location", "") if self.status in REDIRECTS else ""
        try:
            return urljoin(self.url, target) if target else ""
        except ValueError:
            return target  # the guard says what is wrong with it


class Exchanger:
    """Makes exchanges. Safe to share between threads; close it."""

    def __init__(
        self,
        user_agent: str,
        guard: Guard | None = None,
        options: ExchangeOptions | None = None,
        *,
        connect: Connect | None = None,
    ) -> None:
        self.options = options or ExchangeOptions()
        self.guard = guard or Guard()
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
            "Accept-Encoding": "gzip",
            "Accept-Language": "en;q=0.5, *;q=0.1",
        }
        limits = httpx.Limits(max_connections=self.options.max_connections, keepalive_expiry=5.0)
        self._transport = make_guarded_transport(self.guard, connect, limits=limits)

    def ask(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        is_enough: IsEnough | None = None,
        accept: Callable[[str], bool] = is_page_type,
    ) -> Reply:
        """Ask for a page. Never raises for anything the URL or the server does: faults are told in the reply."""
        try:
            place = self.guard.check_url(url)
            return self._exchange(place.url, {**self._headers, **(headers or {})}, is_enough or never, accept)
        except RefusedError as error:
            return Reply(url=url, fault="refused", detail=str(error))
        except UnresolvedError as error:
            return Reply(url=url, fault="unresolved", detail=str(error))
        except (httpx.ConnectError, httpx.TimeoutException, httpx.NetworkError, httpcore.TimeoutException) as error:
            fault = "unresolved" if isinstance(error.__cause__, UnresolvedError) else "unreachable"
            return Reply(url=url, fault=fault, detail=str(error) or type(error).__name__)
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ProtocolError, EncodingError, TooMuchError) as error:
            return Reply(url=url, fault="broken", detail=str(error) or type(error).__name__)
        except (OSError, UnicodeError, ValueError) as error:
            return Reply(url=url, fault="broken", detail=f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _exchange(
        self, url: str, headers: Mapping[str, str], is_enough: IsEnough, accept: Callable[[str], bool]
    ) -> Reply:
        options = self.options
        timeouts = {
            "connect": options.connect_timeout_s,
            "read": options.read_timeout_s,
            "write": options.read_timeout_s,
            "pool": options.exchange_timeout_s,
        }
        request = httpx.Request("GET", url, headers=dict(headers), extensions={"timeout": timeouts})
        with meter_exchange(options.exchange_timeout_s, options.max_bytes):
            response = self._transport.handle_request(request)
            try:
                return self._read(url, response, is_enough, accept)
            finally:
                response.close()

    def _read(self, url: str, response: httpx.Response, is_enough: IsEnough, accept: Callable[[str], bool]) -> Reply:
        status = response.status_code
        headers = {name.lower(): value for name, value in response.headers.items()}
        if status in REDIRECTS or status in (204, 304):
            return Reply(url=url, status=status, headers=headers)
        if not accept(headers.get("content-type", "")):
            detail = f"it is {headers.get('content-type', '')[:80]}"
            return Reply(url=url, status=status, headers=headers, fault="type" if status == 200 else "", detail=detail)
        body, is_cut = b"", False
        try:
            encoding = headers.get("content-encoding", "")
            body, is_cut = read_body(response.iter_raw(), encoding, self.options.max_bytes, is_enough)
        except TooMuchError:
            # a body that is endless on the wire but small decompressed has nothing in it
            is_cut = True
        return Reply(url=url, status=status, headers=headers, body=body, is_cut=is_cut)


def never(body: bytearray) -> bool:
    """Read to the end."""
    return False
