"""What the API takes: one record per route for its query, checked field by field."""

from calendar import isleap
from typing import Annotated, Literal, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backstory.serve.answers import ProblemError

LONGEST_QUERY = 4000

_YEAR = "[1-9][0-9]{3}"
_OF_YEAR = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9])"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_DATE = Meta(
    max_length=10,
    pattern=f"^{_YEAR}(-(0[1-9]|1[0-2])|-({_OF_YEAR}))?$",
    description="A day, month or year: 2021-01-06, 2021-01, 2021.",
    examples=["2013-01"],
)
_CURSOR = Meta(max_length=300, description="What the page before gave as `cursor`; the same query goes with it.")
_NAME = Meta(min_length=1, max_length=200)

Day = Annotated[str, _DATE]
Cursor = Annotated[str, _CURSOR]
Limit = Annotated[int, Meta(ge=1, le=200, description="At most so many entries.")]
Name = Annotated[str, _NAME]
Words = Annotated[str, Meta(max_length=500, description="Words; “in quotation marks” together, -without.")]
AsOf = Annotated[
    str,
    Meta(
        max_length=25,
        pattern=f"^{_YEAR}-({_OF_YEAR})(T{_CLOCK}(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?)?$",
        description="A time in UTC, or a day (its end): only what had been recorded by then is shown, in the words of "
        "then. 503 with Retry-After while the archive of that moment is being made.",
        examples=["2021-01-06", "2021-01-06T18:00:00Z"],
    ),
]
EventId = Annotated[str, Meta(min_length=1, max_length=64, description="An event's `id`.")]
Slug = Annotated[str, Meta(min_length=1, max_length=255, description="The last part of the page's address.")]
Date = Annotated[str, Meta(pattern=f"^{_YEAR}-({_OF_YEAR})$", description="2021-01-06", examples=["2013-01-10"])]


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every read may be asked: the moment it is to show."""

    as_of: AsOf | UnsetType = UNSET


class EventsQuery(Query, frozen=True, kw_only=True):
    """A search, or with filters alone a list. Without words the newest events come first."""

    q: Words | UnsetType = UNSET
    first: Day | UnsetType = msgspec.field(default=UNSET, name="from")
    last: Day | UnsetType = msgspec.field(default=UNSET, name="to")
    entity: Annotated[Name, Meta(description="A title, alias or slug.")] | UnsetType = UNSET
    story: Annotated[Name, Meta(description="A slug or title.")] | UnsetType = UNSET
    category: Annotated[Name, Meta(description="Words of its name.")] | UnsetType = UNSET
    publisher: Annotated[Name, Meta(description="Words of its name.")] | UnsetType = UNSET
    collection: Annotated[Name, Meta(description="A name or slug.")] | UnsetType = UNSET
    sort: Literal["relevance", "newest", "oldest"] | UnsetType = UNSET
    facets: Annotated[bool, Meta(description="Say what the matches have in common.")] = False
    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET


class EntitiesQuery(Query, frozen=True, kw_only=True):
    """Names as typed so far; without them the most used entities."""

    q: Annotated[str, Meta(max_length=200, description="The beginning of a name, as typed so far.")] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 10


class StoriesQuery(Query, frozen=True, kw_only=True):
    """Stories, the longest first."""

    q: Annotated[str, Meta(max_length=200, description="Words of the title.")] | UnsetType = UNSET
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET


class DaysQuery(Query, frozen=True, kw_only=True):
    """Days that have events, ascending."""

    first: Day | UnsetType = msgspec.field(default=UNSET, name="from")
    last: Day | UnsetType = msgspec.field(default=UNSET, name="to")
    limit: Annotated[int, Meta(ge=1, le=1000)] = 400
    cursor: Cursor | UnsetType = UNSET


class CompareQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two moments."""

    before: AsOf
    after: AsOf


class NoQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing may be asked."""


class ContextBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text whose backstory is asked for; its first 2,000 characters are read."""

    text: Annotated[str, Meta(min_length=1, max_length=20_000, pattern=r"\S", description="An article or a paragraph.")]
    on: Annotated[Date, Meta(description="The day it is read on; else the archive's last one.")] | UnsetType = UNSET
    as_of: AsOf | UnsetType = UNSET


_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def decode_query(text: bytes, kind: type[_Struct]) -> _Struct:
    """The query as its record; raises ProblemError for what the record does not allow, or what is there twice."""
    if len(text) > LONGEST_QUERY:
        raise ProblemError(400, "No query here is so long.")
    try:
        pairs = parse_qsl(
            text.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=50
        )
    except ValueError as error:
        raise ProblemError(400, "The query cannot be read: it is percent-encoded UTF-8.") from error
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ProblemError(400, "A parameter is there twice.")
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ProblemError(400, f"{error}.") from error


def mend_day(text: str) -> str:
    """The day or moment with the 29th of February as the 28th in years that do not have it."""
    if text[5:10] == "02-29" and not isleap(int(text[:4])):
        return f"{text[:5]}02-28{text[10:]}"
    return text


def decode_body(body: bytes, kind: type[_Struct]) -> _Struct:
    """The body as its record; raises ProblemError for what is none."""
    try:
        given = msgspec.json.decode(body)
        if isinstance(given, dict):
            # In JSON Schema 46.0 is a whole number too.
            given = {
                name: int(one) if isinstance(one, float) and one == int(one) else one for name, one in given.items()
            }
        return msgspec.convert(given, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError, RecursionError) as error:
        raise ProblemError(400, f"{error}.") from error
