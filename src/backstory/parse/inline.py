"""The inside of one item or heading: its text, its links, its citations.

A citation may stand anywhere in an item. It is taken out so that neither a stray space nor a lonely comma remains.
"""

import re
from functools import lru_cache

from backstory.model import Citation, Mention, Problem
from backstory.parse.citation_marks import remove_citation_marks
from backstory.parse.citations import clean_publisher, clean_url, is_address, is_wiki_page, make_citation, original_of
from backstory.parse.marks import CITATION, HELD_END, HELD_START, LINK_END, LINK_START, restore_literals
from backstory.parse.markup import Held, is_rare, simplify_markup
from backstory.parse.references import mark_citation
from backstory.parse.titles import is_category, is_image, normalize_title

# Possessive, so that a bracket that is never closed is not tried at every length. Every alternative begins with a
# literal: then the search skips quickly to the next of these characters.
_TOKEN = re.compile(
    r"\[\[([^\[\]|]++)(?:\|([^\[\]]*+))?+\]\]([a-z]*)"  # link, its words, the letters that belong to it
    r"|\[\[? ?((?:https?:)?//[^\s\[\]<>\"\ue000-\ue02f|]++)\|?+\s*+((?:[^\[\]]++|\[\[[^\[\]]*+\]\])*+)\]"
    r"|\[\[? ?((?:https?:)?//[^\s\[\]<>\"\ue000-\ue02f|]++)\s*+(\([^()\[\]]*\))?"  # external link that is never closed
    rf"|{HELD_START}(\d+){HELD_END}"
    r"|http(s?://[^\s\[\]<>\"\ue000-\ue02f|]+)"  # bare address
    r"|''+"
)
_HELD = re.compile(rf"{HELD_START}(\d+){HELD_END}")
_GAPS = re.compile(r"\s\s+")
_NESTED = re.compile(r"\[\[|\]\]")
_MARKS = f"{LINK_START}{LINK_END}"
_SENTENCE_END = re.compile(f"(?:[.!?…][\"”’')\\]{_MARKS}]*|{CITATION}[\\s,;.]*)\\s*$")
_OUTER_LINK = re.compile(rf"\[\[(?:[^\[\]|{_MARKS}]*+\|)?([^\[\]]*)\]\]")
_LOOSE_BRACKETS = re.compile(rf"\[\[(?:[^\[\]|{_MARKS}]*+\|)?|\]\]")


class Inline:
    """What the inside of an item says.

    `marked` is its text with the words of each link between marks; `titles` are these links' entities, in
    order ("" where a link names none).
    """

    __slots__ = ("citations", "marked", "problems", "titles")

    def __init__(self) -> None:
        self.marked = ""
        self.titles: list[str] = []
        self.citations: list[Citation] = []
        self.problems: list[Problem] = []

    @property
    def text(self) -> str:
        """The text as a reader sees it."""
        return plain(self.marked)


def read_inline(source: str, named: dict[str, list[Citation]]) -> Inline:
    """Read an item's inside (no line breaks in it). `named` are the page's named references so far."""
    if not is_rare(source):
        reader = _Reader([])
        marked = _TOKEN.sub(reader.read_token, source)
        if not reader.is_odd and "[[" not in marked and "]]" not in marked:
            return _finish(marked, reader.inline)
    simplified = simplify_markup(source, named)
    reader = _Reader(simplified.held)
    reader.inline.problems = simplified.problems
    marked = _TOKEN.sub(reader.read_token, simplified.text)
    if "[[" in marked or "]]" in marked:
        marked = reader.read_nested(marked)
    return _finish(marked, reader.inline)


def _finish(marked: str, inline: Inline) -> Inline:
    if CITATION in marked:
        marked = remove_citation_marks(marked, inline.citations, inline.titles)
    if "  " in marked:
        marked = _GAPS.sub(" ", marked)
    if marked.count(LINK_START) != marked.count(LINK_END):  # brackets crossed so that no link can be told
        marked = marked.replace(LINK_START, "").replace(LINK_END, "")
        inline.titles = []
        if not any(problem.code == "unbalanced-brackets" for problem in inline.problems):
            inline.problems.append(Problem(code="unbalanced-brackets", detail=plain(marked)[:500]))
    inline.marked = marked.strip()
    return inline


def plain(marked: str) -> str:
    """`marked` without marks."""
    if LINK_START in marked:
        marked = marked.replace(LINK_START, "").replace(LINK_END, "")
    return restore_literals(marked)


def locate_mentions(marked: str, titles: list[str]) -> tuple[Mention, ...]:
    """Each link that names an entity, with the place of its words in the plain text of `marked`."""
    mentions = []
    before, *pieces = restore_literals(marked).split(LINK_START)
    position = len(before)
    for title, piece in zip(titles, pieces, strict=False):
        anchor, _, rest = piece.partition(LINK_END)
        if title and anchor:
            mentions.append(Mention(title=title, anchor=anchor, start=position))
        position += len(anchor) + len(rest)
    return tuple(mentions)


@lru_cache(maxsize=65536)
def _read_link(target: str, words: str | None, trail: str) -> tuple[str | None, str]:
    """A link's entity (None for what is no link: picture, category, address) and its words between marks."""
    if ":" in target and (is_image(target) or is_category(target) or "//" in target):
        return None, ""
    if words is None:
        words = target.lstrip(" :") if target[0] in " :" else target
    elif not words.strip():  # the pipe trick, left unexpanded
        words = re.sub(r"\s*\([^)]*\)$|,.*$", "", target.partition(":")[2] or target)
    if "''" in words:
        words = words.replace("''", "")
    shown = words.strip() + trail
    if not shown:
        return "", ""
    before = " " if words.startswith(" ") else ""
    after = " " if words.endswith(" ") and not trail else ""
    return normalize_title(restore_literals(target)), f"{before}{LINK_START}{shown}{LINK_END}{after}"


class _Reader:
    """Turns tokens into text with marks, noting links and citations on the way."""

    __slots__ = ("held", "inline", "is_odd")

    def __init__(self, held: list[Held]) -> None:
        self.inline = Inline()
        self.held = held
        self.is_odd = False  # something that `simplify_markup` must see

    def read_token(self, token: re.Match[str]) -> str:
        kind = token.lastindex
        if kind == 3:
            title, shown = _read_link(*token.group(1, 2, 3))
            if title is None:
                self.is_odd = True
            elif shown:
                self.inline.titles.append(title)
            return shown
        if kind == 5:
            return self._read_external(token[4], token[5].strip(), token)
        if kind is None:
            return ""
        open_url, open_label, number, bare = token.group(6, 7, 8, 9)
        if number is not None:
            return self._read_held(self.held[int(number)] if int(number) < len(self.held) else [])
        if bare is not None:
            bare = "http" + bare
            kept = bare.rstrip(".,;:!?'")
            if kept.endswith(")") and "(" not in kept:
                kept = kept[:-1]
            self.inline.citations.append(make_citation(kept, ""))
            return CITATION + bare[len(kept) :].replace("'", "")
        if open_url is not None:
            return self._read_open(open_url, open_label or "")
        return ""

    def _read_open(self, url: str, label: str) -> str:
        """An external link that is never closed; marks on the citation may stand inside its label."""
        self.inline.citations.append(make_citation(url, _HELD.sub("", label)))
        for number in _HELD.findall(label):
            self._read_held(self.held[int(number)] if int(number) < len(self.held) else [])
        return CITATION

    def _read_external(self, url: str, label: str, token: re.Match[str]) -> str:
        citations = self.inline.citations
        if not label or label[0] in "(（" or (label.startswith("''(") and not is_wiki_page(url)):
            citations.append(make_citation(url, label))
            return CITATION
        if is_wiki_page(url):
            if len(label) <= 3:  # the language code that an interlanguage link shows
                self.inline.problems.append(Problem(code="interlanguage-link", detail=f"{label} {url}"))
                return CITATION
            return clean_publisher(label)
        citations.append(make_citation(url, label))
        if self._stands_in_prose(label, token):
            citations[-1] = make_citation(url, "")
            return clean_publisher(label) + CITATION
        return CITATION

    def _stands_in_prose(self, label: str, token: re.Match[str]) -> bool:
        """Whether an external link's words belong to the sentence rather than name a publisher."""
        before, after = token.string[: token.start()], token.string[token.end() : token.end() + 40]
        if not before.strip("'\"( "):
            return bool(after.strip()) and not after.lstrip().startswith("[")
        if re.search(r"(?:[.!?…][\"”’')\]]*|\])[\s,;(]*$", before[-12:]):
            return False
        rest = after.lstrip(" ,;'")
        is_end = not rest.strip(".)") or rest.startswith(("[h", "[/", HELD_START))
        return not (is_end and len(label.split()) <= 5 and (label[0].isupper() or "." in label))

    def _read_held(self, held: Held) -> str:
        citations = self.inline.citations
        if isinstance(held, list):
            citations += held
            return CITATION
        if held == "dead":
            if citations:
                citations[-1] = mark_citation(citations[-1], is_dead=True)
            return ""
        archived = clean_url(held.removeprefix("archived ").strip())
        if not is_address(archived):
            return ""
        original = original_of(archived)
        if citations and (citations[-1].url == original or not citations[-1].archived_url):
            citations[-1] = mark_citation(citations[-1], archived_url=archived)
            return ""
        citations.append(mark_citation(make_citation(original, ""), archived_url=archived))
        return CITATION

    def read_nested(self, marked: str) -> str:
        """Links inside the words of links: the inner ones count, the outer's brackets go."""
        for _ in range(20):
            rest = _OUTER_LINK.sub(r"\1", marked)
            if rest == marked:
                break
            marked = rest
        if _NESTED.search(marked):
            self.inline.problems.append(Problem(code="unbalanced-brackets", detail=plain(marked)[:500]))
            marked = _LOOSE_BRACKETS.sub("", marked)
        return marked
