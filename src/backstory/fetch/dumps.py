"""XML dumps and Special:Export files: the day pages' revisions, one after another, in constant memory.

The format: https://www.mediawiki.org/xml/export-0.11.xsd (older versions differ in nothing that is read here).
"""

import bz2
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast
from xml.parsers import expat

import zstandard

from backstory.errors import InputError
from backstory.fetch.pages import read_day_title
from backstory.model import Revision
from backstory.model.days import is_moment

CHUNK_BYTES = 256 * 1024
MAX_TEXT_CHARS = 16 * 2**20  # eight times what MediaWiki lets anybody save; more is not a page but an attack

TITLE_PATH = ("mediawiki", "page", "title")
REVISION_PATH = ("mediawiki", "page", "revision")
TEXT_PATH = (*REVISION_PATH, "text")


def read_dump(path: str | Path) -> Iterator[Revision]:
    """Every revision of every day page in the file, in the file's order; other pages are skipped.

    Compression (bz2, gzip, zstd) is told by the first bytes. InputError where the file is absent, broken, cut off or
    not such an export; what came whole before has then been yielded.
    """
    reader = _DumpReader(str(path))
    try:
        with open(path, "rb") as raw:
            content = _decompress(raw, str(path))
            while chunk := content.read(CHUNK_BYTES):
                yield from reader.feed(chunk)
        yield from reader.feed(b"", is_last=True)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", path=str(path)) from error
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        message = f"{path} cannot be read to its end: {error}. Is the download complete?"
        raise InputError(message, path=str(path)) from error


def _decompress(raw: BinaryIO, path: str) -> BinaryIO:
    start = raw.read(6)
    raw.seek(0)
    if start.startswith(b"BZh"):
        return cast(BinaryIO, bz2.open(raw))
    if start.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.open(raw))
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        return zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
    if start.startswith((b"7z\xbc\xaf", b"PK\x03\x04", b"\xfd7zXZ")):
        raise InputError(f"{path} is packed in a way that is not read here; unpack it first.", path=path)
    return raw


class _DumpReader:
    """Takes an export bit by bit and gives the revisions that have become whole."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[str] = []
        self._fields: dict[tuple[str, ...], list[str]] = {}
        self._title = self._date = ""
        self._whole: list[Revision] = []
        self._text_chars = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take_text
        # Exports have no DOCTYPE; without one there are no entities, so none that multiply or lead to other files.
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, chunk: bytes, is_last: bool = False) -> Iterator[Revision]:
        """The revisions that this chunk completes, also where it is broken after them."""
        error: Exception | None = None
        try:
            self._parser.Parse(chunk, is_last)
        except (expat.ExpatError, InputError) as caught:
            error = caught
        whole, self._whole = self._whole, []
        yield from whole
        if isinstance(error, expat.ExpatError):
            cause = "it ends too early. Is the download complete?" if is_last else f"it is not XML: {error}."
            raise InputError(f"{self._path} cannot be read to its end: {cause}", path=self._path) from error
        if error:
            raise error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != "mediawiki":
            raise InputError(f"{self._path} is not a MediaWiki export: it begins with <{name}>.", path=self._path)
        self._open.append(name)
        path = tuple(self._open)
        if path in (REVISION_PATH, REVISION_PATH[:2]):
            self._fields, self._text_chars = {}, 0
        if path == REVISION_PATH[:2]:
            self._date = ""
        elif path == TEXT_PATH and is_withheld(attributes):
            self._fields[("hidden",)] = []

    def _take_text(self, text: str) -> None:
        path = tuple(self._open)
        if path == TITLE_PATH or (self._date and len(path) == 4 and path[:3] == REVISION_PATH):
            self._fields.setdefault(path[2:], []).append(text)
            self._text_chars += len(text)
            if self._text_chars > MAX_TEXT_CHARS:
                raise InputError(f"{self._path} has a page of {self._date} that is far too long.", path=self._path)

    def _end(self, name: str) -> None:
        path = tuple(self._open)
        self._open.pop()
        if path == TITLE_PATH:
            self._title = self._read("title")
            self._date = read_day_title(self._title)
        elif path == REVISION_PATH:
            if self._date and ("hidden",) not in self._fields:
                self._whole.append(self._make_revision())
            self._fields = {}

    def _make_revision(self) -> Revision:
        timestamp = self._read("revision", "timestamp").strip()
        if timestamp and not is_moment(timestamp):
            message = f"{self._path}, {self._title}: {timestamp[:40]} is no time like 2020-04-03T14:00:00Z."
            raise InputError(message, path=self._path)
        return Revision(
            origin="wikipedia",
            page=self._title,
            date=self._date,
            timestamp=timestamp,
            text=self._read("revision", "text"),
            revision_id=self._read("revision", "id"),
        )

    def _read(self, *path: str) -> str:
        return "".join(self._fields.get(path, ()))

    def _refuse_doctype(self, *_: object) -> None:
        raise InputError(f"{self._path} has a DOCTYPE, which no MediaWiki export has; it is not read.", path=self._path)


def is_withheld(attributes: dict[str, str]) -> bool:
    """Whether a text is not in the file: deleted by the wiki, or a stub that only says how long it is."""
    return "deleted" in attributes or ("bytes" in attributes and "xml:space" not in attributes)
