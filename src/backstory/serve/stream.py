"""Server-sent events: what comes into the archive, told to whoever listens.

An event's id is a moment of the archive, so that a client that comes back is told what it missed, also after the server
was started anew.
"""

import asyncio
import contextlib
import re

import msgspec

from backstory.errors import BackstoryError
from backstory.model.record import Record
from backstory.serve.answers import ProblemError
from backstory.serve.delivery import Asked, Receive, Scope, Send, wait_until_gone
from backstory.serve.desk import Desk
from backstory.serve.readers import Reader
from backstory.store.changes import Moment
from backstory.views.catalogue import describe_item
from backstory.views.pieces import EventItem

PATH = "/events/stream"

MOST_LISTENERS = 200
_MOST_TOLD = 500
"""Events in one message; of more, the latest."""

_HEARTBEAT_S = 15.0
_TAKE_S = 60.0
"""How long a listener may take for a message."""

_LARGEST = 2**63 - 1
_ID = re.compile(r"(\d{1,18})\.(-?\d{1,19})", re.ASCII)


class News(Record, frozen=True, kw_only=True):
    """What changed: events that are there, new or in other words, and ids of those that the editors removed.

    `is_partial` says that there were more. `days` are the dates that have another list of events.
    """

    events: tuple[EventItem, ...]
    removed: tuple[str, ...]
    days: tuple[str, ...]
    is_partial: bool = False


class Watch:
    """Looks for changes while anybody listens, once for all of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._news = asyncio.Condition()
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stop looking."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def listen(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        """Send what comes until the client goes."""
        if self._listeners >= MOST_LISTENERS:
            raise ProblemError(503, "Too many listen already.", {"Retry-After": "60"})
        self._desk.look()
        moment = read_last_id(scope) or self._desk.shelf.moment
        self._listeners += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_out())
        gone = asyncio.create_task(wait_until_gone(receive))
        try:
            headers = [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await _send_text(send, f"retry: 5000\nid: {moment.tick}.{moment.token}\n\n", more=asked.method != "HEAD")
            if asked.method != "HEAD":
                await self._tell(send, moment, gone)
        except TimeoutError:
            return  # without an end: the server closes the connection then
        finally:
            gone.cancel()
            self._listeners -= 1

    async def _tell(self, send: Send, moment: Moment, gone: "asyncio.Task[None]") -> None:
        """Tell what comes after `moment`.

        What is read may be newer than what the desk has seen: it is read again only after the desk saw another moment.
        """
        seen = moment
        while not gone.done():
            if self._desk.shelf.moment not in (seen, moment):
                seen = self._desk.shelf.moment
                moment, text = await self._read(moment)
                if text:
                    await _send_text(send, text)
                continue
            async with self._news:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), _HEARTBEAT_S)
            if self._desk.shelf.moment in (seen, moment) and not gone.done():
                await _send_text(send, ": nothing new\n\n")

    async def _read(self, since: Moment) -> tuple[Moment, str]:
        """Give what the archive's moment is by now, and the message of what changed; none where nothing did."""

        def read(reader: Reader) -> tuple[Moment, str]:
            with reader.look():
                news = read_news(reader, since)
                now = reader.moment
                if news and not (news.events or news.removed or news.days):
                    return now, ""
                body = msgspec.json.encode(news).decode() if news else "{}"
                name = "change" if news else "reset"
                return now, f"event: {name}\nid: {now.tick}.{now.token}\ndata: {body}\n\n"

        return await asyncio.to_thread(lambda: read(self._desk.readers.get()))

    async def _look_out(self) -> None:
        told = self._desk.shelf.moment
        while self._listeners:
            await asyncio.sleep(self._desk.settings.look_s)
            with contextlib.suppress(BackstoryError):
                self._desk.look()
            # Any request looks, too: what is new may have been seen meanwhile.
            if told != self._desk.shelf.moment:
                told = self._desk.shelf.moment
                async with self._news:
                    self._news.notify_all()


def read_news(reader: Reader, since: Moment) -> News | None:
    """What changed since; None where that moment is none of this archive's."""
    changes = reader.archive.changes_since(since)
    if changes is None:
        return None
    events = sorted(
        reader.archive.events_by_id(changes.events).values(), key=lambda event: (event.changed_at, event.id)
    )
    told = events[-_MOST_TOLD:]
    return News(
        events=tuple(describe_item(event) for event in told if event.is_live),
        removed=tuple(event.id for event in told if not event.is_live),
        days=tuple(sorted(changes.dates))[-_MOST_TOLD:],
        is_partial=len(told) < len(events),
    )


def read_last_id(scope: Scope) -> Moment | None:
    """The moment up to which the client was told; None where it says none."""
    said = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    found = _ID.fullmatch(said)
    if found is None or abs(int(found[2])) > _LARGEST:
        return None
    return Moment(tick=int(found[1]), token=int(found[2]))


async def _send_text(send: Send, text: str, *, more: bool = True) -> None:
    async with asyncio.timeout(_TAKE_S):
        await send({"type": "http.response.body", "body": text.encode(), "more_body": more})
