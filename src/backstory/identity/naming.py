"""Names of a new event: its id and the address it asks for."""

import base64
import hashlib
import re

from backstory.model import ParsedEvent
from backstory.model.slug import keep_from_index, slugify

_ID_LENGTH = 10
"""50 bits: among a million events two meet by chance with a probability of one in 2,000, and then a counter helps."""

_SPACE = re.compile(r"\s+")


def make_id(item: ParsedEvent, number: int = 0) -> str:
    """Id of an event that appears first as `item`: ten lower-case letters and digits.

    It depends on the date and the headline alone; `number` counts events that would have the same.
    """
    headline = _SPACE.sub(" ", item.headline).strip().casefold()
    seed = f"{item.date}\n{headline}" + (f"\n{number}" if number else "")
    return _hash_seed(seed)


def make_key_id(title: str, key: str) -> str:
    """Id of the event that the file `title` calls `key`, whatever it says there."""
    return _hash_seed(f"{title}\n\x1d{key}")


def make_path(item: ParsedEvent) -> str:
    """Address that the item's date and text ask for: ``/news/2013/01/8/SLUG``."""
    year, month, day = item.date.split("-")
    return f"/news/{year}/{month}/{int(day)}/{keep_from_index(slugify(item.text))}"


def _hash_seed(seed: str) -> str:
    digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=10).digest()
    return base64.b32encode(digest).decode().lower()[:_ID_LENGTH]
