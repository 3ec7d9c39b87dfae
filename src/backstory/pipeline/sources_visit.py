"""What one visit, or one copy of a page, adds to what the archive knows of an article."""

from msgspec import structs

from backstory.fetch.articles import Visit
from backstory.fetch.memento import Copy
from backstory.model import Source
from backstory.model.days import shift_moment
from backstory.pipeline.sources_plan import Cited
from backstory.sources import Article, judge_visit, read_article
from backstory.store.source_visits import SourceVisit

MOST_FAILURES = 4
"""Visits in a row that came to nothing, on days 0, 1, 4 and 13, make an article dead."""

_NOT_ASKED = ("postponed", "busy")
_FACTS = ("title", "description", "image_url", "author", "published_at", "modified_at", "language", "site_name")
COPY = "archived copy"


def record_visit(cited: Cited, visit: Visit, before: SourceVisit, now: str) -> tuple[Source | None, SourceVisit]:
    """What is known after the visit, and what the next one must know. No source where nothing was learned."""
    reply = visit.reply
    ended = structs.replace(before, begun_at=before.begun_at or now, ended_at=now, next_at="")
    if reply.fault in _NOT_ASKED:
        return None, structs.replace(
            ended, ended_at=before.ended_at or now, next_at=shift_moment(now, visit.wait_s or 3600)
        )
    if reply.status == 304:
        status = cited.known.status or "live"
        return date_status(structs.replace(cited.known, url=cited.url), status, now), structs.replace(ended, failures=0)
    article = None
    if reply.status == 200 and not reply.fault:
        article = read_article(reply.body, reply.headers.get("content-type", ""), reply.url)
    finding = judge_visit(cited.url, reply.url, reply.status, reply.fault, article)
    known = structs.replace(cited.known, url=cited.url, moved_to=finding.moved_to)
    if finding.status == "unreachable":
        failures = before.failures + 1
        is_over = failures >= MOST_FAILURES
        rest = "" if is_over else shift_moment(now, 86400 * 3 ** (failures - 1))
        source = date_status(known, "dead" if is_over else "unreachable", now)
        return source, structs.replace(ended, failures=failures, next_at=rest)
    if article and finding.status in ("live", "moved", "paywalled"):
        known = take_facts(known, article)
    validators = {"etag": reply.headers.get("etag", ""), "last_modified": reply.headers.get("last-modified", "")}
    return date_status(known, finding.status, now), structs.replace(ended, failures=0, **validators)


def take_facts(known: Source, article: Article, described_by: str = "") -> Source:
    """The source with what the article says of itself; what it does not say stays as it was known."""
    said = {name: getattr(article, name) for name in _FACTS if getattr(article, name)}
    if "description" in said or "title" in said:
        said["described_by"] = described_by
    return structs.replace(
        known, **said, is_paywalled=known.is_paywalled if article.is_paywalled is None else article.is_paywalled
    )


def take_copy(known: Source, copy: Copy, article: Article | None, now: str) -> Source:
    """The source with where its copy is, and with what the copied page says where the article itself said nothing."""
    found = structs.replace(known, archived_url=copy.url, checked_at=now)
    if article is None or known.description:
        return found
    return take_facts(found, article, COPY)


def date_status(source: Source, status: str, now: str) -> Source:
    """The source with its state as of now; `status_since` moves only when the state changes."""
    since = source.status_since if status == source.status and source.status_since else now
    return structs.replace(source, status=status, checked_at=now, status_since=since)
