"""Names of topics: which of them are one name in two spellings."""

import re

_SPACES = re.compile(r"\s+")
_DASHES = re.compile("[‐‑‒–—−]")
# "2019-20", "2019-2021", "2001-present": editors move the end of a span of years along as time goes on.
_SPAN = re.compile(r"\b(\d{4}) ?- ?(?:\d{4}|\d{2}|present)\b")
_YEARS_BEHIND = re.compile(r" \([^()]*\d{4}[^()]*\)$")
_BRACKET_BEHIND = re.compile(r" \([^()]*\)$")
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]+")
# Two forms of one word agree so far ("Kyrgyzstan", "Kyrgyzstani").
_STEM = 5
_SMALL_WORDS = frozenset({"a", "an", "the", "of", "in", "on", "at", "and", "to", "from", "for"})


def spell_plainly(name: str) -> str:
    """Give what a name has in common with its other spellings: case, dashes and the end of a span of years left out.

    "2019–20 Persian Gulf crisis" and "2019–2021 Persian Gulf crisis" are spelled alike, "2020 elections" and
    "2021 elections" are not.
    """
    plain = _DASHES.sub("-", _SPACES.sub(" ", name).strip()).casefold()
    return _SPAN.sub(r"\1-", plain)


def drop_years_behind(name: str) -> str:
    """Give the name, spelled plainly, without years in brackets behind it: "War in Afghanistan (2001–2021)"."""
    return _YEARS_BEHIND.sub("", spell_plainly(name))


def keep_bracket(title: str, name: str) -> str:
    """Give the title with the bracket behind the topic's own name where it is that name but for the bracket.

    "COVID-19 pandemic in Georgia" may be the country's or the U.S. state's. Years behind a name go on changing.
    """
    bracket = _BRACKET_BEHIND.search(name)
    if not bracket or _YEARS_BEHIND.search(name) or spell_plainly(title) != spell_plainly(name[: bracket.start()]):
        return title
    return title + bracket[0]


def list_stems(name: str) -> frozenset[str]:
    """Give the beginnings of a name's words, small words left out."""
    return frozenset(word[:_STEM] for word in _WORD.findall(name.casefold()) if word not in _SMALL_WORDS)


def list_years(name: str) -> frozenset[str]:
    """Give the years in a name; of a span only its first."""
    return frozenset(_YEAR.findall(spell_plainly(name)))
