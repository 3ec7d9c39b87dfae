"""Teach a ranker of related events by pairs that editors judged. Needs ``pip install lightgbm``.

Two models are taught: one puts each event's candidates in order (LambdaMART), the other tells how likely a pair is of
one topic. Their sum orders better than each, and a straight line brings it to the logarithm of the odds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import lightgbm
import numpy as np

from backstory.relate.ranker import Forest, Ranker

# Queries of large topics count less, so that one story of two hundred events doesn't teach as much as fifty of four.
TOPIC_SIZE_POWER = -0.4
_SHARED = {
    # The shipped form has 32 at most.
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
ORDER = _SHARED | {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    # What no, an outer and the innermost topic in common are worth.
    "label_gain": [0, 1, 3],
    "learning_rate": 0.075,
    "seed": 1,
}
CHANCE = _SHARED | {"objective": "cross_entropy", "learning_rate": 0.2, "seed": 3}
TREES = {"order": 200, "chance": 60}
# What each model's score counts, and what is added: the logarithm of the odds that a pair is of one topic, as far as a
# straight line tells it. ``relations_train.py`` prints the line that fits the scores of days not seen.
PARTS = {"order": 0.72, "chance": 0.39}
SHIFT = 0.92


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs to teach with: `features` are FEATURES x pairs, `gains` 0 to 2, `sizes` those of the first event's topic.

    Pairs of one first event stand together.
    """

    features: np.ndarray
    firsts: np.ndarray
    gains: np.ndarray
    sizes: np.ndarray


def teach_ranker(pairs: Pairs) -> Ranker:
    """Give the ranker that these pairs teach; about a minute of processor time for 700,000 pairs."""
    counts = np.unique(pairs.firsts, return_counts=True)[1]
    return join_models(
        {
            "order": _teach(ORDER, TREES["order"], pairs, (pairs.gains, counts)),
            "chance": _teach(CHANCE, TREES["chance"], pairs, (pairs.gains / 2, None)),
        }
    )


def teach_quickly(pairs: Pairs) -> Ranker:
    """Give a ranker of a quarter of the trees, to compare features with."""
    counts = np.unique(pairs.firsts, return_counts=True)[1]
    settings = ORDER | {"learning_rate": 3 * ORDER["learning_rate"]}
    return join_models({"order": _teach(settings, TREES["order"] // 4, pairs, (pairs.gains, counts))})


def _teach(settings: dict, trees: int, pairs: Pairs, labels: tuple[np.ndarray, np.ndarray | None]) -> lightgbm.Booster:
    wanted, counts = labels
    weights = pairs.sizes.astype(float) ** TOPIC_SIZE_POWER
    data = lightgbm.Dataset(np.ascontiguousarray(pairs.features.T), wanted, group=counts, weight=weights)
    return lightgbm.train(settings, data, trees)


@dataclass(slots=True)
class _Tree:
    columns: list[int]
    borders: list[np.float32]
    lefts: list[int]
    leaves: list[float]


def join_models(models: dict[str, lightgbm.Booster]) -> Ranker:
    """Give the ranker that the models' weighed sum amounts to, their trees mixed evenly: the first ones tell most."""
    placed = []
    for name, model in models.items():
        trees = list(_list_trees(model, PARTS[name]))
        placed += [(at / len(trees), number, tree) for number, (at, tree) in enumerate(enumerate(trees))]
    trees = [tree for _, _, tree in sorted(placed, key=lambda one: one[:2])]
    leaves = np.zeros((len(trees), 32), dtype=np.float32)
    for row, tree in zip(leaves, trees, strict=True):
        row[: len(tree.leaves)] = tree.leaves
    leaves[0] += np.float32(SHIFT)
    return Ranker(
        Forest(
            ends=np.cumsum([0, *(len(tree.columns) for tree in trees)]).astype(np.int32),
            columns=np.array([column for tree in trees for column in tree.columns], dtype=np.int16),
            borders=np.array([border for tree in trees for border in tree.borders], dtype=np.float32),
            lefts=np.array([left for tree in trees for left in tree.lefts], dtype=np.uint32),
            leaves=leaves,
        )
    )


def _list_trees(model: lightgbm.Booster, part: float) -> Iterator[_Tree]:
    for info in model.dump_model()["tree_info"]:
        tree = _Tree([], [], [], [])
        _walk(info["tree_structure"], part, tree)
        yield tree


def _walk(node: dict, part: float, tree: _Tree) -> None:
    """Note nodes, and leaves from left to right."""
    if "leaf_value" in node:
        tree.leaves.append(node["leaf_value"] * part)
        return
    at, first = len(tree.columns), len(tree.leaves)
    # A feature is a float32: of these, the largest that goes left.
    border = np.float32(node["threshold"])
    if border > node["threshold"]:
        border = np.nextafter(border, np.float32(-np.inf))
    tree.columns.append(node["split_feature"])
    tree.borders.append(border)
    tree.lefts.append(0)
    _walk(node["left_child"], part, tree)
    tree.lefts[at] = sum(1 << leaf for leaf in range(first, len(tree.leaves)))
    _walk(node["right_child"], part, tree)
