"""One write for an answer: what uvicorn writes apart, head and body, leaves together."""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class JoiningProtocol(HttpToolsProtocol):
    """uvicorn's protocol on a transport that joins writes: each costs the system a call, and wakes the client."""

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(cast(asyncio.Transport, JoinedWrites(transport, self.loop)))


class JoinedWrites:
    """A transport that sends the first of a turn's writes with the next one, or at the turn's end."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""
        self._flush: asyncio.Handle | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it, with what is held; the first of a turn is held."""
        if self._flush is None:
            self._held = data
            self._flush = self._loop.call_soon(self.flush)
            return
        self._transport.writelines((self._take(), data))

    def flush(self) -> None:
        """Send what is held."""
        if self._flush is not None:
            self._transport.write(self._take())

    def close(self) -> None:
        """Send what is held, and close."""
        self.flush()
        self._transport.close()

    def _take(self) -> bytes:
        assert self._flush is not None
        self._flush.cancel()
        self._flush = None
        return self._held
