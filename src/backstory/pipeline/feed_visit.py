"""What one visit to a feed adds to what the archive knows: its entries, its state, and when it is asked again."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import structs

from backstory.feeds import choose_interval, choose_moment, choose_pause, name_publisher, read_feed
from backstory.fetch.articles import Visit
from backstory.model import Feed, FeedDocument, FeedEntry, Problem

_FAULTS = {
    "refused": "it leads where no feed may be asked",
    "unresolved": "there is no such host",
    "unreachable": "the host cannot be reached",
    "broken": "the answer is no HTTP, or broke off",
    "circle": "it redirects in a circle",
    "busy": "the server is busy",
    "postponed": "the host failed for other feeds, and was left alone",
}
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})", re.I)
_LONGEST_MAX_AGE_S = 6 * 3600
"""What caches may keep for longer says nothing of when something new comes."""


def end_visit(feed: Feed, visit: Visit, now: str) -> tuple[Feed, FeedDocument | None]:
    """Give the feed as it is after the visit, and what its document says; None where it brought none."""
    reply = visit.reply
    asked = structs.replace(feed, asked_at=now, url=reply.url if visit.is_permanent and not reply.fault else feed.url)
    if reply.status == 304:
        # Some servers send other validators with a 304, so that those of the document stay.
        return _settle(asked, "unchanged", "", now, has_news=False), None
    if reply.fault or reply.status != 200:
        return _fail(structs.replace(asked, url=feed.url), visit, now), None
    document = read_feed(reply.body, reply.headers.get("content-type", ""), reply.url, is_cut=reply.is_cut)
    if not document.kind:
        return _break(feed, document.problems[-1].detail if document.problems else "it is no feed", now), document
    said = structs.replace(
        asked,
        title=name_publisher(document.title, document.site_url or reply.url) if not feed.title else feed.title,
        site_url=document.site_url or feed.site_url,
        language=document.language or feed.language,
        asked_interval_s=max(document.interval_s, _read_max_age(reply.headers.get("cache-control", ""))),
        quiet=f"{','.join(map(str, document.skip_hours))}/{','.join(map(str, document.skip_days))}",
        etag=reply.headers.get("etag", "")[:500],
        last_modified=reply.headers.get("last-modified", "")[:100],
    )
    return said, _note_move(document)


def break_feed(feed: Feed, error: Exception, now: str) -> tuple[Feed, Problem]:
    """Give the feed after a visit that ended in an error that nobody expected, and the problem that tells of it."""
    detail = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode().replace("\0", "")[:300]
    return _break(feed, f"what it says could not be taken in: {detail}"[:300], now), Problem(
        code="unreadable", detail=detail
    )


def settle_read(feed: Feed, now: str, *, has_news: bool) -> Feed:
    """Give the feed after its document was taken in."""
    return _settle(feed, "ok", "", now, has_news=has_news)


def date_entries(entries: Sequence[FeedEntry], now: str) -> tuple[list[tuple[FeedEntry, str]], list[Problem]]:
    """Give entries with the moment that each is taken to be of: when it was published, if that can be; else now."""
    latest = datetime.strptime(now, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + timedelta(days=1)
    dated, problems = [], []
    for entry in entries:
        if entry.published_at > f"{latest:%Y-%m-%dT%H:%M:%SZ}":
            problems.append(Problem(code="date-in-future", where=entry.url, detail=entry.published_at))
            entry = structs.replace(entry, published_at="")
        dated.append((entry, min(entry.published_at, now) if entry.published_at else now))
    return dated, problems


def _settle(feed: Feed, state: str, detail: str, now: str, *, has_news: bool) -> Feed:
    every_s = choose_interval(feed.every_s, has_news=has_news, asked_s=feed.asked_interval_s)
    hours, _, days = feed.quiet.partition("/")
    next_at = choose_moment(now, every_s, _read_numbers(hours), _read_numbers(days))
    changed_at = now if has_news else feed.changed_at
    return structs.replace(
        feed, state=state, detail=detail, every_s=every_s, next_at=next_at, changed_at=changed_at, failures=0
    )


def _break(feed: Feed, detail: str, now: str) -> Feed:
    failures = feed.failures + 1
    next_at = choose_moment(now, choose_pause(failures, feed.every_s))
    return structs.replace(feed, asked_at=now, state="broken", detail=detail, failures=failures, next_at=next_at)


def _fail(feed: Feed, visit: Visit, now: str) -> Feed:
    reply = visit.reply
    if reply.status == 410:
        return structs.replace(feed, state="gone", detail="it is gone for good (410)", next_at="")
    failures = feed.failures + (reply.fault != "postponed")
    words = _FAULTS.get(reply.fault, "") or (f"it answers {reply.status}" if reply.status else reply.fault)
    detail = f"{words}: {reply.detail}" if reply.detail and reply.fault not in ("circle", "postponed") else words
    pause_s = choose_pause(max(failures, 1), feed.every_s, visit.wait_s)
    state = "refused" if reply.fault == "refused" else "failing"
    next_at = choose_moment(now, pause_s)
    return structs.replace(feed, state=state, detail=detail[:300], failures=failures, next_at=next_at)


def _note_move(document: FeedDocument) -> FeedDocument:
    """An address that only the document gives is told, not followed: anybody may have copied it along."""
    if not document.moved_to:
        return document
    told = Problem(code="says-it-moved", detail=document.moved_to)
    return structs.replace(document, problems=(*document.problems, told))


def _read_max_age(header: str) -> int:
    found = _MAX_AGE.search(header)
    return min(int(found[1]), _LONGEST_MAX_AGE_S) if found else 0


def _read_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)
