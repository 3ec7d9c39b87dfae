"""Scoring: a sum of parts for each span and entity, above 0 where an editor more probably links it than not.

The weights were learned by `benchmarks/entities_train.py` from the portal's days before March 2021. Every part means
the same in any archive: a share, a number of events, a form; never which words or entity it is.
"""

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from backstory.entities.knowledge import name_of
from backstory.entities.rates import rate_link
from backstory.entities.spans import Span
from backstory.entities.surroundings import MOST_TARGETS, Surroundings
from backstory.entities.words import Word, make_key
from backstory.model.record import Record

FEATURES = (
    "usually linked", "links", "common meaning", "only meaning", "lower case", "length", "other case", "again",
    "position", "capital before", "capital after", "begins a sentence", "goes with", "in the news", "known",
    "own name", "meanings", "fits best",
)  # fmt: skip


class Candidate(Record, frozen=True, kw_only=True):
    """An entity that words may name. `parts` say what its score is the sum of, the weightiest first."""

    title: str
    score: float
    parts: tuple[tuple[str, float], ...] = ()


def score_span(text: str, words: Sequence[Word], span: Span, around: Surroundings) -> tuple[Candidate, ...]:
    """The entities that a span may name, best first."""
    names, weights, bias = load_weights()
    found = []
    for title, features in describe_span(text, words, span, around):
        parts = [(name, weight * value) for name, weight, value in zip(names, weights, features, strict=True)]
        score = bias + sum(part for _, part in parts)
        shown = sorted(((name, round(part, 2)) for name, part in parts), key=lambda part: -abs(part[1]))
        found.append(Candidate(title=title, score=round(score, 3), parts=tuple(part for part in shown if part[1])))
    return tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.title)))


def describe_span(
    text: str, words: Sequence[Word], span: Span, around: Surroundings
) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield each entity that a span may name with its FEATURES."""
    targets = [(title, count) for title, count in span.anchor.targets[:MOST_TARGETS] if title in around.known]
    if not targets:
        return
    own = _describe_words(text, words, span)
    shares = [math.log((count + 0.3) / sum(count + 0.3 for _, count in targets)) for _, count in targets]
    lifts = [[lift for _, lift in around.list_lifts(span, title)] for title, _ in targets]
    fits = _share_out([share + sum(lift) for share, lift in zip(shares, lifts, strict=True)])
    folded = " ".join(word.folded for word in words[span.first : span.last])
    for (title, _), share, lift, fit in zip(targets, shares, lifts, fits, strict=True):
        known, volume = around.known[title], around.volume
        expected = volume.recent * known.events / max(volume.events, 1)
        of_entity = {
            "common meaning": share,
            "only meaning": len(targets) == 1,
            "goes with": max(lift, default=0.0),
            "in the news": math.log((known.recent + 1) / (expected + 1)) if volume.recent else 0.0,
            "known": math.log1p(known.events),
            "own name": make_key(name_of(title))[0] == folded,
            "meanings": math.log(len(targets)),
            "fits best": math.log(fit + 1e-4),
        }
        described = {**own, **of_entity}
        yield title, tuple(float(described[name]) for name in FEATURES)


def _describe_words(text: str, words: Sequence[Word], span: Span) -> dict[str, float]:
    rate = rate_link(span.anchor)
    is_capital = text[span.start].isupper()
    begins = words[span.first].is_first
    return {
        "usually linked": math.log(rate / (1 - rate)),
        "links": math.log1p(span.anchor.linked),
        "lower case": text[span.start].islower() and not begins,
        "length": span.last - span.first,
        "other case": span.differs,
        "again": span.is_again,
        "position": math.log1p(span.first),
        "capital before": is_capital and not begins and _is_joined(text, words, span.first),
        "capital after": is_capital and _is_joined(text, words, span.last),
        "begins a sentence": begins,
    }


def _is_joined(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether two capitalised words of one name meet before word `at`, so that a span between would part them."""
    if not 0 < at < len(words) or words[at].is_first:
        return False
    left, right = words[at - 1], words[at]
    return (
        right.start - left.end == 1
        and text[left.end] in " -–"
        and text[left.start].isupper()
        and text[right.start].isupper()
    )


def _share_out(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    return [share / sum(shares) for share in shares]


@cache
def load_weights() -> tuple[tuple[str, ...], tuple[float, ...], float]:
    """The shipped weights: names, in the order of FEATURES, weights, and what is added to every sum."""
    said = json.loads((resources.files("backstory.entities") / "weights.json").read_text(encoding="utf-8"))
    return FEATURES, tuple(float(said["weights"][name]) for name in FEATURES), float(said["bias"])
