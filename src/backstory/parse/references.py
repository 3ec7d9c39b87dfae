"""References: ``<ref>…</ref>`` and ``{{cite …}}`` as citations."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from backstory.model import Citation
from backstory.parse.citations import clean_publisher, clean_url, is_address, is_archive_copy, original_of
from backstory.parse.marks import JOINED_LINE, unescape_entities
from backstory.parse.templates import render_template, split_template

REFERENCE_START = re.compile(r"<ref\b([^<>]*?)(/?)>", re.I)
REFERENCE_END = re.compile(r"</ref\b[^<>]*>?", re.I)
_NAME = re.compile(r"name\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s/>]+))", re.I)
_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_QUOTES = ('""', "“”")
_TEMPLATE_DEPTH = 5
_PIECE = re.compile(
    r"\{\{([^{}]*)\}\}"  # template
    r"|\[((?:https?:)?//[^\s\[\]<>\"|]++)\s*+([^\[\]]*+)\]"  # link in brackets, with its label
    r"|(https?://[^\s\[\]<>\"|{}\ue000-\ue02f]+)"  # bare address
)
# The work or publisher behind a title: ", ''The Daily'', 3 May", ". [[BBC News]]. Retrieved 4 May".
_AFTER_TITLE = re.compile(
    r"[\"'\s]*[,.]\s*(?!\d|[Rr]etrieved|[Aa]ccessed)((?:''|\[\[)[^,]+?(?:''|\]\])(?=[\s,.(]|$)|[^,.\[\]{}]+(?=,|$))"
)
_DEAD = frozenset(("dead link", "deadlink", "dead", "broken link", "dl", "link rot", "404"))
_ARCHIVES = frozenset(("webarchive", "wayback", "web archive", "archive url", "webcite", "cbignore archive"))
_TAG_WORDS = re.compile(r"</?[a-z]+[^<>]*>|''+", re.I)


def is_cite(name: str) -> bool:
    """Whether a template of this name (lower case) is a citation of the cite family."""
    return name.startswith(("cite", "citation")) and name not in ("citation needed", "citation style", "cite check")


def is_dead_mark(name: str) -> bool:
    """Whether a template of this name says that the link before it is dead."""
    return name in _DEAD


def is_archive_mark(name: str) -> bool:
    """Whether a template of this name gives an archived copy of the link before it."""
    return name in _ARCHIVES


def read_cite(values: Sequence[str], options: Mapping[str, str]) -> Citation | None:
    """The citation of a cite template's values, or None where it names no address.

    The publisher is the agency "via" the work, or else the first given of newspaper, work, website, publisher.
    """
    archived = clean_url(options.get("archive-url") or options.get("archiveurl") or "")
    archived = archived if is_address(archived) else ""
    url = clean_url(options.get("url") or options.get("chapter-url") or "")
    if not is_address(url):
        url = next((clean_url(value) for value in values if is_address(value)), "")
    if not url and options.get("doi"):
        url = "https://doi.org/" + quote(options["doi"])
    if not url and archived:
        url = original_of(archived)
    if not is_address(url):
        return None
    names = ("newspaper", "work", "website", "journal", "magazine", "periodical", "publisher", "via")
    publisher = next((options[name] for name in names if options.get(name)), "")
    agency = options.get("agency", "")
    if agency and publisher and agency != publisher:
        publisher = f"{agency} via {publisher}"
    state = (options.get("url-status") or options.get("deadurl") or options.get("dead-url") or "").lower()
    return Citation(
        url=url,
        publisher=clean_publisher(publisher or agency),
        title=clean_title(options.get("title", "")),
        archived_url=archived or (url if is_archive_copy(url) else ""),
        is_dead=state in ("dead", "yes", "usurped", "unfit"),
    )


def read_reference(inside: str) -> tuple[list[Citation], str]:
    """The citations inside a ``<ref>`` in their order, and the text that is left where it has none."""
    citations: list[Citation] = []
    archived = ""
    is_dead = False
    if inside.count("{{") > 1:
        inside = _flatten_templates(inside)
    for piece in _PIECE.finditer(inside):
        body, url, label, bare = piece.groups()
        if url is not None:
            citations.append(_read_bracketed(url, label, inside[piece.end() :]))
        elif bare is not None:
            citations.append(_cite_address(bare.rstrip(".,;:!?)")))
        else:
            name, values, options = split_template(body)
            if is_cite(name):
                citation = read_cite(values, options)
                citations += [citation] if citation else []
            elif is_dead_mark(name):
                is_dead = True
            elif is_archive_mark(name):
                archived = clean_url(options.get("url") or (values[0] if values else ""))
    archived = archived if is_address(archived) else ""
    if archived and not citations:
        citations.append(Citation(url=original_of(archived)))
    if citations and (archived or is_dead):
        citations[-1] = mark_citation(citations[-1], archived_url=archived, is_dead=is_dead)
    return citations, clean_title(_PIECE.sub(" ", inside))


def _flatten_templates(inside: str) -> str:
    """`inside` with every template but citations as the text that it shows, and marks of citations at its end."""
    marks: list[str] = []

    def show(template: re.Match[str]) -> str:
        name, values, options = split_template(template[1])
        if is_cite(name):
            return template[0]
        if is_dead_mark(name) or is_archive_mark(name):
            marks.append(template[0])
            return ""
        shown = render_template(name, values, options)
        return shown.replace("|", "&#124;") if shown is not None else ""

    for _ in range(_TEMPLATE_DEPTH):
        flat = _TEMPLATE.sub(show, inside)
        if flat == inside:
            break
        inside = flat
    return inside + "".join(marks)


def _read_bracketed(url: str, label: str, after: str) -> Citation:
    """``[https://… Title], Publisher`` or ``[https://… (Publisher)]``."""
    if label.startswith("("):
        return _cite_address(url, publisher=label)
    follows = _AFTER_TITLE.match(after[:200])
    return _cite_address(url, title=label, publisher=follows[1] if follows else "")


def _cite_address(url: str, *, publisher: str = "", title: str = "") -> Citation:
    url = clean_url(url)
    return Citation(
        url=url,
        publisher=clean_publisher(publisher),
        title=clean_title(title),
        archived_url=url if is_archive_copy(url) else "",
    )


def collect_references(page: str) -> dict[str, list[Citation]]:
    """The citations of every named reference that is defined somewhere on the page."""
    named: dict[str, list[Citation]] = {}
    end = 0
    while (opening := REFERENCE_START.search(page, end)) is not None:
        end = opening.end()
        name = read_name(opening)
        if not name or opening[2]:
            continue
        closing = REFERENCE_END.search(page, end)
        if closing is None:
            break
        named[name] = read_reference(page[end : closing.start()].replace(JOINED_LINE, " "))[0]
        end = closing.end()
    return named


def read_name(opening: re.Match[str]) -> str:
    """The name in a reference's opening tag, "" where it has none."""
    naming = _NAME.search(opening[1])
    return next(filter(None, naming.groups()), "") if naming else ""


def mark_citation(citation: Citation, *, archived_url: str = "", is_dead: bool = False) -> Citation:
    """`citation` with an archived copy or a dead-link mark put to it."""
    return Citation(
        url=citation.url,
        publisher=citation.publisher,
        title=citation.title,
        archived_url=archived_url or citation.archived_url,
        is_dead=is_dead or citation.is_dead,
    )


def clean_title(title: str) -> str:
    """An article's title without markup."""
    title = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", _TAG_WORDS.sub("", unescape_entities(title)))
    title = " ".join(title.split())
    return title[1:-1] if len(title) > 2 and title[0] + title[-1] in _QUOTES and '"' not in title[1:-1] else title
