"""Moments of the past: the archive as of a few of them, made when first asked for and kept while they are used.

Making one is expensive, so that it is bounded: one at a time, few waiting, each within its time, the least used
forgotten. A kept one stays good as long as nothing was recorded anew of the time up to its moment: only what comes
later is added to an archive as a rule. Several processes may share the folder.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import sys
import tempfile
import time
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path

from backstory import __version__
from backstory.serve.answers import ProblemError
from backstory.serve.settings import ServeSettings
from backstory.store import Archive
from backstory.store.changes import Moment
from backstory.store.past import Past

_LOG = logging.getLogger("backstory.serve")

PATIENCE_S = 20.0
"""How long a request waits before it is told to come again; proxies give up after 30 to 60 seconds."""

_ENDING = ".moment"
"""Of the files made here, and of no others: least used ones are deleted."""

_MOST_WAITING = 4
_MOST_LOOKED_AT = 1_000
_PARTING_S = 5.0
_STALE_S = 600.0
"""So long after something was recorded anew of a moment's past, it is made anew; until then it is shown as before."""


class Snapshots:
    """The moments of one server process."""

    def __init__(self, settings: ServeSettings) -> None:
        self._archive = settings.archive
        self._most = settings.snapshots
        self._limit_s = settings.snapshot_s
        self._own = make_folder() if self._most and not settings.snapshot_folder else None
        self.folder = Path(self._own.name if self._own else settings.snapshot_folder)
        self._past: OrderedDict[str, tuple[Moment, Past]] = OrderedDict()
        self._made: dict[str, asyncio.Task[None]] = {}
        self._earlier: dict[str, tuple[str, float]] = {}
        self._behind: set[str] = set()
        self._turn = asyncio.Lock()

    async def find(self, at: str, now: Moment) -> str:
        """The file of the archive as of a time in UTC; empty where the live archive says just that.

        Raises ProblemError where there is no room or time.
        """
        if at > datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"):
            return ""
        if not self._most:
            raise ProblemError(404, "This server shows no moments of the past.")
        past = await self._look(at, now)
        if past.is_all:
            return ""
        name = hashlib.blake2b(f"{past.mark} {__version__}".encode(), digest_size=12).hexdigest()
        path = str(self.folder / f"{name}{_ENDING}")
        if not is_kept(path):
            earlier, since = self._earlier.get(at, ("", 0.0))
            if earlier and is_kept(earlier):
                self._behind.add(at)
                if time.monotonic() - since > _STALE_S and len(self._made) < _MOST_WAITING:
                    self._begin(at, path)
                return earlier
            await self._wait_for(at, path)
        self._earlier[at] = (path, time.monotonic())
        self._behind.discard(at)
        return path

    def is_behind(self, at: str) -> bool:
        """Whether what was found last for a time was made before something was recorded anew of it."""
        return at in self._behind

    def forget(self) -> None:
        """Forget what was found: another file has taken the archive's place."""
        self._past.clear()
        self._earlier.clear()
        self._behind.clear()

    async def close(self) -> None:
        """End what is being made, and delete what was unless others share it."""
        for task in self._made.values():
            task.cancel()
        await asyncio.gather(*self._made.values(), return_exceptions=True)
        if self._own:
            self._own.cleanup()

    async def _look(self, at: str, now: Moment) -> Past:
        """What had been recorded by then; looked at again when the archive has changed."""
        if at not in self._past or self._past[at][0] != now:
            self._past[at] = (now, await asyncio.to_thread(self._read_past, at))
        self._past.move_to_end(at)
        while len(self._past) > _MOST_LOOKED_AT:
            forgotten, _ = self._past.popitem(last=False)
            self._earlier.pop(forgotten, None)
            self._behind.discard(forgotten)
        return self._past[at][1]

    def _read_past(self, at: str) -> Past:
        with Archive(self._archive, read_only=True) as archive:
            return archive.past(at)

    async def _wait_for(self, at: str, path: str) -> None:
        if path not in self._made and len(self._made) >= _MOST_WAITING:
            raise ProblemError(503, "Other moments are being made; come again in a while.", {"Retry-After": "60"})
        task = self._begin(at, path)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        if not done:
            raise ProblemError(
                503,
                f"The archive as recorded by {at} is being made, which takes minutes where it is large. Come again.",
                {"Retry-After": "15"},
            )
        task.result()  # raises what went wrong

    def _begin(self, at: str, path: str) -> "asyncio.Task[None]":
        task = self._made.get(path)
        if task is None:
            task = self._made[path] = asyncio.create_task(self._make(at, path))
            task.add_done_callback(lambda done: self._forget(path, done))
        return task

    def _forget(self, path: str, task: asyncio.Task[None]) -> None:
        self._made.pop(path, None)
        if not task.cancelled():
            task.exception()  # so that nobody complains of one that no request waited for

    async def _make(self, at: str, path: str) -> None:
        async with self._turn:
            started = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "backstory.serve.moments.making", self._archive, at, path,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": str(self.folder)},
            )  # fmt: skip
            try:
                status = await asyncio.wait_for(process.wait(), self._limit_s)
            except (TimeoutError, asyncio.CancelledError) as error:
                await end_process(process)
                if isinstance(error, asyncio.CancelledError):
                    raise
                raise ProblemError(
                    503, "Making the archive of that moment took too long for this server.", {"Retry-After": "3600"}
                ) from error
        if status:
            _LOG.error("snapshot.failed at=%s status=%s", at, status)
            raise ProblemError(503, "The archive of that moment could not be made.", {"Retry-After": "600"})
        _LOG.info("snapshot.made at=%s seconds=%.1f", at, time.monotonic() - started)
        forget_least_used(self.folder, self._most)


def make_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for moments that goes with the server."""
    return tempfile.TemporaryDirectory(prefix="backstory-moments-")


def is_kept(path: str) -> bool:
    """Whether a moment's file is there; it counts as used then."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def forget_least_used(folder: Path, most: int) -> None:
    """Delete all but the moments used last. Threads that read one still have it until they close it."""
    kept: list[tuple[float, Path]] = []
    for path in folder.glob(f"*{_ENDING}"):
        with contextlib.suppress(OSError):
            kept.append((path.stat().st_mtime, path))
    for _, path in sorted(kept)[:-most]:
        path.unlink(missing_ok=True)
        for beside in ("-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)


async def end_process(process: asyncio.subprocess.Process) -> None:
    """End it, with time to tidy up."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _PARTING_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
