"""The rarer markup of an item, rewritten into the little that `inline` reads: links, external links, quote marks.

Templates, references, tags, entities, pictures, nowiki and invisible characters are dealt with here, so that the
common item, which has none of them, is never slowed down by them.
"""

import re
from urllib.parse import quote

from backstory.model import Citation, Problem
from backstory.parse import references
from backstory.parse.marks import HELD_END, HELD_START, JOINED_LINE, protect_literals, unescape_entities
from backstory.parse.templates import render_template, split_template
from backstory.parse.titles import is_category, is_image, read_caption

Held = list[Citation] | str  # citations, or the name of a mark on the citation before

_INNERMOST = re.compile(r"\{\{([^{}]*)\}\}")
_TEMPLATE_DEPTH = 40
_TAG = re.compile(
    r"</?(?:abbr|b|bdi|bdo|big|blockquote|br|center|cite|code|data|dd|del|dfn|div|dl|dt|em|font|gallery|h[1-6]|hr|i|"
    r"includeonly|ins|kbd|li|mark|math|noinclude|nowiki|ol|onlyinclude|p|poem|pre|q|references|ref|rp|rt|ruby|s|samp|"
    r"section|small|source|span|strike|strong|sub|sup|syntaxhighlight|table|tbody|td|templatestyles|th|time|tr|tt|u|ul|"
    r"var|wbr)\b[^<>]*>",
    re.I,
)
# "CNN<sup>2</sup>": how editors tell the second article of a publisher from its first.
_LABEL_NUMBER = re.compile(r"<(su[bp])>\s*\d\s*</\1>(?=[')\s]*\])", re.I)
_SPACING_TAG = re.compile(r"<(?:br|p|div|li|dd|dt|td|tr|hr|poem|blockquote|table|ul|ol)\b", re.I)
_REFERENCE_LIST = re.compile(r"<references\b[^<>]*+>[^<>]*+</references\b[^<>]*+>", re.I)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ESCAPED_URL = re.compile(r"//[^\s\[\]<>\"|]+")
_UNCLOSED_TEMPLATE = re.compile(r"\{\{[^{}|\[\]]{0,40}\|")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_JOINER = re.compile("(?<![\u0590-\U0001faff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0001faff])")
_SPACE = re.compile("[\t\u00a0\u2007\u2009\u200a\u2002\u2003\u2028\u2029\u202f" + JOINED_LINE + "]")
_MAGIC_WORD = re.compile(r"__[A-Z]{3,20}__")
_DOUBLED_BRACKET = re.compile(r"\[\[\s*+((?:https?:)?//[^\s\[\]]++)([^\[\]]*+)\]\]?")
_HELD = re.compile(f"{HELD_START}\\d+{HELD_END}")
_BRACKETED = re.compile(r"\[\[?[^\[\]]*+\]\]?")
_HALF_CLOSED = re.compile(r"\[\[([^\[\]|\n]{1,200}(?:\|[^\[\]|\n]{1,200})?)\](?!\])")
_QUOTE_RUN = re.compile("'{2,}")


_ODD_CHARACTER = re.compile("[\u00a0\u00ad\u2002\u2003\u2007\u2009\u200a-\u200f\u2028-\u202f\u2060-\u2064\ufeff\ue005]")


def is_rare(source: str) -> bool:
    """Whether an item holds anything but links, external links and italics. Fast: most items don't."""
    return (
        "{" in source
        or "<" in source
        or "}" in source
        or "\t" in source
        or "'''" in source
        or "__" in source
        or ("&" in source and _ENTITY.search(source) is not None)
        or (not source.isascii() and _ODD_CHARACTER.search(source) is not None)
    )


class Simplified:
    """An item's text after `simplify_markup`, what was held aside from it, and its problems."""

    __slots__ = ("held", "problems", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.held: list[Held] = []
        self.problems: list[Problem] = []

    def hold(self, what: Held) -> str:
        """Keep `what` aside and give the mark that stands for it in the text."""
        self.held.append(what)
        return f"{HELD_START}{len(self.held) - 1}{HELD_END}"

    def note(self, code: str, detail: str) -> None:
        """Record a problem of this item."""
        self.problems.append(Problem(code=code, detail=" ".join(detail.replace(JOINED_LINE, " ").split())[:2000]))


def simplify_markup(source: str, named: dict[str, list[Citation]]) -> Simplified:
    """`source` with only links, external links and italics left in it.

    `named` maps the names of the page's references to their citations and is added to.
    """
    item = Simplified(source.replace(JOINED_LINE, " "))
    if "<" in source:
        _take_nowiki(item)
        _take_references(item, named)
        item.text = _REFERENCE_LIST.sub("", item.text)
    if "{{" in item.text:
        _expand_templates(item)
    if "<" in item.text:
        item.text = _LABEL_NUMBER.sub("", item.text)
        item.text = _TAG.sub(lambda tag: " " if _SPACING_TAG.match(tag[0]) else "", item.text)
    if "[[" in item.text:
        item.text = _DOUBLED_BRACKET.sub(r"[\1\2]", item.text)
        _close_links(item)
        _take_pictures(item)
    if "{{" in item.text or "}}" in item.text:
        item.note("unbalanced-braces", item.text)
        item.text = _UNCLOSED_TEMPLATE.sub(" ", item.text).replace("{{", " ").replace("}}", " ")
    if "&" in item.text:
        item.text = _ESCAPED_URL.sub(_unescape_url, item.text)
        item.text = _ENTITY.sub(lambda entity: protect_literals(unescape_entities(entity[0])), item.text)
    item.text = _MAGIC_WORD.sub("", _SPACE.sub(" ", _JOINER.sub("", _INVISIBLE.sub("", item.text))))
    if "'''" in item.text:
        item.text = _balance_quotes(item.text)
    if item.held:
        item.text = _BRACKETED.sub(_move_held_out, item.text)
    return item


def _move_held_out(link: re.Match[str]) -> str:
    """``[https://… (Reuters){{dead link}}]``: what is held aside inside a link stands behind it."""
    held = "".join(_HELD.findall(link[0]))
    return _HELD.sub("", link[0]) + held if held else link[0]


def _unescape_url(url: re.Match[str]) -> str:
    """An address without entities; what would end it is percent-encoded."""
    return _ENTITY.sub(lambda entity: quote(unescape_entities(entity[0]), safe="%&=#:;/?+~,.-*!'()@$"), url[0])


def _take_nowiki(item: Simplified) -> None:
    """Protect what <nowiki> and <math> hold from every later reading."""
    for tag in ("nowiki", "math", "pre"):
        start = 0
        while (start := item.text.find(f"<{tag}", start)) != -1:
            inside = item.text.find(">", start) + 1
            end = item.text.find(f"</{tag}>", inside)
            if not inside or end == -1:
                break
            kept = protect_literals(item.text[inside:end])
            item.text = item.text[:start] + kept + item.text[end + len(tag) + 3 :]
            start += len(kept)


def _take_references(item: Simplified, named: dict[str, list[Citation]]) -> None:
    pieces: list[str] = []
    end = 0
    while (opening := references.REFERENCE_START.search(item.text, end)) is not None:
        pieces.append(item.text[end : opening.start()])
        name = references.read_name(opening)
        end = opening.end()
        if opening[2]:
            pieces.append(item.hold(named.get(name, [])))
            if name not in named:
                item.note("undefined-reference", opening[0])
            continue
        closing = references.REFERENCE_END.search(item.text, end)
        if closing is None:
            item.note("unclosed-reference", item.text[opening.start() :][:200])
            break
        citations, rest = references.read_reference(item.text[end : closing.start()])
        if name:
            named[name] = citations
        if not citations:
            item.note("citation-without-url", rest)
        pieces.append(item.hold(citations))
        end = closing.end()
    item.text = "".join(pieces) + item.text[end:]


def _expand_templates(item: Simplified) -> None:
    for _ in range(_TEMPLATE_DEPTH):
        expanded = _INNERMOST.sub(lambda template: _expand_template(template[1], item), item.text)
        if expanded == item.text:
            return
        item.text = expanded


def _expand_template(body: str, item: Simplified) -> str:
    name, values, options = split_template(body.replace(JOINED_LINE, " "))
    if references.is_cite(name):
        held = "".join(_HELD.findall(body))
        if held:  # a mark of its own inside the citation: "|title=… {{dead link}}"
            name, values, options = split_template(_HELD.sub("", body))
        citation = references.read_cite(values, options)
        if citation is None:
            item.note("citation-without-url", " ".join([*values, *options.values()]))
        return item.hold([citation] if citation else []) + held
    if references.is_dead_mark(name):
        return item.hold("dead")
    if references.is_archive_mark(name):
        return item.hold("archived " + (options.get("url") or (values[0] if values else "")))
    shown = render_template(name, values, options)
    if shown is None:
        item.note("unknown-template", "{{" + body + "}}")
        return values[0] if values else ""
    return shown


def _take_pictures(item: Simplified) -> None:
    """Remove pictures (their caption becomes a problem's detail) and category links.

    A category link with words in the middle of a sentence is one that lost its leading colon: its words stay.
    """
    start = 0
    while (start := item.text.find("[[", start)) != -1:
        target = item.text[start + 2 : start + 60]
        if not is_image(target) and not is_category(target):
            start += 2
            continue
        end = _find_closing(item.text, start)
        inside = item.text[start + 2 : end - 2]
        if is_category(target) and "|" in inside and item.text[end:].lstrip()[:1].islower():
            item.text = item.text[:start] + inside.partition("|")[2] + item.text[end:]
            continue
        caption = read_caption(inside) if is_image(target) else ""
        if caption:
            item.note("picture", references.clean_title(caption))
        item.text = item.text[:start] + item.text[end:]


def _close_links(item: Simplified) -> None:
    """``[[Lima] is big``: a link that one bracket closes."""
    closed = _HALF_CLOSED.sub(r"[[\1]]", item.text)
    if closed != item.text:
        item.note("unbalanced-brackets", item.text)
        item.text = closed


def _find_closing(text: str, start: int) -> int:
    depth, position = 0, start
    for bracket in re.finditer(r"\[\[|\]\]", text[start:]):
        depth += 1 if bracket[0] == "[[" else -1
        position = start + bracket.end()
        if depth == 0:
            return position
    return len(text)


def _balance_quotes(text: str) -> str:
    """Bold marks away, with MediaWiki's rule for apostrophes beside them (https://www.mediawiki.org/wiki/Help:Formatting)."""
    runs = [len(run) for run in _QUOTE_RUN.findall(text)]
    bold = sum(1 for run in runs if run in (3, 4) or run >= 5)
    italic = sum(1 for run in runs if run == 2 or run >= 5)
    has_stray = bold % 2 == 1 and italic % 2 == 1
    pieces: list[str] = []
    end = 0
    for run in _QUOTE_RUN.finditer(text):
        pieces.append(text[end : run.start()])
        length = len(run[0])
        if length == 3 and has_stray and (run.start() == 0 or text[run.start() - 1] != " "):
            pieces.append("'")
            has_stray = False
        elif length == 4 or length > 5:
            pieces.append("'" * (length - (3 if length == 4 else 5)))
        end = run.end()
    return "".join(pieces) + text[end:]
