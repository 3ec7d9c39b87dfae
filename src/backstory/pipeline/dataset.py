"""The selection of an archive that is exported, as `backstory.export` takes it."""

from collections.abc import Callable, Iterator

from backstory.errors import ConfigError, InputError
from backstory.export.dataset import About
from backstory.model import Entity, ExportedEvent, Relation, Selection, Story
from backstory.model.record import Record
from backstory.store import Archive
from backstory.store.query import read_bound

_TICK = 1000
Advance = Callable[[int, int], None]


class ExportOptions(Record, frozen=True, kw_only=True):
    """What to export and how; what is empty is all, or as the file's ending says.

    `first` and `last` are days (2020-05-17), months or years, both included; `entity` is any name of one.
    `is_partitioned` makes a folder of Parquet files by year.
    `has_metadata` writes descriptions of a file beside it.
    """

    format: str = ""
    first: str = ""
    last: str = ""
    entity: str = ""
    is_partitioned: bool = False
    has_metadata: bool = False
    base_url: str = ""
    title: str = "Backstory"


class ArchiveDataset:
    """The selection of an archive, as `backstory.export` takes it."""

    def __init__(self, archive: Archive, options: ExportOptions, progress: Advance | None = None) -> None:
        entity = archive.entity(options.entity).title if options.entity else ""
        self._archive = archive
        self._progress = progress
        first, last = _read_span(options)
        self._selection = Selection(first=first, last=last, entity=entity)
        self.about = About(
            title=options.title,
            changed_at=archive.changed_at(),
            facts=archive.export_facts(self._selection),
            base_url=options.base_url,
            as_of=archive.snapshot_moment,
            selection=_describe_selection(self._selection),
        )

    def events(self) -> Iterator[ExportedEvent]:
        """Events by date and place on their page."""
        for count, item in enumerate(self._archive.exported_events(self._selection), 1):
            yield item
            if self._progress and count % _TICK == 0:
                self._progress(count, self.about.facts.events)

    def entities(self) -> Iterator[Entity]:
        """Entities that these events link, by title."""
        return self._archive.exported_entities(self._selection)

    def relations(self) -> Iterator[Relation]:
        """Relations between these events."""
        return self._archive.exported_relations(self._selection)

    def stories(self) -> Iterator[Story]:
        """Stories with these events."""
        return self._archive.exported_stories(self._selection)


def _read_span(options: ExportOptions) -> tuple[str, str]:
    """First and last day that are asked for; each is empty where it is not.

    Raises:
        ConfigError: one is no date, or the last is before the first.
    """
    try:
        first, last = read_bound(options.first)[0], read_bound(options.last)[1]
    except InputError as error:
        raise ConfigError(str(error)) from error
    if last and last < first:
        raise ConfigError(f"The span from {options.first} to {options.last} ends before it begins.")
    return first, last


def _describe_selection(selection: Selection) -> str:
    parts = []
    if selection.entity:
        parts.append(f"events that link {selection.entity}")
    if selection.first or selection.last:
        parts.append(f"days from {selection.first or 'the first'} to {selection.last or 'the last'}")
    return ", ".join(parts)
