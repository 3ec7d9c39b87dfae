"""A source: what the archive knows of a cited article."""

from backstory.model.record import Record


class Source(Record, frozen=True, kw_only=True):
    """A cited article. Only `url` and `publisher` are known before it has been fetched.

    `title` and `description` are the article's own words, unless `described_by` says whose else they are.
    `url` is as cited, `canonical_url` without tracking and detours (the same article cited twice has one).
    `is_paywalled` is None while unknown. `status` is one of "" (not fetched), "live", "moved", "dead",
    "paywalled"; `checked_at` is when.
    """

    url: str
    publisher: str = ""
    canonical_url: str = ""
    title: str = ""
    description: str = ""
    image_url: str = ""
    author: str = ""
    published_at: str = ""
    language: str = ""
    is_paywalled: bool | None = None
    status: str = ""
    checked_at: str = ""
    archived_url: str = ""
    described_by: str = ""
