"""Authors: the persons in what pages give as author, which is often an address, a mail box or the paper itself."""

import re
from collections.abc import Iterable

from backstory.sources.labels import make_key
from backstory.sources.roster import load_roster
from backstory.sources.text import clean_text

_BY = re.compile(r"^(?:written\s+)?(?:by|von|par|por|di|af|av|door)\s*:?\s+", re.I)
_SPLIT = re.compile(r"\s*(?:,|;|\||\band\b|\bund\b|&)\s*")
_NOBODY = frozenset(
    "admin administrator editor editors staff newsroom webmaster redaktion redaccion redazione webdesk onlinedesk "
    "newsdesk staffwriter staffreporter agencies unknown anonymous author reporter guest".split()
)
_DESKS = frozenset(("news", "desk", "staff"))
_NOT_NAME = re.compile(r"https?:|www\.|@|\d{2,}|[{}<>]|\.(?:com|org|net)\b", re.I)
MOST_AUTHORS = 6


def clean_authors(said: Iterable[str], site_names: set[str]) -> list[str]:
    """The persons, each once, in order: without "By", addresses, desks, agencies and the site's own names."""
    authors: dict[str, str] = {}
    for text in said:
        whole = _BY.sub("", clean_text(text))
        if _NOT_NAME.search(whole) and "," not in whole:
            continue
        for part in _SPLIT.split(whole):
            name = _BY.sub("", part).strip(" .-–—/\"'()")
            if is_person(name, site_names):
                authors.setdefault(make_key(name), set_case(name))
    return list(authors.values())[:MOST_AUTHORS]


def is_person(name: str, site_names: set[str]) -> bool:
    """Whether it can be a person's name: two to five words, no publisher's."""
    key = make_key(name)
    if not key or key in _NOBODY or key in site_names or _NOT_NAME.search(name):
        return False
    if not 4 <= len(name) <= 60 and not any(ord(char) > 0x2E80 for char in name):
        return False
    words = name.split()
    if len(words) > 5 or not _DESKS.isdisjoint(word.lower() for word in words):
        return False
    return load_roster().find_label(name) is None


def set_case(name: str) -> str:
    """A name all in capitals in the usual case."""
    return name.title() if name.isupper() and len(name) > 4 else name
