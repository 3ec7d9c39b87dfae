"""Records that the stages hand to one another: frozen, keyword-only, without behaviour beyond derived facts.

Beside them stand the few functions that all stages must agree on, each of a text or a record alone: slugs, canonical
URLs, topics, days so much later. Nothing here reads or writes a file. Times are UTC in the form
``2013-01-10T14:00:00Z``, dates are ``2013-01-10``: strings that sort as they should.
"""

from backstory.model.event import Attached, Citation, Event, Mention, ParsedEvent, Topic, Version
from backstory.model.feed import Article, Feed, FeedDocument, FeedEntry
from backstory.model.page import DayPage, Problem, Revision
from backstory.model.publisher import Publisher, PublisherProfile
from backstory.model.relation import Direction, Hint, Reason, Relation
from backstory.model.search import (
    Completion,
    Correction,
    Facets,
    FacetValue,
    Hit,
    Mark,
    SearchRequest,
    SearchResult,
    SearchSort,
)
from backstory.model.selection import ExportedEvent, ExportFacts, Selection
from backstory.model.source import Source
from backstory.model.state import FileContents, FileRow, GivenEvent, KnownEvent, PageState, Placement, StateChange
from backstory.model.story import Chain, Entity, Filing, Move, Period, Story, StoryFacts, StoryMember

__all__ = [
    "Article",
    "Attached",
    "Chain",
    "Citation",
    "Completion",
    "Correction",
    "DayPage",
    "Direction",
    "Entity",
    "Event",
    "ExportFacts",
    "ExportedEvent",
    "FacetValue",
    "Facets",
    "Feed",
    "FeedDocument",
    "FeedEntry",
    "FileContents",
    "FileRow",
    "Filing",
    "GivenEvent",
    "Hint",
    "Hit",
    "KnownEvent",
    "Mark",
    "Mention",
    "Move",
    "PageState",
    "ParsedEvent",
    "Period",
    "Placement",
    "Problem",
    "Publisher",
    "PublisherProfile",
    "Reason",
    "Relation",
    "Revision",
    "SearchRequest",
    "SearchResult",
    "SearchSort",
    "Selection",
    "Source",
    "StateChange",
    "Story",
    "StoryFacts",
    "StoryMember",
    "Topic",
    "Version",
]
