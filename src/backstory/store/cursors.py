"""Cursors: where a page of hits ended, packed so that nobody depends on what is in it."""

import base64
import binascii

import msgspec

from backstory.errors import InputError
from backstory.model import SearchSort
from backstory.model.record import Record

_MAX_CHARACTERS = 300


class Cursor(Record, frozen=True, kw_only=True):
    """The last hit of a page: its score and place; `newest` keeps the scores of all pages alike."""

    sort: SearchSort
    score: float
    place: int
    newest: int


def write_cursor(cursor: Cursor) -> str:
    """The cursor as characters that stand in an address as they are."""
    packed = msgspec.json.encode((cursor.sort, cursor.score, cursor.place, cursor.newest))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str, sort: str) -> Cursor | None:
    """What `write_cursor` wrote; None for the empty text of a first page.

    Raises:
        InputError: it is no cursor, or one of another order.
    """
    if not text:
        return None
    try:
        if len(text) > _MAX_CHARACTERS:
            raise ValueError
        packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        found = msgspec.json.decode(packed, type=tuple[SearchSort, float, int, int])
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise InputError("That cursor is not one that a search gave. Begin at the first page.") from error
    if found[0] != sort:
        raise InputError(f"That cursor belongs to the order “{found[0]}”, not “{sort}”. Begin at the first page.")
    return Cursor(sort=found[0], score=found[1], place=found[2], newest=found[3])
