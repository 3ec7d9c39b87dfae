"""A day page: one state of it, and what was read from it."""

from backstory.model.event import ParsedEvent
from backstory.model.record import Record


class Problem(Record, frozen=True, kw_only=True):
    """Something that could not be read as it should: a code, where (``line 7``), and a detail for people."""

    code: str
    where: str = ""
    detail: str = ""


class Revision(Record, frozen=True, kw_only=True):
    """One state of one page or document.

    `origin` is "wikipedia" or the kind of file it came from ("markdown", "jsonl", "csv", "notes", "feed"); `page` its
    title or name there; `revision_id` its id there as text, or empty; `timestamp` when that state was saved.
    `collection` is that of its events which name none.
    """

    origin: str
    page: str
    date: str
    timestamp: str
    text: str
    revision_id: str = ""
    collection: str = ""


class DayPage(Record, frozen=True, kw_only=True):
    """What a day page says: its events in their order, and the page's problems that belong to no event."""

    date: str
    events: tuple[ParsedEvent, ...] = ()
    problems: tuple[Problem, ...] = ()
