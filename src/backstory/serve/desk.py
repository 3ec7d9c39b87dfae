"""The desk: where every answer is made, kept and sent. One for each server process."""

import asyncio
import logging
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from backstory.errors import BackstoryError, PublishError
from backstory.serve.answers import PROBLEM, Answer, ProblemError, explain_failure, show_problem
from backstory.serve.delivery import Asked, Send, pack, send_packed
from backstory.serve.file import FileId
from backstory.serve.moments.snapshots import Snapshots
from backstory.serve.readers import Reader, Readers
from backstory.serve.settings import ServeSettings
from backstory.serve.shelf import Packed, Shelf
from backstory.serve.site.listing import SiteFiles

_LOG = logging.getLogger("backstory.serve")

THREADS = 3
"""For what takes longer than a page: on two cores more would only wait for one another."""

_MOST_WAITING = 64
"""Requests that wait for a thread; more would be answered when nobody waits for them any more."""

_MOST_IN_ROOM = 8
"""The same for what is made one at a time, in a room of its own: it takes longer, and must not keep others waiting."""

_LOOK_AGAIN_S = 0.005
"""How old the knowledge may be that the archive has not changed: asking takes longer than answering from the shelf."""

_Value = TypeVar("_Value")
Make = Callable[[Reader], Answer]


class Desk:
    """Makes answers out of the archive: quick ones at once, the others in threads, and those it has from the shelf."""

    def __init__(self, settings: ServeSettings) -> None:
        self.settings = settings
        self.site = settings.site
        self.shelf = Shelf(settings.cache_mib)
        self.readers = Readers(settings.archive, settings.read_limit_s)
        self.snapshots = Snapshots(settings)
        self.files = SiteFiles(settings.archive, settings.site)
        self._rooms = {"": ThreadPoolExecutor(THREADS, thread_name_prefix="backstory")}
        self._waiting: Counter[str] = Counter()
        self._modified_at = 0.0
        self._looked_at = -math.inf
        self._file: FileId = None
        self._files = (settings.archive, f"{settings.archive}-wal")

    async def close(self) -> None:
        """Let go of the archive."""
        await self.snapshots.close()
        for threads in self._rooms.values():
            threads.shutdown(wait=True, cancel_futures=True)
        self.readers.close()

    def look(self) -> Reader:
        """See whether the archive changed; gives this thread's reader of it."""
        reader = self.readers.get()
        with reader.look():
            moment = reader.moment
        self._looked_at = time.monotonic()
        if reader.file != self._file:
            self._file = reader.file
            self.snapshots.forget()
        if moment != self.shelf.moment:
            self.shelf.renew(moment)
            # When the file was last written to: no earlier than what it says.
            self._modified_at = max(map(_read_time, self._files))
        return reader

    async def answer(self, key: Hashable, asked: Asked, send: Send, make: Make, *, as_of: str = "") -> None:
        """Send what `key` stands for: from the shelf, or made by `make` and kept there."""
        if time.monotonic() - self._looked_at > _LOOK_AGAIN_S:
            try:
                self.look()
            except BackstoryError as error:
                await send_packed(pack(explain_failure(error), "", 0.0), asked, send)
                return
        key = (key, asked.encoding)
        packed = self.shelf.get(key)
        if packed is None:
            packed = await self._make(key, asked, make, as_of)
        await send_packed(packed, asked, send)

    async def run(self, make: Make, *, as_of: str = "") -> Answer:
        """Make an answer in a thread; errors become answers."""
        before = self.shelf.moment
        try:
            room = getattr(make, "room", "")
            answer = await self.fetch(lambda reader: _date(make(reader), reader), as_of=as_of, room=room)
        except Exception as error:
            return tell_failure(error)
        if as_of and answer.moment:
            # What is kept of the past is kept as long as the present stays as it was when the past was looked for.
            return answer._replace(moment=None if self.snapshots.is_behind(as_of) else before)
        return answer

    async def fetch(self, read: Callable[[Reader], _Value], *, as_of: str = "", room: str = "") -> _Value:
        """Read in a thread, as of a moment if one is given. Raises what reading raises, and ProblemError.

        In a `room` of its own one thing is read at a time.
        """
        path = await self.snapshots.find(as_of, self.shelf.moment) if as_of else ""
        if self._waiting[room] >= (_MOST_IN_ROOM if room else _MOST_WAITING):
            raise ProblemError(503, "Too many are waiting; come again.", {"Retry-After": "5" if room else "2"})
        if room not in self._rooms:
            self._rooms[room] = ThreadPoolExecutor(1, thread_name_prefix=f"backstory-{room}")
        self._waiting[room] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._rooms[room], self._read, read, path)
        finally:
            self._waiting[room] -= 1

    async def _make(self, key: Hashable, asked: Asked, make: Make, as_of: str) -> Packed:
        if as_of or not getattr(make, "is_quick", False):
            answer = await self.run(make, as_of=as_of)
        else:
            try:
                answer = self._read(lambda reader: _date(make(reader), reader), "")
            except Exception as error:
                answer = tell_failure(error)
        if getattr(make, "is_for_people", False) and answer.media_type == PROBLEM and asked.prefers_page:
            answer = show_problem(answer, self.site)
        packed = pack(answer, asked.encoding, self._modified_at)
        if answer.moment:
            self.shelf.put(key, packed, answer.moment)
        return packed

    def _read(self, read: Callable[[Reader], _Value], path: str) -> _Value:
        reader = self.readers.get(path)
        with reader.look():
            return read(reader)


def _date(answer: Answer, reader: Reader) -> Answer:
    """The answer with the moment it was made at, where it may be kept."""
    return answer._replace(moment=reader.moment) if answer.status in (200, 301, 410) else answer


def tell_failure(error: Exception) -> Answer:
    """The answer for an exception; what nobody expected goes to the log."""
    answer = explain_failure(error)
    if answer.status >= 500 and not isinstance(error, ProblemError):
        if isinstance(error, PublishError):
            _LOG.error("answer.failed %s", error)  # the theme's line is said; where it was called from tells nothing
        else:
            _LOG.error("answer.failed", exc_info=error)
    return answer


def _read_time(file: str) -> float:
    try:
        return os.stat(file).st_mtime
    except OSError:
        return 0.0
