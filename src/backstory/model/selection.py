"""What of an archive is asked for, and an event as it leaves the archive."""

from backstory.model.event import Event
from backstory.model.record import Record
from backstory.model.story import Entity


class Selection(Record, frozen=True, kw_only=True):
    """Live events from day `first` to day `last`, both included, that link the entity of this title.

    Each is empty where it does not matter.
    """

    first: str = ""
    last: str = ""
    entity: str = ""


class ExportedEvent(Record, frozen=True, kw_only=True):
    """An event with all that only the archive knows of it.

    `page` is the title of its page, `line` its place there among live events, from 1. `addresses` are the other paths
    that lead to it, `involved` what is known of the entities it links, in the order of `Event.titles`.
    """

    event: Event
    page: str
    line: int
    addresses: tuple[str, ...] = ()
    involved: tuple[Entity, ...] = ()


class ExportFacts(Record, frozen=True, kw_only=True):
    """What a selection holds: its first and last day with events, how many, whether some are Wikipedia's editors'."""

    first_on: str = ""
    last_on: str = ""
    events: int = 0
    is_credited: bool = False
