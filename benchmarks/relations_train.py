"""Teach the ranker of related events, and measure what it is worth on days it has not seen.

    python benchmarks/relations_train.py SPLIT_DIR [--write] [--without [GROUP ...]] [--candidates N] [--scores FILE]

The split's days are parted at the median day of its queries; each half is scored by what the other half taught, with
pairs that reach into the half to be scored left out of the teaching. Prints nDCG@10 and its mean per topic, for all
directions and for earlier days alone, and without the queries about health, which are more than half of these days' and
of no other year's; and how often pairs of a score are right. ``--without`` compares rankers of a quarter of the
trees, each taught without a group of features; ``--candidates`` puts more or fewer in order; ``--write`` teaches on
all days and replaces the model that the package ships. Needs ``pip install lightgbm`` and a minute; what it writes is
read with numpy alone.
"""

import argparse
import pathlib
from collections.abc import Callable, Sequence

import numpy as np
from relations_judge import Judge, read_events, read_topics
from relations_teach import Pairs, teach_quickly, teach_ranker

from backstory.relate.candidates import CandidateFinder
from backstory.relate.choosing import Chooser, take_first
from backstory.relate.corpus import build_corpus, name_category
from backstory.relate.features import FEATURES, FeatureMaker
from backstory.relate.ranker import Ranker, save_ranker
from backstory.relate.scoring import CANDIDATES, score_lists

PACKAGE = pathlib.Path(__file__).parent.parent / "src" / "backstory" / "relate"
# Parts of features' names.
GROUPS = {
    "places": ("countries", "regions", "place and category", "named country", "named region"),
    "addresses": ("urls",),
    "time": ("days", "faded score", "crowd", "burst"),
    "names": ("names", "rarest name", "phrases"),
    "words": ("words",),
    "links": ("entities", "lead", "titles", "rarest title"),
    "categories": ("category",),
    "facts": ("own ", "other "),
    "lists": ("to the best", ", place"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    parser.add_argument("--write", action="store_true", help="teach on all days and replace the shipped model")
    parser.add_argument("--without", nargs="*", choices=GROUPS, help="leave out groups of features, one at a time")
    parser.add_argument("--candidates", type=int, default=CANDIDATES)
    parser.add_argument("--scores", type=pathlib.Path, help="keep the scores of all pairs in this .npz file")
    args = parser.parse_args()
    lesson = Lesson(args.split, args.candidates)
    if args.write:
        save_ranker(lesson.teach(), PACKAGE / "ranker.npz")
        return
    print(HEAD)
    if args.without is not None:
        compare_features(lesson, args.without or list(GROUPS))
        return
    scores = lesson.score_halves()
    chooser = Chooser(lesson.corpus)
    lesson.print_row(f"{args.candidates} candidates", scores, take_ten)
    lesson.print_row(
        "the same, folded and spread, as shown", scores, lambda rows, ranked: chooser.choose(rows, ranked, 10)
    )
    print_chances(scores.ravel(), lesson.gains > 0)
    if args.scores:
        np.savez(args.scores, firsts=lesson.firsts, seconds=lesson.seconds, scores=scores.ravel())


HEAD = (
    "| ranked, by what the other half taught | all | per topic | before | per topic | no health: all | per topic |\n"
    "|---|---|---|---|---|---|---|"
)


def compare_features(lesson: "Lesson", groups: Sequence[str]) -> None:
    """Print what is reached without each of some groups of features."""
    lesson.teacher = teach_quickly
    features = lesson.features.copy()
    for group in ("", *groups):
        lesson.features[:] = features
        if group:
            lesson.features[[any(part in name for part in GROUPS[group]) for name in FEATURES]] = 0
        name = f"without {group}" if group else "a quarter of the trees"
        lesson.print_row(name, lesson.score_halves(), take_ten)


def print_chances(scores: np.ndarray, is_good: np.ndarray) -> None:
    """Print how often pairs of a score are right, and the line that would bring scores to the logarithm of the odds."""
    there = np.isfinite(scores)
    scores, is_good = scores[there].astype(np.float64), is_good[there]
    chances = 1 / (1 + np.exp(-scores))
    print("\n| score | pairs | right |\n|---|---|---|")
    for least in np.arange(0, 1, 0.1):
        kept = (chances >= least) & (chances < least + 0.1)
        print(f"| {least:.1f} to {least + 0.1:.1f} | {kept.sum()} | {is_good[kept].mean():.2f} |")
    line = np.array([1.0, 0.0])
    terms = np.stack([scores, np.ones_like(scores)])
    for _ in range(20):
        likely = 1 / (1 + np.exp(-line @ terms))
        line += np.linalg.solve((terms * likely * (1 - likely)) @ terms.T, terms @ (is_good - likely))
    print(f"\nlogarithm of the odds: {line[0]:.3f} times the score, {line[1]:+.3f}")


def take_ten(rows: np.ndarray, ranked: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    return take_first(*ranked, 10)


class Lesson:
    """The pairs of a split's events and candidates, their features, and how good each pair is."""

    def __init__(self, split: pathlib.Path, candidates: int = CANDIDATES) -> None:
        events = read_events(split / "events.jsonl.xz")
        self.judge = Judge(events, read_topics(split / "topics.jsonl.xz"))
        corpus = self.corpus = build_corpus(events)
        maker = FeatureMaker(corpus)
        self.asked = np.array(sorted(self.judge.queries))
        finder = CandidateFinder(corpus, candidates)
        pieces = [finder.find(self.asked[start : start + 512]) for start in range(0, len(self.asked), 512)]
        self.others = np.concatenate([piece.others for piece in pieces])
        self.features = np.concatenate([maker.make(piece) for piece in pieces], axis=1)
        self.firsts = np.repeat(self.asked, candidates)
        self.seconds = np.maximum(self.others, 0).ravel()
        self.gains = np.array(
            [
                self.judge.gains(first).get(second, 0)
                for first, second in zip(self.firsts.tolist(), self.seconds.tolist(), strict=True)
            ]
        )
        self.teacher = teach_ranker
        middle = np.median(corpus.days[self.asked])
        self.is_late = corpus.days > middle

    def score_halves(self) -> np.ndarray:
        """Give the scores of all pairs, queries x candidates, each by what the other half of the days taught."""
        scores = np.full(self.others.shape, -np.inf, dtype=np.float32)
        for is_late in (False, True):
            ranker = self.teach(is_late)
            rows = self.is_late[self.asked] == is_late
            added = np.where(self.others[rows] >= 0, np.float32(0), np.float32(-np.inf))
            scores[rows] = score_lists(ranker, self.features[:, np.repeat(rows, self.others.shape[1])], added)
        return scores

    def teach(self, is_late: bool | None = None) -> Ranker:
        """Give the ranker that all pairs teach, or all of the other half of the days than that to be scored."""
        firsts, seconds = self.is_late[self.firsts], self.is_late[self.seconds]
        kept = (self.others >= 0).ravel()
        if is_late is not None:
            kept &= (firsts != is_late) & (seconds != is_late)
        sizes = np.array(self.judge.story_sizes(self.firsts[kept].tolist()))
        return self.teacher(
            Pairs(features=self.features[:, kept], firsts=self.firsts[kept], gains=self.gains[kept], sizes=sizes)
        )

    def print_row(self, name: str, scores: np.ndarray, choose: Callable) -> None:
        """Print what the ten are worth that `choose` takes, given rows and their others and scores."""
        days = self.corpus.days
        before = np.where(days[self.others] < days[self.asked][:, None], scores, np.float32(-np.inf))
        shown = self.choose_rows(scores, choose)
        figures = [
            *self.judge.score(shown.__getitem__),
            *self.judge.score(self.choose_rows(before, choose).__getitem__, earlier_only=True),
        ]
        queries = self.judge.queries
        events = self.corpus.events
        self.judge.queries = {row: topic for row, topic in queries.items() if name_category(events[row]) != "hea"}
        figures += self.judge.score(shown.__getitem__)
        self.judge.queries = queries
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)

    def choose_rows(self, scores: np.ndarray, choose: Callable) -> dict[int, list[int]]:
        """Give for each query what is chosen for it."""
        chosen: dict[int, list[int]] = {}
        for at in range(0, len(self.asked), 512):
            piece = slice(at, at + 512)
            others, their = choose(self.asked[piece], (self.others[piece], scores[piece]))
            for row, some, kept in zip(self.asked[piece].tolist(), others, np.isfinite(their), strict=True):
                chosen[row] = some[kept].tolist()
        return chosen


if __name__ == "__main__":
    main()
