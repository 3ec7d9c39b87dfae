"""The bundled sample, from its day pages to a site."""

from collections.abc import Callable
from pathlib import Path

from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.pipeline.adding import add_revisions, add_sources
from backstory.pipeline.publishing import publish
from backstory.pipeline.relating import relate
from backstory.publish import Extras, has_pagefind
from backstory.sample import PLACED_AT, read_days, read_places, read_sources
from backstory.store import Archive

_SEED_DATE = "2013-01-18"
_TITLE = "Backstory: the bundled sample"


class DemoReport(Record, frozen=True, kw_only=True):
    """What the demo made, and where to look first."""

    archive: str
    events: int
    relations: int
    stories: int
    pages: int
    front_page: str
    event_page: str


def build_demo(folder: Path, progress: Callable[[int, int], None]) -> DemoReport:
    """Make an archive and a site of the sample in `folder`. Doing it again changes nothing.

    Raises:
        PublishError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(f"{folder} cannot be made a folder: {error.strerror}.", path=str(folder)) from error
    path = folder / "backstory.db"
    with Archive(path) as archive:
        add_revisions(archive, read_days())
        add_sources(archive, read_sources())
        archive.add_entity_facts(read_places(), PLACED_AT)
        related = relate(archive)
        extras = Extras(has_search=has_pagefind())
        published = publish(archive, folder / "site", title=_TITLE, extras=extras, progress=progress)
        first = archive.events_on(_SEED_DATE)[0]
        counts = archive.counts()
    return DemoReport(
        archive=str(path),
        events=counts["events"],
        relations=related.relations,
        stories=related.stories,
        pages=published.pages,
        front_page=str(folder / "site" / "index.html"),
        event_page=str(folder / "site") + first.path + ".html",
    )
