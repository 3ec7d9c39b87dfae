"""The columns of a table of events: what `add FILE.csv` takes and what a table that is exported has, in one place.

A cell with several values has them with a `|` between them; a bar that belongs to a value is written `\\|`, a backslash
`\\\\`. Lists that belong together (sources, publishers …) are in the same order; an empty place holds the place. Within
one topic, several entities have a `;` between them, and a semicolon that belongs to one is written `\\;`.
"""

import re
from collections.abc import Sequence

from backstory.model.record import Record

SEPARATOR = "|"
INNER_SEPARATOR = ";"


class Column(Record, frozen=True, kw_only=True):
    """A column: its `name`, which is also that of the field, whether a cell has several values, what it says.

    `aliases` are other headers that mean it, plain (lower case, without blanks and signs).
    """

    name: str
    text: str
    is_list: bool = False
    aliases: tuple[str, ...] = ()


COLUMNS = (
    Column(
        name="id", text="the event's id; in a file of one's own any name of the row that stays", aliases=("key", "ref")
    ),
    Column(name="date", text="its day: 2013-01-10", aliases=("day", "when", "eventdate", "datum")),
    Column(name="category", text="its category", aliases=("section", "kind", "rubric")),
    Column(name="collection", text="the collection it belongs to", aliases=("desk", "project")),
    Column(
        name="topics", text="topics, outermost first", is_list=True, aliases=("topic", "subject", "subjects", "theme")
    ),
    Column(name="topic_entities", text="what each topic links, in the topics' order", is_list=True),
    Column(name="prefix", text="the topic that stands before the text, with a colon", aliases=("inlinetopic",)),
    Column(name="text", text="the sentence", aliases=("sentence", "event", "description", "summary")),
    Column(name="headline", text="prefix, colon and text; read where there is no text", aliases=("title",)),
    Column(
        name="entities",
        text="who and what it is about",
        is_list=True,
        aliases=("entity", "people", "persons", "who", "places", "names", "tags", "keywords"),
    ),
    Column(
        name="anchors", text="the words that name each entity; empty: its own name", is_list=True, aliases=("anchor",)
    ),
    Column(
        name="sources",
        text="addresses of the articles that reported it",
        is_list=True,
        aliases=("source", "url", "urls", "link", "links", "sourceurl"),
    ),
    Column(
        name="publishers",
        text="who published each of the sources, as cited",
        is_list=True,
        aliases=("publisher", "outlet", "outlets", "media", "sourcename"),
    ),
    Column(name="source_titles", text="titles of the articles", is_list=True, aliases=("sourcetitle",)),
    Column(name="archived_urls", text="copies of the articles", is_list=True, aliases=("archivedurl",)),
    Column(
        name="attached_at",
        text="when a machine put each of the sources there; empty where editors cite it",
        is_list=True,
    ),
    Column(name="path", text="the permalink, without ending"),
    Column(name="addresses", text="other paths that lead to it", is_list=True),
    Column(name="first_seen_at", text="when the archive first had it"),
    Column(name="changed_at", text="when its present wording came"),
    Column(name="origin", text="where the archive has it from: wikipedia, csv …"),
    Column(name="page", text="the page or file there"),
    Column(name="line", text="its place on that page, from 1"),
)
"""In the order in which a table has them."""

FIELDS = {column.name: column for column in COLUMNS}

_HEADERS = {alias: column.name for column in COLUMNS for alias in (*column.aliases, column.name.replace("_", ""))}
_MARKS = re.compile(r"[\\|]")
_INNER_MARKS = re.compile(r"[\\|;]")
_ESCAPED = re.compile(r"\\([\\|;])")
_NUMBERED = re.compile(r"(.*?)(\d+)")


def find_field(header: str) -> tuple[str, int]:
    """The field that a header means, and the number of a numbered one (``Source 2``: sources, 2); else empty, 0."""
    plain = "".join(char for char in header.casefold() if char.isalnum())
    if plain in _HEADERS:
        return _HEADERS[plain], 0
    numbered = _NUMBERED.fullmatch(plain)
    field = _HEADERS.get(numbered[1], "") if numbered else ""
    if numbered and field and FIELDS[field].is_list:
        return field, int(numbered[2][:6])
    return "", 0


def join_values(values: Sequence[str], separator: str = SEPARATOR) -> str:
    """One cell of several values; empty where all are."""
    marks = _MARKS if separator == SEPARATOR else _INNER_MARKS
    return separator.join(marks.sub(r"\\\g<0>", value) for value in values) if any(values) else ""


def join_nested(groups: Sequence[Sequence[str]]) -> str:
    """One cell of several groups of values; empty where all are."""
    return SEPARATOR.join(join_values(group, INNER_SEPARATOR) for group in groups) if any(groups) else ""


def split_values(cell: str) -> tuple[str, ...]:
    """The values of a cell that `join_values` made, or a person wrote; none of an empty one."""
    return tuple(map(_unescape, _split(cell, SEPARATOR)))


def split_nested(cell: str) -> tuple[tuple[str, ...], ...]:
    """The groups of values of a cell that `join_nested` made."""
    return tuple(tuple(map(_unescape, _split(group, INNER_SEPARATOR))) for group in _split(cell, SEPARATOR))


def _split(cell: str, separator: str) -> list[str]:
    if not cell.strip():
        return []
    values, start, place = [], 0, 0
    while place < len(cell):
        if cell[place] == "\\":
            place += 1
        elif cell[place] == separator:
            values.append(cell[start:place])
            start = place + 1
        place += 1
    return [value.strip() for value in (*values, cell[start:])]


def _unescape(value: str) -> str:
    return _ESCAPED.sub(r"\1", value)
