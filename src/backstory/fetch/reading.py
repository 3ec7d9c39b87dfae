"""Read an answer's body: decompressed in small steps, no longer than needed, never beyond its limit."""

import re
import zlib
from collections.abc import Callable, Iterable

_STEP_BYTES = 64 * 1024
_HEAD_ENDS = re.compile(rb"</head\s*>|<body[\s>]", re.I)
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")

IsEnough = Callable[[bytearray], bool]


class EncodingError(Exception):
    """The body is not compressed as its header says, or in a way that was not asked for."""


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int, is_enough: IsEnough) -> tuple[bytes, bool]:
    """The body, decompressed, at most `max_bytes` of it, and whether it was cut.

    What a few bytes decompress to never exceeds 64 KiB at a time: a decompression bomb costs no more than a page.
    """
    body = bytearray()
    for piece in decompress(chunks, encoding):
        body += piece
        if len(body) >= max_bytes:
            return bytes(body[:max_bytes]), True
        if is_enough(body):
            return bytes(body), True
    return bytes(body), False


def decompress(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    """The decoded pieces of a body; EncodingError where it is not what its header says."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise EncodingError(f"it is compressed as {encoding!r}, which was not asked for")
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip and zlib, told apart by their first bytes
    for chunk in chunks:
        while chunk and not decoder.eof:
            try:
                yield decoder.decompress(chunk, _STEP_BYTES)
            except zlib.error as error:
                raise EncodingError(f"its body is not compressed as it says ({error})") from error
            chunk = decoder.unconsumed_tail


def is_page_type(content_type: str) -> bool:
    """Whether a Content-Type can be a web page's."""
    return content_type.partition(";")[0].strip().lower() in _TYPES


class HeadReader:
    """Decides when enough of a page was read: its head is complete and describes the article as JSON-LD.

    Otherwise the body is needed: many sites put that description at the end of it, old ones have the date only there.
    """

    def __init__(self) -> None:
        self._searched = 0
        self._is_decided = False

    def __call__(self, body: bytearray) -> bool:
        """Whether to stop here."""
        if self._is_decided:
            return False
        found = _HEAD_ENDS.search(body, max(0, self._searched - 16))
        self._searched = len(body)
        if not found:
            return False
        self._is_decided = True
        head = body[: found.start()]
        return b"ld+json" in head and b"datePublished" in head and b"headline" in head
