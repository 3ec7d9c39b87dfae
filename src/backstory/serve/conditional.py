"""Conditional requests (RFC 9110, section 13): whether a client has the answer already."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def make_etag(body: bytes, encoding: str) -> str:
    """A strong validator of these bytes in this content coding."""
    mark = hashlib.blake2b(body, digest_size=9).hexdigest()
    return f'"{mark}-{encoding}"' if encoding else f'"{mark}"'


def is_known(etag: str, modified_at: float, if_none_match: str, if_modified_since: str) -> bool:
    """Whether the client's copy is the one it would get."""
    if if_none_match:
        named = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
        return "*" in named or etag in named
    if if_modified_since and modified_at:
        try:
            since = parsedate_to_datetime(if_modified_since)
        except (ValueError, TypeError, IndexError, OverflowError):  # no date, or a zone of which there can be none
            return False
        return int(modified_at) <= since.replace(tzinfo=since.tzinfo or UTC).timestamp()
    return False


def write_date(at: float) -> str:
    """A time as HTTP writes it."""
    return format_datetime(datetime.fromtimestamp(int(at), UTC), usegmt=True)
