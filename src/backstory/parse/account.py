"""Whether anything on a page was lost: every visible character must have ended up somewhere.

The page is read a second time by another parser, mwparserfromhell, which shares no code with ours. What it shows on
each line is held against what our parser made of that line: category, topic, event text, citation or problem. Letters,
digits, currency signs and symbols count; spaces and punctuation don't (a list's commas and a citation's brackets go
by design). What a template shows counts where it shows its first value.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import mwparserfromhell
from mwparserfromhell.nodes import Comment, ExternalLink, Heading, HTMLEntity, Node, Tag, Template, Text, Wikilink
from mwparserfromhell.wikicode import Wikicode

from backstory.model import DayPage, Problem
from backstory.model.record import Record
from backstory.parse.page import PageReader
from backstory.parse.template_names import CURRENCIES, FIRST_VALUE
from backstory.parse.titles import read_caption

_LINE = re.compile(r"line (\d+)")
_LANGUAGE_LINK = re.compile(r"(?:https?:)?//[a-z-]+\.(?:m\.)?wikipedia\.org/")
_LABEL_NUMBER = re.compile(r"<(su[bp])>\s*\d\s*</\1>|[²³¹₂₃₁](?=\)?''\)?$|\)?$)")
_BETWEEN_CITATIONS = re.compile(r"(?<=\])[\s,;]*\band\b[\s,]*(?=\[+\s?(?:https?:)?//)")
_UNSEEN_TAGS = frozenset("ref references gallery templatestyles section".split())


class Account(Record, frozen=True, kw_only=True):
    """How many visible characters a page has, how many of them are accounted for, what is missing where.

    `doubled` are characters that came out more often than they stand there, on lines without templates or problems.
    """

    visible: int
    accounted: int
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share that is accounted for, 0 to 1; 1 for an empty page."""
        return self.accounted / self.visible if self.visible else 1.0


def account_for_page(text: str, date: str = "") -> Account:
    """Parse a day page and say what of it is not found in the result."""
    reader = PageReader(text, date)
    page = reader.read()
    outputs = _collect_outputs(page, reader)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines, shown = text.split("\n"), _read_lines(text)
    starts = sorted({0, *outputs})
    visible = accounted = 0
    missing: list[str] = []
    doubled: list[str] = []
    faulty = {_line_of(problem) - 1 for problem in page.problems}
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(shown)
        wanted = Counter(char for line in shown[start:end] for char in line)
        lost = wanted - outputs.get(start, Counter())
        visible += wanted.total()
        accounted += wanted.total() - lost.total()
        if lost:
            missing.append(f"line {start + 1}: {''.join(sorted(lost.elements()))}")
        surplus = outputs.get(start, Counter()) - wanted
        if (
            surplus
            and start not in faulty
            and not any(mark in line for line in lines[start:end] for mark in ("{{", "<"))
        ):
            doubled.append(f"line {start + 1}: {''.join(sorted(surplus.elements()))}")
    return Account(visible=visible, accounted=accounted, missing=tuple(missing), doubled=tuple(doubled))


def _line_of(problem: Problem) -> int:
    found = _LINE.search(problem.where)
    return int(found[1]) if found else 1


def _collect_outputs(page: DayPage, reader: PageReader) -> dict[int, Counter[str]]:
    """The characters of all results by the line (from 0) that they begin on."""
    outputs: dict[int, Counter[str]] = {}

    def add(line: int, text: str) -> None:
        outputs.setdefault(line - 1, Counter()).update(_visible(text))

    kept = {topic.text for event in page.events for topic in event.topics}
    kept |= {event.category for event in page.events}
    for heading in reader.headings:
        if heading.is_used and heading.text in kept:  # an unused one is found again among the problems
            add(heading.line, heading.text)
    for event in page.events:
        add(event.line, event.headline)
        for citation in event.citations:
            add(event.line, f"{citation.publisher} {citation.title}")
    for line, label in reader.repeated_labels:
        add(line, label)
    for problem in page.problems:
        add(_line_of(problem), problem.detail)
    return outputs


def _visible(text: str) -> Iterator[str]:
    for char in unicodedata.normalize("NFKC", text):
        if unicodedata.category(char)[0] in "LN" or unicodedata.category(char) in ("Sc", "So"):
            yield from char.lower()


def _read_lines(text: str) -> list[str]:
    """What each line of the page shows, by the other parser (quote marks, which it pairs across lines, left out)."""
    plain = re.sub("'{2,}", "", text.replace("[[[", "[ [["))
    plain = _BETWEEN_CITATIONS.sub(" ", plain)
    return ["".join(_visible(line)) for line in "".join(_show_code(mwparserfromhell.parse(plain))).split("\n")]


def _show_code(code: Wikicode | None) -> Iterator[str]:
    for node in code.nodes if code is not None else ():
        yield from _show_node(node)


def _show_node(node: Node) -> Iterator[str]:
    if isinstance(node, Text):
        yield re.sub(r"__[A-Z]+__", "", str(node.value))
    elif isinstance(node, Wikilink):
        yield from _show_link(node)
    elif isinstance(node, ExternalLink):
        label = _LABEL_NUMBER.sub("", str(node.title or ""))
        if not _LANGUAGE_LINK.match(str(node.url)) or len(label) > 3:
            yield from _show_code(mwparserfromhell.parse(label))
    elif isinstance(node, HTMLEntity):
        yield node.normalize()
    elif isinstance(node, Heading):
        yield from _show_code(node.title)
    elif isinstance(node, Template):
        yield from _show_template(node)
    elif isinstance(node, Tag) and str(node.tag).lower() not in _UNSEEN_TAGS:
        yield from _show_code(node.contents)
        yield "\n" * max(0, str(node).count("\n") - str(node.contents or "").count("\n"))
    elif isinstance(node, (Comment, Tag)):
        yield "\n" * str(node).count("\n")


def _show_link(link: Wikilink) -> Iterator[str]:
    target = str(link.title)
    if target.lower().lstrip().startswith("category:"):
        return
    if "//" in target:  # an address in double brackets: what stands behind it is its label
        label = target.partition(" ")[2]
        yield label if len(label) > 3 else ""
        return
    words = link.text if link.text is not None else link.title
    if target.lower().lstrip().startswith(("file:", "image:")):
        words = mwparserfromhell.parse(read_caption(f"|{link.text or ''}"))
    yield from _show_code(words)


def _show_template(template: Template) -> Iterator[str]:
    name = " ".join(str(template.name).replace("_", " ").split()).lower()
    if name.startswith("current events"):
        if template.has("content"):
            before, _, _ = str(template).partition("content")
            yield "\n" * before.count("\n")
            yield from _show_code(template.get("content").value)
        return
    if (name in FIRST_VALUE or name in CURRENCIES) and template.has(1):
        yield from _show_code(template.get(1).value)
    yield "\n" * str(template).count("\n")
