"""Citations: what stands in an external link or a reference, as URL and clean publisher."""

import html
import re
from functools import lru_cache

from backstory.model import Citation

_QUOTES = re.compile("''+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]+|#\d+|#[xX][0-9a-fA-F]+);")
_NUMBERING = re.compile(r"<(su[bp])\b[^<>]*>\s*\d\s*</\1>")
_SPACED_END = re.compile(r"\s+([)\]])")
_WAYBACK = re.compile(r"https?://(?:www\.)?(?:web\.archive\.org/web/|archive\.(?:today|is|ph|li|fo|vn|md)/)", re.I)
_LANGUAGE_EDITION = re.compile(
    r"https?://(?:[a-z-]+\.)?(?:m\.)?(?:wikipedia|wiktionary|wikimedia|wikidata)\.org/", re.I
)


def make_citation(url: str, label: str) -> Citation:
    """The citation of an external link with this URL and label, both as written."""
    url = clean_url(url)
    return Citation(url=url, publisher=clean_publisher(label), archived_url=url if is_archive_copy(url) else "")


def clean_url(url: str) -> str:
    """`url` with a scheme and without markup's leftovers: entities, trailing punctuation."""
    if "&" in url:
        url = _ENTITY.sub(lambda entity: html.unescape(entity[0]), url)
    if url.startswith("//"):
        url = "https:" + url
    if "''" in url:
        url = url.split("''", 1)[0]
    return url


@lru_cache(maxsize=16384)
def clean_publisher(label: str) -> str:
    """A publisher's name out of a citation's label: ``(''The Times of Israel''),`` gives ``The Times of Israel``.

    Quote marks, tags, links, outer brackets, punctuation and the small number that tells a publisher's second article
    from its first go; an inner bracket stays (``ABC News (Australia)``).
    """
    label = _NUMBERING.sub("", label)
    if "'" in label or "[" in label or "<" in label or "&" in label:
        label = _TAG.sub(" ", _LINK.sub(r"\1", html.unescape(_QUOTES.sub("", label))))
    if "  " in label or "\t" in label or "\u00a0" in label or " )" in label:
        label = _SPACED_END.sub(r"\1", _SPACES.sub(" ", label))
    label = label.strip(" ,;:|–—-\u200b\u200e\u200f")
    while label:
        before = label
        if label[0] == "(" and label[-1] == ")" and _wraps(label):
            label = label[1:-1]
        elif label[-1] in ")]" and label.count("(") < label.count(")") + label.count("]"):
            label = label[:-1]
        elif label[0] in "([" and label.count("(") + label.count("[") > label.count(")"):
            label = label[1:]
        elif label.count('"') == 1 and (label[0] == '"' or label[-1] == '"'):
            label = label.strip('"')
        elif label[-1] == "." and " " not in label and label.count(".") == 1:
            label = label[:-1]
        label = label.strip(" ,;:|²³₂₃")
        if label == before:
            break
    return label


def is_archive_copy(url: str) -> bool:
    """Whether `url` is a copy in a web archive."""
    return "archive" in url and _WAYBACK.match(url) is not None


def is_wiki_page(url: str) -> bool:
    """Whether `url` is a page of Wikipedia or a sister project: a link in the prose, never a source."""
    return "wik" in url and _LANGUAGE_EDITION.match(url) is not None


def original_of(archived_url: str) -> str:
    """The address a web archive's copy was taken from, or the copy's own where it does not tell."""
    found = re.search(r"/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(https?:/{1,2}.+)$", archived_url)
    return re.sub(r"^(https?):/{1,2}", r"\1://", found[1]) if found else archived_url


def _wraps(label: str) -> bool:
    depth = 0
    for index, char in enumerate(label):
        depth += (char == "(") - (char == ")")
        if depth == 0 and index < len(label) - 1:
            return False
    return depth == 0
