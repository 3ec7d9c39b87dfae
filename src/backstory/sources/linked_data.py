"""JSON-LD: what a page tells machines of its article (https://schema.org/NewsArticle), however badly written."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
    r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_LAST_COMMA = re.compile(r",(\s*[\]}])")
_MOST_NODES = 400
_ARTICLES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle", "opinionnewsarticle",
    "reviewnewsarticle", "liveblogposting", "article", "blogposting", "report", "scholarlyarticle", "techarticle",
    "socialmediaposting", "pressrelease", "creativework", "videoobject", "webpage", "itempage",
)  # fmt: skip
"""Kinds that describe an article, the best first; a video or a page only where there is nothing better."""


class LinkedData:
    """The nodes of all JSON-LD of a page. `article` is the one that describes the article, empty where none does."""

    def __init__(self, scripts: Iterable[str]) -> None:
        roots = [root for root in map(read_script, scripts) if root is not None]
        self.nodes = list(walk_nodes(roots))
        self._by_id: dict[str, Node] = {}
        for node in self.nodes:
            name = node.get("@id")
            # a reference has nothing but the id; the node itself has more
            if isinstance(name, str) and len(node) > 1 and len(node) > len(self._by_id.get(name, {})):
                self._by_id[name] = node
        self.article = self._choose_article()

    def value(self, *names: str) -> Any:
        """The article's first filled property of these names, references followed."""
        for name in names:
            found = self.follow(self.article.get(name))
            if found not in (None, "", [], {}):
                return found
        return None

    def follow(self, value: Any) -> Any:
        """The node that a reference names, or the value itself."""
        if isinstance(value, list):
            return [self.follow(item) for item in value[:50]]
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self._by_id.get(value["@id"], value)
        return value

    def names(self, *properties: str) -> list[str]:
        """Names of the persons or organisations that the first filled property lists."""
        found = self.value(*properties)
        items = found if isinstance(found, list) else [found]
        named = [item.get("name") if isinstance(item, dict) else item for item in items]
        flat = [name for item in named for name in (item if isinstance(item, list) else [item])]
        return [name for name in flat if isinstance(name, str)]

    def addresses(self, name: str) -> list[str]:
        """URLs that a property such as `image` gives, whatever its shape."""
        found = self.value(name)
        items = found if isinstance(found, list) else [found]
        urls = [item.get("url") or item.get("contentUrl") if isinstance(item, dict) else item for item in items]
        flat = [url for item in urls for url in (item if isinstance(item, list) else [item])]
        return [url for url in flat if isinstance(url, str) and url]

    def has_paywall(self) -> bool | None:
        """What the article or its parts say of `isAccessibleForFree`, turned round; None where nothing is said."""
        said = [read_truth(node.get("isAccessibleForFree")) for node in (self.article, *self._parts())]
        if False in said:
            return True
        return False if True in said else None

    def sites_own(self) -> set[str]:
        """Descriptions of the site and its publisher: they say nothing of the article."""
        kinds = {"website", "organization", "newsmediaorganization", "corporation"}
        own = [node.get("description") for node in self.nodes if kinds & set(kinds_of(node))]
        return {text for text in own if isinstance(text, str)}

    def _parts(self) -> list[Node]:
        parts = self.article.get("hasPart")
        return [part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]

    def _choose_article(self) -> Node:
        best: tuple[int, Node] = (len(_ARTICLES), {})
        for node in self.nodes:
            ranks = [_ARTICLES.index(kind) for kind in kinds_of(node) if kind in _ARTICLES]
            # of two of a kind the first: updates of a live blog and related articles come later
            if ranks and min(ranks) < best[0] and len(node) > 2:
                best = (min(ranks), node)
        return best[1]


def read_script(text: str) -> Any:
    """The JSON of a script, with the usual faults mended; None where it is beyond that."""
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for attempt in (text, _LAST_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def walk_nodes(values: list[Any]) -> Iterator[Node]:
    """Every node, those further out first, up to a number no honest page has."""
    level, count = values, 0
    while level and count < _MOST_NODES:
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                count += 1
                yield value
                inner += [item for item in value.values() if isinstance(item, dict | list)]
            elif isinstance(value, list):
                inner += [item for item in value if isinstance(item, dict | list)]
        level = inner[:_MOST_NODES]


def kinds_of(node: Node) -> list[str]:
    """The node's types in lower case, without a vocabulary's address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rpartition("/")[2].lower() for kind in listed if isinstance(kind, str)]


def read_truth(value: Any) -> bool | None:
    """True or False, however it is spelt; None for anything else."""
    if isinstance(value, bool):
        return value
    found = str(value).strip().lower().rpartition("/")[2]
    return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(found)
