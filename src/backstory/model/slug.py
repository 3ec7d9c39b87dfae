"""Slugs: the readable last part of an address."""

import re

from anyascii import anyascii

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=s\b)")


def slugify(text: str, limit: int = 140) -> str:
    """Give `text` as lower-case ASCII words joined by ``-``, at most `limit` characters, cut at a word.

    Letters of other scripts are transliterated ("Łódź" gives ``lodz``, "Москва" ``moskva``), a possessive keeps its
    word together ("Mali's" gives ``malis``). Never empty: a text without letters and digits gives ``untitled``.
    A first word longer than the limit is cut inside.
    """
    ascii_text = anyascii(_APOSTROPHES.sub("", text)).lower()
    slug = _NOT_WORD.sub("-", ascii_text).strip("-")
    if len(slug) > limit:
        # A cut that falls right between two words keeps the word before it whole.
        whole, dash, _ = slug[: limit + 1].rpartition("-")
        slug = whole if dash else slug[:limit]
    return slug or "untitled"


def keep_from_index(path: str) -> str:
    """Give an address, or a slug that will end one, so that it is not that of the list beside it, ``index``.

    No slug has an underscore: ``index_`` is free.
    """
    return f"{path}_" if path.rpartition("/")[2].lower() == "index" else path
