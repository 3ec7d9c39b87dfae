"""Give what the archive holds as a file or a folder that other programs read."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from backstory.errors import ConfigError
from backstory.export.dataset import About
from backstory.export.files import MEDIA_TYPES, DataFile
from backstory.export.tables import BESIDE_EVENTS, FLAT_EVENTS, NESTED_EVENTS, Table
from backstory.model import Event
from backstory.model.record import Record
from backstory.pipeline.dataset import Advance, ArchiveDataset, ExportOptions
from backstory.pipeline.delivering import measure_file, replace_file, replace_folder
from backstory.pipeline.lines import encode_line
from backstory.store import Archive
from backstory.views.web import web_url

FORMATS = tuple(MEDIA_TYPES)
FOLDER_FORMATS = ("csv", "parquet")
UNRELATED_FORMATS = ("csv", "jsonl")
"""What says nothing of relations and stories, so that they need not be made for a moment of the past."""

_CHUNK = 500


class ExportReport(Record, frozen=True, kw_only=True):
    """What was exported: how many events, and the files that were written, descriptions included."""

    events: int
    files: tuple[str, ...]


def export_events(
    archive: Archive,
    target: str | Path | BinaryIO,
    options: ExportOptions | None = None,
    progress: Advance | None = None,
) -> ExportReport:
    """Write live events to a file by its ending, into a folder (a name with a slash at its end), or to a stream.

    A JSONL or CSV file added to an empty archive gives the same events under the same ids and addresses. Earlier
    wordings and removed events stay behind. A file or folder is there whole or as it was before.

    Raises:
        ConfigError: the format or another option is none, or does not go there; the span is none.
        InputError: it cannot be written, or the folder holds what no export wrote.
        NotFoundError: there is no such entity.
    """
    options = options or ExportOptions()
    check_options(target, options)
    with archive.reading():
        dataset = ArchiveDataset(archive, options, progress)
        if not isinstance(target, str | Path):
            chosen = choose_format("", options.format)
            return ExportReport(events=choose_writer(chosen, None)(dataset, target), files=())
        if is_folder(target, options):
            return _export_folder(dataset, Path(target), options)
        return _export_file(dataset, Path(target), options)


def write_lines(archive: Archive, events: Iterable[Event]) -> Iterator[bytes]:
    """A line of JSON for each of these live events in their order; an event has the same line always."""
    stream = iter(events)
    while chunk := list(islice(stream, _CHUNK)):
        ids = [event.id for event in chunk]
        standings = archive.standings(ids)
        addresses = defaultdict(list)
        permalinks = {event.id: event.path for event in chunk}
        for path, _, event_id in archive.addresses_of(archive.leading_to(ids)):
            if path != permalinks.get(event_id, path):
                addresses[event_id].append(path)
        for event in chunk:
            page, place = standings[event.id]
            yield encode_line(event, page, place, addresses.get(event.id, ()))


def read_span(text: str) -> tuple[str, str]:
    """First and last day of a RANGE; both empty for an empty one.

    Raises:
        ConfigError: it names no day.
    """
    if not text:
        return "", ""
    from backstory.fetch.ranges import parse_range

    days = parse_range(text)
    return days[0], days[-1]


def check_options(target: str | Path | BinaryIO, options: ExportOptions) -> None:
    """See that the options go with one another and with where the export goes.

    Raises:
        ConfigError: they do not.
    """
    if options.base_url and not web_url(options.base_url):
        raise ConfigError(f"{options.base_url} is no address for a site; it begins with https:// or http://.")
    if not isinstance(target, str | Path):
        if choose_format("", options.format) == "parquet":
            raise ConfigError("Parquet goes into a file, not to the standard output.")
        if options.has_metadata:
            raise ConfigError("--metadata is written beside a file: name one, in place of the standard output.")
        if options.is_partitioned:
            raise ConfigError("--partition-by makes a folder: name one, in place of the standard output.")
    elif options.is_partitioned and not is_folder(target, replace(options, is_partitioned=False)):
        ending = Path(target).suffix.removeprefix(".").lower()
        if ending in FORMATS:
            raise ConfigError(f"--partition-by makes a folder, and {target} is a name for a file: end it with a slash.")


def is_folder(target: str | Path, options: ExportOptions) -> bool:
    """Whether a folder is asked for."""
    return options.is_partitioned or str(target).endswith(("/", os.sep)) or Path(target).is_dir()


def choose_format(path: str | Path, given: str, default: str = "") -> str:
    """The format that is named, or else that of the path's ending.

    Raises:
        ConfigError: it is none.
    """
    chosen = given or Path(path).suffix.removeprefix(".").lower() or default
    if chosen not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise ConfigError(f"“{chosen or path}” is no format of an export. There are {known}; --format names one.")
    return chosen


def choose_writer(form: str, table: Table | None) -> Callable[[ArchiveDataset, BinaryIO], int]:
    """The function that writes a format."""
    if form == "jsonl":
        return _write_jsonl
    if form == "csv":
        from backstory.export.csv import write_csv

        return partial(write_csv, table=table or FLAT_EVENTS)
    if form == "parquet":
        from backstory.export.parquet import write_parquet

        return partial(write_parquet, table=table or NESTED_EVENTS)
    if form == "graphml":
        from backstory.export.graphml import write_graphml

        return write_graphml
    if form == "ttl":
        from backstory.export.turtle import write_turtle

        return write_turtle
    from backstory.export.jsonld import write_jsonld

    return write_jsonld


def _write_jsonl(dataset: ArchiveDataset, file: BinaryIO) -> int:
    count = 0
    for item in dataset.events():
        file.write(encode_line(item.event, item.page, item.line, item.addresses))
        count += 1
    return count


def _export_file(dataset: ArchiveDataset, path: Path, options: ExportOptions) -> ExportReport:
    form = choose_format(path, options.format)
    count = replace_file(path, lambda file: choose_writer(form, None)(dataset, file))
    written = [path]
    if options.has_metadata:
        table = {"csv": FLAT_EVENTS, "parquet": NESTED_EVENTS}.get(form)
        size, digest = measure_file(path)
        data = DataFile(path=path.name, format=form, size_bytes=size, sha256=digest, count=count, table=table)
        described = _describe(dataset.about, [data])
        if form in ("ttl", "jsonld"):
            described["shapes.ttl"] = files("backstory.export").joinpath("shapes.ttl").read_bytes()
        for name, content in described.items():
            beside = path.with_name(f"{path.name}.{name}")
            replace_file(beside, partial(_write_bytes, content))
            written.append(beside)
    return ExportReport(events=count, files=tuple(map(str, written)))


def _export_folder(dataset: ArchiveDataset, path: Path, options: ExportOptions) -> ExportReport:
    form = options.format or ("parquet" if options.is_partitioned else "csv")
    if form not in FOLDER_FORMATS or (options.is_partitioned and form != "parquet"):
        wanted = "parquet" if options.is_partitioned else " or ".join(FOLDER_FORMATS)
        raise ConfigError(f"A folder has its tables as {wanted}, not as {form}.")
    with replace_folder(path) as folder:
        found = list(_write_tables(dataset, folder, form, options))
        described = _describe(dataset.about, found)
        from backstory.export.readme import describe_folder

        described["README.md"] = describe_folder(dataset.about, found)
        for name, content in described.items():
            (folder / name).write_bytes(content)
    count = sum(file.count for file in found if file.table and file.table.name == "events")
    return ExportReport(events=count, files=tuple(str(path / name) for name in [f.path for f in found] + [*described]))


def _write_tables(dataset: ArchiveDataset, folder: Path, form: str, options: ExportOptions) -> Iterator[DataFile]:
    events = FLAT_EVENTS if form == "csv" else NESTED_EVENTS
    tables: tuple[Table, ...] = (events, *BESIDE_EVENTS)
    if options.is_partitioned:
        from backstory.export.parquet import write_years

        for name, count in write_years(dataset, folder):
            yield _measure(folder, name, form, (events, count))
        tables = BESIDE_EVENTS
    for table in tables:
        name = f"{table.name}.{form}"
        with (folder / name).open("wb") as file:
            count = choose_writer(form, table)(dataset, file)
        yield _measure(folder, name, form, (table, count))


def _measure(folder: Path, name: str, form: str, held: tuple[Table, int]) -> DataFile:
    size, digest = measure_file(folder / name)
    return DataFile(path=name, format=form, size_bytes=size, sha256=digest, count=held[1], table=held[0])


def _describe(about: About, found: list[DataFile]) -> dict[str, bytes]:
    from backstory.export.citation import describe_citation
    from backstory.export.croissant import describe_croissant
    from backstory.export.datapackage import describe_package

    return {
        "datapackage.json": describe_package(about, found),
        "croissant.json": describe_croissant(about, found),
        "CITATION.cff": describe_citation(about),
    }


def _write_bytes(content: bytes, file: BinaryIO) -> int:
    return file.write(content)
