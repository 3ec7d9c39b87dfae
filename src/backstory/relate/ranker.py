"""Ranker: features to scores, by a small learned model that needs nothing but numpy.

The model is a sum of decision trees of at most 32 leaves each; ``benchmarks/relations_train.py`` teaches and writes it.
All pairs are asked the question of every node, which costs less than to send each pair its own way (after QuickScorer,
Lucchese and others, 2015). An answer is a bit, so that eight pairs go through a tree at once, in one byte.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backstory.errors import ConfigError
from backstory.relate.features import FEATURES
from backstory.relate.matrices import Bytes, Floats, Ints

# Pairs scored at once: calls cost little beside the work for so many, and their answers take some megabytes.
_PAIRS_AT_ONCE = 1 << 16
_BITS = 5
_LEAVES = 1 << _BITS
# The bits that are set in the number of a leaf.
_SET_BITS = [[bit for bit in range(_BITS) if number >> bit & 1] for number in range(_LEAVES)]
# A node: its question, the first leaf on its left and the first on its right, and the bits in which these differ.
_Node: TypeAlias = tuple[int, int, int, list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees, one after the other: nodes from ``ends[t]`` to ``ends[t + 1]``, and row t of `leaves`.

    A pair whose feature ``columns[node]`` is above ``borders[node]`` comes to none of the leaves in ``lefts[node]``, a
    bit for each of the tree's leaves from left to right, but goes on at those behind them. A node stands before those
    below it.
    """

    ends: Ints
    columns: Ints
    borders: Floats
    lefts: npt.NDArray[np.uint32]
    leaves: Floats


class Ranker:
    """Scores pairs by a forest."""

    def __init__(self, forest: Forest) -> None:
        """Take the forest apart for scoring."""
        self.forest = forest
        # Many nodes ask the same; each question is put once.
        keys = forest.columns.astype(np.int64) << 32 | forest.borders.astype(np.float32).view(np.uint32)
        _, nodes, self._asked = np.unique(keys, return_index=True, return_inverse=True)
        self._columns, self._borders = forest.columns[nodes].tolist(), forest.borders[nodes].tolist()
        lowest = forest.lefts & -forest.lefts.astype(np.int64)
        firsts, seconds = _number_bits(lowest), _number_bits(forest.lefts + lowest)
        bits = map(_SET_BITS.__getitem__, (firsts ^ seconds).tolist())
        self._nodes: list[_Node] = list(zip(self._asked.tolist(), firsts.tolist(), seconds.tolist(), bits, strict=True))

    def score(self, features: Floats, trees: slice = slice(None)) -> Floats:
        """Give the scores of pairs, from FEATURES x pairs, by some of the trees; higher is better.

        All trees together give the logarithm of the odds that the pair is of one topic.
        """
        chosen = range(*trees.indices(len(self.forest.leaves)))
        scores = np.zeros(features.shape[1], dtype=np.float32)
        for at in range(0, features.shape[1], _PAIRS_AT_ONCE):
            piece = np.ascontiguousarray(features[:, at : at + _PAIRS_AT_ONCE])
            scores[at : at + _PAIRS_AT_ONCE] = self._score_piece(chosen, piece)
        return scores

    def _score_piece(self, trees: range, features: Floats) -> Floats:
        count, ends = features.shape[1], self.forest.ends.tolist()
        answers = self._answer(ends[trees.start], ends[trees.stop], features)
        scores, found = np.zeros(count, dtype=np.float32), np.empty(count, dtype=np.float32)
        bits = np.empty((_BITS, (count + 7) // 8), dtype=np.uint8)
        # Which pairs come to the node whose first leaf this is: of a node and those on its left one after the other.
        coming = np.empty((_LEAVES, (count + 7) // 8), dtype=np.uint8)
        rows = list(coming), list(bits)
        for tree in trees:
            bits.fill(0)
            coming[0].fill(255)
            _go_down(self._nodes[ends[tree] : ends[tree + 1]], answers, *rows)
            self.forest.leaves[tree].take(_join_bits(bits, count), out=found, mode="clip")
            np.add(scores, found, out=scores)
        return scores

    def _answer(self, start: int, end: int, features: Floats) -> dict[int, Bytes]:
        """Give the pairs' answers to each question of some nodes, a bit each: 1 for a feature above the border."""
        answers = {}
        above = np.empty(features.shape[1], dtype=np.bool_)
        for question in np.unique(self._asked[start:end]).tolist():
            np.greater(features[self._columns[question]], self._borders[question], out=above)
            answers[question] = np.packbits(above)
        return answers


def _go_down(nodes: Iterable[_Node], answers: dict[int, Bytes], coming: list[Bytes], bits: list[Bytes]) -> None:
    """Set in `bits` those of the number of each pair's leaf."""
    for question, first, second, differing in nodes:
        left, right = coming[first], coming[second]
        np.bitwise_and(left, answers[question], out=right)
        np.bitwise_xor(left, right, out=left)
        # Who goes right exchanges the number of the first leaf there for that of the first one here.
        for bit in differing:
            np.bitwise_xor(bits[bit], right, out=bits[bit])


def _join_bits(bits: Bytes, count: int) -> Bytes:
    """Give the numbers, a byte each, whose bits these are, the lowest first."""
    apart = np.unpackbits(bits, axis=1, count=count)
    numbers: Bytes = apart[-1]
    for row in apart[-2::-1]:
        np.add(numbers, numbers, out=numbers)
        np.bitwise_or(numbers, row, out=numbers)
    return numbers


def _number_bits(powers: Ints) -> Ints:
    """Give the number of the only bit that is set in each."""
    return np.frexp(powers.astype(np.float64))[1] - 1


def load_ranker(path: Path | None = None) -> Ranker:
    """Give the ranker in the file at `path`, or the one that Backstory ships."""
    return _load_shipped() if path is None else _read_ranker(path)


def save_ranker(ranker: Ranker, path: Path) -> None:
    """Write the ranker, with the names of the features that it was taught with."""
    np.savez_compressed(path, **{name: getattr(ranker.forest, name) for name in _FIELDS}, features=np.array(FEATURES))


_FIELDS = ("ends", "columns", "borders", "lefts", "leaves")


@cache
def _load_shipped() -> Ranker:
    with resources.as_file(resources.files("backstory.relate") / "ranker.npz") as path:
        return _read_ranker(path)


def _read_ranker(path: Path) -> Ranker:
    try:
        with np.load(path, allow_pickle=False) as stored:
            if tuple(stored["features"].tolist()) != FEATURES:
                raise ConfigError(f"{path.name} was taught with other features than this version makes: teach it anew")
            return Ranker(Forest(**{name: stored[name] for name in _FIELDS}))
    except (OSError, KeyError, ValueError) as error:
        raise ConfigError(f"{path.name} is no ranker that can be read: {error}") from error
