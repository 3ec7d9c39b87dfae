"""States of a page on their way into the archive: what is known already, and which item is which event."""

from backstory.model.event import Attached, ParsedEvent
from backstory.model.page import Problem
from backstory.model.record import Record


class KnownEvent(Record, frozen=True, kw_only=True):
    """An event the archive has already, in the wordings that a new state is compared with.

    `wordings` is rarely more than one: an older state that arrives late is compared with what came before and after
    it. `is_live` says whether it is on a page at that moment; otherwise `removed_at` says since when it is not.
    """

    id: str
    wordings: tuple[ParsedEvent, ...]
    is_live: bool = True
    removed_at: str = ""


class GivenEvent(ParsedEvent, frozen=True, kw_only=True):
    """An event as a file gives it, with what the archive it came from knew: all of this may be empty.

    `origin` and `page` say where that archive had it from, `path` is its permalink there, `addresses` are other paths
    that led to it, `attached` what a machine put beside it there. `moved_to` is the id of another event that this one,
    which has an `id`, turned out to be: it goes.
    """

    path: str = ""
    first_seen_at: str = ""
    changed_at: str = ""
    origin: str = ""
    page: str = ""
    addresses: tuple[str, ...] = ()
    moved_to: str = ""
    attached: tuple[Attached, ...] = ()


class Placement(Record, frozen=True, kw_only=True):
    """An item of a new state and the event it is.

    `path` is the address that a new wording asks for, otherwise empty; only a new event's becomes its permalink.
    `first_seen_at` is there where a new event is older than the state that brings it.
    """

    item: ParsedEvent
    id: str
    path: str = ""
    is_new: bool = False
    first_seen_at: str = ""


class PageState(Record, frozen=True, kw_only=True):
    """A state of a page with the identity of its items decided, in the page's order.

    Of a page that a state adds to, `removed` says which events go. `successors` are pairs of a removed event's id and
    the id of the event that took its place (merged items).
    """

    placements: tuple[Placement, ...] = ()
    problems: tuple[Problem, ...] = ()
    successors: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()


class StateChange(Record, frozen=True, kw_only=True):
    """What one state changed: ids of events that are new, changed (restored ones too) or removed by it."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0


class FileRow(Record, frozen=True, kw_only=True):
    """An event of a file of one's own, and where it stands there; `key` is what the file calls it, if anything."""

    event: GivenEvent
    where: str
    key: str = ""


class FileContents(Record, frozen=True, kw_only=True):
    """What a file says. `problems` tell what was not understood; `lost` is how many rows were left out for that."""

    rows: tuple[FileRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    lost: int = 0
