"""Cursors of lists that are read whole: where the next page begins."""

import base64
import binascii

from msgspec import UnsetType

from backstory.serve.answers import ProblemError


def write_cursor(place: int) -> str:
    """The cursor of a page that begins at this place."""
    return base64.urlsafe_b64encode(f"at {place}".encode()).decode().rstrip("=")


def read_cursor(text: str | UnsetType) -> int:
    """The place a cursor names, from 0; raises ProblemError for one that was not given here."""
    if not text:
        return 0
    try:
        said = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        place = int(said.removeprefix("at "))
    except (ValueError, binascii.Error) as error:
        raise ProblemError(404, "That cursor is not one that was given here. Begin at the first page.") from error
    if not said.startswith("at ") or not 0 <= place < 1 << 40:
        raise ProblemError(404, "That cursor is not one that was given here. Begin at the first page.")
    return place
