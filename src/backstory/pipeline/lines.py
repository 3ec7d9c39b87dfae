"""Events as JSON lines: the form of `parse`, `add` and `export`. Also how items of files are stored as states."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from msgspec import structs

from backstory.errors import InputError
from backstory.model import Attached, Citation, Event, GivenEvent, Mention, ParsedEvent, Problem, Topic
from backstory.model.days import is_moment
from backstory.parse.cells import LONGEST_TEXT, BadRowError, check_text
from backstory.views.wiki import LICENCE_URL

_LONGEST_ID = 64

_LAST_LINE = 999_999_999
"""As in tables; a line beyond it is as good as none."""

STATE_MARK = "\x1e"
"""Begins the text of a state that is items instead of wikitext, as in RFC 7464; no page begins with it."""


WHOLE_MARK = "\x1d"
"""Begins the text of a state that is all items of one day that a file of one's own has."""


class LineTopic(msgspec.Struct):
    """A topic in a line."""

    text: str
    entities: tuple[str, ...] = ()


class LineEntity(msgspec.Struct):
    """A link in a line."""

    title: str
    anchor: str = ""
    start: int = -1


class LineSource(msgspec.Struct, omit_defaults=True):
    """A citation in a line. With `attached_at` a machine put it there, and no editor cites it."""

    url: str
    publisher: str = ""
    title: str = ""
    archived_url: str = ""
    is_dead: bool = False
    attached_at: str = ""


class Line(msgspec.Struct, kw_only=True):
    """What a line may say. Only `date` and `text` must be there; what is not known here is ignored."""

    date: str
    text: str
    category: str = ""
    topics: tuple[LineTopic, ...] = ()
    prefix: str = ""
    entities: tuple[LineEntity, ...] = ()
    sources: tuple[LineSource, ...] = ()
    line: int = 0
    problems: tuple[str, ...] = ()
    id: str = ""
    path: str = ""
    first_seen_at: str = ""
    changed_at: str = ""
    origin: str = ""
    page: str = ""
    addresses: tuple[str, ...] = ()
    collection: str = ""


class OwnItem(GivenEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An item as a state of a file of one's own keeps it: what says nothing is left out."""


class EventLine(msgspec.Struct, kw_only=True):
    """An archive's event as a line: what `parse` gives, and what only the archive knows.

    `line` is its place on its page, from 1. `addresses` are other paths that lead to it. `licence` is that of the text,
    whose authors the page's history names; empty where none is known.
    """

    id: str
    date: str
    category: str
    topics: tuple[Topic, ...]
    text: str
    prefix: str
    headline: str
    entities: tuple[Mention, ...]
    sources: tuple[LineSource, ...]
    line: int
    path: str
    addresses: Sequence[str]
    first_seen_at: str
    changed_at: str
    origin: str
    page: str
    collection: str
    licence: str


_ENCODER = msgspec.json.Encoder()
_LINE = msgspec.json.Decoder(Line)
_ITEMS = msgspec.json.Decoder(list[GivenEvent])


class OwnState(msgspec.Struct, omit_defaults=True):
    """A day's items of a file of one's own, their identity decided; or with no day, what was wrong in the file."""

    items: tuple[OwnItem, ...] = ()
    problems: tuple[Problem, ...] = ()


_OWN_STATE = msgspec.json.Decoder(OwnState)


def encode_state(items: Iterable[ParsedEvent]) -> str:
    """Items of a file as a state's text."""
    return STATE_MARK + msgspec.json.encode(list(items)).decode()


def decode_state(text: str) -> list[GivenEvent]:
    """The items that `encode_state` made the text from."""
    return _ITEMS.decode(text.removeprefix(STATE_MARK))


def encode_own_state(items: Iterable[ParsedEvent], problems: Iterable[Problem] = ()) -> str:
    """All items of one day of a file of one's own as a state's text, the same for the same items."""
    state = OwnState(items=tuple(msgspec.convert(item, OwnItem, from_attributes=True) for item in items))
    state.problems = tuple(problems)
    return WHOLE_MARK + msgspec.json.encode(state).decode()


def decode_own_state(text: str) -> tuple[list[GivenEvent], list[Problem]]:
    """The items and problems that `encode_own_state` made the text from."""
    state = _OWN_STATE.decode(text.removeprefix(WHOLE_MARK))
    return [msgspec.convert(item, GivenEvent, from_attributes=True) for item in state.items], list(state.problems)


def decode_line(text: str | bytes, path: str, number: int) -> GivenEvent:
    """The event that one line of a file says.

    Raises:
        InputError: it says none; the message names file and line.
    """
    try:
        line = _LINE.decode(text)
        check_line(line)
    except (msgspec.DecodeError, ValueError, BadRowError, RecursionError) as error:
        raise InputError(f"{path}, line {number} is no event: {error}.", path=path) from error
    return GivenEvent(
        date=line.date,
        category=line.category,
        text=line.text,
        prefix=line.prefix,
        topics=tuple(Topic(text=topic.text, entities=topic.entities) for topic in line.topics),
        mentions=tuple(_read_mention(entity, line) for entity in line.entities),
        citations=tuple(_read_citation(source) for source in line.sources if not source.attached_at),
        attached=tuple(
            Attached(attached_at=source.attached_at, **structs.asdict(_read_citation(source)))
            for source in line.sources
            if source.attached_at
        ),
        line=line.line if 0 <= line.line <= _LAST_LINE else 0,
        problems=line.problems,
        id=line.id,
        path=line.path,
        first_seen_at=line.first_seen_at,
        changed_at=line.changed_at,
        origin=line.origin,
        page=line.page,
        addresses=line.addresses,
        collection=line.collection,
    )


def _read_mention(entity: LineEntity, line: Line) -> Mention:
    headline = f"{line.prefix}: {line.text}" if line.prefix else line.text
    start = entity.start if 0 <= entity.start < len(headline) else -1
    return Mention(title=entity.title, anchor=entity.anchor or entity.title, start=start)


def _read_citation(source: LineSource) -> Citation:
    return Citation(
        url=source.url,
        publisher=source.publisher,
        title=source.title,
        archived_url=source.archived_url,
        is_dead=source.is_dead,
    )


def check_line(line: Line) -> None:
    """Raise ValueError, or BadRowError, for what no event can have."""
    if date.fromisoformat(line.date).isoformat() != line.date:
        raise ValueError(f"{line.date} is no day like 2020-04-03")
    if not line.text.strip():
        raise ValueError("there is no text")
    if len(line.text) > LONGEST_TEXT:
        raise ValueError(f"the text has more than {LONGEST_TEXT:,} characters")
    check_text(_list_texts(structs.astuple(line)))
    if len(line.id) > _LONGEST_ID:
        raise ValueError(f"the id has more than {_LONGEST_ID} characters")
    for moment in (line.changed_at, line.first_seen_at, *(source.attached_at for source in line.sources)):
        if moment and not is_moment(moment):
            raise ValueError(f"{moment[:40]} is no time like 2020-04-03T14:00:00Z")


def _list_texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, msgspec.Struct):
            yield from _list_texts(structs.astuple(value))
        elif isinstance(value, tuple):
            yield from _list_texts(value)


def encode_line(event: Event, page: str, line: int, addresses: Sequence[str]) -> bytes:
    """The bytes of the line of an archive's event, with its end."""
    return _ENCODER.encode(describe_event(event, page, line, addresses)) + b"\n"


def describe_event(event: Event, page: str, line: int, addresses: Sequence[str]) -> EventLine:
    """The line of an archive's event."""
    return EventLine(
        id=event.id,
        date=event.date,
        category=event.category,
        topics=event.topics,
        text=event.text,
        prefix=event.prefix,
        headline=event.headline,
        entities=event.mentions,
        sources=tuple(
            LineSource(
                url=found.url,
                publisher=found.publisher,
                title=found.title,
                archived_url=found.archived_url,
                is_dead=found.status == "dead",
                attached_at=found.attached_at,
            )
            for found in event.sources
        ),
        line=line,
        path=event.path,
        addresses=addresses,
        first_seen_at=event.first_seen_at,
        changed_at=event.changed_at,
        origin=event.origin,
        page=page,
        collection=event.collection,
        licence=LICENCE_URL if event.origin == "wikipedia" else "",
    )
