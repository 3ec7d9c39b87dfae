"""What the plain HTML of a page shows where it declares nothing. Wraps `htmldate`, which loads only when needed."""

import logging

from lxml import html as lxml_html  # type: ignore[import-untyped]

from backstory.sources.dates import check_day
from backstory.sources.text import clean_text

logging.getLogger("htmldate").addHandler(logging.NullHandler())
logging.getLogger("htmldate").propagate = False  # it reports odd pages as errors, and foreign pages are odd

_SMALLEST_IMAGE = 200  # pixels: narrower ones are faces of columnists and advertisements
_MOST_IMAGES = 200
_SEARCHED_CHARACTERS = 200_000
_BYLINES = (
    "//a[@rel='author']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' byline ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' author ')]",
    "//address",
)


def find_headings(root: lxml_html.HtmlElement) -> list[str]:
    """Words that stand out like a headline: the first headings of level one and two, or the first big letters."""
    found = [*root.xpath("(//h1)[1]"), *root.xpath("(//h2)[1]"), *root.xpath("(//font[starts-with(@size, '+')])[1]")]
    return [words for element in found if len(words := clean_text(" ".join(element.itertext()))) > 8]


def find_image(root: lxml_html.HtmlElement, *, in_article: bool) -> str:
    """The address of the first image of an article's width, else of the first that a figure of the article shows.

    With `in_article` only those that the page's markup places in the article.
    """
    for element in root.xpath("//article//img[@src]" if in_article else "//img[@src]")[:_MOST_IMAGES]:
        width, height = read_size(element.get("width")), read_size(element.get("height"))
        if width >= _SMALLEST_IMAGE and height * 4 >= width:
            return element.get("src") or ""
    shown = root.xpath("(//article//figure//img[@src])[1]")
    return (shown[0].get("src") or "") if shown else ""


def find_time(root: lxml_html.HtmlElement) -> str:
    """The moment of the article's time element: the one marked as such, else the first on the page."""
    marked = root.xpath("(//time[@pubdate][@datetime] | //time[contains(@class, 'published')][@datetime])[1]")
    found = marked or root.xpath("(//article//time[@datetime])[1]") or root.xpath("(//time[@datetime])[1]")
    return (found[0].get("datetime") or "") if found else ""


def find_bylines(root: lxml_html.HtmlElement) -> list[str]:
    """The words of the first byline."""
    for path in _BYLINES:
        found = [clean_text(" ".join(element.itertext())) for element in root.xpath(path)[:3]]
        short = [words for words in found if 4 <= len(words) <= 80]
        if short:
            return short
    return []


def find_date(text: str, url: str) -> str:
    """The day that the words of the page give as its own, as `htmldate` finds it; else nothing."""
    from htmldate import find_date as search_date  # it takes half a second to load, and most pages declare their date

    for is_thorough in (False, True):
        try:
            found = search_date(text[:_SEARCHED_CHARACTERS], url=url, original_date=True, extensive_search=is_thorough)
        except Exception:  # a parser of foreign input, used as a last resort: if it stumbles, there is no date
            continue
        # the thorough search makes a first of January of any year that it finds
        if found and not (is_thorough and found.endswith("-01-01")):
            return check_day(found)
    return ""


def read_size(value: str | None) -> int:
    """Pixels of a size attribute; 0 where it gives none."""
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
