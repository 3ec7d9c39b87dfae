"""Ranker: features to scores, by a small learned model that needs nothing but numpy.

The model is a sum of decision trees of at most 32 leaves each; ``benchmarks/relations_train.py`` teaches and writes it.
All pairs are asked the question of every node, which costs less than to send each pair its own way (after QuickScorer,
Lucchese and others, 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backstory.errors import ConfigError
from backstory.relate.features import FEATURES
from backstory.relate.matrices import Bytes, Floats, Ints

# Pairs scored at once: so many that calls cost little beside the work, so few that what they need is in the cache.
_PAIRS_AT_ONCE = 1 << 15
_BYTES = 4
# A node: column, border, and for each byte of leaves that it rules out its number and bits.
_Node: TypeAlias = tuple[int, float, tuple[tuple[int, int], ...]]
_Tree: TypeAlias = tuple[list[_Node], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees, one after the other: nodes from ``ends[t]`` to ``ends[t + 1]``, and row t of `leaves`.

    A pair whose feature ``columns[node]`` is above ``borders[node]`` comes to none of the leaves in ``lefts[node]``, a
    bit for each of the tree's leaves from left to right; its leaf is the first that no node rules out.
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
        # Few sets of leaves are ruled out by many nodes.
        lefts, which = np.unique(forest.lefts.astype("<u4"), return_inverse=True)
        masks = [
            tuple((byte, bits) for byte, bits in enumerate(ruled_out) if bits)
            for ruled_out in lefts.view(np.uint8).reshape(-1, _BYTES).tolist()
        ]
        ruled = map(masks.__getitem__, which.tolist())
        nodes: list[_Node] = list(zip(forest.columns.tolist(), forest.borders.tolist(), ruled, strict=True))
        bounds = pairwise(forest.ends.tolist())
        self._trees = [(nodes[at:end], leaves) for (at, end), leaves in zip(bounds, forest.leaves, strict=True)]

    def score(self, features: Floats, trees: slice = slice(None)) -> Floats:
        """Give the scores of pairs, from FEATURES x pairs, by some of the trees; higher is better.

        All trees together give the logarithm of the odds that the pair is of one topic.
        """
        scores = np.zeros(features.shape[1], dtype=np.float32)
        for at in range(0, features.shape[1], _PAIRS_AT_ONCE):
            piece = np.ascontiguousarray(features[:, at : at + _PAIRS_AT_ONCE])
            scores[at : at + _PAIRS_AT_ONCE] = _score_piece(self._trees[trees], piece)
        return scores


def _score_piece(trees: Sequence[_Tree], features: Floats) -> Floats:
    count = features.shape[1]
    scores, found = np.zeros(count, dtype=np.float32), np.empty(count, dtype=np.float32)
    ruled_out = np.empty((_BYTES, count), dtype=np.uint8)
    above = np.empty(count, dtype=np.bool_)
    # All bits of a byte, or none.
    signs, ruled = np.empty(count, dtype=np.int8), np.empty(count, dtype=np.uint8)
    masks = signs.view(np.uint8)
    leaf = np.empty(count, dtype=np.intp)
    for nodes, leaves in trees:
        ruled_out.fill(0)
        for column, border, bytes_ruled in nodes:
            np.greater(features[column], border, out=above)
            np.negative(above.view(np.int8), out=signs)
            for byte, bits in bytes_ruled:
                np.bitwise_and(masks, bits, out=ruled)
                np.bitwise_or(ruled_out[byte], ruled, out=ruled_out[byte])
        _find_leaves(ruled_out, leaf)
        leaves.take(leaf, out=found, mode="clip")
        np.add(scores, found, out=scores)
    return scores


def _find_leaves(ruled_out: Bytes, leaf: npt.NDArray[np.intp]) -> None:
    """Put into `leaf` the number of the first bit that is not set, over the bytes x pairs."""
    bits = np.ascontiguousarray(ruled_out.T).view("<u4").ravel()
    # The lowest clear bit alone, whose number is the exponent of it as a floating-point number.
    np.bitwise_and(~bits, bits + np.uint32(1), out=bits)
    np.subtract(bits.astype(np.float32).view(np.int32) >> 23, 127, out=leaf)


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
