"""What holds for every text whatsoever that the parser is given, be it a day page or noise."""

import re

import msgspec

from backstory.model import DayPage, ParsedEvent
from backstory.parse import parse_day_page

_UNCLEAN = re.compile("[\x00-\x08\n\r\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\ue02f]")
_URL = re.compile(r"https?://[^\s<>\"\[\]]*")


def find_faults(text: str, date: str = "2013-01-10") -> list[str]:
    """Whatever is wrong with the parser's result for `text`; raises what the parser raises."""
    page = parse_day_page(text, date)
    faults = [fault for event in page.events for fault in _check_event(event)]
    faults += _check_lines(page, text)
    faults += [f"problem not clean: {problem}" for problem in page.problems if _MARKS.search(problem.detail)]
    if page != parse_day_page(text, date):
        faults.append("a second reading differs")
    if "\r" not in text and page != parse_day_page(text.replace("\n", "\r\n"), date):
        faults.append("Windows line ends make a difference")
    msgspec.json.encode(page)
    return faults


_MARKS = re.compile("[\ud800-\udfff\ue000-\ue02f]")


def _check_event(event: ParsedEvent) -> list[str]:
    faults = []
    shown = [event.text, event.prefix, event.category, *(topic.text for topic in event.topics)]
    shown += [title for topic in event.topics for title in topic.entities]
    shown += [words for mention in event.mentions for words in (mention.title, mention.anchor)]
    shown += [words for citation in event.citations for words in (citation.publisher, citation.title)]
    shown += [url for citation in event.citations for url in (citation.url, citation.archived_url)]
    for words in shown:
        if _UNCLEAN.search(words):
            faults.append(f"line {event.line}: not clean: {words!r}")
    for words in shown[: 3 + len(event.topics)]:
        if words != words.strip() or "  " in words:
            faults.append(f"line {event.line}: stray blanks: {words!r}")
    for mention in event.mentions:
        if not mention.title or event.headline[mention.start : mention.start + len(mention.anchor)] != mention.anchor:
            faults.append(f"line {event.line}: mention is not where it says: {mention}")
    for citation in event.citations:
        if not _URL.fullmatch(citation.url) or (citation.archived_url and not _URL.fullmatch(citation.archived_url)):
            faults.append(f"line {event.line}: not an address: {citation}")
    if not event.text and not event.citations:
        faults.append(f"line {event.line}: an event of nothing")
    return faults


def _check_lines(page: DayPage, text: str) -> list[str]:
    last = len(re.split(r"\r\n|\r|\n", text))
    lines = [event.line for event in page.events]
    faults = ["lines are not in order"] if lines != sorted(lines) else []
    where = [int(problem.where.removeprefix("line ")) for problem in page.problems]
    faults += [f"no such line: {line}" for line in (*lines, *where) if not 1 <= line <= last]
    return faults
