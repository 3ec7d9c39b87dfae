"""The tools for language models over HTTP. Their library is loaded with the first request: it takes a second."""

import asyncio

from backstory.serve.answers import ProblemError
from backstory.serve.delivery import Application, Receive, Scope, Send
from backstory.serve.desk import Desk

_PARTING_S = 3.0


class AgentEndpoint:
    """The endpoint of the Model Context Protocol (streamable HTTP, without sessions: any worker can answer)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = asyncio.Lock()
        self._inner: Application | None = None
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self._inner is None:
            async with self._lock:
                if self._inner is None:
                    await self._open()
        assert self._inner is not None
        await self._inner(scope, receive, send)

    async def close(self) -> None:
        """End what still runs."""
        self._closing.set()
        if self._task and not (await asyncio.wait({self._task}, timeout=_PARTING_S))[0]:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=_PARTING_S)

    async def _open(self) -> None:
        try:
            from backstory.serve.agents.tools import make_agent_app
        except ImportError as error:
            raise ProblemError(
                404, "This server has no tools for language models: they need pip install 'backstory[mcp]'."
            ) from error
        app, run = await asyncio.to_thread(make_agent_app, self._desk)
        ready = asyncio.Event()

        async def stay() -> None:
            async with run():
                ready.set()
                await self._closing.wait()

        self._task = asyncio.create_task(stay())
        await ready.wait()
        self._inner = app
