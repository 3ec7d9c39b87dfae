"""The words of a title, stemmed and weighed: what tells one happening from another.

Any script: words are parted at what is neither letter nor digit; where a script puts no blanks between words, pairs of
neighbouring characters stand for them.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import snowballstemmer  # type: ignore[import-untyped, unused-ignore]

from backstory.grouping.common_words import COMMON_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$")
# Han, Kana, Thai, Lao, Khmer, Myanmar: no blanks between words.
_UNPARTED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]+")
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian", "nb": "norwegian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip

BACKGROUND = 2000
"""So many titles are taken to have been read before the first one: otherwise every word would be rare in a new archive.
Best B-cubed F1 on the tuned half among 200, 1,000, 2,000 and 5,000 (`benchmarks/grouping_quality.py --train`)."""

_COMMON = 0.04
"""The share of those titles that have a given common word."""

_UNSEEN = 0.5


def list_stems(text: str, language: str = "") -> tuple[str, ...]:
    """The stems of a text in order; diacritics and case are folded. An unknown language is stemmed as English."""
    lower = unicodedata.normalize("NFKC", text).lower()
    if _UNPARTED.search(lower):
        pairs = [run[place : place + 2] for run in _UNPARTED.findall(lower) for place in range(max(1, len(run) - 1))]
        return (*pairs, *_stem_all(_UNPARTED.sub(" ", lower), language))
    return tuple(_stem_all(lower, language))


class WordCounts:
    """In how many titles each stem was met, and what it weighs by that."""

    def __init__(self, counts: Mapping[str, int] | None = None, titles: int = 0) -> None:
        self.counts: Counter[str] = Counter(counts or {})
        self.titles = titles

    def add(self, stems: Iterable[str]) -> None:
        """Count one title."""
        self.counts.update(set(stems))
        self.titles += 1

    def weigh(self, stem: str) -> float:
        """How telling a stem is: the logarithm of how rare, 0 to about 8."""
        before = BACKGROUND * _COMMON if stem in _list_common() else _UNSEEN
        return max(0.0, math.log((BACKGROUND + self.titles) / (before + self.counts[stem])))


@cache
def _list_common() -> frozenset[str]:
    return frozenset(stem for language, words in COMMON_WORDS.items() for stem in _stem_all(words, language))


def _stem_all(lower: str, language: str) -> Iterable[str]:
    primary = language.partition("-")[0]
    for word in _WORD.findall(lower):
        stem = _stem(_POSSESSIVE.sub("", word), primary if primary in _STEMMERS else "en")
        if stem:
            yield stem


@lru_cache(maxsize=1 << 17)
def _stem(word: str, language: str) -> str:
    """One word's stem without diacritics; nothing for a single letter."""
    if len(word) < 2 and not word.isdigit():
        return ""
    stem = str(_find_stemmer(language).stemWord(word))
    bare = unicodedata.normalize("NFKD", stem)
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


@cache
def _find_stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_STEMMERS[language])
