"""Spans: places of a text that may name an entity, with what is known of their words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from backstory.entities.knowledge import Anchor, Knowledge
from backstory.entities.words import CAPITAL, LOWER, UPPER, Key, Run, Word, list_runs
from backstory.model.record import Record

# In brackets after what it stands for: two to ten letters, at least two of them capitals.
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{0,8}[A-Z][a-z]?)\)")
_SMALL_WORDS = frozenset("of the and for in on to de la des du et y e".split())
_MOST_WORDS_DEFINED = 10


class Span(Record, frozen=True, kw_only=True):
    """Words `first` to `last` of a text, from `start` to `end`, and what they may name.

    `differs`: known only in another case than the text's. `is_again`: the same words, or what they are short for, stand
    earlier in the text.
    """

    first: int
    last: int
    start: int
    end: int
    anchor: Anchor
    differs: bool
    is_again: bool

    def overlaps(self, other: "Span") -> bool:
        """Whether both have a word in common."""
        return self.first < other.last and other.first < self.last


def find_spans(text: str, words: tuple[Word, ...], knowledge: Knowledge) -> list[Span]:
    """The spans of `text`, by place, shorter ones first."""
    runs = list(list_runs(text, words))
    is_plain = text.islower() or text.isupper()
    asked = [list(_list_keys(run, words[run.first], is_plain=is_plain)) for run in runs]
    found = knowledge.find_anchors({key for keys in asked for key, _ in keys})
    short_for = _find_definitions(text, words)
    known: dict[str, tuple[Anchor, bool]] = {}
    spans = []
    seen: set[str] = set()
    for run, keys in zip(runs, asked, strict=True):
        folded = run.key[0]
        meant = short_for.get(folded, "") if run.key[1] == UPPER else ""
        # An acronym means what the text says, whatever it means elsewhere.
        chosen = known.get(meant) if meant else _choose(keys, found)
        if chosen is None:
            continue
        anchor, differs = chosen
        known.setdefault(folded, chosen)
        end = words[run.last - 1].end
        spans.append(
            Span(
                first=run.first,
                last=run.last,
                start=words[run.first].start,
                end=end + 1 if anchor.ends_in_dot and text[end : end + 1] == "." else end,
                anchor=anchor,
                differs=differs,
                is_again=folded in seen or meant in seen,
            )
        )
        seen.add(folded)
    return spans


def _list_keys(run: Run, word: Word, *, is_plain: bool) -> Iterator[tuple[Key, bool]]:
    """The keys that a run may be known by, each with whether it is written otherwise there."""
    folded, shape = run.key
    yield run.key, False
    if shape == CAPITAL:
        # At the start of a sentence nobody can tell.
        yield (folded, LOWER), not word.is_first
        yield (folded, UPPER), True
    elif shape == UPPER or is_plain:
        # A text all in one case says nothing by it; in others "turkey" is no country.
        yield (folded, CAPITAL), not is_plain
    if is_plain:
        yield (folded, LOWER if shape == UPPER else UPPER), False


def _choose(keys: Sequence[tuple[Key, bool]], found: Mapping[Key, Anchor]) -> tuple[Anchor, bool] | None:
    """What the words are known as, as written; failing that in another case."""
    same = [found[key] for key, differs in keys if not differs and key in found]
    if same:
        return _join(same), False
    other = next((found[key] for key, differs in keys if differs and key in found), None)
    return None if other is None else (other, True)


def _join(anchors: Sequence[Anchor]) -> Anchor:
    if len(anchors) == 1:
        return anchors[0]
    targets: Counter[str] = Counter()
    for anchor in anchors:
        for title, count in anchor.targets:
            targets[title] += count
    return Anchor(
        linked=sum(anchor.linked for anchor in anchors),
        seen=sum(anchor.seen for anchor in anchors),
        targets=tuple(sorted(targets.items(), key=lambda item: (-item[1], item[0]))),
        ends_in_dot=anchors[0].ends_in_dot,
    )


def _find_definitions(text: str, words: tuple[Word, ...]) -> dict[str, str]:
    """Acronyms that the text itself explains, folded, with the folded words they stand for.

    As in "Economic Community of West African States (ECOWAS)": the words before the bracket begin with its letters,
    in order; small words may lend theirs or not.
    """
    place_of = {word.start: place for place, word in enumerate(words)}
    found = {}
    for match in _ACRONYM.finditer(text):
        at = place_of[match.start(1)]
        first = _match_letters(match[1].lower(), words[max(0, at - _MOST_WORDS_DEFINED) : at])
        if first is not None:
            begins = at - first
            found[words[at].folded] = " ".join(word.folded for word in words[begins:at])
    return found


def _match_letters(letters: str, before: Sequence[Word]) -> int | None:
    """How many of the last words the letters stand for; None where they stand for none."""
    at = len(before)
    left = letters
    while left and at:
        at -= 1
        word = before[at].folded
        # A word may lend several of its first letters, as in "ECOWAS".
        length = next((size for size in range(min(3, len(left)), 0, -1) if word.startswith(left[-size:])), 0)
        if length:
            left = left[: len(left) - length]
        elif word not in _SMALL_WORDS:
            return None
    return None if left else len(before) - at
