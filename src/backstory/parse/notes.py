"""Notes: pages in Markdown with front matter, one event each, their links read as entities and sources.

Front matter is YAML of which only texts, lists and mappings are read: no tags, no aliases, no types, so that nothing in
it is executed, grows, or turns a date into something else.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from backstory.model import FileContents, FileRow, Problem
from backstory.model.columns import FIELDS, find_field
from backstory.parse.cells import BadRowError, Fields, make_event

LONGEST_FRONT = 65_536
"""Characters of front matter that are read."""

_LONGEST_NOTE = 200_000
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?(.*)\Z", re.S | re.M)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*$")
_FENCES = ("```", "~~~")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,1000}\)|!\[\[[^\]\n]{0,500}\]\]")
# In brackets at the end of a sentence: ([Reuters](https://...)), as the portal cites.
# Nothing here looks further than a link is long, so that no text takes long to read.
_SITE = r"\[[^\]\[]{1,200}\]\(https?://[^()\s]{1,1000}\)"
_CITED = re.compile(rf"\s?\(\s?({_SITE}(?:[,;]?\s?{_SITE}){{0,20}})\s?\)")
_LINK = re.compile(r"\[([^\]\[]{1,500})\]\(<?([^()>\s]{1,1000}(?:\([^()\s]{0,200}\))?)>?(?:\s\"[^\"]{0,300}\")?\)")
_WIKILINK = re.compile(r"\[\[([^\]\[|#]{1,300})(?:#[^\]\[|]{0,300})?(?:\|([^\]\[]{1,500}))?\]\]")
_ANY_LINK = re.compile(f"{_WIKILINK.pattern}|{_LINK.pattern}")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_ARTICLE = re.compile(r"https?://[a-z-]+\.(?:m\.)?wikipedia\.org/wiki/([^?#]+)", re.I)


class _Loader(yaml.BaseLoader):
    """Reads every value as text, and refuses what refers to something else."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias is not read here", problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


def is_note(text: str) -> bool:
    """Whether a page begins with front matter."""
    return text.startswith(("---\n", "---\r\n", "\ufeff---"))


def read_note(text: str, name: str, key: str) -> FileContents:
    """The event of one note; `key` is what it is called where its front matter names no id. Never raises."""
    try:
        return FileContents(**_read(text.removeprefix("\ufeff"), name, key))
    except BadRowError as error:
        problem = Problem(code=error.code, where=f"{name}, line 1", detail=str(error))
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 2
        problem = Problem(code="odd-front-matter", where=f"{name}, line {line}", detail=str(error.problem)[:200])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        problem = Problem(code="odd-front-matter", where=f"{name}, line 1", detail=said)
    return FileContents(problems=(problem,), lost=1)


def _read(text: str, name: str, key: str) -> dict[str, Any]:
    found = _FRONT.match(text) if len(text) <= _LONGEST_NOTE else None
    if found is None:
        raise BadRowError("odd-front-matter", "the front matter has no end, or the note more than 200,000 characters")
    if len(found[1]) > LONGEST_FRONT:
        raise BadRowError("odd-front-matter", f"the front matter has more than {LONGEST_FRONT:,} characters")
    front = yaml.load(found[1], Loader=_Loader)
    if not isinstance(front, Mapping):
        raise BadRowError("odd-front-matter", "the front matter is no list of names and values")
    fields = _read_front(front)
    body = _read_body(found[2], fields)
    single = fields["single"]
    if not single.get("text") and not single.get("headline"):
        single["text"] = body
    elif not single.get("text"):
        single["text"], single["headline"] = single["headline"], ""
    if not body or single["text"] != body:
        # A title may link too.
        single["text"] = _read_body(single["text"].replace("\n", " "), {**fields, "single": {"text": "-"}}) or body
    where = f"{name}, line 1"
    event, own_key, problems = make_event(Fields(**fields), where)
    return {"rows": (FileRow(event=event, where=where, key=own_key or key),), "problems": tuple(problems)}


def _read_front(front: Mapping[Any, Any]) -> dict[str, Any]:
    """What the front matter says by field, under any name that a column of a table may have."""
    single: dict[str, str] = {}
    lists: dict[str, list[str]] = {name: [] for name in ("topics", "entities", "anchors", "sources", "publishers")}
    lists |= {"source_titles": [], "archived_urls": [], "attached_at": [], "addresses": []}
    topic_entities: list[tuple[str, ...]] = []
    for name, value in front.items():
        field, _ = find_field(str(name))
        if not field or field == "topic_entities":
            continue
        if not FIELDS[field].is_list:
            if isinstance(value, str) and not single.get(field):
                single[field] = value
            continue
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, str):
                lists[field].append(entry.strip())
            elif isinstance(entry, Mapping):
                _read_entry(field, entry, lists, topic_entities)
    return {"single": single, "lists": lists, "topic_entities": topic_entities}


def _read_entry(
    field: str, entry: Mapping[Any, Any], lists: dict[str, list[str]], topic_entities: list[tuple[str, ...]]
) -> None:
    """An entry that says more: ``{url, publisher, title}``, ``{title, anchor}``, ``{text, entities}``."""
    said = {str(name): value.strip() for name, value in entry.items() if isinstance(value, str)}
    if field == "sources":
        _fill(lists, ("publishers", "source_titles", "archived_urls"), len(lists["sources"]))
        lists["sources"].append(said.get("url", ""))
        lists["publishers"].append(said.get("publisher", ""))
        lists["source_titles"].append(said.get("title", ""))
        lists["archived_urls"].append(said.get("archived_url", ""))
    elif field == "entities":
        _fill(lists, ("anchors",), len(lists["entities"]))
        lists["entities"].append(said.get("title", ""))
        lists["anchors"].append(said.get("anchor", ""))
    elif field == "topics" and said.get("text"):
        links = entry.get("entities")
        topic_entities += [()] * (len(lists["topics"]) - len(topic_entities))
        lists["topics"].append(said["text"])
        topic_entities.append(tuple(one for one in links if isinstance(one, str)) if isinstance(links, list) else ())


def _fill(lists: dict[str, list[str]], names: tuple[str, ...], length: int) -> None:
    for name in names:
        lists[name] += [""] * (length - len(lists[name]))


def _read_body(body: str, fields: dict[str, Any]) -> str:
    """The body's words, its links put among the fields: to a site a source, to anything else an entity.

    A first heading is the headline where the front matter has none; code and pictures say nothing.
    """
    lists, single = fields["lists"], fields["single"]
    _fill(lists, ("publishers", "source_titles", "archived_urls"), len(lists["sources"]))
    _fill(lists, ("anchors",), len(lists["entities"]))

    def cite(found: re.Match[str]) -> str:
        for words, url in _LINK.findall(found[1]):
            _add_source(lists, url, " ".join(words.split()))
        return ""

    def link(found: re.Match[str]) -> str:
        title, words, shown, target = found.groups()
        article = _ARTICLE.match(target or "")
        if target and not article and _leads_away(target):
            _add_source(lists, target, "")
            return str(shown)
        title = title or unquote(article[1] if article else target.rpartition("/")[2]).replace("_", " ")
        title = title.strip().removesuffix(".md")
        if title and not title.startswith("#") and title not in lists["entities"]:
            lists["entities"].append(title)
            lists["anchors"].append(" ".join((words or shown or title).split()))
        return str(words or shown or title)

    paragraphs: list[str] = []
    for line in _IMAGE.sub("", _drop_code(body)).splitlines():
        plain = _EMPHASIS.sub(r"\2", _ANY_LINK.sub(link, _CITED.sub(cite, " ".join(line.split()))))
        if heading := _HEADING.match(plain):
            if not paragraphs and not single.get("headline") and not single.get("text"):
                single["headline"] = heading[1]
        else:
            paragraphs.append(plain.lstrip("> ").strip())
    return " ".join(" ".join(paragraphs).split())


def _drop_code(body: str) -> str:
    """The body without blocks of code; a fence that is never closed is none."""
    lines = body.split("\n")
    last = {line.rstrip(" \t\r"): number for number, line in enumerate(lines)}
    kept, fence = [], ""
    for number, line in enumerate(lines):
        if fence:
            if line.rstrip(" \t\r") == fence:
                fence = ""
        elif line.startswith(_FENCES) and last.get(line[:3], -1) > number:
            fence = line[:3]
        else:
            kept.append(line)
    return "\n".join(kept)


def _leads_away(target: str) -> bool:
    """Whether an address is one of the web, or of another kind, rather than another note's."""
    try:
        return bool(urlsplit(target).scheme)
    except ValueError:  # such as http://[y: what is wrong with it is told where sources are read
        return True


def _add_source(lists: dict[str, list[str]], url: str, publisher: str) -> None:
    if url.startswith(("http://", "https://")) and url not in lists["sources"]:
        _fill(lists, ("publishers", "source_titles", "archived_urls"), len(lists["sources"]))
        lists["sources"].append(url)
        lists["publishers"].append(publisher)
