"""A limit on a whole HTTP exchange, which timeouts on single reads cannot give: a byte now and then resets those."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

_deadlines = threading.local()  # an exchange happens in one thread, so its deadline belongs to that thread


@contextmanager
def limit_exchange(seconds: float) -> Iterator[None]:
    """Let no socket call in this block, in this thread, wait beyond `seconds` from now."""
    _deadlines.ends_at = time.monotonic() + seconds
    try:
        yield
    finally:
        _deadlines.ends_at = None


class BoundClient(httpx.Client):
    """An httpx client whose exchanges obey `limit_exchange`; the environment's proxies are used."""

    def _init_transport(self, *args: Any, **options: Any) -> httpx.BaseTransport:
        return _bound_transport(super()._init_transport(*args, **options))

    def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx.BaseTransport:
        return _bound_transport(super()._init_proxy_transport(*args, **options))


def _bound_transport(transport: httpx.BaseTransport) -> httpx.BaseTransport:
    """Make the transport obey `limit_exchange`.

    httpx lets nobody choose the network backend, hence the private names; `tests/fetch/test_client.py` fails
    where they have changed.
    """
    if isinstance(transport, httpx.HTTPTransport):
        pool = transport._pool
        pool._network_backend = _BoundBackend(pool._network_backend)  # type: ignore[attr-defined, unused-ignore]
    return transport


def _remaining(timeout: float | None) -> float | None:
    ends_at: float | None = getattr(_deadlines, "ends_at", None)
    if ends_at is None:
        return timeout
    left = ends_at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole exchange took too long")
    return left if timeout is None else min(timeout, left)


class _BoundBackend(httpcore.NetworkBackend):
    """A network backend whose every wait ends with the exchange."""

    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, _remaining(timeout), local_address, socket_options)
        return _BoundStream(stream)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _BoundStream(httpcore.NetworkStream):
    """A stream whose every read and write ends with the exchange."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _BoundStream(self._inner.start_tls(ssl_context, server_hostname, _remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
