"""References: ``<ref>…</ref>`` and ``{{cite …}}`` as citations."""

import html
import re
from collections.abc import Mapping, Sequence

from backstory.model import Citation
from backstory.parse.citations import clean_publisher, clean_url, is_archive_copy, original_of
from backstory.parse.templates import split_template

_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_BRACKETED = re.compile(r"\[((?:https?:)?//[^\s\[\]<>\"|]+)\s*([^\[\]]*)\]")
_BARE_URL = re.compile(r"https?://[^\s\[\]<>\"|{}\ue000-\ue02f]+")
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
    url = clean_url(options.get("url") or options.get("chapter-url") or "")
    if not url.startswith(("http://", "https://")):
        url = next((value for value in values if value.startswith(("http://", "https://"))), "")
    if not url and options.get("doi"):
        url = "https://doi.org/" + options["doi"]
    if not url and archived:
        url = original_of(archived)
    if not url:
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
    """The citations inside a ``<ref>``, and the text that is left where it has none."""
    citations: list[Citation] = []
    archived = ""
    is_dead = False
    for body in _TEMPLATE.findall(inside):
        name, values, options = split_template(body)
        if is_cite(name):
            citation = read_cite(values, options)
            citations += [citation] if citation else []
        elif is_dead_mark(name):
            is_dead = True
        elif is_archive_mark(name):
            archived = clean_url(options.get("url") or (values[0] if values else ""))
    rest = _TEMPLATE.sub(" ", inside)
    for url, label in _BRACKETED.findall(rest):
        after = rest.partition(label + "]")[2] if label else ""
        title, publisher = (
            ("", label) if label.startswith("(") else (label, after.split(",")[1] if "," in after else "")
        )
        copy = clean_url(url) if is_archive_copy(url) else ""
        citations.append(
            Citation(
                url=clean_url(url), publisher=clean_publisher(publisher), title=clean_title(title), archived_url=copy
            )
        )
    rest = _BRACKETED.sub(" ", rest)
    for url in _BARE_URL.findall(rest):
        url = clean_url(url.rstrip(".,;:!?)"))
        citations.append(Citation(url=url, archived_url=url if is_archive_copy(url) else ""))
    if archived and not citations:
        citations.append(Citation(url=original_of(archived)))
    if citations and (archived or is_dead):
        citations[-1] = mark_citation(citations[-1], archived_url=archived, is_dead=is_dead)
    return citations, clean_title(_BARE_URL.sub(" ", rest))


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
    title = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", _TAG_WORDS.sub("", html.unescape(title)))
    return " ".join(title.split())
