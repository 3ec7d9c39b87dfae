"""The API: requests to the routes of the table, each checked, read, and answered as JSON or JSON lines."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec

from backstory.pipeline.exporting import write_lines
from backstory.serve.answers import JSON, Answer, ProblemError, encode_json
from backstory.serve.api.openapi import LINES, describe_api
from backstory.serve.api.params import EventsQuery, NoQuery, decode_body, decode_query, mend_day
from backstory.serve.api.querying import stream_events
from backstory.serve.api.routes import API, ROUTES, Route
from backstory.serve.delivery import Asked, Receive, Scope, Send, send_answer, wait_until_gone
from backstory.serve.desk import Desk
from backstory.serve.negotiation import choose_type
from backstory.serve.preflight import READS
from backstory.serve.readers import Reader
from backstory.store.moments import parse_moment

_MOST_STREAMS = 4
_STREAM_S = 600.0
_CHUNK_BYTES = 65_536
_BODY_S = 15.0
_TAKE_S = 60.0
"""How long a client may take for a piece of a stream: who reads nothing must not keep one of the few streams."""

# As what is offered beside the lines, which is also compressed.
_VARY = (b"vary", b"accept, accept-encoding")

_PATTERNS = [(re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(API + route.path))), route) for route in ROUTES]
_DOCUMENT = f"{API}/openapi.json"


class Api:
    """The API over a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._streams = 0
        self._document = encode_json(describe_api(desk.site.base_url, desk.site.title))

    async def __call__(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        """Answer a request whose path begins with the API's."""
        path = scope["path"]
        if path == _DOCUMENT:
            check_method(asked.method, "GET")
            document = Answer(200, JSON, self._document)
            await self._desk.answer(("openapi",), asked, send, _Constant(document))
            return
        route, part = find_route(path, asked.method)
        if route.body:
            body = await read_body(scope, receive, self._desk.settings.body_limit_bytes)
            decode_query(scope["query_string"], NoQuery)
            given = decode_body(body, route.body)
            as_of = read_moment(given)
            await send_answer(await self._desk.run(_Make(route, part, given), as_of=as_of), asked, send)
            return
        query = decode_query(scope["query_string"], route.query)
        if route.part is not None:
            try:
                msgspec.convert(part, route.part)
            except msgspec.ValidationError as error:
                raise ProblemError(400, f"{route.part_name}: {error}.") from error
        offered = (JSON, LINES) if route.has_lines else (JSON,)
        kind = choose_type(asked.accept, offered) or choose_type(asked.accept, ("application/problem+json",))
        if not kind:
            raise ProblemError(406, f"There is {' and '.join(offered)}.")
        as_of = read_moment(query)
        if kind == LINES and isinstance(query, EventsQuery):
            await self._stream(query, as_of, asked, (receive, send))
            return
        key = ("api", path, repr(query), as_of)
        await self._desk.answer(key, asked, send, _Make(route, part, query), as_of=as_of)

    async def _stream(self, query: EventsQuery, as_of: str, asked: Asked, line: tuple[Receive, Send]) -> None:
        """Send all events of a query, line by line, as the archive gives them."""
        if self._streams >= _MOST_STREAMS:
            raise ProblemError(503, "Other streams are running; come again in a while.", {"Retry-After": "30"})
        desk = self._desk
        self._streams += 1
        try:
            desk.look()
            path = await desk.snapshots.find(as_of, desk.shelf.moment) if as_of else ""
            reader = await asyncio.to_thread(Reader, path or desk.settings.archive, _STREAM_S)
            try:
                await _send_chunks(_iterate(reader, query), asked, *line)
            finally:
                await asyncio.to_thread(reader.close)
        finally:
            self._streams -= 1


def find_route(path: str, method: str) -> tuple[Route, str]:
    """The route for a path, with its part in braces; raises ProblemError where there is none."""
    for pattern, route in _PATTERNS:
        found = pattern.fullmatch(path)
        if found:
            check_method(method, route.method)
            return route, found[1] if found.groups() else ""
    raise ProblemError(404, f"The API has no such address; {_DOCUMENT} lists them.")


def list_methods(path: str) -> str:
    """The methods of a path; of one that is none those that are told so."""
    methods = [route.method for pattern, route in _PATTERNS if pattern.fullmatch(path)]
    return READS if "GET" in methods or not methods else ", ".join(methods)


def read_moment(asked: object) -> str:
    """The moment that a query or a body asks for, as a time in UTC; empty for now."""
    as_of = getattr(asked, "as_of", "")
    return parse_moment(mend_day(as_of)) if as_of else ""


def check_method(method: str, allowed: str) -> None:
    """Raise ProblemError for a method that an address does not have."""
    if method != allowed and not (method == "HEAD" and allowed == "GET"):
        raise ProblemError(405, f"Only {allowed} here.", {"Allow": READS if allowed == "GET" else allowed})


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """A request's JSON; raises ProblemError for what is too large, too slow or of another type."""
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != JSON.encode():
        raise ProblemError(415, "Send JSON, with Content-Type: application/json.", {"Accept": JSON})
    parts, size = [], 0
    try:
        async with asyncio.timeout(_BODY_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ProblemError(400, "The request ended early.")
                part = message.get("body", b"")
                size += len(part)
                if size > limit:
                    raise ProblemError(413, f"At most {limit} bytes.")
                parts.append(part)
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError as error:
        raise ProblemError(408, "The request took too long to arrive.") from error


class _Make:
    """Makes the answer of a route."""

    def __init__(self, route: Route, part: str, query: Any) -> None:
        self._route = route
        self._given = [
            *([part] if route.part is not None else []),
            *([query] if route.body or route.takes_query else []),
        ]
        self.is_quick = route.is_quick
        self.room = route.room

    def __call__(self, reader: Reader) -> Answer:
        body = encode_json(self._route.read(reader, *self._given))
        return Answer(200, JSON, body, is_negotiated=self._route.has_lines)


class _Constant:
    """An answer that depends on nothing."""

    is_quick = True

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, reader: Reader) -> Answer:
        return self._answer


def _iterate(reader: Reader, query: EventsQuery) -> Iterator[bytes]:
    with reader.look():
        waiting, size = [], 0
        for line in write_lines(reader.archive, stream_events(reader, query)):
            waiting.append(line)
            size += len(line)
            if size >= _CHUNK_BYTES:
                yield b"".join(waiting)
                waiting, size = [], 0
        yield b"".join(waiting)


async def _send_chunks(chunks: Iterator[bytes], asked: Asked, receive: Receive, send: Send) -> None:
    """Send chunks as they come, until the client goes. An error before the first one is an answer of its own."""
    first = await asyncio.to_thread(next, chunks, b"")
    headers = [(b"content-type", LINES.encode()), (b"cache-control", b"no-store"), _VARY]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if asked.method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        await asyncio.to_thread(chunks.close)  # type: ignore[attr-defined]
        return
    gone = asyncio.create_task(wait_until_gone(receive))
    try:
        async for chunk in _follow(first, chunks):
            if gone.done():
                return
            async with asyncio.timeout(_TAKE_S):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except TimeoutError:
        return  # without an end: the server closes the connection then
    finally:
        gone.cancel()
        await asyncio.to_thread(chunks.close)  # type: ignore[attr-defined]
    await send({"type": "http.response.body", "body": b""})


async def _follow(first: bytes, chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    while True:
        taken = asyncio.ensure_future(asyncio.to_thread(next, chunks, None))
        try:
            chunk = await asyncio.shield(taken)
        except asyncio.CancelledError:
            # The thread is still reading: the archive must not be closed under it.
            await asyncio.wait({taken})
            raise
        if chunk is None:
            return
        yield chunk
