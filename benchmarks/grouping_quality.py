"""Measure grouping: articles in the order of time, each decided on by those before it; print docs/quality.md's tables.

    python benchmarks/grouping_quality.py PORTAL_DIR STATES.jsonl.xz [--train]

The labelled articles are told in `grouping_data.py`. Those of 2020 are the tuned half: weights and thresholds, also the
baseline's, are the best there; those of 2021 are held out. The baseline is a single pass over TF-IDF vectors: an
article goes to the group with the nearest centroid, if its cosine reaches a threshold. Attaching: the articles titled
by hand meet the portal's events of their days, without every second one of those that they tell of.
`--train` learns the weights anew from the tuned half, and prints what belongs into `backstory/grouping/weights.py`.
"""

import argparse
import math
import pathlib
import pickle
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from grouping_data import HALVES, Labelled, gather

from backstory.grouping import FEATURES, Grouper, Member, compare, grouping

KINDS = ("titles", "news", "addresses", "wordings")
PRIMED = 3000
"""Events of the portal before the first article that tell how common words are."""
LEVELS = tuple(round(0.1 + 0.05 * step, 2) for step in range(13))
CHANCES = tuple(round(0.2 + 0.05 * step, 2) for step in range(10))
MOST_WORDINGS = 600
PENALTY = 1.0
CLOSE = 0.02

Scores = tuple[float, float, float]
Group = Callable[[Sequence[Labelled], float], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal", type=pathlib.Path)
    parser.add_argument("states", type=pathlib.Path)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path, help="a file to keep the labelled articles in between runs")
    options = parser.parse_args()
    articles, events = load(options)
    sets = {(half, kind): choose_articles(articles, half, kind) for half in HALVES for kind in KINDS}
    if options.train:
        train(sets, events)
    print("articles: " + ", ".join(f"{half} {kind} {len(own)}" for (half, kind), own in sets.items()))
    print("| | B³ precision | B³ recall | B³ F1 | pairs' precision | recall | F1 |\n|---|---|---|---|---|---|---|")
    for kind in KINDS:
        compare_methods(kind, sets, events)
    print("\n| attaching to the portal's events | precision | recall | F1 |\n|---|---|---|---|")
    for half in HALVES:
        titles = sets[half, "titles"]
        figures = score_attaching(titles, attach(titles, events, grouping.LEAST_EVENT))
        print(f"| {half} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)


def compare_methods(
    kind: str, sets: Mapping[tuple[str, str], Sequence[Labelled]], events: Mapping[str, Member]
) -> None:
    """Print the scores of the baseline and of grouping on both halves."""
    tuned = sets[HALVES[0], kind]
    level = max(LEVELS, key=lambda level: rate_all(tuned, group_by_cosine(tuned, level)))
    for half in HALVES:
        own = sets[half, kind]
        started_s = time.process_time()
        rows = [(f"TF-IDF, one pass ({level:.2f})", group_by_cosine(own, level))]
        rows.append(("grouping", group_by_likeness(own, grouping.LEAST, events)))
        for name, given in rows:
            figures = (*score_bcubed(own, given), *score_pairs(own, given))
            print(f"| {kind}, {half}: {name} | " + " | ".join(f"{f:.3f}" for f in figures) + " |", flush=True)
        print(f"<!-- {time.process_time() - started_s:.1f} s of processor time -->", flush=True)


def choose_articles(articles: Sequence[Labelled], half: str, kind: str) -> list[Labelled]:
    """Give the articles of a half and kind; "news" are the titles among the addresses of their days."""
    own = [item for item in articles if item.event.startswith(half)]
    titled = {item.event[:10] for item in own if item.kind == "titles"}
    if kind == "news":
        return [item for item in own if item.kind != "wordings" and item.event[:10] in titled]
    # The baseline compares whole sentences with nearly all groups: all of them would take an hour.
    return [item for item in own if item.kind == kind][: MOST_WORDINGS if kind == "wordings" else None]


def rate_all(articles: Sequence[Labelled], given: Sequence[str]) -> float:
    """Give what thresholds are chosen by: the mean of both F1."""
    return score_bcubed(articles, given)[2] + score_pairs(articles, given)[2]


def prime(articles: Sequence[Labelled], events: Mapping[str, Member]) -> Grouper:
    """Give a grouper that knows, from the portal's events before the first article, how common words are."""
    first = articles[0].article.day
    before = sorted(((member.day, name) for name, member in events.items() if member.day < first - 0.5), reverse=True)
    grouper = Grouper()
    for _, name in before[:PRIMED]:
        grouper.count(events[name])
    return grouper


def load(options: argparse.Namespace) -> tuple[list[Labelled], dict[str, Member]]:
    """Give the labelled articles and the portal's events as members."""
    if options.keep and options.keep.exists():
        articles, events = pickle.loads(options.keep.read_bytes())
        return articles, events
    articles, _, events = gather(options.portal, options.states)
    if options.keep:
        options.keep.write_bytes(pickle.dumps((articles, events)))
    return articles, events


def group_by_likeness(articles: Sequence[Labelled], least: float, events: Mapping[str, Member]) -> list[str]:
    """Give each article's group, as the archive would."""
    grouping.LEAST = least
    grouper, given = prime(articles, events), []
    for number, item in enumerate(articles):
        grouper.close(item.article.day)
        choice = grouper.choose(item.article)
        group = choice.event if choice else str(number)
        grouper.add(group, item.article)
        grouper.count(item.article)
        given.append(group)
    return given


def group_by_cosine(articles: Sequence[Labelled], least: float) -> list[str]:
    """Give each article's group by the baseline; rarity is learned on the way, as there."""
    counts: Counter[str] = Counter()
    centroids: dict[str, Counter[str]] = {}
    lasts: dict[str, float] = {}
    by_word: defaultdict[str, set[str]] = defaultdict(set)
    given = []
    for number, item in enumerate(articles):
        words = sorted(set(item.article.title.casefold().split()))
        counts.update(words)
        vector = {word: math.log((number + 2) / counts[word]) for word in words}
        near = sorted({group for word in words for group in by_word[word]})
        open_ones = [group for group in near if item.article.day - lasts[group] <= grouping.OPEN_DAYS]
        rated = [(measure_cosine(vector, centroids[group]), group) for group in open_ones]
        cosine, group = max(rated, default=(0.0, ""))
        if cosine < least or not group:
            group = str(number)
            centroids[group] = Counter()
        for word, weight in vector.items():
            centroids[group][word] += weight
            by_word[word].add(group)
        lasts[group] = item.article.day
        given.append(group)
    return given


def measure_cosine(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Give the cosine of two vectors."""
    product = sum(weight * right.get(word, 0.0) for word, weight in left.items())
    norms = math.sqrt(sum(w * w for w in left.values())) * math.sqrt(sum(w * w for w in right.values()))
    return product / norms if norms else 0.0


def score_bcubed(articles: Sequence[Labelled], given: Sequence[str]) -> Scores:
    """Give B-cubed precision, recall and F1."""
    both = Counter(zip(given, (item.event for item in articles), strict=True))
    found, right = Counter(given), Counter(item.event for item in articles)
    hits = [
        (both[group, item.event], found[group], right[item.event]) for group, item in zip(given, articles, strict=True)
    ]
    precision = sum(hit / size for hit, size, _ in hits) / len(hits)
    recall = sum(hit / size for hit, _, size in hits) / len(hits)
    return precision, recall, 2 * precision * recall / (precision + recall)


def score_pairs(articles: Sequence[Labelled], given: Sequence[str]) -> Scores:
    """Give precision, recall and F1 of pairs of articles that are in one group."""
    both = count_pairs(Counter(zip(given, (item.event for item in articles), strict=True)))
    precision = both / max(count_pairs(Counter(given)), 1)
    recall = both / max(count_pairs(Counter(item.event for item in articles)), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def count_pairs(sizes: Mapping[object, int]) -> int:
    """Give how many pairs groups of these sizes have."""
    return sum(size * (size - 1) // 2 for size in sizes.values())


def attach(articles: Sequence[Labelled], events: Mapping[str, Member], least: float) -> list[str]:
    """Give the portal's event for each article, "" for none; of the events told of, the portal lacks every second."""
    grouping.LEAST_EVENT = least
    told = sorted({item.event for item in articles})
    lacking = set(told[::2])
    given = []
    grouper = prime(articles, events)
    days = {item.event[:10] for item in articles}
    waiting = sorted((member.day, name) for name, member in events.items() if name not in lacking and name[:10] in days)
    for item in articles:
        while waiting and waiting[0][0] <= item.article.day + 0.5:
            grouper.add(waiting[0][1], events[waiting.pop(0)[1]])
        grouper.close(item.article.day)
        choice = grouper.choose(item.article)
        given.append(choice.event if choice else "")
        grouper.count(item.article)
    return given


def score_attaching(articles: Sequence[Labelled], given: Sequence[str]) -> Scores:
    """Give precision, recall and F1 of articles attached to an event of the portal."""
    told = sorted({item.event for item in articles})
    here = set(told[1::2])
    names = [item.event for item in articles]
    right = sum(name == event for name, event in zip(names, given, strict=True))
    precision = right / max(sum(map(bool, given)), 1)
    recall = right / sum(name in here for name in names)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def train(sets: Mapping[tuple[str, str], Sequence[Labelled]], events: Mapping[str, Member]) -> None:
    """Learn weights and thresholds from the tuned half, use them from here on, and print them."""
    own = {kind: sets[HALVES[0], kind] for kind in KINDS}
    shares = (
        ("news", 3.0, False),
        ("titles", 3.0, False),
        ("titles", 3.0, True),
        ("addresses", 1.0, False),
        ("wordings", 1.0, False),
    )
    examples = [
        (features, label, share)
        for kind, share, attaches in shares
        for features, label in list_examples(own[kind], events, attaches=attaches)
    ]
    rows, labels, weights = (np.array(column, float) for column in zip(*examples, strict=True))
    bias, learned = fit(rows, labels, weights)
    grouping.BIAS, grouping.WEIGHTS = round(bias, 2), tuple(round(float(weight), 2) for weight in learned)
    rated = {level: rate_level(level, own, events) for level in CHANCES}
    # Of those that are about as good the strictest: what is wrongly together misleads, what is wrongly apart does not.
    least = max(level for level in CHANCES if rated[level] >= max(rated.values()) - CLOSE)
    titles = own["titles"]
    scores = {level: score_attaching(titles, attach(titles, events, level))[2] for level in CHANCES}
    least_event = max(level for level in CHANCES if scores[level] >= max(scores.values()) - CLOSE)
    grouping.LEAST, grouping.LEAST_EVENT = least, least_event
    print(f"BIAS = {grouping.BIAS}\nWEIGHTS = {grouping.WEIGHTS}\nLEAST = {least}\nLEAST_EVENT = {least_event}")
    for name, weight in zip(FEATURES, grouping.WEIGHTS, strict=True):
        print(f"  {name}: {weight}")


def rate_level(level: float, own: Mapping[str, Sequence[Labelled]], events: Mapping[str, Member]) -> float:
    """Give what a threshold is worth on all that is learned from."""
    rated = [rate_all(own[kind], group_by_likeness(own[kind], level, events)) for kind in KINDS[1:]]
    print(f"<!-- {level}: " + ", ".join(f"{value / 2:.3f}" for value in rated) + " -->", flush=True)
    return sum(rated)


def list_examples(
    articles: Sequence[Labelled], events: Mapping[str, Member], *, attaches: bool
) -> Iterable[tuple[tuple[float, ...], bool]]:
    """Yield features of articles with the groups that were candidates, were all before grouped rightly.

    With `attaches` the groups are the portal's events.
    """
    grouper = prime(articles, events)
    days = {item.event[:10] for item in articles}
    waiting = sorted((member.day, name) for name, member in events.items() if attaches and name[:10] in days)
    for item in articles:
        while waiting and waiting[0][0] <= item.article.day + 0.5:
            grouper.add(waiting[0][1], events[waiting.pop(0)[1]])
        grouper.close(item.article.day)
        for event in grouper.list_candidates(item.article):
            group = grouper.groups[event]
            features = compare(item.article, group, grouper.counts.weigh, grouper.entity_counts.weigh)
            yield features, event == item.event
        if not attaches:
            grouper.add(item.event, item.article)
        grouper.count(item.article)


def fit(rows: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Give bias and weights of a logistic regression with a penalty on large weights (Newton's method)."""
    given = np.hstack([np.ones((len(rows), 1)), rows])
    found = np.zeros(given.shape[1])
    penalty = np.diag([0.0, *[PENALTY] * rows.shape[1]])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-given @ found))
        slope = given.T @ (weights * (chances - labels)) + penalty @ found
        curve = (given * (weights * chances * (1 - chances))[:, None]).T @ given + penalty
        found -= np.linalg.solve(curve, slope)
    return float(found[0]), found[1:]


if __name__ == "__main__":
    main()
