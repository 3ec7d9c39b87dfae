"""Ranker: features to scores, by a small learned model that needs nothing but numpy.

The model is a sum of oblivious decision trees: all nodes of one depth ask the same question, so that a tree is a
few comparisons and one look into a table. ``benchmarks/relations_train.py`` teaches and writes it.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backstory.errors import ConfigError
from backstory.relate.features import FEATURES
from backstory.relate.matrices import Floats

# Pairs scored at once: few enough that their columns stay in the processor's cache.
_PAIRS_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranker:
    """Oblivious trees: `columns` and `borders` are trees x depth, `leaves` trees x 2**depth.

    A pair's bit k is set where its feature ``columns[tree, k]`` is above ``borders[tree, k]``; the bits name the leaf.
    """

    columns: npt.NDArray[np.int16]
    borders: Floats
    leaves: Floats

    def score(self, features: Floats) -> Floats:
        """Give the scores of pairs, from FEATURES x pairs; higher is better, of any size."""
        scores = np.zeros(features.shape[1], dtype=np.float32)
        joined = _join_trees(self)
        for at in range(0, features.shape[1], _PAIRS_AT_ONCE):
            piece = np.ascontiguousarray(features[:, at : at + _PAIRS_AT_ONCE])
            scores[at : at + _PAIRS_AT_ONCE] = _score_piece(joined, piece)
        return scores


def _join_trees(ranker: Ranker) -> Ranker:
    """Give a ranker of half as many trees of twice the depth that scores the same.

    Looking up leaves is what costs most, and this halves it. An odd last tree is joined with one that adds nothing.
    """
    if len(ranker.leaves) % 2:
        ranker = Ranker(
            columns=np.vstack([ranker.columns, ranker.columns[-1:]]),
            borders=np.vstack([ranker.borders, ranker.borders[-1:]]),
            leaves=np.vstack([ranker.leaves, np.zeros_like(ranker.leaves[-1:])]),
        )
    # The second tree's bits are the higher ones.
    leaves = ranker.leaves[1::2, :, None] + ranker.leaves[::2, None, :]
    return Ranker(
        columns=np.hstack([ranker.columns[::2], ranker.columns[1::2]]),
        borders=np.hstack([ranker.borders[::2], ranker.borders[1::2]]),
        leaves=leaves.reshape(len(leaves), -1),
    )


def _score_piece(ranker: Ranker, features: Floats) -> Floats:
    count = features.shape[1]
    scores, found = np.zeros(count, dtype=np.float32), np.empty(count, dtype=np.float32)
    # The bits of each of the two joined trees fit into a byte, which is fastest to work on.
    low, high = np.empty(count, dtype=np.uint8), np.empty(count, dtype=np.uint8)
    above = np.empty(count, dtype=np.bool_)
    bits = above.view(np.uint8)
    leaf = np.empty(count, dtype=np.intp)
    depth = ranker.columns.shape[1] // 2
    for columns, borders, leaves in zip(ranker.columns.tolist(), ranker.borders, ranker.leaves, strict=True):
        for code, start in ((low, 0), (high, depth)):
            code.fill(0)
            for at in range(start + depth - 1, start - 1, -1):
                np.greater(features[columns[at]], borders[at], out=above)
                np.add(code, code, out=code)
                np.bitwise_or(code, bits, out=code)
        np.multiply(high, np.intp(1 << depth), out=leaf)
        np.add(leaf, low, out=leaf)
        leaves.take(leaf, out=found, mode="clip")
        np.add(scores, found, out=scores)
    return scores


def load_ranker(path: Path | None = None) -> Ranker:
    """Give the ranker in the file at `path`, or the one that Backstory ships."""
    return _load_shipped() if path is None else _read_ranker(path)


def save_ranker(ranker: Ranker, path: Path) -> None:
    """Write the ranker, with the names of the features that it was taught with."""
    np.savez_compressed(
        path, columns=ranker.columns, borders=ranker.borders, leaves=ranker.leaves, features=np.array(FEATURES)
    )


@cache
def _load_shipped() -> Ranker:
    with resources.as_file(resources.files("backstory.relate") / "ranker.npz") as path:
        return _read_ranker(path)


def _read_ranker(path: Path) -> Ranker:
    try:
        with np.load(path, allow_pickle=False) as stored:
            if tuple(stored["features"].tolist()) != FEATURES:
                raise ConfigError(f"{path.name} was taught with other features than this version makes: teach it anew")
            return Ranker(columns=stored["columns"], borders=stored["borders"], leaves=stored["leaves"])
    except (OSError, KeyError, ValueError) as error:
        raise ConfigError(f"{path.name} is no ranker that can be read: {error}") from error
