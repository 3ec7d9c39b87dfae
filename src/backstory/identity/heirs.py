"""Heirs: the event that goes on where another was merged into it, or was put on two pages and taken from one."""

from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from backstory.identity.likeness import list_urls
from backstory.model import KnownEvent

_ALIKE_CITED = 0.6
"""With an article in common: most words of the shorter one are in the longer one."""

_ALIKE = 0.92
"""Without: nearly all are."""

_TELLING_CHARACTERS = 30
"""A shorter sentence is too easily part of another."""


def find_heirs(removed: Sequence[KnownEvent], standing: Sequence[KnownEvent]) -> tuple[tuple[str, str], ...]:
    """Pairs of a removed event's id and the id of the event that says what it said; most removed events have none."""
    pairs = []
    for event in removed:
        rated = [(rate_heir(event, other), -place, other.id) for place, other in enumerate(standing)]
        best = max(rated, default=(0.0, 0, ""))
        if best[0]:
            pairs.append((event.id, best[2]))
    return tuple(pairs)


def rate_heir(event: KnownEvent, other: KnownEvent) -> float:
    """How much `other` says what `event` said; 0 for not at all."""
    if event.id == other.id:
        return 0
    said, says = event.wordings[0], other.wordings[0]
    alike = fuzz.token_set_ratio(said.text, says.text, processor=utils.default_process) / 100
    if list_urls(said) & list_urls(says):
        return 1 + alike if alike >= _ALIKE_CITED else 0
    is_telling = min(len(said.text), len(says.text)) >= _TELLING_CHARACTERS
    return alike if is_telling and alike >= _ALIKE else 0
