"""Add files and folders: what each one is, is told by its ending and its contents."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from backstory.errors import InputError
from backstory.model import Revision
from backstory.model.days import is_moment
from backstory.model.portal import clean_wikitext, make_day_title
from backstory.pipeline.adding import add_revisions
from backstory.pipeline.applying import AddReport
from backstory.pipeline.gathering import (
    AddOptions,
    add_lines,
    add_notes,
    add_table,
    choose_collection,
    read_json_lines,
)
from backstory.store import Archive

_WIKI_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:_(\d+))?$")
_WIKI_DATE = re.compile(r"\|\s*(year|month|day)\s*=\s*0*(\d+)")
_DUMP_ENDINGS = (".xml", ".xml.bz2", ".xml.gz", ".xml.zst")
_TABLE_ENDINGS = (".csv", ".tsv")
_ARCHIVE_ENDINGS = (".db",)
# A page with a few broken letters is read as it is. Of a file that is no text half is none, and a page in another
# encoding would be stored with its letters lost.
_MOST_REPLACED = 0.2
_ENDINGS = (".wiki", ".jsonl", ".jsonl.xz", ".md", *_TABLE_ENDINGS, *_DUMP_ENDINGS)


def add_path(
    archive: Archive, path: str | Path, *, report: AddReport | None = None, options: AddOptions | None = None
) -> AddReport:
    """Add a file, or all files below a folder that are of a kind that can be added.

    Raises:
        InputError: there is no such file, it cannot be read, or it is of no known kind.
    """
    report = report or AddReport()
    options = options or AddOptions()
    options = replace(options, collection=choose_collection(archive, options.collection) if options.collection else "")
    path = Path(path)
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.name.lower().endswith(_ENDINGS) and file.is_file())
        if not found:
            raise InputError(f"{path} has no file that can be added ({', '.join(_ENDINGS)}).", path=str(path))
    elif path.is_file():
        found = [path]
    else:
        raise InputError(f"There is no file {path}.", path=str(path))
    wiki = [file for file in found if file.name.lower().endswith(".wiki")]
    if wiki:
        add_revisions(archive, _collect(read_pages(wiki, report), options.collection), report=report)
    pages: list[tuple[Path, str]] = []
    for file in found:
        if file.name.lower().endswith(".md"):
            with _skipping(report, is_alone=len(found) == 1):
                pages.append((file, read_text(file)))
    add_pages(archive, pages, path, report, options)
    for file in found:
        if not file.name.lower().endswith((".wiki", ".md")):
            with _skipping(report, is_alone=len(found) == 1):
                add_stream(archive, file, _name_file(file, path, options), report, options)
    return report


@contextmanager
def _skipping(report: AddReport, *, is_alone: bool) -> Iterator[None]:
    """What cannot be read is skipped and reported; where it is all that was given, it is an error."""
    try:
        yield
    except InputError as error:
        if is_alone:
            raise
        report.skipped.append(str(error))


def add_stream(archive: Archive, path: Path, title: str, report: AddReport, options: AddOptions) -> None:
    """Add one file of many states or events, which is known as `title`."""
    name = path.name.lower()
    if name.endswith(_DUMP_ENDINGS):
        from backstory.fetch.dumps import read_dump

        add_revisions(archive, _collect(read_dump(path), options.collection), report=report)
    elif name.endswith((".jsonl", ".jsonl.xz")):
        first = next(read_json_lines(path), None)
        if first is not None and b'"wikitext"' in first[1] and "wikitext" in read_object(path, *first):
            add_revisions(archive, _collect(read_revisions(path), options.collection), report=report)
        elif first is not None:
            add_lines(archive, path, title, options, report)
    elif name.endswith(_TABLE_ENDINGS):
        add_table(archive, path, title, options, report)
    elif name.endswith(_ARCHIVE_ENDINGS):
        from backstory.pipeline.joining import add_archive

        add_archive(archive, path, title, options, report)
    else:
        kinds = ", ".join(_ENDINGS + _ARCHIVE_ENDINGS)
        raise InputError(f"{path} is of no kind that can be added: names end with one of {kinds}.", path=str(path))


def add_pages(
    archive: Archive, pages: Sequence[tuple[Path, str]], given: Path, report: AddReport, options: AddOptions
) -> None:
    """Add pages in Markdown: those with front matter as notes, the others as those of an archive."""
    if not pages:
        return
    from backstory.parse import is_note  # what reads notes takes longer to load than a day page takes to add
    from backstory.pipeline.archive_pages import add_archive_pages

    archived = [(file, text) for file, text in pages if not is_note(text)]
    if archived:
        add_archive_pages(archive, archived, report, options.collection)
    folder = given if given.is_dir() else given.parent
    notes = [(make_text(file.relative_to(folder).as_posix()), text) for file, text in pages if is_note(text)]
    if notes:
        # One note alone says nothing of the others in its folder.
        options = replace(options, is_partial=options.is_partial or not given.is_dir())
        try:
            add_notes(archive, notes, make_text(options.name or folder.resolve().name), options, report)
        except InputError as error:
            if len(pages) == 1:
                raise
            report.skipped.append(str(error))


def _name_file(file: Path, given: Path, options: AddOptions) -> str:
    """What a file is known by: its name, within a folder that was given the way to it from there."""
    if given.is_dir():
        return make_text(f"{options.name or given.resolve().name}/{file.relative_to(given).as_posix()}")
    return make_text(options.name or file.name)


def make_text(name: str) -> str:
    """A file's name as a text: bytes in it that are none are told by their numbers."""
    return name.encode("utf-8", "backslashreplace").decode()


def _collect(revisions: Iterable[Revision], collection: str) -> Iterator[Revision]:
    return (replace(one, collection=collection) if collection else one for one in revisions)


def read_text(path: Path) -> str:
    """The text of a file; bytes that are no UTF-8 are replaced. Raises InputError for a file that is no text."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", path=str(path)) from error
    if "\0" in text or text.count("\ufffd") > _MOST_REPLACED * len(text):
        raise InputError(f"{path} is no text in UTF-8.", path=str(path))
    return text


def read_pages(paths: Sequence[Path], report: AddReport) -> Iterator[Revision]:
    """Day pages of files. One of many that cannot be read is skipped and reported, a single one is an error."""
    for path in paths:
        try:
            yield read_wiki(path)
        except InputError as error:
            if len(paths) == 1:
                raise
            report.skipped.append(str(error))


def read_wiki(path: Path) -> Revision:
    """A day page's wikitext; its day is what its name or its template says."""
    text = read_text(path)
    name = _WIKI_NAME.search(path.stem)
    said = {field: int(number) for field, number in _WIKI_DATE.findall(text[:500])}
    try:
        year, month, day = map(int, name.groups()[:3]) if name else (said["year"], said["month"], said["day"])
        on = date(year, month, day).isoformat()
    except (KeyError, ValueError) as error:
        raise InputError(
            f"{path} does not say its day: name it YYYY-MM-DD.wiki, or give year, month and day in its template.",
            path=str(path),
        ) from error
    revision_id = name[4] or "" if name else ""
    return make_page_revision(on, "", text, revision_id)


def make_page_revision(day: str, timestamp: str, text: str, revision_id: str = "") -> Revision:
    """A state of the portal's page of one day."""
    return Revision(
        origin="wikipedia",
        page=make_day_title(day),
        date=day,
        timestamp=timestamp,
        text=clean_wikitext(text),
        revision_id=revision_id,
    )


def read_object(path: Path, number: int, line: bytes) -> dict[str, object]:
    """The JSON object of one line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}, line {number} is no JSON: {error}.", path=str(path)) from error
    if not isinstance(found, dict):
        raise InputError(f"{path}, line {number} is no JSON object.", path=str(path))
    return found


def read_revisions(path: Path) -> Iterator[Revision]:
    """States of day pages of a file of JSON lines: date, timestamp, wikitext."""
    for number, line in read_json_lines(path):
        found = read_object(path, number, line)
        try:
            timestamp = _read_word(found, "timestamp")
            if timestamp and not is_moment(timestamp):
                raise ValueError(f"{timestamp[:40]} is no time like 2020-04-03T14:00:00Z")
            yield make_page_revision(
                date.fromisoformat(_read_word(found, "date")).isoformat(),
                timestamp,
                _read_word(found, "wikitext", is_needed=True),
                _read_word(found, "revision_id"),
            )
        except ValueError as error:
            raise InputError(f"{path}, line {number} lacks a date or wikitext: {error}.", path=str(path)) from error


def _read_word(found: dict[str, object], name: str, *, is_needed: bool = False) -> str:
    """What an object says under a name; null is as good as nothing, and a number is one written out."""
    value = found.get(name)
    if value is None and not is_needed:
        return ""
    if type(value) is int and name == "revision_id":
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    # What JSON can write and no text can have: half of a letter.
    return value.encode("utf-8", "replace").decode()
