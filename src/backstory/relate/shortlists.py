"""Shortlists: the best of each event's candidates by the ranker's score, kept for when one more comes or one goes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backstory.relate.choosing import take_first
from backstory.relate.matrices import Bytes, Flags, Floats, Ints
from backstory.relate.overview import Piece
from backstory.relate.pieces import read_numbers, slice_pieces, write_numbers
from backstory.relate.standing import BYTES

LISTED = 24
"""As many as are looked at for the relations that are shown."""
# Scores are kept in these parts: a fortieth of what any relation shown as 0.01 better is better by.
_PARTS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlists:
    """For each of `rows`, ascending, `others` and the ranker's `scores`, best first; -1 and -inf where there is none.

    `noted` is what `note_standing` gives of all its candidates.
    """

    rows: Ints
    others: Ints
    scores: Floats
    noted: Bytes

    def choose(self, kept: Flags) -> "Shortlists":
        """Give some of the lists."""
        return Shortlists(
            rows=self.rows[kept], others=self.others[kept], scores=self.scores[kept], noted=self.noted[kept]
        )


def make_shortlists(rows: Ints, others: Ints, scores: Floats, noted: Bytes) -> Shortlists:
    """Give the best of candidates in whatever order; -1 or -inf says that there is none."""
    missing = [(0, 0), (0, max(LISTED - others.shape[1], 0))]
    others, scores = np.pad(others, missing, constant_values=-1), np.pad(scores, missing)
    others, scores = take_first(others, np.where(others >= 0, scores, -np.inf).astype(np.float32), LISTED)
    return Shortlists(rows=rows, others=np.where(np.isfinite(scores), others, -1), scores=scores, noted=noted)


def join_shortlists(one: Shortlists, other: Shortlists) -> Shortlists:
    """Give the lists of both, which have no row in common."""
    order = np.argsort(np.concatenate([one.rows, other.rows]))
    return Shortlists(
        rows=np.concatenate([one.rows, other.rows])[order],
        others=np.concatenate([one.others, other.others])[order],
        scores=np.concatenate([one.scores, other.scores])[order],
        noted=np.concatenate([one.noted, other.noted])[order],
    )


def cut_shortlists(lists: Shortlists) -> Iterator[Piece]:
    """Yield lists as pieces: how far the others' rows are, and how the scores fall, after what is noted."""
    ends = np.arange(0, LISTED * len(lists.rows) + 1, LISTED)
    there = lists.others >= 0
    far = lists.others.astype(np.int64) - lists.rows[:, None]
    # Never 0, which says that there is none: an event is not its own candidate.
    firsts = np.where(there, np.where(far < 0, -2 * far - 1, 2 * far), 0)
    parts = np.round(np.where(there, lists.scores, 0).astype(np.float64) * _PARTS).astype(np.int64)
    falls = -np.diff(parts, axis=1, prepend=0)
    falls[~there] = 0
    folded = np.where(falls < 0, -2 * falls - 1, 2 * falls)
    seconds, second_ends = write_numbers(folded.astype(np.uint64).ravel(), ends)
    # What is noted has the same size for all.
    both = [
        noted.tobytes() + seconds[start:end]
        for noted, start, end in zip(lists.noted, second_ends[:-1].tolist(), second_ends[1:].tolist(), strict=True)
    ]
    joined = b"".join(both), np.cumsum([0, *map(len, both)])
    yield from slice_pieces(lists.rows.tolist(), write_numbers(firsts.astype(np.uint64).ravel(), ends), joined)


def read_shortlists(pieces: Sequence[Piece]) -> Shortlists:
    """Give the lists that `cut_shortlists` cut, the scores as they were kept."""
    rows = np.array([piece[0] for piece in pieces], dtype=np.int64)
    firsts = read_numbers([piece[1] for piece in pieces])[0].astype(np.int64).reshape(-1, LISTED)
    folded = read_numbers([piece[2][BYTES:] for piece in pieces])[0].astype(np.int64).reshape(-1, LISTED)
    far = np.where(firsts & 1, -(firsts + 1) // 2, firsts // 2)
    falls = np.where(folded & 1, -(folded + 1) // 2, folded // 2)
    scores = (-np.cumsum(falls, axis=1) / _PARTS).astype(np.float32)
    there = firsts > 0
    return Shortlists(
        rows=rows,
        others=np.where(there, rows[:, None] + far, -1).astype(np.int32),
        scores=np.where(there, scores, -np.inf).astype(np.float32),
        noted=np.frombuffer(b"".join([piece[2][:BYTES] for piece in pieces]), dtype=np.uint8).reshape(-1, BYTES),
    )
