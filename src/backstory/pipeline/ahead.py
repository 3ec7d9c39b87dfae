"""Read ahead: states are parsed by other processes while this one records those before them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from backstory.model import DayPage
from backstory.parse import parse_day_page
from backstory.pipeline.lines import WHOLE_MARK, decode_own_state, decode_state
from backstory.sharing import count_workers, share_work
from backstory.store import Archive
from backstory.store.revisions import RevisionRow

_LEAST_SHARED = 200
"""Fewer states are parsed before another process would have begun."""

_ROWS_AT_ONCE = 2000
"""States whose texts are in memory at a time."""

_ROWS_OF_PIECE = 20

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(list[DayPage | None]).decode


class ReadState(NamedTuple):
    """A stored state with what it says; of items of a file, `page` says these as events, `is_own` of one's own file.

    `error` is what kept it from being read, if anything did.
    """

    row: RevisionRow
    page: DayPage
    is_own: bool = False
    error: Exception | None = None


def read_ahead(archive: Archive, rows: Sequence[RevisionRow]) -> Iterator[ReadState]:
    """Yield stored states, in the order given, with what they say."""
    # Recording takes one core for itself; parsing keeps pace with it on another.
    workers = min(count_workers() - 1, 1) if len(rows) >= _LEAST_SHARED else 0
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[at : at + _ROWS_AT_ONCE]
        yield from _share_states(archive, some) if workers else _read_states(archive, some)


def _read_states(archive: Archive, rows: Sequence[RevisionRow]) -> Iterator[ReadState]:
    for row in rows:
        yield _read_state(row, archive.revision_text(row.key))


def _share_states(archive: Archive, rows: Sequence[RevisionRow]) -> Iterator[ReadState]:
    states = [(row, archive.revision_text(row.key)) for row in rows]
    texts = [(row, text) for row, text in states if _is_wikitext(row, text)]
    pieces = [texts[at : at + _ROWS_OF_PIECE] for at in range(0, len(texts), _ROWS_OF_PIECE)]
    found = share_work(_parse_piece, pieces, 1)
    pages = (page for piece in found for page in _DECODE(piece))
    for row, text in states:
        page = next(pages) if _is_wikitext(row, text) else None
        yield ReadState(row, page) if page else _read_state(row, text)


def _parse_piece(piece: Sequence[tuple[RevisionRow, str]]) -> bytes:
    """Pages that states say; None for one that cannot be read, which is tried again where the reason can be told."""
    found = (_read_state(row, text) for row, text in piece)
    return _ENCODE([None if state.error else state.page for state in found])


def _is_wikitext(row: RevisionRow, text: str) -> bool:
    return bool(row.is_whole) and not text.startswith(WHOLE_MARK)


def _read_state(row: RevisionRow, text: str) -> ReadState:
    try:
        return _decode_text(row, text)
    except Exception as error:
        return ReadState(row, DayPage(date=row.date), error=error)


def _decode_text(row: RevisionRow, text: str) -> ReadState:
    if _is_wikitext(row, text):
        return ReadState(row, parse_day_page(text, row.date))
    if not row.is_whole:
        return ReadState(row, DayPage(date=row.date, events=tuple(decode_state(text))))
    items, problems = decode_own_state(text)
    return ReadState(row, DayPage(date=row.date, events=tuple(items), problems=tuple(problems)), is_own=True)
