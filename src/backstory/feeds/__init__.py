"""Feeds: what the bytes of a feed say, in every format that news come in, and when to ask a feed again.

Takes bytes and the address they came from; gives a `FeedDocument` of plain text, with its problems told, or the feeds
that a page names. Never raises for anything in a feed, never touches the network or the archive.
"""

from backstory.feeds.discovery import find_feeds
from backstory.feeds.naming import name_publisher
from backstory.feeds.opml import Subscription, read_opml, write_opml
from backstory.feeds.reading import read_feed
from backstory.feeds.schedule import choose_interval, choose_moment, choose_pause

__all__ = [
    "Subscription",
    "choose_interval",
    "choose_moment",
    "choose_pause",
    "find_feeds",
    "name_publisher",
    "read_feed",
    "read_opml",
    "write_opml",
]
