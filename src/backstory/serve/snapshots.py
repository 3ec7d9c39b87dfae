"""Moments of the past: the archive as of a few of them, made when first asked for and kept while they are used.

Making one is expensive, so that it is bounded: one at a time, few waiting, each within its time, the oldest forgotten.
"""

import asyncio
import contextlib
import hashlib
import logging
import sys
import tempfile
import time
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from backstory.serve.answers import ProblemError
from backstory.serve.settings import ServeSettings
from backstory.store.changes import Moment
from backstory.store.moments import parse_moment

_LOG = logging.getLogger("backstory.serve")

PATIENCE_S = 20.0
"""How long a request waits before it is told to come again; proxies give up after 30 to 60 seconds."""

_MOST_WAITING = 4
_STALE_S = 600.0
"""After the archive has changed, a moment is shown as made before for so long: old states are seldom added."""


class Snapshot(NamedTuple):
    """An archive as of a moment: its file, when it was made, and of which state of the live archive."""

    path: str
    made_at: float
    moment: Moment


class Snapshots:
    """The moments of one server process."""

    def __init__(self, settings: ServeSettings) -> None:
        self._archive = settings.archive
        self._most = settings.snapshots
        self._limit_s = settings.snapshot_s
        self._folder = tempfile.TemporaryDirectory(prefix="backstory-moments-") if self._most else None
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._made: dict[str, asyncio.Task[Snapshot]] = {}
        self._turn = asyncio.Lock()

    async def find(self, text: str, now: Moment) -> tuple[str, str]:
        """The moment, written out, and the file of its archive; an empty one where the live archive is meant.

        Raises ProblemError where there is no room or time, StoreError for what is no moment.
        """
        if len(text) > 40:
            raise ProblemError(400, "as_of takes a date (2021-01-06) or a time (2021-01-06T18:00:00Z).")
        at = parse_moment(text)
        if at > datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"):
            return at, ""
        if not self._folder:
            raise ProblemError(404, "This server shows no moments of the past.")
        kept = self._kept.get(at)
        if kept and (kept.moment == now or time.monotonic() - kept.made_at < _STALE_S):
            self._kept.move_to_end(at)
            return at, kept.path
        return at, (await self._wait_for(at, now)).path

    async def close(self) -> None:
        """End what is being made and delete what was."""
        for task in self._made.values():
            task.cancel()
        await asyncio.gather(*self._made.values(), return_exceptions=True)
        if self._folder:
            self._folder.cleanup()

    async def _wait_for(self, at: str, now: Moment) -> Snapshot:
        task = self._made.get(at)
        if task is None:
            if len(self._made) >= _MOST_WAITING:
                raise ProblemError(503, "Other moments are being made; come again in a while.", {"Retry-After": "60"})
            task = self._made[at] = asyncio.create_task(self._make(at, now))
            task.add_done_callback(lambda done: self._forget(at, done))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        if not done:
            raise ProblemError(503, "The archive of that moment is being made; come again.", {"Retry-After": "15"})
        return task.result()

    def _forget(self, at: str, task: asyncio.Task[Snapshot]) -> None:
        self._made.pop(at, None)
        if not task.cancelled():
            task.exception()  # so that nobody complains of one that no request waited for

    async def _make(self, at: str, now: Moment) -> Snapshot:
        assert self._folder is not None
        name = hashlib.blake2b(f"{at} {now.tick} {now.token} {time.monotonic()}".encode(), digest_size=8).hexdigest()
        path = str(Path(self._folder.name) / f"{name}.db")
        async with self._turn:
            started = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "backstory.serve.making", self._archive, at, path,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                status = await asyncio.wait_for(process.wait(), self._limit_s)
            except (TimeoutError, asyncio.CancelledError) as error:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
                if isinstance(error, asyncio.CancelledError):
                    raise
                raise ProblemError(503, "Making the archive of that moment took too long.") from error
        if status:
            _LOG.error("snapshot.failed at=%s status=%s", at, status)
            raise ProblemError(503, "The archive of that moment could not be made.")
        _LOG.info("snapshot.made at=%s seconds=%.1f", at, time.monotonic() - started)
        snapshot = self._kept[at] = Snapshot(path, time.monotonic(), now)
        self._kept.move_to_end(at)
        while len(self._kept) > self._most:
            _, oldest = self._kept.popitem(last=False)
            # Threads that read it still have it; the space is free when they close it.
            Path(oldest.path).unlink(missing_ok=True)
        return snapshot
