"""The first paragraphs of an article's page, as far as they are told from menus and notices."""

from lxml import html as lxml_html  # type: ignore[import-untyped]

from backstory.sources.encoding import decode_page
from backstory.sources.markup import parse_html
from backstory.sources.text import clean_text

_INSIDE = ("//article//p", "//main//p", "//p")
_OUTSIDE = frozenset("nav aside footer header form figure button noscript".split())
_FEWEST_CHARACTERS = 60
_FEWEST_PARAGRAPHS = 2


def read_paragraphs(body: bytes, content_type: str, most_characters: int) -> tuple[str, ...]:
    """Give the first whole paragraphs, together at most `most_characters`. Nothing where none looks like one.

    Short ones, and those in menus, sidebars, forms and captions, are left out. `body` may be a page's beginning only.
    """
    root = parse_html(decode_page(body, content_type)[0])
    for path in _INSIDE:
        found: list[str] = []
        for element in root.xpath(path):
            text = clean_text(" ".join(element.itertext())) if not _is_outside(element) else ""
            if len(text) < _FEWEST_CHARACTERS or text in found:
                continue
            if sum(map(len, found)) + len(text) > most_characters:
                break
            found.append(text)
        if len(found) >= _FEWEST_PARAGRAPHS:
            return tuple(found)
    return ()


def _is_outside(element: lxml_html.HtmlElement) -> bool:
    return any(parent.tag in _OUTSIDE for parent in element.iterancestors())
