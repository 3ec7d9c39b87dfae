"""A page's markup: its meta elements, links, JSON-LD, microdata and headings, read once by `lxml`.

The parser fetches nothing, knows no entities but HTML's, and mends what is broken as browsers do, roughly.
"""

import re
from collections import defaultdict

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from backstory.sources.linked_data import LinkedData
from backstory.sources.text import clean_text

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNCLOSED_TITLE = re.compile(r"(<title[^>]*>[^<]*)(?=<(?!/title))", re.I)
_MOST_CHARACTERS = 1_500_000


class Markup:
    """What a page declares. `metas` are contents by lower-case name (of name, property, itemprop or http-equiv)."""

    def __init__(self, text: str) -> None:
        self.root = parse_html(text)
        self.metas: defaultdict[str, list[str]] = defaultdict(list)
        for element in self.root.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("name", "property", "itemprop", "http-equiv"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    self.metas[name].append(content)
        self.linked_data = LinkedData(
            element.text or ""
            for element in self.root.iter("script")
            if "ld+json" in (element.get("type") or "").lower()
        )

    def meta(self, *names: str) -> str:
        """The first filled content of these names, in their order."""
        return next((content for name in names for content in self.metas.get(name, ())), "")

    def link(self, relation: str) -> str:
        """The address of the first link of that relation."""
        for element in self.root.iter("link"):
            if relation in (element.get("rel") or "").lower().split() and element.get("href"):
                return (element.get("href") or "").strip()
        return ""

    def property(self, name: str) -> str:
        """The first microdata property of that name: its content, address, time or words."""
        for element in self.root.iterfind(f".//*[@itemprop='{name}']"):
            for attribute in ("content", "datetime", "src", "href"):
                if element.get(attribute):
                    return (element.get(attribute) or "").strip()
            inner = element.find(".//*[@itemprop='name']") if element.get("itemtype") else None
            nested = element.find(".//*[@itemprop='url']") if element.get("itemtype") else None
            if inner is None and nested is not None:
                return nested.get("content") or nested.get("src") or nested.get("href") or ""
            named = element if inner is None else inner
            words = clean_text(words_of(named) or named.get("content"))
            if words:
                return words
        return ""

    def title(self) -> str:
        """The words of the title element."""
        element = self.root.find(".//title")
        return clean_text(element.text) if element is not None else ""

    def heading(self) -> str:
        """The words of the only level-one heading; empty where there are several or none."""
        headings = [clean_text(words_of(element)) for element in self.root.iter("h1")]
        filled = list(dict.fromkeys(words for words in headings if words))
        return filled[0] if len(filled) == 1 else ""

    def base(self) -> str:
        """The address that relative ones refer to, where the page gives its own."""
        element = self.root.find(".//base[@href]")
        return (element.get("href") or "").strip() if element is not None else ""

    def language(self) -> str:
        """The language of the whole page, as it says."""
        return self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""


def parse_html(text: str) -> lxml_html.HtmlElement:
    """The tree of a page; an empty one where nothing can be made of it."""
    text = _DECLARATION.sub("", _NOT_TEXT.sub(" ", text[:_MOST_CHARACTERS]))
    text = _UNCLOSED_TITLE.sub(r"\1</title>", text, count=1)
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = lxml_html.document_fromstring(b"<html></html>")
    return root


def words_of(element: lxml_html.HtmlElement) -> str:
    """The words inside an element."""
    return " ".join(piece for piece in element.itertext() if isinstance(piece, str))
