"""A source: what the archive knows of a cited article."""

from backstory.model.publisher import Publisher
from backstory.model.record import Record


class Source(Record, frozen=True, kw_only=True):
    """A cited article. Only `url` and `publisher` are known before it has been fetched.

    `title` and `description` are the article's own words, unless `described_by` says whose else they are.
    `url` is as cited, `canonical_url` without tracking and detours (the same article cited twice has one).
    `is_paywalled` is None while unknown.

    `status` is "" (not visited), "live", "moved" (there at `moved_to`), "dead", "soft-404" (the server answers, but
    with an error page, its front page or somebody else's site), "paywalled", "unreachable" (may pass) or "refused" (by
    its robots.txt, by the server, or by us because of where the URL leads). It was found at
    `checked_at`, first at `status_since`. `published_at` and `modified_at` are moments, or dates where the page
    gives no zone. `attached_at` is when a machine put it beside the event as telling of the same, where no editor cites
    it. `published_by` is who `publisher`, the label as written, is; None where that was not asked yet.
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
    site_name: str = ""
    modified_at: str = ""
    moved_to: str = ""
    status_since: str = ""
    attached_at: str = ""
    published_by: Publisher | None = None
