"""A server in the test's own process, asked without a network; and one that listens, where a protocol needs it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import httpx
import uvicorn

from backstory.serve.app import make_app
from backstory.serve.settings import ServeSettings


class Client:
    """Asks an application as a browser would, without following redirects."""

    def __init__(self, settings: ServeSettings) -> None:
        self._app = make_app(settings)
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Self:
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

        async def begin() -> dict[str, Any]:
            self._life = asyncio.create_task(
                self._app({"type": "lifespan"}, self._messages.get, self._sent.put)  # type: ignore[arg-type]
            )
            await self._messages.put({"type": "lifespan.startup"})
            return await self._sent.get()

        assert self._loop.run_until_complete(begin())["type"] == "lifespan.startup.complete"
        return self

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            await self._messages.put({"type": "lifespan.shutdown"})
            await self._life

        self._loop.run_until_complete(end())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def ask(self, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, client=more.pop("client", ("127.0.0.1", 1)))
            headers = {"Accept-Encoding": "identity", **more.pop("headers", {})}
            base = more.pop("base", "http://127.0.0.1")
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(method, path, headers=headers, timeout=60, **more)

        return self._loop.run_until_complete(send())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@contextmanager
def listen(settings: ServeSettings) -> Iterator[str]:
    """A server on a free port of 127.0.0.1; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(make_app(settings), port=0, log_level="warning", lifespan="on", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
