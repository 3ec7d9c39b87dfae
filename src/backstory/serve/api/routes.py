"""The one table of the API's routes: what they take and give. Requests and the OpenAPI document follow it."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from backstory.model.record import Record
from backstory.serve.api import reading
from backstory.serve.api.params import (
    CompareQuery,
    ContextBody,
    Date,
    DaysQuery,
    EntitiesQuery,
    EventId,
    EventsQuery,
    NoQuery,
    Query,
    Slug,
    StoriesQuery,
)
from backstory.serve.api.records import (
    DayList,
    EntityList,
    EventContext,
    EventList,
    Statistics,
    StoryList,
    WordingList,
)
from backstory.views.comparing import ComparePage
from backstory.views.context import ContextView
from backstory.views.pages import DayPage, EntityPage, EventPage, StoryPage

API = "/api/v1"


class Route(Record, frozen=True, kw_only=True):
    """One route. `read` gets a reader, the part of the path in braces if there is one, and the query or body if any.

    `part` is the type of that part, `query` of the query, `body` of the body of a POST. `statuses` are the errors that
    only some routes have. `has_lines` says that the answer can also be streamed as JSON lines. What has a `room` is
    made there, one at a time.
    """

    name: str
    path: str
    summary: str
    read: Callable[..., Any]
    gives: type[Record]
    query: type[msgspec.Struct] = Query
    part: Any = None
    body: type[msgspec.Struct] | None = None
    statuses: tuple[int, ...] = ()
    has_lines: bool = False
    is_quick: bool = False
    room: str = ""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "POST" if self.body else "GET"

    @property
    def part_name(self) -> str:
        """The name in braces; empty where there is none."""
        found = re.search(r"\{(\w+)\}", self.path)
        return found[1] if found else ""

    @property
    def takes_query(self) -> bool:
        """Whether `read` is given the query."""
        return self.query not in (Query, NoQuery)


ROUTES = (
    Route(
        name="listEvents",
        path="/events",
        summary="Search or list events. As `application/jsonl`: all of them, oldest first, one a line.",
        read=reading.list_events,
        gives=EventList,
        query=EventsQuery,
        has_lines=True,
    ),
    Route(
        name="readEvent",
        path="/events/{id}",
        summary="One event with its sources, relations, stories and wordings; the JSON of its page.",
        read=reading.read_event,
        gives=EventPage,
        part=EventId,
        statuses=(404, 410),
        is_quick=True,
    ),
    Route(
        name="readContext",
        path="/events/{id}/context",
        summary="What led to an event, what came of it, and why they belong together.",
        read=reading.read_context,
        gives=EventContext,
        part=EventId,
        statuses=(404, 410),
        is_quick=True,
    ),
    Route(
        name="listWordings",
        path="/events/{id}/wordings",
        summary="Every wording an event ever had, removed events included.",
        read=reading.list_wordings,
        gives=WordingList,
        part=EventId,
        statuses=(404,),
        is_quick=True,
    ),
    Route(
        name="compareMoments",
        path="/events/{id}/compare",
        summary="An event as of two moments, with what differs.",
        read=reading.compare_moments,
        gives=ComparePage,
        part=EventId,
        query=CompareQuery,
        statuses=(404,),
    ),
    Route(
        name="listEntities",
        path="/entities",
        summary="People, places, organisations, things whose name begins as typed; misspelt beginnings are mended.",
        read=reading.list_entities,
        gives=EntityList,
        query=EntitiesQuery,
    ),
    Route(
        name="readEntity",
        path="/entities/{slug}",
        summary="One entity: its events, names, companions and stories; the JSON of its page.",
        read=reading.read_entity,
        gives=EntityPage,
        part=Slug,
        statuses=(404,),
    ),
    Route(
        name="listStories",
        path="/stories",
        summary="Stories, the longest first.",
        read=reading.list_stories,
        gives=StoryList,
        query=StoriesQuery,
    ),
    Route(
        name="readStory",
        path="/stories/{slug}",
        summary="One story: its events in order; the JSON of its page.",
        read=reading.read_story,
        gives=StoryPage,
        part=Slug,
        statuses=(404,),
    ),
    Route(
        name="listDays",
        path="/days",
        summary="Days that have events, with how many.",
        read=reading.list_days,
        gives=DayList,
        query=DaysQuery,
    ),
    Route(
        name="readDay",
        path="/days/{date}",
        summary="One day's news by category; the JSON of its page.",
        read=reading.read_day,
        gives=DayPage,
        part=Date,
        statuses=(404,),
    ),
    Route(
        name="readStatistics",
        path="/statistics",
        summary="What the archive holds.",
        read=reading.read_statistics,
        gives=Statistics,
    ),
    Route(
        name="findContext",
        path="/context",
        summary="The backstory of a text: whom and what it names, what led to it, which story it belongs to.",
        read=reading.read_text_context,
        gives=ContextView,
        body=ContextBody,
        room="texts",
        statuses=(413, 415),
    ),
)
