"""Made-up day pages in a few words, and an archive to feed them to."""

from backstory.model import Event, Revision
from backstory.pipeline import AddReport, add_revisions
from backstory.pipeline.files import make_page_revision
from backstory.store import Archive

Item = tuple[str, str]
"""A sentence and what its article is called; an empty name cites nothing."""


def write_page(items: list[Item]) -> str:
    """Wikitext of a day page with these items, in their order."""
    lines = [f"*{text}" + (f" [https://news.example/{name} (Example News)]" if name else "") for text, name in items]
    return "{{Current events|year=2020|month=04|day=3|content=\n;Politics\n" + "\n".join(lines) + "\n}}\n"


def make_state(date: str, timestamp: str, items: list[Item]) -> Revision:
    """A state of a day page."""
    return make_page_revision(date, timestamp, write_page(items))


class Feed:
    """An archive fed state by state: `feed(day of April 2020, hour, items)`."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.report = AddReport()

    def __call__(self, day: int, hour: int, items: list[Item]) -> dict[str, str]:
        """Feed one state; gives the ids of that day's events by the first word of their text."""
        timestamp = f"2020-04-{day + hour // 24:02}T{hour % 24:02}:00:00Z"
        self.report = add_revisions(self.archive, [make_state(f"2020-04-{day:02}", timestamp, items)])
        assert self.archive.check() == []
        return self.ids(day)

    def ids(self, day: int) -> dict[str, str]:
        """Ids of a day's events by the first word of their text."""
        return {event.text.split()[0]: event.id for event in self.events(day)}

    def events(self, day: int) -> list[Event]:
        """Events of a day."""
        return self.archive.events_on(f"2020-04-{day:02}")


def read_all(archive: Archive) -> dict[str, object]:
    """Everything that can be read from an archive, for comparing two."""
    events = list(archive.events())
    removed = list(archive.removed_events())
    ids = [event.id for event in [*events, *removed]]
    return {
        "events": events,
        "removed": removed,
        "versions": {event_id: archive.versions(event_id) for event_id in ids},
        "addresses": list(archive.addresses()),
        "resolved": {event.path: archive.resolve(event.path) for event in [*events, *removed]},
        "counts": archive.counts(),
        "days": archive.days(),
        "categories": archive.categories(),
        "entities": archive.entities(),
        "entity_events": archive.entity_events(),
        "relations": archive.relations(ids),
        "stories": archive.stories(),
        "sources": archive.sources(),
        "pages": [archive.page_of(event) for event in events],
        "search": {
            word: [hit.event.id for hit in archive.search(word).hits] for word in ("quake", "lima", "the", "peru b")
        },
        "changed_at": archive.changed_at(),
    }
