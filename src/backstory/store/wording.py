"""A wording as the archive keeps it: JSON that SQL tools can read, equal exactly where the wordings are.

Its letters: t text, p prefix, f topics (filed under), m mentions, c citations, o problems (odd), g collection (group).
A topic that links just the entity of its name is a string, any other a list of its text and what it links. A mention
is a list: where it begins in the headline, how long it is (or the words, where they are not there), and the title
unless that is the words with a capital. A citation is a list of what `Cited` has, without the empty ones at the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from backstory.model import Citation, Mention, ParsedEvent, Topic
from backstory.store.urls import name_source, restore_url, shorten_url


class Cited(NamedTuple):
    """A citation as it is kept: the key of its source, how its address is written (see `urls`), and the rest."""

    source: int
    form: str = ""
    publisher: str = ""
    title: str = ""
    archived_url: str = ""
    is_dead: bool = False


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What a version says, apart from its date, category and line, which have columns of their own."""

    text: str
    prefix: str = ""
    topics: tuple[Topic, ...] = ()
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Cited, ...] = ()
    problems: tuple[str, ...] = ()
    collection: str = ""

    @property
    def headline(self) -> str:
        """The inline topic, a colon and a space where there is one, then the text."""
        return f"{self.prefix}: {self.text}" if self.prefix else self.text


_LETTERS = {
    "text": "t", "prefix": "p", "topics": "f", "mentions": "m", "citations": "c", "problems": "o", "collection": "g",
}  # fmt: skip

_Filed = str | tuple[str, ...]
_Named = tuple[Any, ...]


class _Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename=_LETTERS):
    text: str
    prefix: str = ""
    topics: tuple[_Filed, ...] = ()
    mentions: tuple[_Named, ...] = ()
    citations: tuple[Cited | tuple[Any, ...], ...] = ()
    problems: tuple[str, ...] = ()
    collection: str = ""


class _Read(_Kept, frozen=True, kw_only=True, rename=_LETTERS):
    citations: tuple[Cited, ...] = ()


class _Topics(msgspec.Struct, frozen=True, rename=_LETTERS):
    topics: tuple[_Filed, ...] = ()


class _Collection(msgspec.Struct, frozen=True, rename=_LETTERS):
    collection: str = ""


class _Said(msgspec.Struct, frozen=True, rename=_LETTERS):
    text: str
    prefix: str = ""


_TOPICS_DECODER = msgspec.json.Decoder(_Topics)
_COLLECTION_DECODER = msgspec.json.Decoder(_Collection)
_HEADLINE_DECODER = msgspec.json.Decoder(_Said)
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Read)


def encode_wording(item: ParsedEvent, source_of: Mapping[str, int]) -> str:
    """JSON of what `item` says; the same for the same wording. `source_of` has a key for each canonical URL."""
    headline = item.headline
    kept = _Kept(
        text=item.text,
        prefix=item.prefix,
        topics=tuple(topic.text if topic.entities == (topic.text,) else (topic.text, *topic.entities)
                     for topic in item.topics),
        mentions=tuple(_shorten_mention(mention, headline) for mention in item.mentions),
        citations=tuple(_shorten_citation(cited, source_of) for cited in item.citations),
        problems=item.problems,
        collection=item.collection,
    )  # fmt: skip
    # Lone surrogates cannot be stored as UTF-8; a reader loses nothing by a replacement character.
    return _ENCODER.encode(kept).decode("utf-8", "replace")


def _shorten_mention(mention: Mention, headline: str) -> _Named:
    start, anchor = mention.start, mention.anchor
    # SQLite counts characters only up to a NUL.
    is_there = anchor and start >= 0 and headline.startswith(anchor, start) and "\0" not in headline
    place = (start, len(anchor) if is_there else anchor)
    return place if mention.title == _capitalize(anchor) else (*place, mention.title)


def _capitalize(anchor: str) -> str:
    # As SQLite does: ASCII only.
    return anchor[0].upper() + anchor[1:] if anchor[:1].isascii() and anchor else anchor


def _shorten_citation(cited: Citation, source_of: Mapping[str, int]) -> tuple[Any, ...]:
    name = name_source(cited.url)
    kept = [shorten_url(cited.url, name), cited.publisher, cited.title, cited.archived_url, cited.is_dead]
    while kept and not kept[-1]:
        kept.pop()
    return (source_of[name], *kept)


def decode_wording(text: str) -> Wording:
    """The wording that `encode_wording` made `text` from."""
    kept = _DECODER.decode(text)
    headline = f"{kept.prefix}: {kept.text}" if kept.prefix else kept.text
    return Wording(
        text=kept.text,
        prefix=kept.prefix,
        topics=_restore_topics(kept.topics),
        mentions=tuple(_restore_mentions(kept.mentions, headline)),
        citations=kept.citations,
        problems=kept.problems,
        collection=kept.collection,
    )


def _restore_mentions(kept: Iterable[_Named], headline: str) -> Iterator[Mention]:
    for start, place, *title in kept:  # thousands at a time: see `_capitalize` for what stands here in short
        anchor: Any = headline[start : start + place] if type(place) is int else place
        named: Any = title[0] if title else anchor[0].upper() + anchor[1:] if "a" <= anchor[:1] <= "z" else anchor
        yield Mention(title=named, anchor=anchor, start=start)


def _restore_topics(filed: Iterable[_Filed]) -> tuple[Topic, ...]:
    return tuple(
        [
            Topic(text=one, entities=(one,)) if isinstance(one, str) else Topic(text=one[0], entities=one[1:])
            for one in filed
        ]
    )


def decode_topics(text: str) -> tuple[Topic, ...]:
    """Its topics alone, in less than half of the time."""
    return _restore_topics(_TOPICS_DECODER.decode(text).topics)


def decode_collection(text: str) -> str:
    """Its collection alone."""
    return _COLLECTION_DECODER.decode(text).collection


def decode_headline(text: str) -> str:
    """Its headline alone."""
    said = _HEADLINE_DECODER.decode(text)
    return f"{said.prefix}: {said.text}" if said.prefix else said.text


def restore_citations(said: Wording, url_of: Mapping[int, str]) -> tuple[Citation, ...]:
    """What a wording cites, given the canonical URLs of its sources."""
    return tuple(
        Citation(
            url=restore_url(cited.form, url_of[cited.source]),
            publisher=cited.publisher,
            title=cited.title,
            archived_url=cited.archived_url,
            is_dead=cited.is_dead,
        )
        for cited in said.citations
    )
