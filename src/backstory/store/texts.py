"""What states say, compressed: the first of a page by itself, others by what they say beyond an earlier one.

A state that has little in common with that one (less than half would be saved) is kept by itself too, and those after
it go by it. Of four states a day page, 56 % is saved; of one, nothing, and nothing is lost (`benchmarks/growth.py`).
"""

import zlib
from collections.abc import Iterator

import zstandard

from backstory.errors import NotFoundError
from backstory.store.database import Database, transaction

_LEVEL = 9
"""Of zstandard: higher ones save less than a hundredth more."""


def store_text(database: Database, revision: int, page: int, data: bytes) -> None:
    """Keep the text of a new state of a page."""
    row = database.execute(
        "SELECT coalesce(t.base, t.revision) FROM revisions AS r JOIN texts AS t ON t.revision = r.key "
        "WHERE r.page = ? ORDER BY r.key DESC LIMIT 1",
        (page,),
    ).fetchone()
    text, base = encode_text(data, read_data(database, row[0])) if row else (zlib.compress(data), False)
    database.execute(
        "INSERT INTO texts (revision, text, base) VALUES (?, ?, ?)", (revision, text, row[0] if base else None)
    )


def read_data(database: Database, revision: int) -> bytes:
    """What a state says, in UTF-8.

    Raises:
        NotFoundError: there is no text of it.
    """
    row = database.execute(
        "SELECT t.text, b.text FROM texts AS t LEFT JOIN texts AS b ON b.revision = t.base WHERE t.revision = ?",
        (revision,),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"The archive has no text of revision {revision}.", wanted=str(revision))
    return decode_text(*row)


def encode_text(data: bytes, base: bytes) -> tuple[bytes, bool]:
    """The text compressed, and whether it is so by its base."""
    alone = zlib.compress(data)
    beside = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_make_dictionary(base)).compress(data)
    return (beside, True) if 2 * len(beside) < len(alone) else (alone, False)


def decode_text(text: bytes, base: bytes | None) -> bytes:
    """What `encode_text` made; `base` is the base's own text as it is kept, None for one without."""
    if base is None:
        return zlib.decompress(text)
    return zstandard.ZstdDecompressor(dict_data=_make_dictionary(zlib.decompress(base))).decompress(text)


def pack_texts(database: Database) -> int:
    """Keep texts of an older archive as new ones are kept; gives how many were. A page is a transaction."""
    pages = database.execute(
        "SELECT r.page FROM revisions AS r JOIN texts AS t ON t.revision = r.key GROUP BY r.page HAVING count(*) > 1"
    ).fetchall()
    count = 0
    for (page,) in pages:
        with transaction(database):
            changed = list(_pack_page(database, page))
            database.executemany("UPDATE texts SET text = ?, base = ? WHERE revision = ?", changed)
            count += len(changed)
    return count


def _pack_page(database: Database, page: int) -> Iterator[tuple[bytes, int, int]]:
    rows = database.execute(
        "SELECT t.revision, t.text, t.base, t.revision IN (SELECT base FROM texts) FROM texts AS t "
        "JOIN revisions AS r ON r.key = t.revision WHERE r.page = ? ORDER BY t.revision",
        (page,),
    ).fetchall()
    frame, said = 0, b""
    for revision, text, base, is_base in rows:
        if base is not None:
            continue
        data = zlib.decompress(text)
        packed, is_packed = encode_text(data, said) if frame and not is_base else (text, False)
        if is_packed and decode_text(packed, zlib.compress(said)) == data:
            yield packed, frame, revision
        else:
            frame, said = revision, data


def _make_dictionary(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
