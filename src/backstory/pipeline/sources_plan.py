"""Which cited articles to visit now, and which to look up in web archives. Pure: it only decides."""

from collections.abc import Iterable, Mapping
from typing import Literal

from backstory.model import Event, Source
from backstory.model.days import shift_moment
from backstory.model.record import Record
from backstory.model.wrappers import unwrap_url
from backstory.store.source_visits import SourceVisit

INTERRUPTED_REST_S = 3600
"""An article that was being asked for when a run was killed is left alone this long: it was asked, maybe answered."""

_GONE = ("dead", "soft-404")


class SourceOptions(Record, frozen=True, kw_only=True):
    """What a run of `sources` does.

    `first` and `last` bound the events' days. `recheck_days` visits again what was visited longer ago (0: nothing).
    Copies in web archives are looked up for articles that are gone (`archived` "dead"), for all, or for "none";
    `save` asks for one to be made of what is live and has none. Budgets of 0 are none.
    """

    first: str = ""
    last: str = ""
    recheck_days: int = 0
    archived: Literal["dead", "all", "none"] = "dead"
    save: bool = False
    contact: str = ""
    delay_s: float = 1.0
    at_once: int = 32
    budget_articles: int = 0
    budget_s: float = 0.0
    budget_bytes: int = 0
    cache_dir: str = ""


class Cited(Record, frozen=True, kw_only=True):
    """An article as the archive cites it: `url` to ask for, `date` of the first event that cites it."""

    key: str
    url: str
    date: str
    known: Source


def gather_cited(events: Iterable[Event]) -> dict[str, Cited]:
    """Every article that the events cite, once, by canonical URL, in the order of the events.

    Of an article cited as a copy in a web archive the original is asked for: the copy is known already.
    """
    cited: dict[str, Cited] = {}
    for event in events:
        for source in event.sources:
            key = source.canonical_url
            if key and key not in cited and source.url.startswith(("http://", "https://")):
                cited[key] = Cited(key=key, url=unwrap_url(source.url), date=event.date, known=source)
    return cited


def choose_visits(
    cited: Mapping[str, Cited], visits: Mapping[str, SourceVisit], options: SourceOptions, now: str
) -> list[Cited]:
    """The articles that are to be visited, and may be: none that was begun a moment ago or is to rest."""
    oldest = shift_moment(now, -options.recheck_days * 86400)
    interrupted_after = shift_moment(now, -INTERRUPTED_REST_S)
    chosen = []
    for key, article in cited.items():
        visit = visits.get(key, SourceVisit(url=key))
        if visit.begun_at and not visit.ended_at:
            if visit.begun_at <= interrupted_after:
                chosen.append(article)
        elif visit.next_at:
            if visit.next_at <= now:
                chosen.append(article)
        elif not visit.ended_at or (options.recheck_days and visit.ended_at <= oldest):
            chosen.append(article)
    return chosen


def choose_lookups(
    cited: Mapping[str, Cited], visits: Mapping[str, SourceVisit], options: SourceOptions, now: str
) -> list[Cited]:
    """The articles whose copies are to be looked up: those without one, not asked for within 30 days."""
    if options.archived == "none":
        return []
    recent = shift_moment(now, -30 * 86400)
    chosen = []
    for key, article in cited.items():
        visit = visits.get(key, SourceVisit(url=key))
        is_wanted = options.archived == "all" or article.known.status in _GONE
        if is_wanted and not article.known.archived_url and visit.copy_sought_at <= recent:
            chosen.append(article)
    return chosen


def count_interrupted(cited: Mapping[str, Cited], visits: Mapping[str, SourceVisit], now: str) -> int:
    """Articles that an earlier run was asking for when it was killed, and that are not asked again yet."""
    after = shift_moment(now, -INTERRUPTED_REST_S)
    return sum(1 for key in cited if (v := visits.get(key)) and v.begun_at > after and not v.ended_at)
