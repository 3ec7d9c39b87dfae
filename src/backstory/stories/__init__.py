"""Stories: chains of events that belong together.

Takes events with the topics that editors filed them under, and the relations of those without; gives chains, with
titles made of names that the events themselves link. Reads no archive, writes nothing, and never invents a title.
"""

from backstory.stories.filing import chain_filings, list_filings, list_moves
from backstory.stories.found import LEAST_EVENTS, Chainer
from backstory.stories.naming import drop_years_behind
from backstory.stories.threads import Threads, tie_events

__all__ = [
    "LEAST_EVENTS",
    "Chainer",
    "Threads",
    "chain_filings",
    "drop_years_behind",
    "list_filings",
    "list_moves",
    "tie_events",
]
