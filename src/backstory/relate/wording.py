"""Wording: the words and names of one event as they are written, found again by their stems."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from backstory.model import Event
from backstory.relate.words import list_written, stem_telling

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """What one event says, in its text and in the titles that it links.

    `written` gives each stem's word as first written, without genitive; `pairs` the two stems of words that follow each
    other, and how these are written; `alone` are the stems of names of one word ("Draghi", but not "West" where only
    the West Bank is named); `within` those of the words of longer names.
    """

    written: dict[str, str] = field(default_factory=dict)
    pairs: dict[Pair, str] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    within: set[str] = field(default_factory=set)

    def names_singly(self, stem: str) -> bool:
        """Say whether the word stands for itself here, not for part of a longer name alone."""
        return stem in self.alone or stem not in self.within


def read_wording(event: Event) -> Wording:
    """Give the event's wording; of a word written in several ways the text's first."""
    read = Wording()
    _read_text(event.text, read)
    for title in event.titles:
        known = _read_title(title)
        for stem, word in known.written.items():
            read.written.setdefault(stem, word)
        read.pairs.update(known.pairs)
        read.alone.update(known.alone)
        read.within.update(known.within)
    return read


def complete_name(stems: Pair, label: str, first: Wording, second: Wording) -> tuple[tuple[str, ...], str]:
    """Give a name of two words with those before and after that both wordings have there too, and all its stems.

    "Libyan Civil" is "Second Libyan Civil War" where both have that. What is no name is given as it is.
    """
    whole: tuple[str, ...] = stems
    if not label[0].isupper():
        return whole, label
    both = [(pair, written) for pair, written in first.pairs.items() if pair in second.pairs and written[0].isupper()]
    for _ in range(_MOST_AROUND):
        for (one, other), written in both:
            before, joint, after = _JOINT.split(written, maxsplit=1)
            if one == whole[-1] and other not in whole and label.endswith(before):
                whole, label = (*whole, other), label + joint + after
            elif other == whole[0] and one not in whole and label.startswith(after):
                whole, label = (one, *whole), before + joint + label
    return whole, label


@lru_cache(maxsize=1 << 14)
def _read_title(title: str) -> Wording:
    read = Wording()
    _read_text(title, read)
    return read


def _read_text(text: str, read: Wording) -> None:
    last = last_word = ""
    is_last_name = is_in_name = False
    for gap, word in list_written(text):
        stem, plain, is_name = _read_word(word)
        if not stem:
            if is_last_name and not is_in_name:
                read.alone.add(last)
            last, is_last_name = "", False
            continue
        read.written.setdefault(stem, plain)
        goes_on = False
        if last and gap in _JOINTS:
            if is_name == is_last_name:
                read.pairs.setdefault((last, stem), last_word + gap + plain)
                goes_on = is_name
            if gap == "-" and plain.isdigit() and read.written[last] == last_word:
                # "COVID-19", "F-35"
                read.written[last] = f"{last_word}-{plain}"
        if goes_on:
            read.within.update((last, stem))
        elif is_last_name and not is_in_name:
            read.alone.add(last)
        is_in_name = goes_on
        if plain == word:
            last, last_word, is_last_name = stem, word, is_name
        else:
            # A genitive ends a name: "Italy's Draghi" are two.
            if is_name and not goes_on:
                read.alone.add(stem)
            last, is_last_name = "", False
    if is_last_name and not is_in_name:
        read.alone.add(last)


@lru_cache(maxsize=1 << 14)
def _read_word(word: str) -> tuple[str, str, bool]:
    """Give a word's stem, itself without genitive, and whether it is a name."""
    plain = word[:-2] if word.endswith(("'s", "’s")) else word
    return stem_telling(word), plain, word[0].isupper()


_JOINTS = frozenset(" -–")
_JOINT = re.compile("([ –-])")
# A name is looked for as long as this many words before and after two that both have.
_MOST_AROUND = 3
