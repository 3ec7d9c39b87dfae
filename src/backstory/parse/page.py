"""A day page: from its wikitext to its events."""

import re
from functools import lru_cache

from backstory.model import Citation, DayPage, ParsedEvent, Problem, Topic
from backstory.parse.inline import Inline, locate_mentions, plain, read_inline
from backstory.parse.marks import LINK_END, LINK_START, remove_marks, restore_literals
from backstory.parse.outline import Line, read_outline
from backstory.parse.references import collect_references
from backstory.parse.section import find_section

# Possessive throughout: a long list of links must not be tried in every way.
_LEADING = r"(?:(?:Aftermath|Spillover|Reactions?|Responses?|Impact) (?:of|to|from) (?:the )?)?+"
_LINKS_ONLY = rf"(?:[\s\"“”']*+{LINK_START}[^{LINK_END}]*+{LINK_END}[\s\"“”']*+(?:,|;|/|&|and\b|[–—-])?+)++"
_PREFIX = re.compile(rf"\s*+({_LEADING}{_LINKS_ONLY})\s*+:(?!//)\s*+")
_PREFIX_INSIDE = re.compile(rf"\s*({LINK_START}[^{LINK_END}]*):{LINK_END}\s+(?=\S)")
_LINK = re.compile(f"{LINK_START}[^{LINK_END}]*{LINK_END}")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    rf"(?:\w+day,? )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)"
    r"(?:,? \(?(?:\d{4}|\w+day)\)?){0,2}"
)
_WORD = re.compile(r"\w+", re.U)
# Words that join links in a topic without making it a sentence.
_JOINING = frozenset(
    """
    a an the of in on at to from for and or with by during after between aftermath spillover response reaction
    reactions responses international impact timeline effects events related s
    """.split()
)


def parse_day_page(text: str, date: str = "") -> DayPage:
    """Every event of one day page's wikitext, and what could not be read as it should.

    `date` (``2013-01-10``) is taken from the page's own template where it is empty. Never raises for any text;
    cost is linear in its length.
    """
    return PageReader(text, date).read()


class Heading:
    """A category or topic: its line, its text, and whether an event was found below it."""

    __slots__ = ("is_used", "line", "text")

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        self.text = text
        self.is_used = False


class _Open:
    """An item above the present one: its depth, the topics of what is below it, its heading where it is a topic."""

    __slots__ = ("depth", "heading", "topics")

    def __init__(self, depth: int, topics: tuple[Topic, ...], heading: Heading | None) -> None:
        self.depth = depth
        self.topics = topics
        self.heading = heading


class PageReader:
    """Walks the outline of one page with the category and the stack of items above the present one.

    `headings` are all categories and topics met, `repeated_labels` the lines and labels of citations that an item has
    twice: what `account` needs beside the result.
    """

    def __init__(self, text: str, date: str) -> None:
        section = find_section(remove_marks(text))
        self.section = section
        self.date = date or section.date
        self.problems: list[Problem] = list(section.problems)
        self.named: dict[str, list[Citation]] = collect_references(section.text) if "<ref" in section.text else {}
        self.events: list[ParsedEvent] = []
        self.category = ""
        self.headings: list[Heading] = []
        self.repeated_labels: list[tuple[int, str]] = []
        self.open_category: Heading | None = None
        self.stack: list[_Open] = []
        if not self.date:
            self._note("no-date", 1, "the page does not say which day it is of")
        elif section.date and section.date != self.date:
            self._note("other-date", 1, f"the page says {section.date}, its name {self.date}")

    def read(self) -> DayPage:
        """Read the whole page."""
        lines = list(read_outline(self.section.text, self.section.first_line))
        for index, line in enumerate(lines):
            if line.depth == 0:
                self._read_heading(line)
                continue
            following = lines[index + 1] if index + 1 < len(lines) else None
            has_children = following is not None and 0 < line.depth < following.depth
            self._read_item(line, has_children)
        for heading in self.headings:
            if not heading.is_used:
                self._note("no-events", heading.line, heading.text)
        return DayPage(date=self.date, events=tuple(self.events), problems=tuple(self.problems))

    def _read_heading(self, line: Line) -> None:
        inline = read_inline(line.source, self.named)
        self.stack.clear()
        self.open_category = None
        text = inline.text.rstrip(" :")
        self._note_all(inline, line)
        for citation in inline.citations:
            self._note("cited-heading", line.number, f"{citation.publisher} {citation.url}".strip())
        if _is_date(text):
            self._note("date-heading", line.number, text)
            self.category = ""
        elif text:
            self.category = text
            self.open_category = self._open_heading(line, text)

    def _read_item(self, line: Line, has_children: bool) -> None:
        depth = abs(line.depth)
        while self.stack and self.stack[-1].depth >= depth:
            self.stack.pop()
        topics = self.stack[-1].topics if self.stack else ()
        if has_children and _is_plain_topic(line.source):
            self._open_topic(line, depth, topics, _read_topic(line.source))
            return
        inline = read_inline(line.source, self.named)
        if not inline.marked and not inline.citations:
            self._note_all(inline, line)
            if line.depth > 0 and line.source and not inline.problems:
                self._note("empty-item", line.number, "")
            return
        if has_children and not inline.citations:
            self._note_all(inline, line)
            self._open_topic(line, depth, topics, _make_topic(inline.marked, inline.titles))
            return
        event = self._make_event(inline, line, topics)
        if event is not None:
            self.events.append(event)
            topics = event.topics
            self._mark_used()
        self.stack.append(_Open(depth, topics, None))

    def _open_topic(self, line: Line, depth: int, topics: tuple[Topic, ...], topic: Topic | None) -> None:
        heading = self._open_heading(line, topic.text) if topic else None
        self.stack.append(_Open(depth, (*topics, topic) if topic else topics, heading))

    def _open_heading(self, line: Line, text: str) -> Heading:
        heading = Heading(line.number, text)
        self.headings.append(heading)
        return heading

    def _mark_used(self) -> None:
        if self.open_category is not None:
            self.open_category.is_used = True
        for item in self.stack:
            if item.heading is not None:
                item.heading.is_used = True

    def _make_event(self, inline: Inline, line: Line, topics: tuple[Topic, ...]) -> ParsedEvent | None:
        marked, titles = inline.marked, inline.titles
        prefix, body = _split_prefix(marked) if ":" in marked else ("", marked)
        if not body:
            prefix, body = "", prefix
        codes = [problem.code for problem in inline.problems]
        if not inline.citations:
            if not _is_sentence(body):
                self._note_all(inline, line)
                self._note("empty-topic", line.number, plain(marked))
                return None
            codes.append("uncited")
        elif not body:
            codes.append("no-text")
        self._note_all(inline, line)
        headline = marked
        if prefix:
            topic = _make_topic(prefix, titles)
            topics = (*topics, topic) if topic and topic not in topics else topics
            headline = f"{prefix}: {body}"
        return ParsedEvent(
            date=self.date,
            category=self.category,
            text=plain(body),
            topics=topics,
            prefix=plain(prefix),
            mentions=locate_mentions(headline, titles) if titles else (),
            citations=self._merge_citations(inline.citations, line),
            line=line.number,
            problems=tuple(dict.fromkeys(codes)),
        )

    def _merge_citations(self, citations: list[Citation], line: Line) -> tuple[Citation, ...]:
        """Each address once, with what its first mention says."""
        if len(citations) < 2:
            return tuple(citations)
        merged: dict[str, Citation] = {}
        for citation in citations:
            if merged.setdefault(citation.url, citation) is not citation:
                self.repeated_labels.append((line.number, f"{citation.publisher} {citation.title}"))
        return tuple(merged.values())

    def _note_all(self, inline: Inline, line: Line) -> None:
        for problem in inline.problems:
            self._note(problem.code, line.number, problem.detail)

    def _note(self, code: str, line: int, detail: str) -> None:
        self.problems.append(Problem(code=code, where=f"line {line}", detail=remove_marks(restore_literals(detail))))


def _is_plain_topic(source: str) -> bool:
    """Whether an item with others below it can only be a topic, with nothing in it that could be a problem."""
    return "//" not in source and "<" not in source and "{" not in source and ":" not in source.rstrip(" :")


@lru_cache(maxsize=8192)
def _read_topic(source: str) -> Topic | None:
    inline = read_inline(source, {})
    return _make_topic(inline.marked, inline.titles)


def _make_topic(marked: str, titles: list[str]) -> Topic | None:
    text = plain(marked).strip(" :*").strip()
    if not text:
        return None
    linked = titles[: marked.count(LINK_START)]
    return Topic(text=text, entities=tuple(dict.fromkeys(title for title in linked if title)))


def _split_prefix(marked: str) -> tuple[str, str]:
    """An inline topic and the sentence behind its colon; "" and all of it where there is none."""
    found = _PREFIX.match(marked)
    if found:
        return found[1].strip(), marked[found.end() :].lstrip("* ")
    found = _PREFIX_INSIDE.match(marked)
    if found:
        return found[1].strip() + LINK_END, marked[found.end() :].lstrip("* ")
    return "", marked


def _is_sentence(marked: str) -> bool:
    rest = _LINK.sub(" ", marked)
    has_end = rest.rstrip().endswith((".", "!", "?"))
    return any(word.lower() not in _JOINING and (has_end or not word.isdigit()) for word in _WORD.findall(rest))


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None
