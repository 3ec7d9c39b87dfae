"""The network below `fetch.exchange`: connects only where the guard said, in bounded time, reading bounded bytes."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from backstory.fetch.guard import Guard, RefusedError

_RESOLVERS = 64  # getaddrinfo knows no time limit: a name that hangs occupies one of these threads, not the run
_MOST_ADDRESSES = 3
HEADERS_BYTES = 128 * 1024  # besides the body; h11 allows a single header block 100 KiB

Connect = Callable[[str, int, float | None], httpcore.NetworkStream]


class TooMuchError(Exception):
    """More bytes came than an answer may have."""


class Meter:
    """What is left of one exchange's time and bytes."""

    def __init__(self, seconds: float, max_bytes: int) -> None:
        self.ends_at = time.monotonic() + seconds
        self.bytes_left = max_bytes

    def remaining(self, timeout: float | None = None) -> float:
        """Seconds for the next wait; httpcore.ReadTimeout where none are left."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole exchange took too long")
        return left if timeout is None else min(timeout, left)

    def count(self, size: int) -> None:
        """Take bytes that were read; TooMuchError where they are too many."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise TooMuchError("more bytes than an answer may have")


_meters = threading.local()  # an exchange happens in one thread


@contextmanager
def meter_exchange(seconds: float, max_bytes: int) -> Iterator[Meter]:
    """Bound everything that this thread reads and waits for on guarded connections in this block."""
    _meters.current = meter = Meter(seconds, max_bytes + HEADERS_BYTES)
    try:
        yield meter
    finally:
        _meters.current = None


def make_guarded_transport(guard: Guard, connect: Connect | None = None, **limits: Any) -> httpx.BaseTransport:
    """An httpx transport of which every connection goes to an address the guard has checked. It knows no proxies.

    httpx lets nobody choose the network backend, hence the private name; `tests/fetch/test_guard.py` fails where it
    has changed.
    """
    transport = httpx.HTTPTransport(trust_env=False, retries=0, **limits)
    transport._pool._network_backend = GuardedBackend(guard, connect)  # type: ignore[attr-defined, unused-ignore]
    return transport


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves and checks names itself and connects to the checked number."""

    def __init__(self, guard: Guard, connect: Connect | None = None) -> None:
        self._guard = guard
        self._connect = connect or connect_plainly
        self._resolvers = ThreadPoolExecutor(_RESOLVERS, "resolve")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to an address of the host that was just checked."""
        meter = current_meter()
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._find_addresses(host, port, meter)[:_MOST_ADDRESSES]:
            try:
                return _MeteredStream(self._connect(address, port, meter.remaining(timeout)))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """None: sockets of this machine are not on the internet."""
        raise RefusedError(f"{path} is refused: not on the internet")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def _find_addresses(self, host: str, port: int, meter: Meter) -> list[str]:
        waiting = self._resolvers.submit(self._guard.find_addresses, host, port)
        try:
            return waiting.result(timeout=meter.remaining())
        except FutureTimeoutError as error:
            raise httpcore.ConnectTimeout(f"the name {host} did not resolve in time") from error
        except (OSError, UnicodeError) as error:
            raise UnresolvedError(f"the name {host} does not resolve: {error}") from error


class UnresolvedError(httpcore.ConnectError):
    """A name that has no address."""


class _MeteredStream(httpcore.NetworkStream):
    """A stream that counts against the exchange of the thread that uses it."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        meter = current_meter()
        found = self._inner.read(max_bytes, meter.remaining(timeout))
        meter.count(len(found))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, current_meter().remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _MeteredStream(self._inner.start_tls(ssl_context, server_hostname, current_meter().remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def current_meter() -> Meter:
    """This thread's exchange; outside of one nothing may be read."""
    meter: Meter | None = getattr(_meters, "current", None)
    return meter or Meter(0, 0)


def connect_plainly(address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
    """A TCP connection to a numeric address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout)
