"""Start: the web server, or the tools for language models on standard input and output."""

import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from backstory.errors import ServeError
from backstory.serve.settings import ServeSettings, check_settings
from backstory.store import Archive

if TYPE_CHECKING:
    from backstory.serve.delivery import Application

_VARIABLE = "BACKSTORY_SERVE"
"""Takes the settings to worker processes."""

_KEEP_ALIVE_S = 10
_MOST_CONNECTIONS = 1_000


def run_server(settings: ServeSettings, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. `tell` is told the address once it answers there.

    Raises ServeError where a library is missing or the port is taken, StoreError where the archive cannot be read.
    """
    try:
        import uvicorn

        from backstory.serve.app import make_app
    except ImportError as error:
        raise ServeError(f"Serving needs more: pip install 'backstory[serve]' ({error.name} is missing).") from error
    settings = check_settings(settings)
    _check_archive(settings.archive)
    options: dict[str, Any] = {
        "lifespan": "on",
        "ws": "none",
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": _KEEP_ALIVE_S,
        "timeout_graceful_shutdown": 5,
        "limit_concurrency": _MOST_CONNECTIONS,
    }
    taken = _take_port(settings.host, settings.port)
    host, port = taken.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if settings.workers < 2:
        tell(address)
        uvicorn.Server(uvicorn.Config(make_app(settings), **options)).run(sockets=[taken])
        return
    # Each worker makes its own application; the port is free again for the one that hands it to them.
    taken.close()
    # The C library would keep a heap for each thread, of which most is never used again.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.environ[_VARIABLE] = msgspec.json.encode(settings).decode()
    tell(address)
    uvicorn.run(
        "backstory.serve.running:make_worker_app",
        factory=True,
        host=settings.host,
        port=port,
        workers=settings.workers,
        **options,
    )


def make_worker_app() -> "Application":
    """Give a worker process its application, from the settings in the environment."""
    from backstory.serve.app import make_app

    return make_app(msgspec.json.decode(os.environ[_VARIABLE], type=ServeSettings))


def run_agent(settings: ServeSettings) -> None:
    """Answer a language model's program over standard input and output until it closes them."""
    try:
        from backstory.serve.agents import make_agent_server
    except ImportError as error:
        raise ServeError(f"The tools need more: pip install 'backstory[mcp]' ({error.name} is missing).") from error
    import asyncio

    from backstory.serve.desk import Desk

    settings = check_settings(settings)
    _check_archive(settings.archive)

    async def run() -> None:
        desk = Desk(settings)
        try:
            await make_agent_server(desk).run_stdio_async()
        finally:
            await desk.close()

    asyncio.run(run())


def _take_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise ServeError(f"{host}:{port} cannot be used: {error.strerror or error}. Choose another --port.") from error
    return taken


def _check_archive(path: str) -> None:
    """Raise StoreError here, where it can be told, and not in a worker."""
    Archive(path, read_only=True).close()
