"""What states say, compressed: the first of a page by a dictionary, others by what they say beyond an earlier one.

A state that has little in common with that one (less than half would be saved) is kept as a first one too, and those
after it go by it. Of four states a day page, 56 % is saved; of one, nothing (`benchmarks/growth.py`). A dictionary is
what some of the pages before say: it saves a third of what first states take. An archive with few pages has none.
"""

import zlib
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

import zstandard

from backstory.errors import NotFoundError
from backstory.store.database import Database, transaction
from backstory.store.dictionaries import (
    LEAST,
    SERVED,
    add_dictionary,
    choose_samples,
    find_newest,
    list_due,
    load_dictionary,
)

_LEVEL = 9
"""Of zstandard: higher ones save less than a hundredth more."""


def store_text(database: Database, revision: int, page: int, data: bytes) -> None:
    """Keep the text of a new state of a page."""
    row = database.execute(
        "SELECT coalesce(t.base, t.revision) FROM revisions AS r JOIN texts AS t ON t.revision = r.key "
        "WHERE r.page = ? ORDER BY r.key DESC LIMIT 1",
        (page,),
    ).fetchone()
    beside = encode_beside(data, read_data(database, row[0])) if row else None
    values: tuple[bytes, int | None, int | None]
    if beside is not None:
        values = (beside, row[0], None)
    else:
        newest = find_newest(database)
        text, is_shared = encode_alone(database, data, newest.key if newest else None)
        values = (text, None, newest.key if newest and is_shared else None)
    query = "INSERT INTO texts (revision, text, base, dictionary) VALUES (?, ?, ?, ?)"
    database.execute(query, (revision, *values))


def renew_dictionary(database: Database) -> None:
    """Make the next dictionary where it is time to. Not inside a transaction: what is loaded must not be undone."""
    if not database.in_transaction:
        found = list_due(database)
        if found:
            _make_dictionary(database, found)


def _make_dictionary(database: Database, revisions: Sequence[int]) -> int:
    texts = [read_data(database, revision) for revision in choose_samples(revisions)]
    return add_dictionary(database, texts, max(revisions))


def read_data(database: Database, revision: int) -> bytes:
    """What a state says, in UTF-8.

    Raises:
        NotFoundError: there is no text of it.
    """
    row = database.execute(
        "SELECT t.text, t.dictionary, t.base, b.text, b.dictionary FROM texts AS t "
        "LEFT JOIN texts AS b ON b.revision = t.base WHERE t.revision = ?",
        (revision,),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"The archive has no text of revision {revision}.", wanted=str(revision))
    text, dictionary, base, base_text, base_dictionary = row
    if base is None:
        return decode_alone(database, text, dictionary)
    return decode_beside(text, decode_alone(database, base_text, base_dictionary))


def encode_beside(data: bytes, base: bytes) -> bytes | None:
    """The text compressed by its base; None where that saves less than half."""
    beside = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_take_whole(base)).compress(data)
    return beside if 2 * len(beside) < len(zlib.compress(data)) else None


def decode_beside(text: bytes, base: bytes) -> bytes:
    """What `encode_beside` made."""
    return zstandard.ZstdDecompressor(dict_data=_take_whole(base)).decompress(text)


def encode_alone(database: Database, data: bytes, dictionary: int | None) -> tuple[bytes, bool]:
    """The text compressed, and whether it is so by the dictionary."""
    alone = zlib.compress(data)
    if dictionary is None:
        return alone, False
    shared = _COMPRESSORS.setdefault(database, {})
    if dictionary not in shared:
        words = load_dictionary(database, dictionary)
        shared[dictionary] = zstandard.ZstdCompressor(level=_LEVEL, dict_data=words, write_checksum=False)
    text = shared[dictionary].compress(data)
    return (text, True) if len(text) < len(alone) else (alone, False)


def decode_alone(database: Database, text: bytes, dictionary: int | None) -> bytes:
    """What `encode_alone` made."""
    if dictionary is None:
        return zlib.decompress(text)
    return zstandard.ZstdDecompressor(dict_data=load_dictionary(database, dictionary)).decompress(text)


_COMPRESSORS: WeakKeyDictionary[Database, dict[int, zstandard.ZstdCompressor]] = WeakKeyDictionary()


def pack_texts(database: Database) -> int:
    """Keep texts of an older archive as new ones are kept; gives how many were. A page is a transaction."""
    pages = database.execute(
        "SELECT r.page FROM revisions AS r JOIN texts AS t ON t.revision = r.key GROUP BY r.page HAVING count(*) > 1"
    ).fetchall()
    count = 0
    for (page,) in pages:
        with transaction(database):
            changed = list(_pack_page(database, page))
            database.executemany("UPDATE texts SET text = ?, base = ?, dictionary = NULL WHERE revision = ?", changed)
            count += len(changed)
    return count + _pack_first(database)


def _pack_page(database: Database, page: int) -> Iterator[tuple[bytes, int, int]]:
    rows = database.execute(
        "SELECT t.revision, t.text, t.dictionary, t.base, t.revision IN (SELECT base FROM texts) FROM texts AS t "
        "JOIN revisions AS r ON r.key = t.revision WHERE r.page = ? ORDER BY t.revision",
        (page,),
    ).fetchall()
    frame, said = 0, b""
    for revision, text, dictionary, base, is_base in rows:
        if base is not None:
            continue
        data = decode_alone(database, text, dictionary)
        packed = encode_beside(data, said) if frame and not is_base else None
        if packed is not None and decode_beside(packed, said) == data:
            yield packed, frame, revision
        else:
            frame, said = revision, data


def _pack_first(database: Database) -> int:
    """Keep texts that go by nothing by a dictionary of their own, some thousand at a time."""
    rows = database.execute("SELECT revision FROM texts WHERE base IS NULL AND dictionary IS NULL ORDER BY revision")
    alone = [revision for (revision,) in rows]
    count = 0
    for at in range(0, len(alone), SERVED):
        some = alone[at : at + SERVED]
        newest = find_newest(database)
        key = _make_dictionary(database, some) if len(some) >= LEAST else newest and newest.key
        if key is None:
            break
        with transaction(database):
            changed = []
            for revision in some:
                data = read_data(database, revision)
                text, is_shared = encode_alone(database, data, key)
                if is_shared and decode_alone(database, text, key) == data:
                    changed.append((text, key, revision))
            database.executemany("UPDATE texts SET text = ?, dictionary = ? WHERE revision = ?", changed)
        count += len(changed)
    return count


def _take_whole(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
