"""Read files of one's own: tables, JSON lines and notes, to what `own_files` brings the archive to."""

import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from backstory.errors import ConfigError, InputError
from backstory.model import Citation, FileContents, FileRow, GivenEvent, Problem
from backstory.model.columns import FIELDS
from backstory.model.record import Record
from backstory.model.slug import slugify
from backstory.parse.cells import find_odd_address, is_web, keep_paths
from backstory.pipeline.adding import add_events
from backstory.pipeline.applying import AddReport
from backstory.pipeline.lines import decode_line
from backstory.pipeline.own_files import OwnFile, add_own_file
from backstory.store import Archive

LONGEST_COLLECTION = 100


class AddOptions(Record, frozen=True, kw_only=True):
    """How files are added: into which `collection`, which `columns` of tables mean which field, known by what `name`.

    With `is_partial` a file says only what is new: nothing is removed for not being in it. Without a collection what a
    file brought before stays in its own, unless it `leaves_collection`.
    """

    collection: str = ""
    columns: dict[str, str] = msgspec.field(default_factory=dict)
    name: str = ""
    is_partial: bool = False
    leaves_collection: bool = False


def read_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Which field each column is, from ``COLUMN=FIELD``; raises ConfigError for what is no such pair."""
    found = {}
    for pair in pairs:
        column, mark, field = pair.rpartition("=")
        if not mark or not column.strip() or field.strip() not in FIELDS:
            names = ", ".join(FIELDS)
            raise ConfigError(f"--map takes COLUMN=FIELD, not “{pair}”. Fields are: {names}.")
        found[column.strip()] = field.strip()
    return found


def choose_collection(archive: Archive, name: str) -> str:
    """A collection as the archive calls it already where it differs only in case or punctuation."""
    name = " ".join(name.replace("\0", " ").split())[:LONGEST_COLLECTION]
    slug = slugify(name)
    return next((known for known, _ in archive.collections() if slugify(known) == slug), name)


def add_table(archive: Archive, path: Path, title: str, options: AddOptions, report: AddReport) -> None:
    """Add a table of events."""
    from backstory.parse import read_table

    try:
        contents = read_table(path.read_bytes(), title, options.columns)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", path=str(path)) from error
    add_contents(archive, contents, ("csv", title), options, report)


def add_lines(archive: Archive, path: Path, title: str, options: AddOptions, report: AddReport) -> None:
    """Add events of JSON lines: what an archive exported goes where it came from, the rest is the file's own."""
    own: list[FileRow] = []
    problems: list[Problem] = []
    lost: list[Problem] = []
    collector = _Collector(archive, options.collection)

    def read_told() -> Iterator[GivenEvent]:
        for number, line in read_json_lines(path):
            where = f"{title}, line {number}"
            try:
                event = collector.collect(decode_line(line, str(path), number))
            except InputError as error:
                lost.append(Problem(code="odd-line", where=where, detail=str(error).partition(" is no event: ")[2]))
                problems.append(lost[-1])
                continue
            event, left_out = drop_odd_sources(event, where)
            problems.extend(left_out)
            permalink, addresses = keep_paths(event.path, event.addresses, where, problems)
            event = replace(event, path=permalink, addresses=addresses)
            if event.origin or event.changed_at:
                yield event
            else:
                own.append(FileRow(event=event, where=where))

    before = report.stored + report.known
    add_events(archive, read_told(), report=report)
    is_told = report.stored + report.known > before
    if lost and not own and not is_told:
        first = lost[0]
        raise InputError(f"{path}, {first.where.rpartition(', ')[2]} is no event: {first.detail}", path=str(path))
    if own:
        contents = FileContents(rows=tuple(own), problems=tuple(problems), lost=len(lost))
        add_contents(archive, contents, ("jsonl", title), options, report)
    elif problems:
        report.listed += problems
        report.problems.update(problem.code for problem in problems)


def drop_odd_sources(event: GivenEvent, where: str) -> tuple[GivenEvent, list[Problem]]:
    """The event without sources whose address is none of a web page, and what was left out: as tables have it."""
    checked = [find_odd_address(cited.url, where) for cited in (*event.citations, *event.attached)]
    citations = tuple(replace(cited, archived_url=_keep_web(cited)) for cited in event.citations if is_web(cited.url))
    attached = tuple(replace(cited, archived_url=_keep_web(cited)) for cited in event.attached if is_web(cited.url))
    return replace(event, citations=citations, attached=attached), [odd for odd in checked if odd]


def _keep_web(cited: Citation) -> str:
    return cited.archived_url if is_web(cited.archived_url) else ""


def add_notes(
    archive: Archive, notes: Sequence[tuple[str, str]], title: str, options: AddOptions, report: AddReport
) -> None:
    """Add notes, each with its name within its folder `title` and its text."""
    from backstory.parse import read_note

    found = [read_note(text, name, name) for name, text in notes]
    contents = FileContents(
        rows=tuple(row for note in found for row in note.rows),
        problems=tuple(problem for note in found for problem in note.problems),
        lost=sum(note.lost for note in found),
    )
    add_contents(archive, contents, ("notes", title), options, report)


def add_contents(
    archive: Archive, contents: FileContents, known_as: tuple[str, str], options: AddOptions, report: AddReport
) -> None:
    """Add what a file says: rows of an export to where they came from, the rest as the file's own."""
    origin, title = known_as
    if contents.problems and not contents.rows:
        first = contents.problems[0]
        raise InputError(f"No event could be read. {first.where}: {first.detail}.", path=title)
    collector = _Collector(archive, options.collection)
    rows = [replace(row, event=collector.collect(row.event)) for row in contents.rows]
    told = [row.event for row in rows if row.event.origin or row.event.changed_at]
    own = [row for row in rows if not (row.event.origin or row.event.changed_at)]
    if told:
        add_events(archive, told, report=report)
    if own or not told:
        is_partial = options.is_partial or contents.lost > 0
        file = OwnFile(
            origin=origin, title=title, rows=tuple(own), problems=contents.problems, is_partial=is_partial,
            leaves_collection=options.leaves_collection,
        )  # fmt: skip
        add_own_file(archive, file, report)
    elif contents.problems:
        report.listed += contents.problems
        report.problems.update(problem.code for problem in contents.problems)


def read_json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that say something, with their numbers, from a file that may be compressed."""
    try:
        with lzma.open(path) if path.name.lower().endswith(".xz") else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise InputError(f"{path} cannot be read to its end: {error}.", path=str(path)) from error


class _Collector:
    """Puts events that name no collection into that of the call; names are asked for once."""

    def __init__(self, archive: Archive, collection: str) -> None:
        self._archive = archive
        self._names: dict[str, str] = {}
        self._given = collection

    def collect(self, event: GivenEvent) -> GivenEvent:
        wanted = event.collection or self._given
        if not wanted:
            return event
        if wanted not in self._names:
            self._names[wanted] = choose_collection(self._archive, wanted)
        return replace(event, collection=self._names[wanted])
