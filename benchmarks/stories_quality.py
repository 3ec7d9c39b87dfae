"""Measure stories found with the editors' topics hidden, and print the tables of docs/quality.md.

    python benchmarks/stories_quality.py SPLIT_DIR RANKERS_DIR

A found story is good where its events are those of one innermost topic: B-cubed precision, recall and F1 over all
events that have one, those of a single event included. The days are parted in two halves as by ``relations_train.py``.
Each half is related alone, by a ranker that the other half taught; a threshold is the one that is best on the other
half. ``RANKERS_DIR`` keeps the two rankers; where they are not there, they are taught (two minutes; needs
``pip install lightgbm``).
"""

import argparse
import math
import pathlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from relations_judge import Judge, read_events, read_topics

from backstory.model import Event, Relation
from backstory.relate import relate_events, scoring
from backstory.relate.ranker import load_ranker, save_ranker
from backstory.stories import Threads, tie_events
from backstory.stories.threads import LEAST_TIE

HALVES = ("early", "late")
# A word of more than this share of the events says nothing of any.
COMMON_SHARE = 0.05
COMPONENT_LEVELS = (0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98)
COSINE_LEVELS = (0.2, 0.25, 0.3, 0.35, 0.4)
TIE_LEVELS = (3.5, 3.75, 4.0, 4.25, 4.5, 4.75, 5.0, 5.25)
_WORD = re.compile(r"[^\W\d_]{3,}")

Scores = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One half of the days: events in order, their innermost topics, relations of three kinds."""

    events: Sequence[Event]
    topics: Mapping[str, str]
    fair: Sequence[Relation]
    earlier: Sequence[Relation]
    shipped: Sequence[Relation]

    @property
    def ids(self) -> list[str]:
        return [event.id for event in self.events]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    parser.add_argument("rankers", type=pathlib.Path)
    args = parser.parse_args()
    teach_rankers(args.split, args.rankers)
    halves = read_halves(args.split, args.rankers)
    print("| stories found by | early: P | R | F1 | late: P | R | F1 | F1 |\n|---|---|---|---|---|---|---|---|")
    print_row("every event alone", [score(dict.fromkeys(()), half) for half in halves])
    compare("single pass, TF-IDF cosine to the middle of a story", find_by_words, COSINE_LEVELS, halves)
    compare("all that relations above one score connect", find_components, COMPONENT_LEVELS, halves)
    compare("threads", partial(find_threads, "fair"), TIE_LEVELS, halves)
    compare("threads, only relations to earlier events", partial(find_threads, "earlier"), TIE_LEVELS, halves)
    print_row(
        "threads as shipped (the ranker has seen these days)",
        [score(find_threads("shipped", half, LEAST_TIE), half) for half in halves],
    )
    print("\n| least tie | early: P | R | F1 | late: P | R | F1 | F1 |\n|---|---|---|---|---|---|---|---|")
    for least in TIE_LEVELS:
        print_row(f"{least}", [score(find_threads("fair", half, least), half) for half in halves])


def teach_rankers(split: pathlib.Path, folder: pathlib.Path) -> None:
    """Teach for each half by the other, where that is not done yet."""
    missing = [name for name in HALVES if not (folder / f"{name}.npz").exists()]
    if not missing:
        return
    from relations_train import Lesson  # needs lightgbm

    folder.mkdir(parents=True, exist_ok=True)
    lesson = Lesson(split)
    for name in missing:
        save_ranker(lesson.teach(is_late=name == "late"), folder / f"{name}.npz")


def read_halves(split: pathlib.Path, folder: pathlib.Path) -> list[Half]:
    events = read_events(split / "events.jsonl.xz")
    topics = read_topics(split / "topics.jsonl.xz")
    judge = Judge(events, topics)
    is_late = judge.days > np.median(judge.days[list(judge.queries)])
    halves = []
    for name in HALVES:
        mine = [event for event, late in zip(events, is_late, strict=True) if late == (name == "late")]
        fair = partial(load_ranker, folder / f"{name}.npz")
        halves.append(
            Half(
                events=mine,
                topics={event.id: topics[event.id][-1] for event in mine if event.id in topics},
                fair=relate(mine, fair),
                earlier=relate(mine, fair, earlier_only=True),
                shipped=relate(mine, load_ranker),
            )
        )
    return halves


def relate(events: Sequence[Event], load: Callable[[], object], *, earlier_only: bool = False) -> list[Relation]:
    """Relate events by another ranker than the shipped one."""
    scoring.load_ranker = load
    try:
        return [found for group in relate_events(events, earlier_only=earlier_only) for found in group]
    finally:
        scoring.load_ranker = load_ranker


def score(story_of: Mapping[str, object], half: Half) -> Scores:
    """Give B-cubed precision, recall and F1; an event that `story_of` does not have is alone."""
    stories = {event_id: story_of.get(event_id, event_id) for event_id in half.topics}
    both = Counter((stories[event_id], topic) for event_id, topic in half.topics.items())
    found, right = Counter(stories.values()), Counter(half.topics.values())
    hits = [(both[stories[id], topic], found[stories[id]], right[topic]) for id, topic in half.topics.items()]
    precision = sum(hit / size for hit, size, _ in hits) / len(hits)
    recall = sum(hit / size for hit, _, size in hits) / len(hits)
    return precision, recall, 2 * precision * recall / (precision + recall)


def compare(
    name: str, find: Callable[[Half, float], Mapping[str, object]], levels: Sequence[float], halves: Sequence[Half]
) -> None:
    """Print a method's scores on each half, at the level that is best on the other."""
    scores = [[score(find(half, level), half) for level in levels] for half in halves]
    chosen = [max(range(len(levels)), key=lambda at, known=known: known[at][2]) for known in reversed(scores)]
    print_row(
        f"{name} ({levels[chosen[0]]}; {levels[chosen[1]]})",
        [known[at] for known, at in zip(scores, chosen, strict=True)],
    )


def print_row(name: str, scores: Sequence[Scores]) -> None:
    figures = " | ".join(f"{figure:.3f}" for half in scores for figure in half)
    print(f"| {name} | {figures} | {np.mean([half[2] for half in scores]):.3f} |", flush=True)


def find_threads(kind: str, half: Half, least: float) -> Mapping[str, str]:
    threads = Threads({})
    relations = ((found.event_id, found.other_id, found.score) for found in getattr(half, kind))
    threads.add_events(half.ids, tie_events(relations, half.ids), least=least)
    return threads.root_of


def find_components(half: Half, least: float) -> Mapping[str, str]:
    root_of = {event_id: event_id for event_id in half.ids}

    def find(event_id: str) -> str:
        while root_of[event_id] != event_id:
            event_id = root_of[event_id]
        return event_id

    for found in half.fair:
        if found.score >= least:
            root_of[find(found.event_id)] = find(found.other_id)
    return {event_id: find(event_id) for event_id in root_of}


def find_by_words(half: Half, least: float) -> Mapping[str, int]:
    """Lay each event to the story whose summed vector is nearest; one by one in order of time."""
    words = {event.id: Counter(_WORD.findall(event.text.lower())) for event in half.events}
    spread = Counter(word for counts in words.values() for word in counts)
    story_of: dict[str, int] = {}
    sums: list[Counter[str]] = []
    lengths: list[float] = []
    stories_with: dict[str, set[int]] = defaultdict(set)
    for event_id, counts in words.items():
        vector = weigh_words(counts, spread, len(words))
        scores: Counter[int] = Counter()
        for word, weight in vector.items():
            for story in stories_with[word]:
                scores[story] += weight * sums[story][word] / lengths[story]
        best, likeness = max(scores.items(), key=lambda pair: (pair[1], -pair[0]), default=(-1, 0.0))
        if likeness < least:
            best = len(sums)
            sums.append(Counter())
            lengths.append(0.0)
        story_of[event_id] = best
        for word, weight in vector.items():
            sums[best][word] += weight
            stories_with[word].add(best)
        lengths[best] = norm(sums[best].values())
    return story_of


def weigh_words(counts: Mapping[str, int], spread: Mapping[str, int], total: int) -> dict[str, float]:
    vector = {
        word: (1 + math.log(count)) * math.log(total / spread[word])
        for word, count in counts.items()
        if spread[word] <= COMMON_SHARE * total
    }
    length = norm(vector.values()) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def norm(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights))


if __name__ == "__main__":
    main()
