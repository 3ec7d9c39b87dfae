"""Network to raw: day pages of a wiki, titles resolved there, dumps of it, and one polite HTTP client.

Takes dates, titles and addresses (a dump's path too); gives `model.Revision` records, missing pages and resolved
titles. It never reads what a page says about events, never touches the archive, and asks no host two things at once.
"""

from backstory.fetch.client import Answer, Client, ClientOptions
from backstory.fetch.dumps import read_dump
from backstory.fetch.pages import read_day_title
from backstory.fetch.ranges import parse_range
from backstory.fetch.wikipedia import MissingPage, ResolvedTitle, Wiki

__all__ = [
    "Answer",
    "Client",
    "ClientOptions",
    "MissingPage",
    "ResolvedTitle",
    "Wiki",
    "parse_range",
    "read_day_title",
    "read_dump",
]
