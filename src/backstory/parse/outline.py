"""The lines of a news section as headings and items.

Items are told by their list marks (``*``, ``:``, ``#``, mixed, with skipped levels); a line without a mark belongs
to the item above it unless an empty line parts them.
"""

import re
from collections.abc import Iterator

from backstory.parse.marks import JOINED_LINE

_SPACED_MARKS = re.compile(r"(?:[*:#;]+[ \t]*)+")
_HEADING = re.compile(
    r"(?:<(?:big|u|center|b|div|span)\b[^<>]*>\s*)*(?:;+\s*(?P<term>.*)|(?P<level>={1,6})\s*(?P<section>.*?)\s*=+\s*"
    r"|'{3,}(?P<bold>(?:(?!''').)+)'{3,}\s*:?\s*(?:<[^<>]*>\s*)*|<b>(?P<tag>[^<>]*)</b>\s*:?\s*(?:</[^<>]*>\s*)*)$",
    re.S,
)
_FRAME_LINE = re.compile(r"\{\||\|\}\}?$|\|-|----+$|\}\}$|\|\}\}$|__[A-Z]+__$")


class Line:
    """One heading, item or paragraph: `depth` is 0 for a heading, -1 for a paragraph that belongs to no list."""

    __slots__ = ("depth", "number", "source")

    def __init__(self, depth: int, number: int, source: str) -> None:
        self.depth = depth
        self.number = number
        self.source = source


def read_outline(section: str, first_line: int) -> Iterator[Line]:
    """The headings and items of `section`, in order; `first_line` is the number of its first line in the page."""
    number = first_line - 1
    open_line: Line | None = None
    for source in section.split("\n"):
        number += 1
        stripped = source.strip()
        line = _read_line(stripped, number) if stripped else None
        if line is not None and line.depth == -1 and open_line is not None and open_line.depth:
            open_line.source += " " + stripped
        elif not stripped or line is not None:
            if open_line is not None:
                yield open_line
            open_line = line
        if JOINED_LINE in source:
            number += source.count(JOINED_LINE)
    if open_line is not None:
        yield open_line


def _read_line(source: str, number: int) -> Line | None:
    first = source[0]
    if first in "*:#":
        if first == ":" and source.startswith(":;"):
            source = source[1:]
        else:
            inside = source.lstrip("*:#")
            depth = len(source) - len(inside)
            inside = inside.lstrip()
            if inside[:1] in ("*", ";") and (spaced := _SPACED_MARKS.match(inside)):  # "* * text"
                depth += len(spaced[0].replace(" ", ""))
                inside = inside[spaced.end() :]
            return Line(depth, number, inside)
    if source[0] in ";='<":
        heading = _HEADING.match(source)
        if heading:
            inside = heading["term"] or heading["section"] or heading["bold"] or heading["tag"] or ""
            return Line(0, number, inside.strip())
    if first in "{|}-_" and _FRAME_LINE.match(source):
        return None
    return Line(-1, number, source)
