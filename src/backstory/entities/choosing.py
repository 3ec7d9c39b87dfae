"""Choosing: of spans that overlap, those that are worth most together; each entity once."""

from bisect import bisect_right
from collections.abc import Sequence

from backstory.entities.scoring import Candidate
from backstory.entities.spans import Span

Scored = tuple[Span, tuple[Candidate, ...]]


def choose_spans(scored: Sequence[Scored], least: float) -> list[Scored]:
    """Give spans whose best candidate scores above `least`, without overlaps, the greatest sum, by place.

    An entity that several spans name keeps the first of them.
    """
    likely = [(span, candidates) for span, candidates in scored if candidates and candidates[0].score > least]
    likely.sort(key=lambda pair: (pair[0].last, pair[0].first))
    ends = [span.last for span, _ in likely]
    sums = [0.0]
    for number, (span, candidates) in enumerate(likely):
        before = bisect_right(ends, span.first, 0, number)
        sums.append(max(sums[number], sums[before] + candidates[0].score - least))
    chosen = []
    number = len(likely)
    while number:
        span, candidates = likely[number - 1]
        if sums[number] == sums[number - 1]:
            number -= 1
        else:
            chosen.append((span, candidates))
            number = bisect_right(ends, span.first, 0, number - 1)
    once: dict[str, Scored] = {}
    for pair in reversed(chosen):
        once.setdefault(pair[1][0].title, pair)
    return list(once.values())
