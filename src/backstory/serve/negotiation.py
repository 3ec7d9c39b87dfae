"""Which form of an answer a client gets: its format by `Accept`, its compression by `Accept-Encoding`."""

import functools
import gzip
from collections.abc import Sequence

import brotli  # type: ignore[import-untyped]
import zstandard

LEAST_COMPRESSED_BYTES = 600
"""Below this, compression saves less than one packet."""

ENCODINGS = ("br", "zstd", "gzip")
"""Best first: what a client takes equally gladly, it gets by this order."""

_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/problem+json")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@functools.lru_cache(maxsize=512)
def choose_type(accept: str, offered: Sequence[str]) -> str:
    """The media type of `offered`, best first, that the header prefers; empty where it takes none of them.

    RFC 9110, section 12.5.1: the most specific range that fits a type decides on it.
    """
    ranges = _parse(accept) or [("*/*", 1.0)]
    best, best_quality = "", 0.0
    for kind in offered:
        quality = _rate(kind, ranges)
        if quality > best_quality:
            best, best_quality = kind, quality
    return best


@functools.lru_cache(maxsize=512)
def choose_encoding(accept_encoding: str) -> str:
    """The content coding for the header; empty for none."""
    wanted = dict(_parse(accept_encoding))
    best, best_quality = "", 0.0
    for name in ENCODINGS:
        quality = wanted.get(name, wanted.get("*", 0.0))
        if quality > best_quality:
            best, best_quality = name, quality
    return best if best_quality >= wanted.get("identity", 0.0) else ""


def is_compressible(media_type: str, size: int) -> bool:
    """Whether compression pays."""
    return size >= LEAST_COMPRESSED_BYTES and (media_type.startswith(_COMPRESSIBLE) or media_type in _FEEDS)


def compress(body: bytes, encoding: str) -> bytes:
    """The body in a content coding. The levels are those that take less time than making the page."""
    if encoding == "gzip":
        return gzip.compress(body, 5, mtime=0)
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=4)
        return packed
    return zstandard.ZstdCompressor(level=5).compress(body)


def _rate(kind: str, ranges: Sequence[tuple[str, float]]) -> float:
    found, weight = 0.0, -1
    for name, quality in ranges:
        specificity = 2 if name == kind else 1 if name == kind.partition("/")[0] + "/*" else 0 if name == "*/*" else -1
        if specificity > weight:
            found, weight = quality, specificity
    return found


def _parse(header: str) -> list[tuple[str, float]]:
    """Names with their quality; a quality that is no number counts as 1."""
    found = []
    for part in header[:2000].split(","):
        name, *parameters = part.split(";")
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 1.0
        if name.strip():
            found.append((name.strip().lower(), quality))
    return found
