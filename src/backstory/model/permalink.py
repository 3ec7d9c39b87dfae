"""Permalinks: which addresses an event may have, so that each can be a page of the site and a file of its own."""

import re

_LONGEST_SLUG_BYTES = 200
"""Slugs made here have 140 at most; a file's name may have 255, with the ending and a number that keeps it apart."""

_EVENT_PATH = re.compile(r"/news/[0-9]{4}/[0-9]{2}/[0-9]{1,2}/([\w-]+)")


def is_event_path(path: str) -> bool:
    """Whether an event may have this address: ``/news/2013/01/8/SLUG``, which is no other page's."""
    found = _EVENT_PATH.fullmatch(path)
    if not found:
        return False
    slug = found[1].casefold()
    # The index is the day's page, and x_rss.xml the feed of x.
    return slug != "index" and not slug.endswith("_rss") and len(found[1].encode()) <= _LONGEST_SLUG_BYTES


def is_permalink(path: str) -> bool:
    """Whether an event may have this address as its own: one that no other differs from only in its case."""
    return path.isascii() and path == path.lower() and is_event_path(path)
