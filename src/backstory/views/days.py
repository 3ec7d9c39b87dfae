"""Pages of time: the front page, days, months, years, and all years."""

from collections import Counter
from collections.abc import Iterable

from backstory.model.days import shift_day
from backstory.views.addresses import (
    CALENDAR,
    FRONT,
    path_of_anniversary,
    path_of_collection,
    path_of_day,
    path_of_month,
    path_of_story,
    path_of_year,
)
from backstory.views.catalogue import Catalogue
from backstory.views.pages import AnniversaryPage, CalendarPage, DayPage, FrontPage, MonthPage, YearPage
from backstory.views.pieces import CountedLink, EventRef, PeriodCount, YearNews

# The front page of the archive that this one continues: today, yesterday, the day before.
_FRONT_DAYS = 3
# With fewer events than this the front page goes further back, to as many.
_FRONT_EVENTS = 14
_FRONT_STORIES = 10
# A story so much of whose events stand in larger ones is a part of these: a pandemic in one country.
_PART = 0.7
# "Of late": so many days before the last one, or more where few stories went on in these.
_ACTIVE_DAYS = (60, 400)
_FEW_STORIES = 5
_FRONT_YEARS = 5
# Of a day of one year, so many events stand on the page of that day of all years.
_MOST_OF_YEAR = 8
_PATHS = {5: path_of_anniversary, 4: path_of_year, 7: path_of_month, 10: path_of_day}


def build_front_page(catalogue: Catalogue) -> FrontPage:
    """Give the last three days that have news, newest first."""
    dates = catalogue.archive.last_days(_FRONT_DAYS)
    days = tuple(catalogue.describe_day(date) for date in dates)
    return FrontPage(
        kind="front",
        path=FRONT,
        title="Latest news",
        credit=catalogue.credit_ids([event.id for date in dates for event in catalogue.list_day(date)]),
        days=days,
        counts=count_holdings(catalogue),
        earlier=_list_earlier(catalogue, _FRONT_EVENTS - sum(day.count for day in days)),
        stories=_list_active(catalogue, dates[0]) if dates else (),
        on_this_day=_list_years(catalogue, dates[0][5:], dates[0][:4], 3)[:_FRONT_YEARS] if dates else (),
        collections=count_collections(catalogue),
    )


def count_collections(catalogue: Catalogue) -> tuple[CountedLink, ...]:
    """Give all collections with how many events they have, the largest first."""
    counts: Counter[str] = Counter()
    for name, count in catalogue.archive.collections():
        counts[path_of_collection(name)] += count
    titles = catalogue.collection_titles
    links = [CountedLink(title=titles[path], path=path, count=count) for path, count in counts.items()]
    return tuple(sorted(links, key=lambda link: (-link.count, link.title)))


def build_anniversary_page(catalogue: Catalogue, month_day: str) -> AnniversaryPage:
    """Give what happened on a day such as ``01-18`` in every year that has news of it."""
    known = list_anniversaries(catalogue)
    place = [name for name, _ in known].index(month_day)
    years = _list_years(catalogue, month_day, "", _MOST_OF_YEAR)
    beside = [_list_periods(known[at : at + 1]) if at >= 0 else () for at in (place - 1, place + 1)]
    return AnniversaryPage(
        kind="anniversary",
        path=path_of_anniversary(month_day),
        title=month_day,
        credit=catalogue.credit_ids([event.id for year in years for event in year.events]),
        month_day=month_day,
        count=sum(year.count for year in years),
        years=years,
        previous=beside[0][0] if beside[0] else None,
        next=beside[1][0] if beside[1] else None,
    )


def list_anniversaries(catalogue: Catalogue) -> list[tuple[str, int]]:
    """Give the days of the year that have news in any year, with their numbers of events, ascending."""
    counts: Counter[str] = Counter()
    for date, count in catalogue.day_counts:
        counts[date[5:]] += count
    return sorted(counts.items())


def build_day_page(catalogue: Catalogue, date: str) -> DayPage:
    """Give a day's news and the nearest days that have news."""
    before, after = _count_beside(catalogue, date)
    return DayPage(
        kind="day",
        path=path_of_day(date),
        title=date,
        credit=catalogue.credit_ids([event.id for event in catalogue.list_day(date)]),
        news=catalogue.describe_day(date),
        previous=before,
        next=after,
    )


def build_month_page(catalogue: Catalogue, month: str) -> MonthPage:
    """Give a month's days that have news."""
    days = catalogue.archive.days(*_bound(month))
    before, after = _count_beside(catalogue, month)
    return MonthPage(
        kind="month",
        path=path_of_month(month),
        title=month,
        month=month,
        count=sum(count for _, count in days),
        days=_list_periods(days),
        categories=_count_categories(catalogue, month),
        previous=before,
        next=after,
    )


def build_year_page(catalogue: Catalogue, year: str) -> YearPage:
    """Give a year's months and days that have news."""
    days = catalogue.archive.days(*_bound(year))
    before, after = _count_beside(catalogue, year)
    return YearPage(
        kind="year",
        path=path_of_year(year),
        title=year,
        year=year,
        count=sum(count for _, count in days),
        months=_list_periods(_sum_by(7, days)),
        days=_list_periods(days),
        categories=_count_categories(catalogue, year),
        previous=before,
        next=after,
    )


def build_calendar_page(catalogue: Catalogue) -> CalendarPage:
    """Give all years and months that have news."""
    months = _sum_by(7, catalogue.day_counts)
    return CalendarPage(
        kind="calendar",
        path=CALENDAR,
        title="All years",
        count=sum(count for _, count in months),
        years=_list_periods(_sum_by(4, months)),
        months=_list_periods(months),
    )


def count_holdings(catalogue: Catalogue) -> dict[str, int]:
    """Give how many events, days, entities and stories the site shows."""
    days = catalogue.day_counts
    counts = {"events": sum(count for _, count in days), "days": len(days)}
    return {**counts, **catalogue.archive.counts("entities", "stories")}


def _count_categories(catalogue: Catalogue, period: str) -> tuple[CountedLink, ...]:
    """Give the categories of a month or year, those whose names share an address as one, the largest first."""
    counts: Counter[str] = Counter()
    for name, count in catalogue.archive.categories_between(*_bound(period)):
        counts[catalogue.link_category(name).path] += count
    return tuple(
        CountedLink(title=catalogue.category_titles[path], path=path, count=count)
        for path, count in counts.most_common()
        if path
    )


def _list_earlier(catalogue: Catalogue, count: int) -> tuple[EventRef, ...]:
    if count <= 0:
        return ()
    dates = [date for date, _ in catalogue.day_counts[-_FRONT_DAYS - count : -_FRONT_DAYS]]
    ids = [event.id for date in dates[::-1] for event in catalogue.list_day(date)]
    return tuple(catalogue.list_refs(ids[:count]))


def _list_active(catalogue: Catalogue, last: str) -> tuple[CountedLink, ...]:
    found: list[tuple[str, str, int]] = []
    for days in _ACTIVE_DAYS:
        active = catalogue.archive.active_stories(shift_day(last, -days), 3 * _FRONT_STORIES)
        found = _leave_out_parts(catalogue, active)
        if len(found) >= _FEW_STORIES:
            break
    return tuple(CountedLink(title=title, path=path_of_story(slug), count=count) for slug, title, count in found)


def _leave_out_parts(catalogue: Catalogue, found: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Give the first stories of those found, the largest first, without those that are part of larger ones."""
    told: set[str] = set()
    kept = []
    for slug, title, count in found:
        ids = {event.id for event in catalogue.members("story", slug).latest(count)}
        if len(ids & told) < _PART * len(ids):
            kept.append((slug, title, count))
            told |= ids
    return kept[:_FRONT_STORIES]


def _list_years(catalogue: Catalogue, month_day: str, but: str, most: int) -> tuple[YearNews, ...]:
    """Give that day of every year but one, the latest first."""
    found = [(date, n) for date, n in catalogue.day_counts if date[5:] == month_day and date[:4] != but]
    return tuple(
        YearNews(
            year=date[:4],
            path=path_of_day(date),
            count=count,
            events=tuple(catalogue.list_refs([event.id for event in catalogue.list_day(date)[:most]])),
        )
        for date, count in reversed(found)
    )


def _count_beside(catalogue: Catalogue, period: str) -> tuple[PeriodCount | None, PeriodCount | None]:
    """Give the nearest periods of the same length, before and after, that have news."""
    before, after = catalogue.archive.days_beside(*_bound(period))
    return _count_period(catalogue, before[: len(period)]), _count_period(catalogue, after[: len(period)])


def _count_period(catalogue: Catalogue, period: str) -> PeriodCount | None:
    if not period:
        return None
    count = sum(count for _, count in catalogue.archive.days(*_bound(period)))
    return PeriodCount(period=period, path=_PATHS[len(period)](period), count=count)


def _list_periods(counts: Iterable[tuple[str, int]]) -> tuple[PeriodCount, ...]:
    return tuple(PeriodCount(period=name, path=_PATHS[len(name)](name), count=count) for name, count in counts)


def _sum_by(length: int, counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for period, count in counts:
        sums[period[:length]] += count
    return list(sums.items())


def _bound(period: str) -> tuple[str, str]:
    """Give what no day of the period comes before, and none after."""
    return period, f"{period}~"
