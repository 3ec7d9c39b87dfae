"""Words of a text with their places, and the runs of them that may name something."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from backstory.model.record import Record

LONGEST_RUN = 8
"""Words of the longest anchor looked for: of those on real pages 99.9% have no more."""

LOWER, CAPITAL, UPPER = "a", "A", "AA"
"""Shapes: how words are written, by the first letter, and whether all letters are capitals."""

Key = tuple[str, str]
"""Folded words with a blank between, and their shape. "WHO" and "who" are two keys, "Łódź" and "Łodz" are one."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?:]['\"”’)\]]*\s+['\"“‘(\[]*$|\n")
# What ends in a dot without ending a sentence.
_ABBREVIATED = re.compile(r"(?:\b\w|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Maj|Sgt|Sen|Rep|Gov|Jr|Sr|No|vs))\.\s+$")
# More than a comma and a blank, or a dot and a dash, between two words part what they name.
_WIDEST_GAP = 2


class Word(Record, frozen=True, kw_only=True):
    """One word: where it stands, its folded form, and whether a sentence begins with it."""

    start: int
    end: int
    folded: str
    is_first: bool


class Run(Record, frozen=True, kw_only=True):
    """Words `first` to `last` (excluded) of a text, and the key to look them up by."""

    first: int
    last: int
    key: Key


def split_words(text: str) -> tuple[Word, ...]:
    """The words of `text`. A possessive's "s" is a word of its own, so that names end before it."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        is_first = not words
        if not is_first and len(gap) > 1 and _SENTENCE_END.search(gap):
            is_first = not _ABBREVIATED.search(text[max(0, end - 6) : match.start()])
        end = match.end()
        words.append(Word(start=match.start(), end=end, folded=fold_word(match[0]), is_first=is_first))
    return tuple(words)


def list_runs(text: str, words: tuple[Word, ...], known: Collection[str] | None = None) -> Iterator[Run]:
    """Every run of at most `LONGEST_RUN` words of one sentence, by where it begins, shorter ones first.

    With `known`, the beginnings of all folded words that are looked for, runs that begin none of them are left out.
    """
    for first, word in enumerate(words):
        folded = ""
        for last in range(first, min(first + LONGEST_RUN, len(words))):
            if last > first and (words[last].is_first or words[last].start - words[last - 1].end > _WIDEST_GAP):
                break
            folded = f"{folded} {words[last].folded}" if folded else word.folded
            if known is not None and folded not in known:
                break
            shape = shape_of(text[word.start : words[last].end])
            yield Run(first=first, last=last + 1, key=(folded, shape))


def make_key(anchor: str) -> Key:
    """The key of an anchor's words; one without words has empty ones."""
    found = list(_WORD.finditer(anchor))
    if not found:
        return "", LOWER
    written = anchor[found[0].start() : found[-1].end()]
    return " ".join(fold_word(match[0]) for match in found), shape_of(written)


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """A word in lower case without its diacritics."""
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in parted if not unicodedata.combining(char))


def shape_of(words: str) -> str:
    """The shape of words as written; digits count as capitals."""
    if len(words) > 1 and words.isupper():
        return UPPER
    return CAPITAL if words[0].isupper() or words[0].isdigit() else LOWER


def list_beginnings(folded: str) -> Iterator[str]:
    """The words themselves and all their beginnings."""
    for at, char in enumerate(folded):
        if char == " ":
            yield folded[:at]
    yield folded
