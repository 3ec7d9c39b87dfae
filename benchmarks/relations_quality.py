"""Print what each part of the first score is worth, as the table of docs/quality.md.

    python benchmarks/relations_quality.py SPLIT_DIR

Nothing is learned here: rows add one part after another to the score that finds candidates. The last lines give the
best that any ranking of so many candidates could reach. What the ranker adds, and loses without a group of features,
is measured by ``relations_train.py``.
"""

import argparse
import pathlib

import numpy as np
from relations_judge import Judge, read_events, read_topics

from backstory.relate.candidates import PARTS, CandidateFinder
from backstory.relate.corpus import build_corpus

STEPS = (
    ("links weighted by rarity", ("entities",)),
    ("+ words of the text", ("words",)),
    ("+ names, linked or not", ("names",)),
    ("+ words of the sources' addresses", ("urls",)),
    ("+ place and category", ("countries@category",)),
    ("+ the same about the same time", ("entities@month", "names@month", "countries@category@season")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    args = parser.parse_args()
    events = read_events(args.split / "events.jsonl.xz")
    judge = Judge(events, read_topics(args.split / "topics.jsonl.xz"))
    corpus = build_corpus(events)
    rows = np.arange(len(events))
    print("| first score | all | per topic | before | per topic |\n|---|---|---|---|---|")
    parts: dict[str, float] = {}
    for name, added in STEPS:
        parts |= {part: PARTS[part] for part in added}
        others = CandidateFinder(corpus, 100, parts).find(rows).others
        both = [*judge.score(others.__getitem__), *judge.score(others.__getitem__, earlier_only=True)]
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in both) + " |")
    for count in (100, 80, 64, 48):
        every, per_topic = judge.score(lambda row, count=count: put_good_first(judge, row, others[row][:count]))
        print(f"\nbest possible with {count} candidates: {every:.3f}, per topic {per_topic:.3f}")


def put_good_first(judge: Judge, row: int, others: np.ndarray) -> np.ndarray:
    gains = judge.gains(row)
    return others[np.argsort([-gains.get(other, 0) for other in others.tolist()], kind="stable")]


if __name__ == "__main__":
    main()
