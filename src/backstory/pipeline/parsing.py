"""Parse files without an archive: what `backstory parse` prints."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from backstory.errors import InputError
from backstory.model import DayPage, ParsedEvent
from backstory.parse import Account, account_for_page, parse_day_page
from backstory.pipeline.files import read_text

_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:_\w+)?$")
_ENCODER = msgspec.json.Encoder()


def parse_path(path: str | Path) -> Iterator[tuple[Path, DayPage]]:
    """Every day page of a file or of all ``.wiki`` files below a folder, parsed, with the file it is from."""
    for file in find_pages(path):
        yield file, parse_day_page(read_text(file), _date_of(file))


def account_for_path(path: str | Path) -> Iterator[tuple[Path, Account]]:
    """The same pages, with how much of what they show is found in the result."""
    for file in find_pages(path):
        yield file, account_for_page(read_text(file), _date_of(file))


def find_pages(path: str | Path) -> list[Path]:
    """The file itself, or the day pages below a folder in order of name."""
    path = Path(path)
    if path.is_dir():
        found = sorted(path.rglob("*.wiki"))
        if not found:
            raise InputError(f"{path} has no .wiki files.", path=str(path))
        return found
    if not path.is_file():
        raise InputError(f"There is no file {path}.", path=str(path))
    return [path]


def encode_parsed(event: ParsedEvent) -> bytes:
    """The JSON line of a parsed event. What is usually absent, such as an archived copy, is left out."""
    line: dict[str, object] = {
        "date": event.date,
        "category": event.category,
        "topics": [{"text": topic.text, "entities": topic.entities} for topic in event.topics],
        "text": event.text,
        "entities": [{"title": mention.title, "anchor": mention.anchor} for mention in event.mentions],
        "sources": [
            {"url": cited.url, "publisher": cited.publisher}
            | ({"title": cited.title} if cited.title else {})
            | ({"archived_url": cited.archived_url} if cited.archived_url else {})
            | ({"is_dead": True} if cited.is_dead else {})
            for cited in event.citations
        ],
        "line": event.line,
        "problems": event.problems,
    }
    if event.prefix:
        line["prefix"] = event.prefix
    return _ENCODER.encode(line)


def _date_of(file: Path) -> str:
    """The day that the file's name says; empty where it says none: then the page's own template does."""
    named = _NAME.search(file.stem)
    return named[1] if named else ""
