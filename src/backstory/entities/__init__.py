"""Mention to entity: what a plain text names, told from what an archive knows.

Takes a text, its day, and a `Knowledge`: every anchor with its targets and counts, titles, redirects, which entities
are linked together and which are in the news. Gives links with their scores explained. Says nothing where it is not
sure, never names an entity that the archive does not have, and touches no archive.
"""

from backstory.entities.knowledge import RECENT_DAYS, Anchor, Knowledge, Known, name_of
from backstory.entities.learning import LearnedNames, list_keys, list_links
from backstory.entities.linking import LEAST_SCORE, Link, link_text
from backstory.entities.scoring import Candidate
from backstory.entities.words import Key, list_beginnings, make_key

__all__ = [
    "LEAST_SCORE",
    "RECENT_DAYS",
    "Anchor",
    "Candidate",
    "Key",
    "Knowledge",
    "Known",
    "LearnedNames",
    "Link",
    "link_text",
    "list_beginnings",
    "list_keys",
    "list_links",
    "make_key",
    "name_of",
]
