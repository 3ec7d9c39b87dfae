"""Copies in web archives: looked up through the Internet Archive's availability API and Memento (RFC 7089).

The copy closest to the event's day is wanted. Asking for a new copy to be made is a method of its own, for operators
who switched that on.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec

from backstory.fetch.exchange import Exchanger, Reply
from backstory.fetch.retries import read_retry_after
from backstory.model.record import Record

_COPY = re.compile(r"/(?:web/)?(\d{14})(?:[a-z]{2}_)?/")
_LINK = re.compile(r'<([^<>]+)>((?:\s*;\s*\w+\s*=\s*(?:"[^"]*"|[^\s;,]+))*)')
_MOMENT = re.compile(r'datetime\s*=\s*"([^"]+)"')
_JSON_TYPES = ("application/json", "text/", "application/link-format", "")


class ArchiveService(Record, frozen=True, kw_only=True):
    """Where copies are looked up; empty for what a service does not have. Each ends so that the URL can follow."""

    availability: str = "https://archive.org/wayback/available?url="
    timegate: str = "https://web.archive.org/web/"
    timemap: str = "https://web.archive.org/web/timemap/link/"
    save: str = "https://web.archive.org/save/"


class Copy(Record, frozen=True, kw_only=True):
    """A copy: where it is and when it was made (UTC)."""

    url: str
    made_at: str


class CopyLookup(Record, frozen=True, kw_only=True):
    """What a look-up gave: a copy, or None; `is_sure` is False where no service could be asked."""

    copy: Copy | None = None
    is_sure: bool = True


class _Closest(msgspec.Struct):
    url: str = ""
    timestamp: str = ""
    available: bool = False
    status: str = ""


class _Snapshots(msgspec.Struct):
    closest: _Closest | None = None


class _Availability(msgspec.Struct):
    archived_snapshots: _Snapshots = msgspec.field(default_factory=_Snapshots)


class CopyFinder:
    """Looks copies up, one question after the other, with a pause between."""

    def __init__(
        self,
        exchanger: Exchanger,
        service: ArchiveService | None = None,
        *,
        delay_s: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._exchanger = exchanger
        self._service = service or ArchiveService()
        self._delay_s = delay_s
        self._sleep = sleep
        self._has_asked = False

    def find(self, url: str, date: str) -> CopyLookup:
        """The copy of `url` closest to the day `date` (``2013-01-10``) that shows a page, not an error.

        The availability API is asked first, then the TimeGate; both only know one copy. Where the one they name is
        more than a year away, the TimeMap, which lists all, has the last word.
        """
        answers = []
        for ask in (self._ask_availability, self._ask_timegate):
            found = ask(url, date)
            answers.append(found)
            if found.copy:
                break
        best = answers[-1].copy
        if self._service.timemap and (best is None or days_between(best.made_at, date) > 365):
            listed = self._ask_timemap(url, date)
            answers.append(listed)
            best = min(filter(None, (best, listed.copy)), key=lambda c: days_between(c.made_at, date), default=None)
        return CopyLookup(copy=best, is_sure=any(answer.is_sure for answer in answers))

    def save(self, url: str) -> CopyLookup:
        """Ask the Internet Archive to make a copy now. Only for operators who want that: it is public and for ever."""
        reply = self._ask(self._service.save + url)
        made = reply.headers.get("content-location", "") or reply.location
        return CopyLookup(copy=read_copy(made, self._service.timegate), is_sure=not reply.fault and reply.status < 400)

    def _ask_availability(self, url: str, date: str) -> CopyLookup:
        if not self._service.availability:
            return CopyLookup(is_sure=False)
        reply = self._ask(f"{self._service.availability}{quote(url, safe='')}&timestamp={date.replace('-', '')}120000")
        if reply.fault or reply.status != 200:
            return CopyLookup(is_sure=False)
        try:
            closest = msgspec.json.decode(reply.body, type=_Availability).archived_snapshots.closest
        except msgspec.MsgspecError:
            return CopyLookup(is_sure=False)
        if closest is None or not closest.available or closest.status[:1] not in ("2", ""):
            return CopyLookup()
        return CopyLookup(copy=read_copy(closest.url, self._service.timegate))

    def _ask_timegate(self, url: str, date: str) -> CopyLookup:
        if not self._service.timegate:
            return CopyLookup(is_sure=False)
        noon = datetime.strptime(date, "%Y-%m-%d").replace(hour=12, tzinfo=UTC)
        headers = {"Accept-Datetime": f"{noon:%a, %d %b %Y %H:%M:%S} GMT"}
        reply = self._ask(self._service.timegate + url, headers)
        if reply.status == 404:
            return CopyLookup()
        found = read_copy(reply.location, self._service.timegate)
        return CopyLookup(copy=found, is_sure=found is not None)

    def _ask_timemap(self, url: str, date: str) -> CopyLookup:
        reply = self._ask(self._service.timemap + url)
        if reply.status == 404:
            return CopyLookup()
        if reply.fault or reply.status != 200:
            return CopyLookup(is_sure=False)
        copies = read_timemap(reply.body.decode("utf-8", "replace"), self._service.timegate)
        return CopyLookup(copy=min(copies, key=lambda copy: days_between(copy.made_at, date), default=None))

    def _ask(self, url: str, headers: dict[str, str] | None = None) -> Reply:
        """One question; a busy service is asked once more when it says."""
        reply = Reply(url=url)
        for attempt in range(2):
            if self._has_asked:
                self._sleep(self._delay_s)
            self._has_asked = True
            reply = self._exchanger.ask(url, headers, accept=is_list_type)
            if reply.status not in (429, 503) or attempt:
                break
            self._sleep(min(read_retry_after(reply.headers.get("retry-after", "")) or 5.0, 60.0))
        return reply


def read_timemap(text: str, prefix: str = "") -> list[Copy]:
    """The copies that a TimeMap in link format lists (RFC 7089, 5)."""
    copies = []
    for address, attributes in _LINK.findall(text):
        if re.search(r'rel\s*=\s*"?[^"]*\bmemento\b', attributes) and _MOMENT.search(attributes):
            copy = read_copy(address, prefix)
            if copy:
                copies.append(copy)
    return copies


def read_copy(url: str, prefix: str = "") -> Copy | None:
    """The copy at an address that has its moment in it; None for anything else. The address always says https."""
    found = _COPY.search(url)
    if not found or not url.startswith(("http://", "https://")):
        return None
    try:
        moment = datetime.strptime(found[1], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    is_plain = url.startswith("http://") and prefix.startswith("https://")
    return Copy(url="https://" + url[7:] if is_plain else url, made_at=f"{moment.isoformat()}Z")


def raw_copy_url(url: str) -> str:
    """The address of the copied page as it was, without what the archive adds to it."""
    return re.sub(r"(/web/\d{14})(?:[a-z]{2}_)?/", r"\1id_/", url, count=1)


def days_between(moment: str, date: str) -> float:
    """Days from a moment to the noon of a day."""
    made = datetime.strptime(moment[:19], "%Y-%m-%dT%H:%M:%S")
    return abs((made - datetime.strptime(date[:10], "%Y-%m-%d")).total_seconds() / 86400 - 0.5)


def is_list_type(content_type: str) -> bool:
    """Whether an answer can be JSON or a list of links."""
    return content_type.partition(";")[0].strip().lower().startswith(_JSON_TYPES)
