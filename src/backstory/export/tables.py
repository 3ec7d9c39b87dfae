"""The tables of a dataset: one place that says which columns each has, of what type, and what they say."""

from typing import Literal

from backstory.model.columns import COLUMNS
from backstory.model.record import Record

Type = Literal["text", "day", "time", "whole", "number", "yes/no"]


class Field(Record, frozen=True, kw_only=True):
    """A column: `type` of its values, `is_list` where there are several, `parts` where a value is itself a record."""

    name: str
    text: str
    type: Type = "text"
    is_list: bool = False
    parts: tuple["Field", ...] = ()


class Table(Record, frozen=True, kw_only=True):
    """A table: `key` names what tells its rows apart, `refers` columns with the table and column they refer to."""

    name: str
    text: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str, str], ...] = ()


_LICENCE = Field(name="licence", text="the licence of the text; empty where none is known")
_TIMES = (
    Field(name="first_seen_at", text="when the archive first had it", type="time"),
    Field(name="changed_at", text="when its present wording came", type="time"),
)
_WHERE = (
    Field(name="origin", text="where the archive has it from: wikipedia, jsonl …"),
    Field(name="page", text="the page there, whose history names the authors"),
    Field(name="line", text="its place on that page, from 1", type="whole"),
)

# Of a CSV's lists, one cell holds all, as `backstory.model.columns` says.
_TYPES: dict[str, Type] = {"date": "day", "first_seen_at": "time", "changed_at": "time", "line": "whole"}
FLAT_EVENTS = Table(
    name="events",
    text="One row an event; a cell of several values has them with a | between them",
    fields=(*(Field(name=c.name, text=c.text, type=_TYPES.get(c.name, "text")) for c in COLUMNS), _LICENCE),
    key=("id",),
)

NESTED_EVENTS = Table(
    name="events",
    text="One row an event",
    fields=(
        Field(name="id", text="the event's id, which stays for ever"),
        Field(name="date", text="its day", type="day"),
        Field(name="category", text="its category"),
        Field(name="collection", text="the collection it belongs to; empty for none"),
        Field(
            name="topics",
            text="topics, outermost first",
            is_list=True,
            parts=(
                Field(name="text", text="its words"),
                Field(name="entities", text="titles of what it links", is_list=True),
            ),
        ),
        Field(name="prefix", text="the topic that stands before the text, with a colon"),
        Field(name="text", text="the sentence"),
        Field(name="headline", text="prefix, colon and text"),
        Field(
            name="entities",
            text="who and what it links",
            is_list=True,
            parts=(
                Field(name="title", text="the entity's title"),
                Field(name="anchor", text="the words that name it"),
                Field(name="start", text="where they begin in the headline; -1 where they are not in it", type="whole"),
            ),
        ),
        Field(
            name="sources",
            text="the articles that reported it",
            is_list=True,
            parts=(
                Field(name="url", text="the address as cited"),
                Field(name="canonical_url", text="the same without tracking and detours"),
                Field(name="label", text="the publisher as cited"),
                Field(name="publisher", text="the publisher's one name, whatever the label; empty where none is known"),
                Field(name="title", text="the article's title"),
                Field(
                    name="published_at",
                    text="when it was published, as the article says; midnight UTC where it says a day alone",
                    type="time",
                ),
                Field(name="language", text="its language"),
                Field(name="status", text="what became of the address: live, moved, dead …"),
                Field(name="archived_url", text="a copy"),
                Field(
                    name="attached_at",
                    text="when a machine put it there, from a feed; empty where editors cite it",
                    type="time",
                ),
            ),
        ),
        Field(name="path", text="the permalink, without ending"),
        Field(name="addresses", text="other paths that lead to it", is_list=True),
        *_TIMES,
        *_WHERE,
        _LICENCE,
    ),
    key=("id",),
)

_EVENT = {field.name: field for field in NESTED_EVENTS.fields}
_SOURCE = {part.name: part for part in _EVENT["sources"].parts}
_LINE_SOURCES = Field(
    name="sources",
    text="the articles that reported it; of each, what says nothing is left out",
    is_list=True,
    parts=(
        _SOURCE["url"],
        Field(name="publisher", text="the publisher as cited, which is `label` in tables"),
        _SOURCE["title"],
        _SOURCE["archived_url"],
        Field(name="is_dead", text="whether the address is dead", type="yes/no"),
        _SOURCE["attached_at"],
    ),
)
LINES = Table(
    name="events",
    text="One line an event; `backstory add` takes it again",
    fields=(
        *(_EVENT[name] for name in ("id", "date", "category", "topics", "text", "prefix", "headline", "entities")),
        _LINE_SOURCES,
        *(_EVENT[name] for name in ("line", "path", "addresses", *(one.name for one in _TIMES))),
        *(_EVENT[name] for name in ("origin", "page", "collection", "licence")),
    ),
    key=("id",),
)
"""What a line of JSON has, which is `backstory.pipeline.lines.EventLine`."""

YEAR = Field(name="year", text="the year, which is the name of the file's folder", type="whole")
"""What programs add to events that they read from a folder a year."""

SOURCES = Table(
    name="sources",
    text="One row a citation: an article that an event cites",
    fields=(
        Field(name="event_id", text="the event"),
        Field(name="position", text="its place among the event's sources, from 1", type="whole"),
        *next(field.parts for field in NESTED_EVENTS.fields if field.name == "sources"),
    ),
    key=("event_id", "position"),
    refers=(("event_id", "events", "id"),),
)

MENTIONS = Table(
    name="mentions",
    text="One row a link from an event to an entity",
    fields=(
        Field(name="event_id", text="the event"),
        Field(name="position", text="its place among what the event links, from 1", type="whole"),
        Field(name="title", text="the entity's title"),
        Field(name="anchor", text="the words that name it; empty where only a topic links it"),
    ),
    key=("event_id", "position"),
    refers=(("event_id", "events", "id"), ("title", "entities", "title")),
)

ENTITIES = Table(
    name="entities",
    text="One row a person, place, organisation or thing",
    fields=(
        Field(name="title", text="Wikipedia's title"),
        Field(name="slug", text="its address on the site: /entity/SLUG"),
        Field(name="qid", text="its item at Wikidata, where known"),
        Field(name="kind", text="person, place, organisation; empty where unknown"),
        Field(name="latitude", text="degrees north", type="number"),
        Field(name="longitude", text="degrees east", type="number"),
        Field(name="event_count", text="how many of these events link it", type="whole"),
    ),
    key=("title",),
)

RELATIONS = Table(
    name="relations",
    text="One row a relation from an event to another, with its reasons",
    fields=(
        Field(name="event_id", text="the event"),
        Field(name="rank", text="1 for the best of the event's relations", type="whole"),
        Field(name="other_id", text="the event it is related to"),
        Field(name="score", text="how much they belong together, 0 to 1", type="number"),
        Field(name="direction", text="what the other is: background, same day, development"),
        Field(name="days_apart", text="the other's day less this one's", type="whole"),
        Field(name="reasons", text="why: what they share, most telling first, with a ; between"),
    ),
    key=("event_id", "rank"),
    refers=(("event_id", "events", "id"), ("other_id", "events", "id")),
)

STORIES = Table(
    name="stories",
    text="One row a story: a chain of events",
    fields=(
        Field(name="slug", text="its address on the site: /story/SLUG"),
        Field(name="title", text="its title"),
        Field(name="kind", text="topic where editors named it, found where it was found among events"),
        Field(name="first_on", text="its first day", type="day"),
        Field(name="last_on", text="its last day", type="day"),
    ),
    key=("slug",),
)

STORY_EVENTS = Table(
    name="story_events",
    text="One row an event of a story",
    fields=(
        Field(name="story", text="the story's slug"),
        Field(name="position", text="the event's place in it, from 1", type="whole"),
        Field(name="event_id", text="the event"),
    ),
    key=("story", "position"),
    refers=(("story", "stories", "slug"), ("event_id", "events", "id")),
)

BESIDE_EVENTS = (SOURCES, MENTIONS, ENTITIES, RELATIONS, STORIES, STORY_EVENTS)
