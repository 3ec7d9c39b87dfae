"""The application: from a request to the one who answers it."""

import contextlib
from collections.abc import AsyncIterator

from backstory.errors import BackstoryError
from backstory.serve.agents.endpoint import AgentEndpoint
from backstory.serve.answers import explain_failure, show_problem
from backstory.serve.api.documentation import DOCS, serve_documentation
from backstory.serve.api.endpoint import Api, check_method, list_methods
from backstory.serve.api.routes import API
from backstory.serve.delivery import Application, Asked, Receive, Scope, Send, read_asked, send_answer
from backstory.serve.desk import Desk, tell_failure
from backstory.serve.guard import Guard
from backstory.serve.preflight import READS, is_preflight, send_permission
from backstory.serve.settings import ServeSettings, check_settings
from backstory.serve.site.files import is_file, serve_file
from backstory.serve.site.pages import serve_page
from backstory.serve.site.searching import is_search, serve_search
from backstory.serve.stream import PATH as STREAM
from backstory.serve.stream import Watch

AGENTS = "/mcp"


def make_app(settings: ServeSettings) -> Application:
    """Give the ASGI application. It opens the archive when its lifespan begins."""
    settings = check_settings(settings)
    return Guard(Office(settings), settings)


class Office:
    """Knows who answers what. Its parts live as long as the server."""

    def __init__(self, settings: ServeSettings) -> None:
        self._settings = settings
        self._desk: Desk | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or run as long as the server does."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        begun = False

        async def send_once(message: object) -> None:
            nonlocal begun
            begun = True
            await send(message)  # type: ignore[arg-type]

        asked = read_asked(scope)
        try:
            await self._answer(scope, receive, send_once, asked)
        except Exception as error:
            if begun:
                raise  # the connection is cut: half an answer must not look like a whole one
            answer = explain_failure(error) if isinstance(error, BackstoryError) else tell_failure(error)
            if not scope["path"].startswith((f"{API}/", AGENTS)) and asked.prefers_page:
                answer = show_problem(answer, self._settings.site)
            await send_answer(answer, asked, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        path: str = scope["path"]
        desk = self._desk
        assert desk is not None, "the lifespan has not begun"
        if path == AGENTS or path.startswith(f"{AGENTS}/"):
            await self._agents(scope, receive, send)
            return
        is_api = path.startswith(f"{API}/") and path != DOCS
        if is_preflight(scope):
            await send_permission(list_methods(path) if is_api else READS, send)
            return
        if is_api:
            await self._api(scope, receive, send, asked)
            return
        check_method(asked.method, "GET")
        if path == STREAM:
            await self._watch.listen(scope, receive, send, asked)
        elif path == DOCS:
            await serve_documentation(desk, asked, send)
        elif is_search(path):
            await serve_search(desk, scope, asked, send)
        elif is_file(path):
            await serve_file(desk, path, asked, send)
        else:
            await serve_page(desk, scope, asked, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self._open():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except BackstoryError as error:
            await send({"type": "lifespan.startup.failed", "message": f"backstory: {error}"})
            return
        await send({"type": "lifespan.shutdown.complete"})

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        desk = Desk(self._settings)
        desk.look()
        self._desk = desk
        self._api = Api(desk)
        self._watch = Watch(desk)
        self._agents = AgentEndpoint(desk)
        try:
            yield
        finally:
            await self._agents.close()
            await self._watch.close()
            await desk.close()
