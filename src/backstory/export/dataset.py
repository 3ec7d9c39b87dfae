"""What is exported: streams of records, and what is to be said of them as a whole."""

from collections.abc import Iterator
from typing import Protocol

from backstory.model import Entity, ExportedEvent, ExportFacts, Relation, Story
from backstory.model.record import Record
from backstory.views.wiki import CREDIT_TEXT, LICENCE, LICENCE_URL, url_of_title

PORTAL_URL = url_of_title("Portal:Current events")


class About(Record, frozen=True, kw_only=True):
    """A dataset: its name, when what is in it was last recorded (a time), and what it holds.

    `base_url` is where the site stands, empty where there is none. `as_of` and `selection` say what was asked for.
    """

    title: str
    changed_at: str
    facts: ExportFacts
    base_url: str = ""
    as_of: str = ""
    selection: str = ""

    @property
    def description(self) -> str:
        """What it is, in a few sentences."""
        span = f" from {self.facts.first_on} to {self.facts.last_on}" if self.facts.events else ""
        parts = [f"{self.facts.events} news events{span}, with their topics, entities and sources."]
        parts += [f"Only {self.selection}."] if self.selection else []
        parts += [f"As recorded by {self.as_of}."] if self.as_of else []
        return " ".join((*parts, self.attribution)).strip()

    @property
    def attribution(self) -> str:
        """Whose text it is and under which licence; empty where no event is of Wikipedia."""
        if not self.facts.is_credited:
            return ""
        return (
            f"{CREDIT_TEXT}, {PORTAL_URL}, under {LICENCE} ({LICENCE_URL}). Each event names the page that it is from "
            "(page), whose history names its authors."
        )

    @property
    def licence_url(self) -> str:
        """The licence of the text; empty where none is known."""
        return LICENCE_URL if self.facts.is_credited else ""

    @property
    def day(self) -> str:
        """The day of the last change, of which the dataset is."""
        return self.changed_at[:10]

    @property
    def version(self) -> str:
        """The dataset's version, which is that day."""
        return self.day or "0"


class Dataset(Protocol):
    """Streams of records of one moment; each can be asked for again."""

    about: About

    def events(self) -> Iterator[ExportedEvent]:
        """Events by date and place on their page."""

    def entities(self) -> Iterator[Entity]:
        """Entities that these events link, by title."""

    def relations(self) -> Iterator[Relation]:
        """Relations between these events."""

    def stories(self) -> Iterator[Story]:
        """Stories with these events."""


def find_licence(item: ExportedEvent) -> str:
    """The address of the licence of an event's text; empty where none is known."""
    return LICENCE_URL if item.event.origin == "wikipedia" else ""


def find_page_url(item: ExportedEvent) -> str:
    """The address of the page that names an event's authors; empty where it has none."""
    return url_of_title(item.page) if item.event.origin == "wikipedia" and item.page else ""
