"""Day pages of a MediaWiki wiki: their latest state, their history, what changed, and where titles lead."""

import logging
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from backstory.errors import FetchError
from backstory.fetch.api import Api, ApiError, split_batches
from backstory.fetch.client import Client
from backstory.fetch.pages import cut_day, read_day_title
from backstory.fetch.wire import Page, State
from backstory.model import Revision
from backstory.model.days import is_moment
from backstory.model.portal import clean_wikitext, make_day_title, make_month_title
from backstory.model.record import Record

_log = logging.getLogger("backstory.fetch")

WITH_TEXT = {"prop": "revisions", "rvslots": "main", "rvprop": "ids|timestamp|content"}


class MissingPage(Record, frozen=True):
    """A day that the wiki has no page for, which is normal for early days.

    `reason` is "missing" (or deleted), "invalid", "moved" (the page redirects to another day's) or "hidden".
    """

    date: str
    page: str
    reason: str = "missing"


class ResolvedTitle(Record, frozen=True):
    """Where a title leads: the canonical title, and what is known there. Coordinates are degrees on the Earth."""

    title: str
    qid: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_missing: bool = False


class Wiki:
    """A wiki's current-events portal. `api_url` ends with ``/w/api.php``.

    With `month_pages`, days without a page are looked for in their month's page. All methods raise FetchError, and
    what an iterator has yielded by then is whole.
    """

    def __init__(self, api_url: str, client: Client, *, month_pages: bool = True) -> None:
        self._api = Api(api_url, client)
        self._month_pages = month_pages

    def latest(self, dates: Sequence[str]) -> Iterator[Revision | MissingPage]:
        """The present state of each day's page, each date once, in the order given."""
        for batch in split_batches(dates):
            pages = self._api.ask_about(map(make_day_title, batch), WITH_TEXT)
            found = [read_latest(day, pages) for day in batch]
            months = self._ask_months(found, WITH_TEXT)
            for item in found:
                yield read_from_month(item, months)

    def history(self, date: str, after_revision: str = "") -> Iterator[Revision]:
        """Every state of the day's page, oldest first; only those after `after_revision`, where it is given.

        Where the wiki no longer knows that revision (the page was deleted and made anew), the history is whole.
        States that the wiki hides are left out.
        """
        for page, states in self._read_history(make_day_title(date), after_revision):
            if not page.exists or page.title == make_month_title(date):
                if self._month_pages:
                    yield from self._read_month_history(date, after_revision)
                return
            if is_other_day(page.title, date):
                return
            yield from (make_revision(date, page.title, state, text) for state, text in states)

    def changed_since(self, dates: Sequence[str], known: Mapping[str, str]) -> list[str]:
        """The dates whose page has another latest revision than `known` has for the date, in the order given.

        A date that is known and no longer there has changed; one neither known nor there has not.
        """
        ids = {"prop": "revisions", "rvprop": "ids"}
        changed = []
        for batch in split_batches(dates):
            pages = self._api.ask_about(map(make_day_title, batch), ids)
            found = [read_latest(day, pages, has_text=False) for day in batch]
            # a month's page only matters for days that were once read from it
            gone = [item for item in found if isinstance(item, MissingPage) and known.get(item.date)]
            months = self._ask_months(gone, ids)
            for item in found:
                now = read_from_month(item, months, has_text=False) if item in gone else item
                revision_id = now.revision_id if isinstance(now, Revision) else ""
                if revision_id != known.get(item.date, ""):
                    changed.append(item.date)
        return changed

    def resolve_titles(self, titles: Sequence[str]) -> dict[str, ResolvedTitle]:
        """Where each title leads, by the title as asked. A title that the wiki cannot have is missing, not an error."""
        params = {"prop": "pageprops|coordinates", "ppprop": "wikibase_item", "colimit": "max"}
        resolved: dict[str, ResolvedTitle] = {}
        for batch in split_batches(titles):
            pages = self._api.ask_about((title.partition("#")[0] for title in batch), params)
            resolved |= {title: resolve_page(title, pages.get(title.partition("#")[0])) for title in batch}
        return resolved

    def _ask_months(self, found: Sequence[Revision | MissingPage], params: Mapping[str, str]) -> dict[str, Page]:
        if not self._month_pages:
            return {}
        missing = [item for item in found if isinstance(item, MissingPage) and item.reason == "missing"]
        return self._api.ask_about((make_month_title(item.date) for item in missing), params)

    def _read_history(self, title: str, after_revision: str) -> Iterator[tuple[Page, list[tuple[State, str]]]]:
        """The page, once for each part of the answer, with the revisions in that part and their texts."""
        params = {**WITH_TEXT, "titles": title, "redirects": "1", "rvlimit": "max", "rvdir": "newer"}
        if after_revision:
            params["rvstartid"] = after_revision  # inclusive
        try:
            for part in self._api.ask_in_parts(params):
                for page in part.pages:
                    states = [state for state in page.revisions if str(state.revid) != after_revision]
                    yield page, [(state, state.text) for state in states if state.text is not None]
        except ApiError as error:
            if not after_revision or error.code != "badid_rvstartid":
                raise
            _log.info("history.restarted page=%r revision=%s", title, after_revision)
            yield from self._read_history(title, "")

    def _read_month_history(self, date: str, after_revision: str) -> Iterator[Revision]:
        """The states of the day's section on its month's page, only those that differ from the one before."""
        before = None if after_revision else ""  # None: unknown, so that a section that is gone is told as empty
        title = make_month_title(date)
        for page, states in self._read_history(title, after_revision):
            for state, month_text in states if page.title == title else ():
                text = cut_day(month_text, date)
                if text != before:
                    yield make_revision(date, title, state, text)
                before = text


def read_latest(day: str, pages: Mapping[str, Page], *, has_text: bool = True) -> Revision | MissingPage:
    """The day's page in an answer about day pages; one that redirects to the month's page counts as missing."""
    asked = make_day_title(day)
    page = pages.get(asked)
    if page is None or page.invalid:
        return MissingPage(date=day, page=asked, reason="invalid")
    if not page.exists or page.title == make_month_title(day):
        return MissingPage(date=day, page=asked)
    if is_other_day(page.title, day):
        return MissingPage(date=day, page=page.title, reason="moved")
    return read_state(day, page, has_text=has_text)


def read_from_month(
    item: Revision | MissingPage, months: Mapping[str, Page], *, has_text: bool = True
) -> Revision | MissingPage:
    """For a missing day its section of the month's page, where there is one; anything else is handed back."""
    title = make_month_title(item.date)
    page = months.get(title)
    if isinstance(item, Revision) or item.reason != "missing" or not page or not page.exists or page.title != title:
        return item
    found = read_state(item.date, page, has_text=has_text)
    if not has_text or isinstance(found, MissingPage):
        return found
    text = cut_day(found.text, item.date)
    return msgspec.structs.replace(found, text=text) if text else item


def is_other_day(title: str, day: str) -> bool:
    """Whether the title is another day's page: what is there is that day's news, whatever redirects to it."""
    return read_day_title(title) not in ("", day)


def read_state(day: str, page: Page, *, has_text: bool) -> Revision | MissingPage:
    """The one revision that an answer has of an existing page; FetchError where it has none."""
    if not page.revisions:
        raise FetchError(f"The wiki has the page {page.title!r} but sent nothing of it. Try again later.")
    state = page.revisions[0]
    text = state.text if has_text else ""
    if text is None:
        return MissingPage(date=day, page=page.title, reason="hidden")
    return make_revision(day, page.title, state, text)


def make_revision(day: str, title: str, state: State, text: str) -> Revision:
    """The record of one state; the API's timestamps are already UTC in the archive's form, else FetchError."""
    if state.timestamp and not is_moment(state.timestamp):
        raise FetchError(f"The wiki says that {title!r} was saved at {state.timestamp[:40]!r}, which is no time.")
    return Revision(
        origin="wikipedia",
        page=title,
        date=day,
        timestamp=state.timestamp,
        text=clean_wikitext(text),
        revision_id=str(state.revid),
    )


def resolve_page(asked: str, page: Page | None) -> ResolvedTitle:
    """What a page says of the title that led to it."""
    if page is None or not page.exists:
        return ResolvedTitle(title=page.title if page else asked, is_missing=True)
    place = next((place for place in page.coordinates if place.primary and place.globe == "earth"), None)
    return ResolvedTitle(
        title=page.title,
        qid=page.pageprops.get("wikibase_item", ""),
        latitude=place.lat if place else None,
        longitude=place.lon if place else None,
    )
