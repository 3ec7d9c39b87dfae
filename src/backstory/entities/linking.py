"""Linking: the entities that a plain text names, where, and why."""

from backstory.entities.choosing import choose_spans
from backstory.entities.knowledge import Knowledge
from backstory.entities.scoring import Candidate, score_span
from backstory.entities.spans import find_spans
from backstory.entities.surroundings import Surroundings
from backstory.entities.words import split_words
from backstory.model import Mention
from backstory.model.record import Record

LEAST_SCORE = -1.0
"""Below, words are left alone. Best F1 on January and February 2021 by weights of before; -0.75 is as good."""

_MOST_CANDIDATES = 5


class Link(Record, frozen=True, kw_only=True):
    """A mention found, its score, and the entities that its words may name, best first, the chosen one included.

    `context` are the other entities of the text that speak most for the chosen one, with by how much.
    """

    mention: Mention
    score: float
    candidates: tuple[Candidate, ...]
    context: tuple[tuple[str, float], ...] = ()


def link_text(text: str, on: str, knowledge: Knowledge, *, least: float = LEAST_SCORE) -> tuple[Link, ...]:
    """Give what `text`, read on day `on`, names, by place; each entity once, as editors link it.

    The same text, day and knowledge give the same links. Cost grows linearly with the text.
    """
    words = split_words(text)
    spans = find_spans(text, words, knowledge)
    if not spans:
        return ()
    around = Surroundings(spans, on, knowledge)
    scored = [(span, score_span(text, words, span, around)) for span in spans]
    links = []
    for span, candidates in choose_spans(scored, least):
        best = candidates[0]
        lifts = sorted(around.list_lifts(span, best.title), key=lambda pair: (-pair[1], pair[0]))
        links.append(
            Link(
                mention=Mention(title=best.title, anchor=text[span.start : span.end], start=span.start),
                score=best.score,
                candidates=candidates[:_MOST_CANDIDATES],
                context=tuple((title, round(lift, 2)) for title, lift in lifts[:3] if lift > 0),
            )
        )
    return tuple(links)
