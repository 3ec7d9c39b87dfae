"""Citations: what stands in an external link or a reference, as URL and clean publisher."""

import re
from functools import lru_cache

from backstory.model import Citation
from backstory.parse.marks import restore_literals, unescape_entities

_QUOTES = re.compile("''+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]+|#\d+|#[xX][0-9a-fA-F]+);")
_FIRST_WRAPPED = re.compile(r"\(([^()]+)\)\s+([^\s()].*|\(in .*)")
_NUMBERING = re.compile(r"<(su[bp])\b[^<>]*>\s*\d\s*</\1>")
_LAYERS = 12  # brackets and marks around a name are rarely more than three deep
_LONGEST_NAME = 1000  # nothing longer is a publisher's name: it is left as it is
_GLUED_LABEL = re.compile(r"(https?://[^()]+[^()_/=+-])(\([A-Z][A-Za-z.&']*\))")
_NOT_IN_URL = re.compile(r"[\s<>\"\[\]\ue000-\ue02f]")
_ADDRESS = re.compile(r"https?://[^\s/]")
_UNEVEN = re.compile(r"[^\S ]|  | [)\]]")
_SPACED_END = re.compile(r"\s+([)\]])")
_WAYBACK = re.compile(r"https?://(?:www\.)?(?:web\.archive\.org/web/|archive\.(?:today|is|ph|li|fo|vn|md)/)", re.I)
_LANGUAGE_EDITION = re.compile(
    r"https?://(?:[a-z-]+\.)?(?:m\.)?(?:wikipedia|wiktionary|wikimedia|wikidata)\.org/", re.I
)


def make_citation(url: str, label: str) -> Citation:
    """The citation of an external link with this URL and label, both as written."""
    if "(" in url:
        url, label = _part_label(url, label)
    url = clean_url(url)
    return Citation(url=url, publisher=clean_publisher(label), archived_url=url if is_archive_copy(url) else "")


def _part_label(url: str, label: str) -> tuple[str, str]:
    """``story.html(Al``, ``Jazeera)``: a label that was glued to its address; brackets of the address's own stay."""
    if url.count("(") > url.count(")") and label.count(")") > label.count("("):
        url, _, start = url.rpartition("(")
        return url, f"({start} {label}"
    glued = None if label else _GLUED_LABEL.fullmatch(url)
    return (glued[1], glued[2]) if glued else (url, label)


def clean_url(url: str) -> str:
    """`url` with a scheme and without markup's leftovers: entities, trailing punctuation."""
    if "&" in url:
        url = _ENTITY.sub(lambda entity: unescape_entities(entity[0]), url)
    if url.startswith("//"):
        url = "https:" + url
    if "''" in url:
        url = url.split("''", 1)[0]
    if _NOT_IN_URL.search(url):
        url = _NOT_IN_URL.split(url.strip().replace("[", "%5B").replace("]", "%5D"), maxsplit=1)[0]
    return url


@lru_cache(maxsize=16384)
def clean_publisher(label: str) -> str:
    """A publisher's name out of a citation's label: ``(''The Times of Israel''),`` gives ``The Times of Israel``.

    Quote marks, tags, links, outer brackets, punctuation and the small number that tells a publisher's second article
    from its first go; an inner bracket stays (``ABC News (Australia)``).
    """
    label = _NUMBERING.sub("", restore_literals(label))
    if "'" in label or "[" in label or "<" in label or "&" in label:
        label = _TAG.sub(" ", _LINK.sub(r"\1", unescape_entities(_QUOTES.sub("", label))))
    if _UNEVEN.search(label):
        label = _SPACED_END.sub(r"\1", _SPACES.sub(" ", label))
    label = label.strip(" ,;:|–—-\u200b\u200e\u200f")
    if label.startswith("(") and (parted := _FIRST_WRAPPED.fullmatch(label)):
        label = f"{parted[1]} {parted[2]}"
    for _ in range(_LAYERS if len(label) < _LONGEST_NAME else 0):
        if not label:
            break
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


def is_address(url: str) -> bool:
    """Whether `url` is one that can be followed: http or https, and a host."""
    return _ADDRESS.match(url) is not None


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
