"""Start: the web server, or the tools for language models on standard input and output."""

import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import msgspec

from backstory.errors import ServeError
from backstory.serve.settings import ServeSettings, check_settings
from backstory.serve.workers import CAN_FORK, run_workers
from backstory.store import Archive

_USUAL_WORKERS = 2
"""More pay only on a site with many readers, and each takes its own memory."""

_GARBAGE = (20_000, 20, 20)
"""Of what an answer makes nothing is left in circles: looking for them as often as Python does takes a twentieth."""

_BACKLOG = 1_024
_KEEP_ALIVE_S = 10
_PARTING_S = 5
_MOST_CONNECTIONS = 1_000


def run_server(settings: ServeSettings, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. `tell` is told the address once it answers there.

    Raises ServeError where a library is missing or the port is taken, StoreError where the archive cannot be read.
    """
    try:
        import uvicorn

        from backstory.render import load_templates
        from backstory.serve.app import make_app
        from backstory.serve.joining import JoiningProtocol
        from backstory.serve.moments.snapshots import make_folder
    except ImportError as error:
        raise ServeError(f"Serving needs more: pip install 'backstory[serve]' ({error.name} is missing).") from error
    settings = check_settings(settings)
    _check_archive(settings.archive)
    options: dict[str, Any] = {
        "lifespan": "on",
        "http": JoiningProtocol,
        "ws": "none",
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": _KEEP_ALIVE_S,
        "timeout_graceful_shutdown": _PARTING_S,
        "limit_concurrency": _MOST_CONNECTIONS,
    }
    workers = settings.workers or min(_USUAL_WORKERS, os.cpu_count() or 1)
    taken = take_port(settings.host, settings.port, workers if CAN_FORK else 1)
    host, port = taken[0].getsockname()[:2]

    def work(taken: socket.socket) -> None:
        gc.set_threshold(*_GARBAGE)
        uvicorn.Server(uvicorn.Config(make_app(settings), **options)).run(sockets=[taken])

    tell(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    if len(taken) == 1:
        work(taken[0])
        return
    load_templates(settings.site)
    with contextlib.ExitStack() as stack:
        if settings.snapshots and not settings.snapshot_folder:
            settings = msgspec.structs.replace(settings, snapshot_folder=stack.enter_context(make_folder()))
        ended_by = run_workers(taken, work)
    if ended_by:
        signal.raise_signal(ended_by)  # so that whoever asked for the end sees it as one


def run_agent(settings: ServeSettings) -> None:
    """Answer a language model's program over standard input and output until it closes them."""
    try:
        from backstory.serve.agents.tools import make_agent_server
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


def take_port(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets that listen at one address; the system shares connections out among them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # A port that others share is found free by whoever shares too: first it is taken alone.
    with _listen(family, (host, port), is_shared=False) as probe:
        if count == 1:
            return [probe.dup()]
        address = probe.getsockname()[:2]
    return [_listen(family, address, is_shared=True) for _ in range(count)]


def _listen(family: socket.AddressFamily, address: tuple[str, int], *, is_shared: bool) -> socket.socket:
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(address)
        taken.listen(_BACKLOG)
    except OSError as error:
        taken.close()
        host, port = address
        raise ServeError(f"{host}:{port} cannot be used: {error.strerror or error}. Choose another --port.") from error
    return taken


def _check_archive(path: str) -> None:
    """Raise StoreError here, where it can be told, and not in a worker."""
    Archive(path, read_only=True).close()
