"""The frame of a day page: which part of it is news, and of what day.

The frames that the portal has had: ``{{Current events|year=…|content=…}}``, the pair with ``top=yes`` and
``bottom=yes`` (since mid-2026), ``{{Current events header|2017|05|5}}``, and none. Comments go, line numbers stay.
"""

import re
from datetime import date as Date

from backstory.model import Problem
from backstory.model.record import Record
from backstory.parse.marks import JOINED_LINE

_FRAME = re.compile(r"\{\{\s*[Cc]urrent[ _]events(?:[ _](?:header|footer))?\s*(?=[|}\n])")
_CONTENT = re.compile(r"\|\s*content\s*=")
_NAMED = re.compile(r"\|\s*(year|month|day)\s*=\s*(\w+)")
_UNNAMED = re.compile(r"\|\s*(\d{1,4})\s*(?=[|}]|$)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OPENERS = re.compile(r"\{\{|\}\}|<ref\b[^<>]*?(/?)>|</ref\s*>|<nowiki>|</nowiki>", re.I)
_MAX_FRAMES = 8  # a page has one or two; each costs a walk over the page
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
    for _ in range(_MAX_FRAMES):
        if frame is None:
            break
        head_end, is_closed, page = _unwrap_frame(page, frame)
        head = frame.string[frame.start() : head_end]
        date = date or _read_date(head)
        if not is_closed:
            problems.append(_note_at("unclosed-frame", frame.string, frame.start(), head))
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
            problems.append(_note_at("unclosed-comment", page, start, page[start:]))
            page = page[:start]
            break
        pieces.append(page[end:start])
        end = close + 3
        broken = page.count("\n", start, close)
        if broken:
            pieces.append((JOINED_LINE if _stands_inside_line(page, start, end) else "\n") * broken)
    return "".join(pieces) + page[end:]


def _stands_inside_line(page: str, start: int, end: int) -> bool:
    """Whether a line that has begun before `start` goes on after `end`: then a comment between them parts nothing."""
    before = page[max(page.rfind("\n", 0, start), page.rfind("-->", 0, start) + 2) + 1 : start]
    after = page[end : end + 200].split("\n", 1)[0].lstrip()
    return bool(before.strip()) and bool(after) and after[0] not in "*:#;=|}" and not before.lstrip().startswith("{{")


def _note_at(code: str, page: str, position: int, detail: str) -> Problem:
    line = page.count("\n", 0, position) + page.count(JOINED_LINE, 0, position) + 1
    return Problem(code=code, where=f"line {line}", detail=detail.replace(JOINED_LINE, "\n"))


def _unwrap_frame(page: str, frame: re.Match[str]) -> tuple[int, bool, str]:
    """Where the frame's head ends in the old page, whether the frame does, and the page without its markup."""
    close = _find_frame_end(page, frame.start())
    content = _CONTENT.search(page, frame.end())
    nested = page.find("{{", frame.end())
    if content is None or (close != -1 and content.start() > close) or (nested != -1 and nested < content.start()):
        end = close if close != -1 else frame.end()
        blank = "\n" * page.count("\n", frame.start(), end)
        rest = page[end + 2 :] if close != -1 else page[end:]
        if close != -1:  # the header layout is closed by the end of the table that it opens
            rest = re.sub(r"\n?\|\}\s*$", "", rest)
        return end, close != -1, page[: frame.start()] + blank + rest
    blank = "\n" * page.count("\n", frame.start(), content.end())
    if close == -1:
        return content.end(), False, page[: frame.start()] + blank + page[content.end() :]
    inside = page[content.end() : close].rstrip()
    gap = "\n" * page.count("\n", content.end() + len(inside), close)
    return content.end(), True, page[: frame.start()] + blank + inside.removesuffix("|") + gap + page[close + 2 :]


def _find_frame_end(page: str, start: int) -> int:
    """Where the braces stand that close the frame at `start`, -1 where none do."""
    depth, position = 0, start
    opening, closing = start, page.find("}}", start)
    while closing != -1:
        while opening != -1 and opening < closing:
            depth += 1
            position = opening + 2
            opening = page.find("{{", position)
        closing = closing if closing >= position else page.find("}}", position)
        if closing == -1 or (opening != -1 and opening < closing):
            continue
        depth -= 1
        if depth == 0:
            return closing
        position = closing + 2
        closing = page.find("}}", position)
        if opening != -1 and opening < position:
            opening = page.find("{{", position)
    return -1


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
    except (ValueError, OverflowError):
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
