"""Pack answers for the one who asked, and send them."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

from backstory.serve.answers import PROBLEM, Answer
from backstory.serve.conditional import is_known, make_etag, write_date
from backstory.serve.negotiation import choose_encoding, choose_type, compress, is_compressible
from backstory.serve.shelf import Headers, Packed

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# What a client has, it may use after asking whether it still holds: nothing stale, and asking costs a few bytes.
_CACHE_CONTROL = (b"cache-control", b"no-cache")
_NEVER_KEPT = (b"cache-control", b"no-store")
_LONGEST_HEADER = 1000
_WANTED = {
    b"accept": "accept",
    b"accept-encoding": "accept_encoding",
    b"if-none-match": "if_none_match",
    b"if-modified-since": "if_modified_since",
}


class Asked(NamedTuple):
    """What a request says about the form of its answer."""

    method: str = "GET"
    accept: str = ""
    accept_encoding: str = ""
    if_none_match: str = ""
    if_modified_since: str = ""

    @property
    def prefers_page(self) -> bool:
        """Whether it would rather be told of a problem by a page than in JSON."""
        return choose_type(self.accept, (PROBLEM, "text/html")) == "text/html"

    @property
    def encoding(self) -> str:
        """The content coding it gets, where the answer pays compressing."""
        return choose_encoding(self.accept_encoding) if self.accept_encoding else ""


def read_asked(scope: Scope) -> Asked:
    """Read a request's headers; of one that is there twice, both."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        field = _WANTED.get(name)
        if field:
            text = value[:_LONGEST_HEADER].decode("latin-1")
            found[field] = f"{found[field]},{text}" if field in found else text
    return Asked(method=scope["method"], **found)


def pack(answer: Answer, encoding: str, modified_at: float) -> Packed:
    """Give the answer in a content coding, with its headers."""
    body = answer.body
    headers: Headers = [(b"content-type", answer.media_type.encode())]
    vary = ["accept"] if answer.is_negotiated else []
    if is_compressible(answer.media_type, len(body)):
        vary.append("accept-encoding")
        if encoding:
            body = compress(body, encoding)
            headers.append((b"content-encoding", encoding.encode()))
    else:
        encoding = ""
    headers.append((b"content-length", str(len(body)).encode()))
    if vary:
        headers.append((b"vary", ", ".join(vary).encode()))
    headers += [(_encode(name.lower()), _encode(value)) for name, value in answer.headers]
    if answer.media_type == PROBLEM or answer.moment is None:
        headers.append(_NEVER_KEPT if answer.media_type == PROBLEM else _CACHE_CONTROL)
        return Packed(answer.status, headers, body)
    etag = make_etag(answer.body, encoding)
    headers += [(b"etag", etag.encode()), _CACHE_CONTROL]
    if modified_at:
        headers.append((b"last-modified", write_date(modified_at).encode()))
    return Packed(answer.status, headers, body, etag, modified_at)


async def send_packed(packed: Packed, asked: Asked, send: Send) -> None:
    """Send an answer, or that the client has it."""
    if (
        packed.etag
        and packed.status == 200
        and (asked.if_none_match or asked.if_modified_since)
        and is_known(packed.etag, packed.modified_at, asked.if_none_match, asked.if_modified_since)
    ):
        kept = [pair for pair in packed.headers if not pair[0].startswith(b"content-")]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": packed.status, "headers": list(packed.headers)})
    await send({"type": "http.response.body", "body": b"" if asked.method == "HEAD" else packed.body})


async def send_answer(answer: Answer, asked: Asked, send: Send) -> None:
    """Pack and send an answer that is not kept."""
    await send_packed(pack(answer, asked.encoding, 0.0), asked, send)


async def wait_until_gone(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _encode(text: str) -> bytes:
    """A header in bytes, without anything that could end it."""
    return text.replace("\r", "").replace("\n", "").encode("latin-1", "replace")
