"""An event: as parsed from one page, and as the archive keeps it."""

from backstory.model.record import Record
from backstory.model.source import Source


class Topic(Record, frozen=True, kw_only=True):
    """One level of an event's topics, such as ``Northern Mali conflict``; `entities` are the titles it links."""

    text: str
    entities: tuple[str, ...] = ()


class Mention(Record, frozen=True, kw_only=True):
    """A link: the entity's `title`, the words that name it, and where they begin in the headline.

    `start` counts characters of the event's *headline*; -1 where the words are not in it (an event that came
    without offsets).
    """

    title: str
    anchor: str
    start: int = -1


class Citation(Record, frozen=True, kw_only=True):
    """A source as the editors cited it: the URL and the publisher's label as written, cleaned.

    `archived_url` is a copy that the editors themselves name; `is_dead` repeats their dead-link mark.
    `title` is there where a citation template gives it.
    """

    url: str
    publisher: str = ""
    title: str = ""
    archived_url: str = ""
    is_dead: bool = False


class Attached(Citation, frozen=True, kw_only=True):
    """An article that no editor cites: a machine put it beside the event as telling of the same, at `attached_at`."""

    attached_at: str


class ParsedEvent(Record, frozen=True, kw_only=True):
    """An event as one state of one page has it.

    `topics` are outermost first and end with the inline topic, where there is one; `prefix` is that inline
    topic's text. `text` is plain: no markup, no prefix, no citations. `line` counts from 1. `problems` are codes.
    `id` is given by files that know it, `collection` where the archive has several; otherwise they are empty.
    """

    date: str
    category: str
    text: str
    topics: tuple[Topic, ...] = ()
    prefix: str = ""
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()
    line: int = 0
    problems: tuple[str, ...] = ()
    id: str = ""
    collection: str = ""

    @property
    def headline(self) -> str:
        """The inline topic, a colon and a space where there is one, then the text."""
        return f"{self.prefix}: {self.text}" if self.prefix else self.text


class Version(Record, frozen=True, kw_only=True):
    """One wording of an event: what it said from `valid_from` until `valid_to` (empty: still)."""

    revision_id: int
    valid_from: str
    valid_to: str
    date: str
    category: str
    headline: str
    is_removed: bool = False


class Event(Record, frozen=True, kw_only=True):
    """An event as the archive keeps it: one identity through all its wordings.

    `id` is stable for ever, and so is `path`, its permalink without an ending: ``/news/2013/01/8/SLUG``.
    `first_seen_at` is when its first wording was recorded, `changed_at` when its present one was.
    `removed_at` is empty while the event is live. `origin` says where it came from (see `Revision`), `collection` which
    one it belongs to; empty for none.
    """

    id: str
    date: str
    path: str
    category: str
    text: str
    prefix: str = ""
    topics: tuple[Topic, ...] = ()
    mentions: tuple[Mention, ...] = ()
    sources: tuple[Source, ...] = ()
    first_seen_at: str = ""
    changed_at: str = ""
    removed_at: str = ""
    origin: str = ""
    collection: str = ""

    @property
    def headline(self) -> str:
        """The inline topic, a colon and a space where there is one, then the text."""
        return f"{self.prefix}: {self.text}" if self.prefix else self.text

    @property
    def is_live(self) -> bool:
        """Whether the editors still have it."""
        return not self.removed_at

    @property
    def is_machine_grouped(self) -> bool:
        """Whether a machine made it of articles that feeds brought; no editor has seen it."""
        return self.origin == "feed"

    @property
    def titles(self) -> tuple[str, ...]:
        """Every entity it involves, each once: the mentions in order, then what its topics link."""
        linked = [mention.title for mention in self.mentions]
        linked += [title for topic in self.topics for title in topic.entities]
        return tuple(dict.fromkeys(linked))
