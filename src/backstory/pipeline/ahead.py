"""Read ahead: states are parsed by other processes while this one records those before them."""

from collections.abc import Iterator, Sequence

import msgspec

from backstory.model import DayPage
from backstory.parse import parse_day_page
from backstory.pipeline.lines import decode_state
from backstory.sharing import count_workers, share_work
from backstory.store import Archive
from backstory.store.revisions import RevisionRow

_LEAST_SHARED = 200
"""Fewer states are parsed before another process would have begun."""

_ROWS_AT_ONCE = 2000
"""States whose texts are in memory at a time."""

_ROWS_OF_PIECE = 20

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(list[DayPage]).decode


def read_ahead(archive: Archive, rows: Sequence[RevisionRow]) -> Iterator[tuple[RevisionRow, DayPage]]:
    """Yield stored states, in the order given, with what they say. Of items of a file, they say these as events."""
    # Recording takes one core for itself; parsing keeps pace with it on another.
    workers = min(count_workers() - 1, 1) if len(rows) >= _LEAST_SHARED else 0
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[at : at + _ROWS_AT_ONCE]
        yield from zip(some, _share_pages(archive, some) if workers else _read_pages(archive, some), strict=True)


def _read_pages(archive: Archive, rows: Sequence[RevisionRow]) -> Iterator[DayPage]:
    for row in rows:
        yield _read_page(row, archive.revision_text(row.key))


def _share_pages(archive: Archive, rows: Sequence[RevisionRow]) -> Iterator[DayPage]:
    texts = [(row, archive.revision_text(row.key)) for row in rows if row.is_whole]
    pieces = [texts[at : at + _ROWS_OF_PIECE] for at in range(0, len(texts), _ROWS_OF_PIECE)]
    found = share_work(lambda piece: _ENCODE([_read_page(row, text) for row, text in piece]), pieces, 1)
    pages = (page for piece in found for page in _DECODE(piece))
    for row in rows:
        yield next(pages) if row.is_whole else _read_page(row, archive.revision_text(row.key))


def _read_page(row: RevisionRow, text: str) -> DayPage:
    if row.is_whole:
        return parse_day_page(text, row.date)
    return DayPage(date=row.date, events=tuple(decode_state(text)))
