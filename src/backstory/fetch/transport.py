"""The httpx client below `fetch.client`: environment's proxies, a bounded exchange, a cache on request."""

import logging
from pathlib import Path
from typing import Any

import httpx
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from backstory.fetch.deadline import bound_transport

_log = logging.getLogger("backstory.fetch")
logging.getLogger("hishel").addHandler(logging.NullHandler())  # its tracebacks about a full disk are for nobody

CACHE_BYTES = 256 * 2**20  # a few thousand articles; older answers make room
CACHED = {"backstory_cached": True}  # the request extension that asks for the cache


class WebClient(httpx.Client):
    """An httpx client that keeps no cookies, obeys `limit_exchange`, and caches requests marked `CACHED`."""

    def __init__(self, cache_dir: str, **options: Any) -> None:
        # one storage for all transports; set first, because httpx makes the transports while it is initialised
        self._storage = open_storage(cache_dir) if cache_dir else None
        super().__init__(**options)

    def _init_transport(self, *args: Any, **options: Any) -> httpx.BaseTransport:
        return _ChoosingTransport(bound_transport(super()._init_transport(*args, **options)), self._storage)

    def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx.BaseTransport:
        return _ChoosingTransport(bound_transport(super()._init_proxy_transport(*args, **options)), self._storage)


def open_storage(cache_dir: str) -> SqliteStorage | None:
    """The cache in that folder, made where absent; None, with a warning, where it cannot be written."""
    folder = Path(cache_dir).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / "writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        _log.warning("cache.unusable folder=%s reason=%s", folder, error.strerror)
        return None
    return SqliteStorage(database_path=folder / "http.db", max_size=CACHE_BYTES)


class _ChoosingTransport(httpx.BaseTransport):
    """Sends marked requests through the cache, all others past it.

    Answers of the wiki's API carry no validators: the cache could never use them and would only grow.
    """

    def __init__(self, plain: httpx.BaseTransport, storage: SqliteStorage | None) -> None:
        self._plain = plain
        options = CacheOptions(shared=False)  # without options hishel 2 ignores what the server says of freshness
        self._cached = CacheTransport(plain, storage, rfc=options) if storage else plain

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        chosen = self._cached if request.extensions.get("backstory_cached") else self._plain
        return chosen.handle_request(request)

    def close(self) -> None:
        self._cached.close()
