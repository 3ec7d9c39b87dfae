"""Taking citations out of a text: what is left reads as if they had never stood there.

A citation leaves a mark where it stood. Around the marks are blanks, commas, brackets and "and", which go with them,
and full stops, which stay; a publisher that was written behind its link is in brackets of its own.
"""

import re

from backstory.model import Citation
from backstory.parse.citations import clean_publisher
from backstory.parse.marks import CITATION, LINK_END, LINK_START

_TAIL = f" ,;.\u3000{CITATION}"
_JOINED = (f"{CITATION} and", f"{CITATION} &", f"{CITATION}, and")
_ENCLOSED = re.compile(rf"\s*[(\[]\s*{CITATION}(?:[\s,;]|and|{CITATION})*+[)\]]")
_BETWEEN = re.compile(rf"{CITATION}\s*+(?:,|;|and|&)?\s*+(?={CITATION})")
_INSIDE = re.compile(rf"(\s*+)([,;]?)\s*+{CITATION}++(\s*+)([,;.:!?)]?)")
# Behind the link, "[https://…] (Reuters)", or before it, "(Reuters [https://…])" and "(Reuters) [https://…]".
_OUTER_LABEL = re.compile(
    rf"{CITATION}\s*+(\([^(){CITATION}]{{1,60}}\))(?=\s*+(?:$|{CITATION}|[,.;])|\s[A-Z{LINK_START}])"
    rf"|(?<=[.!?”\"] )(\([^(){CITATION}]{{1,40}})(?:{CITATION}\)|\)\s*+{CITATION}(?=\s*+(?:$|{CITATION})))"
)
_CLOSED_AGAIN = re.compile(rf"({CITATION}[\s,.;]*+)[)\]]")
_MARKS = f"{LINK_START}{LINK_END}"
_CLOSING_QUOTES = '"”’»'


def remove_citation_marks(marked: str, citations: list[Citation], titles: list[str]) -> str:
    """`marked` without its marks of citations.

    `citations` get the publishers that stand behind them; `titles` of links inside such a publisher's brackets go.
    """
    if "(" in marked:
        if len(citations) == marked.count(CITATION):
            marked = _take_outer_labels(marked, citations, titles)
        marked = _ENCLOSED.sub(f" {CITATION}", marked)
    elif "[" in marked:
        marked = _ENCLOSED.sub(f" {CITATION}", marked)
    if ")" in marked or "]" in marked:
        marked = _drop_unopened(marked)
    body = marked.rstrip(_TAIL)
    while body.endswith(_JOINED):
        body = body.removesuffix("and").removesuffix("&").rstrip(_TAIL)
    tail = marked[len(body) :]
    if CITATION in tail:
        stop = tail.partition(CITATION)[0].strip(" ,;")
        marked = body + (stop or ("." if "." in tail and body[-1:] not in "!?…:" else ""))
    if CITATION in marked:
        marked = _INSIDE.sub(_close_gap, _BETWEEN.sub(CITATION, marked))
    return marked


def _take_outer_labels(marked: str, citations: list[Citation], titles: list[str]) -> str:
    """``[https://…] (Reuters)``: a publisher that was written behind the link instead of in it."""
    index, end = -1, 0
    taken: set[int] = set()

    def take(label: re.Match[str]) -> str:
        nonlocal index, end
        index += marked.count(CITATION, end, label.end())
        end = label.end()
        if citations[index].publisher:
            return label[0]
        words = label[1] or label[2]
        if LINK_START in words:
            first = marked.count(LINK_START, 0, label.start())
            taken.update(range(first, first + words.count(LINK_START)))
        citations[index] = _name_publisher(citations[index], words.replace(LINK_START, "").replace(LINK_END, ""))
        return CITATION

    marked = _OUTER_LABEL.sub(take, marked)
    if taken:
        titles[:] = [title for number, title in enumerate(titles) if number not in taken]
    return marked


def _name_publisher(citation: Citation, label: str) -> Citation:
    return Citation(
        url=citation.url,
        publisher=clean_publisher(label),
        title=citation.title,
        archived_url=citation.archived_url,
        is_dead=citation.is_dead,
    )


def _drop_unopened(marked: str) -> str:
    """A bracket that closes behind a citation though none was opened: a slip of the citation's own brackets."""
    excess = marked.count(")") + marked.count("]") - marked.count("(") - marked.count("[")
    return _CLOSED_AGAIN.sub(r"\1", marked, count=excess) if excess > 0 else marked


def _close_gap(around: re.Match[str]) -> str:
    space, comma, after, stop = around.groups()
    if stop:
        before = around.string[max(0, around.start() - 4) : around.start()].rstrip(_MARKS)[-1:]
        return "" if stop == before and stop in ".,;:" else stop
    if not after and around.string[around.end() : around.end() + 1] in _CLOSING_QUOTES:
        return comma
    return comma + (" " if space or after else "")
