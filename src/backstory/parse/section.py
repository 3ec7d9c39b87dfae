"""The frame of a day page: which part of it is news, and of what day.

The frames that the portal has had: ``{{Current events|year=…|content=…}}``, the pair with ``top=yes`` and
``bottom=yes`` (since mid-2026), ``{{Current events header|2017|05|5}}``, and none. Comments go, line numbers stay.
"""

import re
from datetime import date as Date

from backstory.model import Problem
from backstory.model.record import Record
from backstory.parse.marks import JOINED_LINE

_FRAME = re.compile(r"\{\{\s*[Cc]urrent[ _]events(?:[ _]header)?\s*(?=[|}\n])")
_CONTENT = re.compile(r"\|\s*content\s*=")
_BRACES = re.compile(r"\{\{|\}\}")
_NAMED = re.compile(r"\|\s*(year|month|day)\s*=\s*(\w+)")
_UNNAMED = re.compile(r"\|\s*(\d{1,4})\s*(?=[|}])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OPENERS = re.compile(r"\{\{|\}\}|<ref\b[^<>]*?(/?)>|</ref\s*>|<nowiki>|</nowiki>", re.I)
_JOIN_LIMIT = 20_000


class Section(Record, frozen=True, kw_only=True):
    """The news section of a page: its text without comments and frame, its first line's number, the page's date."""

    text: str
    first_line: int
    date: str
    problems: tuple[Problem, ...] = ()


def find_section(page: str) -> Section:
    """The news section of a day page's wikitext. Everything outside the frame is kept as part of it."""
    problems: list[Problem] = []
    if "\r" in page:
        page = page.replace("\r\n", "\n").replace("\r", "\n")
    page = _remove_comments(page, problems)
    date = ""
    frame = _FRAME.search(page)
    while frame is not None:
        head_end, page = _unwrap_frame(page, frame)
        date = date or _read_date(frame.string[frame.start() : head_end])
        frame = _FRAME.search(page, frame.start())
    if "{{" in page or "<" in page:
        page = _join_broken(page)
    return Section(text=page, first_line=1, date=date, problems=tuple(problems))


def _remove_comments(page: str, problems: list[Problem]) -> str:
    """`page` without comments; the lines that a comment spans stay as empty ones."""
    pieces = []
    end = 0
    while (start := page.find("<!--", end)) != -1:
        close = page.find("-->", start + 4)
        if close == -1:
            problems.append(
                Problem(code="unclosed-comment", where=f"line {page.count(chr(10), 0, start) + 1}", detail=page[start:])
            )
            page = page[:start]
            break
        pieces.append(page[end:start])
        pieces.append("\n" * page.count("\n", start, close))
        end = close + 3
    return "".join(pieces) + page[end:]


def _unwrap_frame(page: str, frame: re.Match[str]) -> tuple[int, str]:
    """Where the frame's head ends in the old page, and the page without the frame's own markup."""
    depth = 0
    close = -1
    for brace in _BRACES.finditer(page, frame.start()):
        depth += 1 if brace[0] == "{{" else -1
        if depth == 0:
            close = brace.start()
            break
    content = _CONTENT.search(page, frame.end())
    nested = page.find("{{", frame.end())
    if content is None or (close != -1 and content.start() > close) or (nested != -1 and nested < content.start()):
        end = close if close != -1 else frame.end()
        blank = "\n" * page.count("\n", frame.start(), end)
        rest = page[end + 2 :] if close != -1 else page[end:]
        if close != -1:  # the header layout is closed by the end of the table that it opens
            rest = re.sub(r"\n?\|\}\s*$", "", rest)
        return end, page[: frame.start()] + blank + rest
    blank = "\n" * page.count("\n", frame.start(), content.end())
    if close == -1:
        return content.end(), page[: frame.start()] + blank + page[content.end() :]
    inside = page[content.end() : close].rstrip()
    gap = "\n" * page.count("\n", content.end() + len(inside), close)
    return content.end(), page[: frame.start()] + blank + inside.removesuffix("|") + gap + page[close + 2 :]


def _read_date(head: str) -> str:
    named = dict(_NAMED.findall(head))
    values = [named.get("year", ""), named.get("month", ""), named.get("day", "")]
    if not all(values):
        values = _UNNAMED.findall(head)[:3]
    if len(values) < 3:
        return ""
    month = values[1]
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    try:
        return Date(int(values[0]), int(month), int(values[2])).isoformat()
    except ValueError:
        return ""


def _join_broken(page: str) -> str:
    """Line breaks inside a template or a reference as marks, so that the lines of a page are its items."""
    pieces = []
    end = 0
    depth = 0
    start = 0
    for opener in _OPENERS.finditer(page):
        if opener[0] == "{{" or (opener[0][0] == "<" and opener[0][1] != "/" and not opener[1]):
            if depth == 0:
                start = opener.start()
            depth += 1
        elif (opener[0] == "}}" or opener[0][1] == "/") and depth:
            depth -= 1
            if depth == 0:
                inside = page[start : opener.end()]
                if "\n" in inside and len(inside) < _JOIN_LIMIT and "\n*" not in inside.replace("\n*{{", "\n{{"):
                    pieces += [page[end:start], inside.replace("\n", JOINED_LINE)]
                    end = opener.end()
    return "".join(pieces) + page[end:]
