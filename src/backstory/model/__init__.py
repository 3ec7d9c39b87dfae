"""Records that the stages hand to one another: frozen, keyword-only, without behaviour beyond derived facts.

Nothing here reads, writes or computes more than a property of the record itself. Times are UTC in the
form ``2013-01-10T14:00:00Z``, dates are ``2013-01-10``: strings that sort as they should.
"""

from backstory.model.event import Citation, Event, Mention, ParsedEvent, Topic, Version
from backstory.model.page import DayPage, Problem, Revision
from backstory.model.relation import Direction, Hint, Reason, Relation
from backstory.model.source import Source
from backstory.model.state import GivenEvent, KnownEvent, PageState, Placement, StateChange
from backstory.model.story import Chain, Entity, Filing, Move, Period, Story, StoryFacts, StoryMember

__all__ = [
    "Chain",
    "Citation",
    "DayPage",
    "Direction",
    "Entity",
    "Event",
    "Filing",
    "GivenEvent",
    "Hint",
    "KnownEvent",
    "Mention",
    "Move",
    "PageState",
    "ParsedEvent",
    "Period",
    "Placement",
    "Problem",
    "Reason",
    "Relation",
    "Revision",
    "Source",
    "StateChange",
    "Story",
    "StoryFacts",
    "StoryMember",
    "Topic",
    "Version",
]
