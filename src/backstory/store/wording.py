"""A wording as the archive keeps it: JSON that SQL tools can read, equal exactly where the wordings are."""

import msgspec

from backstory.model import Citation, Mention, ParsedEvent, Topic


class Wording(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a version says, apart from its date, category and line, which have columns of their own."""

    text: str
    prefix: str = ""
    topics: tuple[Topic, ...] = ()
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[str, ...] = ()
    collection: str = ""

    @property
    def headline(self) -> str:
        """The inline topic, a colon and a space where there is one, then the text."""
        return f"{self.prefix}: {self.text}" if self.prefix else self.text


class _Topics(msgspec.Struct, frozen=True):
    topics: tuple[Topic, ...] = ()


class _Collection(msgspec.Struct, frozen=True):
    collection: str = ""


_TOPICS_DECODER = msgspec.json.Decoder(_Topics)
_COLLECTION_DECODER = msgspec.json.Decoder(_Collection)
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Wording)


def encode_wording(item: ParsedEvent) -> str:
    """JSON of what `item` says; the same for the same wording."""
    wording = Wording(
        text=item.text,
        prefix=item.prefix,
        topics=item.topics,
        mentions=item.mentions,
        citations=item.citations,
        problems=item.problems,
        collection=item.collection,
    )
    # Lone surrogates cannot be stored as UTF-8; a reader loses nothing by a replacement character.
    return _ENCODER.encode(wording).decode("utf-8", "replace")


def decode_wording(text: str) -> Wording:
    """The wording that `encode_wording` made `text` from."""
    return _DECODER.decode(text)


def decode_topics(text: str) -> tuple[Topic, ...]:
    """Its topics alone, in less than half of the time."""
    return _TOPICS_DECODER.decode(text).topics


def decode_collection(text: str) -> str:
    """Its collection alone."""
    return _COLLECTION_DECODER.decode(text).collection


def restore_item(wording: str, date: str, category: str, line: int) -> ParsedEvent:
    """The parsed event that a version came from."""
    said = _DECODER.decode(wording)
    return ParsedEvent(
        date=date,
        category=category,
        text=said.text,
        prefix=said.prefix,
        topics=said.topics,
        mentions=said.mentions,
        citations=said.citations,
        problems=said.problems,
        line=line,
        collection=said.collection,
    )
