"""Feeds: what a feed's document says, and a feed as the archive keeps it."""

from backstory.model.page import Problem
from backstory.model.record import Record


class FeedEntry(Record, frozen=True, kw_only=True):
    """An article as a feed tells of it, in plain text. `key` is what the feed knows it by.

    `published_at` is a moment; empty where the feed gives none that can be read. `publisher` is there where the feed
    says that another one wrote it.
    """

    key: str
    url: str
    title: str
    description: str = ""
    published_at: str = ""
    language: str = ""
    author: str = ""
    image_url: str = ""
    publisher: str = ""


class FeedDocument(Record, frozen=True, kw_only=True):
    """What one state of a feed says. `kind` is "rss", "rdf", "atom", "json" or "sitemap"; empty: it is no feed.

    `interval_s` is how long the feed itself asks to wait; `skip_hours` (UTC) and `skip_days` (0 is Monday) when it asks
    not to be asked. `moved_to` is the address that the feed says is its new one. `children` are the sitemaps that a
    sitemap's index names.
    """

    kind: str = ""
    title: str = ""
    site_url: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    interval_s: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    moved_to: str = ""
    children: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Feed(Record, frozen=True, kw_only=True):
    """A feed of the archive's list.

    `state` is "" (not asked yet), "ok", "unchanged", "broken" (an answer that is no feed), "failing" (no answer, or an
    error), "refused" (it leads where no feed may be) or "gone" (410: it is not asked again). `detail` says in words
    what was wrong. `failures` counts bad answers in a row. `every_s` is how often it is asked now, `asked_interval_s`
    how often at most its last document allows; `quiet` are the hours and days (UTC; 0 is Monday) when it asks not to be
    asked, as in "0,1/5,6"; `changed_at` is when it last brought something new.
    """

    url: str
    title: str = ""
    site_url: str = ""
    language: str = ""
    folder: str = ""
    added_at: str = ""
    asked_at: str = ""
    changed_at: str = ""
    next_at: str = ""
    every_s: int = 0
    asked_interval_s: int = 0
    quiet: str = ""
    state: str = ""
    detail: str = ""
    failures: int = 0
    etag: str = ""
    last_modified: str = ""


class Article(Record, frozen=True, kw_only=True):
    """An entry that the archive has taken in: its feed's name for readers, and the event it was found to tell of.

    `key` is the archive's own. `day` is when it was published, as far as that can be believed, else recorded.
    """

    key: int
    url: str
    title: str
    publisher: str
    published_at: str
    recorded_at: str
    description: str = ""
    language: str = ""
    event: str = ""
