"""The words of an event: what its text, its links and its sources' addresses say."""

import re
from functools import lru_cache

from backstory.model import Event

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# A word with what stands between it and the last one.
_NEXT_WORD = re.compile(r"([\W_]*)([^\W_]+(?:['’][^\W_]+)?)")
_URL_HOST = re.compile(r"^[a-z]+://[^/]*", re.IGNORECASE)
_HOST_NAME = re.compile(r"^[a-z]+://(?:www\.|amp\.|m\.)?([^/:?#]+)", re.IGNORECASE)
_URL_END = re.compile("[?#]")
_URL_WORD = re.compile(r"[a-z]{3,}")

# Words that say nothing about what happened: function words, and the verbs and numbers of news prose.
_FUNCTION_WORDS = """
a an the of in on at by for to from with and or but as is are was were be been being has have had its it his
her their they he she who which that this these those after before during over under into than more less not no
no says said say reports reported report announces announced according will would can could may also first two
one three between against amid about out up down off per s t mr u
"""
_STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
# What addresses of articles carry whatever they are about.
_URL_STOP_WORDS = _STOP_WORDS | {"html", "htm", "www", "com", "php", "news", "article", "world", "amp", "story"}
# Words and titles whose stems are kept: they answer for 24 of 25 words of 24 years.
_WORDS_KEPT = 1 << 15


def list_words(text: str) -> list[str]:
    """Give the stems of the telling words of `text`, in order, repeated ones repeated."""
    return [stemmed for _, word in list_written(text) if (stemmed := stem_telling(word))]


@lru_cache(maxsize=_WORDS_KEPT)
def stem_telling(word: str) -> str:
    """Give the stem of a telling word, nothing of any other."""
    # Lowered word by word: lowering may add marks that part a word ("İzmir").
    lower = word.lower()
    return "" if len(word) < 2 or lower in _STOP_WORDS else stem(lower)


# Its words, its names and its phrases are asked of one text after the other.
@lru_cache(maxsize=1)
def list_written(text: str) -> tuple[tuple[str, str], ...]:
    """Give the words of `text` as they are written, each after what stands between it and the last one."""
    return tuple(_NEXT_WORD.findall(text))


def map_slug_surfaces(event: Event) -> dict[str, str]:
    """Give each stem that the last parts of its sources' addresses have, with the word as first written.

    The parts before are folders of a site ("life-style/gadgets-and-tech"), shared by articles on anything.
    """
    surfaces: dict[str, str] = {}
    for source in event.sources:
        path = _URL_END.split(_URL_HOST.sub("", source.url), maxsplit=1)[0]
        for word in _list_url_words(path.rstrip("/").rpartition("/")[2]):
            surfaces.setdefault(stem(word), word)
    return surfaces


def list_names(event: Event) -> list[str]:
    """Give the stems of the proper names: capitalised words inside sentences, and in what the event links."""
    found = list(_list_capitalised(event.text))
    for mention in event.mentions:
        found += _list_title_names(mention.title)
        found += _list_title_names(mention.anchor)
    for topic in event.topics:
        for title in topic.entities:
            found += _list_title_names(title)
    return found


def list_phrases(event: Event) -> list[str]:
    """Give the stems of capitalised words that follow each other in its text, two by two: "george floyd"."""
    found = []
    last = ""
    for gap, word in list_written(event.text):
        stemmed = _stem_name(word)
        if last and stemmed and gap in (" ", "-"):
            found.append(f"{last} {stemmed}")
        last = stemmed
    return found


def list_url_words(event: Event) -> list[str]:
    """Give the stems of the words in the addresses of its sources, which often hold the article's headline."""
    return [stem(word) for source in event.sources for word in _list_url_words(source.url)]


def list_hosts(event: Event) -> list[str]:
    """Give the hosts of its sources, lower-case and without ``www.``."""
    return [match[1].lower() for source in event.sources if (match := _HOST_NAME.match(source.url))]


@lru_cache(maxsize=_WORDS_KEPT)
def stem(word: str) -> str:
    """Give a lower-case word without its plural, possessive or past ending.

    Much milder than Porter's rules: names must not fall together.
    """
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if len(word) > 4:
        if word.endswith("ies"):
            word = word[:-3] + "y"
        elif word.endswith("sses"):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if len(word) > 6:
        if word.endswith("ing"):
            word = word[:-3]
        elif word.endswith("ed"):
            word = word[:-2]
        return word.removesuffix("e")
    if len(word) > 5:
        word = word.removesuffix("ed")
    return word


def forget_words() -> None:
    """Let go of the stems of words and titles that are kept for the next events."""
    for kept in (stem_telling, stem, _list_title_names, _stem_name):
        kept.cache_clear()


def _list_capitalised(text: str) -> list[str]:
    words = iter(list_written(text))
    # The first word of a sentence is capitalised whatever it is.
    next(words, None)
    return [
        stemmed for gap, word in words if (stemmed := _stem_name(word)) and not ("." in gap or "!" in gap or "?" in gap)
    ]


@lru_cache(maxsize=_WORDS_KEPT)
def _list_title_names(title: str) -> tuple[str, ...]:
    return tuple(stemmed for word in _WORD.findall(title) if (stemmed := _stem_name(word)))


@lru_cache(maxsize=_WORDS_KEPT)
def _stem_name(word: str) -> str:
    """Give the stem of a capitalised word, nothing of any other."""
    is_name = word[0].isupper() and len(word) > 2 and word.lower() not in _STOP_WORDS
    return stem(word.lower()) if is_name else ""


def _list_url_words(url: str) -> list[str]:
    return [word for word in _URL_WORD.findall(_URL_HOST.sub("", url).lower()) if word not in _URL_STOP_WORDS]
