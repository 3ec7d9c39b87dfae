"""Teach the ranker of related events, and measure what it is worth on days it has not seen.

    python benchmarks/relations_train.py SPLIT_DIR [--write] [--without GROUP] [--trees N] [--scores FILE]

The split's days are parted at the median day of its queries; each half is scored by what the other half taught, with
pairs that reach into the half to be scored left out of the teaching. Prints nDCG@10 and its mean per topic, for all
directions and for earlier days alone. ``--without`` leaves out a group of features; ``--write`` teaches on all
days and replaces the model that the package ships. Needs ``pip install catboost`` and ten minutes on two cores;
what it writes is read with numpy alone.
"""

import argparse
import json
import pathlib
import tempfile
from collections.abc import Callable

import numpy as np
from catboost import CatBoost, Pool
from relations_judge import Judge, read_events, read_topics

from backstory.relate.candidates import CandidateFinder, join_candidates
from backstory.relate.choosing import Chooser, take_first
from backstory.relate.corpus import build_corpus
from backstory.relate.features import FEATURES, FeatureMaker
from backstory.relate.ranker import Ranker, save_ranker
from backstory.relate.scoring import CANDIDATES

PACKAGE = pathlib.Path(__file__).parent.parent / "src" / "backstory" / "relate"
DEPTH = 6
SETTINGS = {
    "loss_function": "YetiRank:mode=NDCG;top=10",
    "iterations": 350,
    "depth": DEPTH,
    "learning_rate": 0.1,
    "border_count": 32,
    "rsm": 0.6,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "boosting_type": "Plain",
    "random_seed": 1,
    "thread_count": 2,
    "verbose": 100,
}
# Queries of large topics count less, so that one story of two hundred events doesn't teach as much as fifty of four.
TOPIC_SIZE_POWER = -0.4
GROUPS = {
    "places": ("countries", "regions", "place and category", "named country", "named region"),
    "addresses": ("urls", "hosts"),
    "time": ("days", "faded score", "crowd", "burst"),
    "names": ("names",),
    "words": ("words",),
    "entities": ("entities",),
    "lists": ("to the best", ", place"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    parser.add_argument("--write", action="store_true", help="teach on all days and replace the shipped model")
    parser.add_argument("--without", choices=sorted(GROUPS), help="leave out a group of features")
    parser.add_argument("--trees", type=int, default=SETTINGS["iterations"])
    parser.add_argument("--scores", type=pathlib.Path, help="keep the scores of all pairs in this .npz file")
    args = parser.parse_args()
    lesson = Lesson(args.split, args.trees, GROUPS.get(args.without, ()))
    if args.write:
        save_ranker(lesson.teach(lesson.is_asked), PACKAGE / "ranker.npz")
        return
    scores = np.full(len(lesson.firsts), -np.inf)
    for half in (False, True):
        taught = lesson.is_asked & (lesson.is_late[lesson.firsts] != half) & (lesson.is_late[lesson.seconds] != half)
        scored = lesson.is_late[lesson.firsts] == half
        scores[scored] = lesson.teach(taught).score(lesson.features[:, scored])
    name = f"without {args.without}" if args.without else "all features"
    print(name, lesson.judge_scores(scores, lambda rows, ranked: take_first(*ranked, 10)))
    chooser = Chooser(lesson.corpus)
    print(name, "folded and spread", lesson.judge_scores(scores, lambda rows, ranked: chooser.choose(rows, ranked, 10)))
    if args.scores:
        np.savez(args.scores, firsts=lesson.firsts, seconds=lesson.seconds, scores=scores)


class Lesson:
    """The pairs of a split's events and candidates, their features, and how good each pair is."""

    def __init__(self, split: pathlib.Path, trees: int, left_out: tuple[str, ...]) -> None:
        events = read_events(split / "events.jsonl.xz")
        self.judge = Judge(events, read_topics(split / "topics.jsonl.xz"))
        corpus = self.corpus = build_corpus(events)
        maker = FeatureMaker(corpus)
        pieces = list(CandidateFinder(corpus, CANDIDATES).find_all(np.arange(len(events)), 512))
        known = join_candidates(pieces)
        present = (known.others >= 0).ravel()
        self.features = np.concatenate([maker.make(piece) for piece in pieces], axis=1)[:, present]
        for row, name in enumerate(FEATURES):
            if any(word in name for word in left_out):
                self.features[row] = 0
        self.firsts = np.repeat(known.rows, known.others.shape[1])[present]
        self.seconds = known.others.ravel()[present]
        self.ends = np.searchsorted(self.firsts, np.arange(len(events) + 1))
        self.gains = np.array(
            [
                self.judge.gains(first).get(second, 0) if first in self.judge.queries else 0
                for first, second in zip(self.firsts.tolist(), self.seconds.tolist(), strict=True)
            ]
        )
        self.is_asked = np.isin(self.firsts, list(self.judge.queries))
        middle = np.median(corpus.days[list(self.judge.queries)])
        self.is_late = corpus.days > middle
        self.trees = trees

    def teach(self, pairs: np.ndarray) -> Ranker:
        firsts = self.firsts[pairs]
        sizes = self.judge.story_sizes(firsts.tolist())
        pool = Pool(
            np.ascontiguousarray(self.features[:, pairs].T),
            self.gains[pairs] / 2,
            group_id=firsts,
            group_weight=np.array(sizes, dtype=float) ** TOPIC_SIZE_POWER,
        )
        model = CatBoost(SETTINGS | {"iterations": self.trees})
        model.fit(pool)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "model.json"
            model.save_model(str(path), format="json")
            return convert_model(json.loads(path.read_text()))

    def judge_scores(self, scores: np.ndarray, choose: Callable) -> str:
        """Say what the ten are worth that `choose` takes, given rows and their others and scores."""
        shape = (len(self.corpus.ids), int(np.diff(self.ends).max()))
        others, table = np.zeros(shape, dtype=np.int64), np.full(shape, -np.inf, dtype=np.float32)
        places = np.arange(len(self.firsts)) - self.ends[self.firsts]
        others[self.firsts, places], table[self.firsts, places] = self.seconds, scores
        rows = np.arange(shape[0])
        days = self.corpus.days
        before = np.where(days[others] < days[:, None], table, -np.inf)
        said = []
        for name, ranked in (("all", table), ("before", before)):
            pieces = [choose(rows[at : at + 512], (others[at : at + 512], ranked[at : at + 512])) for at in rows[::512]]
            best = [row[kept] for some, their in pieces for row, kept in zip(some, np.isfinite(their), strict=True)]
            shown = self.judge.score(best.__getitem__, earlier_only=name == "before")
            said.append("{} {:.4f}, per topic {:.4f}".format(name, *shown))
        return "; ".join(said)


def convert_model(model: dict) -> Ranker:
    """Give the ranker that a CatBoost model of oblivious trees amounts to."""
    trees = model["oblivious_trees"]
    numbers = [feature["flat_feature_index"] for feature in model["features_info"]["float_features"]]
    columns = np.zeros((len(trees), DEPTH), dtype=np.int16)
    # A tree of less depth asks what is never true.
    borders = np.full((len(trees), DEPTH), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 2**DEPTH), dtype=np.float32)
    for at, tree in enumerate(trees):
        for depth, split in enumerate(tree["splits"]):
            columns[at, depth] = numbers[split["float_feature_index"]]
            borders[at, depth] = split["border"]
        leaves[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    return Ranker(columns=columns, borders=borders, leaves=leaves * np.float32(model["scale_and_bias"][0]))


if __name__ == "__main__":
    main()
