"""Pages of time: the front page, days, months, years, and all years."""

from collections import Counter
from collections.abc import Iterable

from backstory.views.addresses import CALENDAR, FRONT, path_of_day, path_of_month, path_of_year
from backstory.views.catalogue import Catalogue
from backstory.views.pages import CalendarPage, DayPage, FrontPage, MonthPage, YearPage
from backstory.views.pieces import PeriodCount

# The front page of the archive that this one continues: today, yesterday, the day before.
_FRONT_DAYS = 3
_PATHS = {4: path_of_year, 7: path_of_month, 10: path_of_day}


def build_front_page(catalogue: Catalogue) -> FrontPage:
    """Give the last three days that have news, newest first."""
    dates = catalogue.archive.last_days(_FRONT_DAYS)
    return FrontPage(
        kind="front",
        path=FRONT,
        title="Latest news",
        credit=catalogue.credit_ids([event.id for date in dates for event in catalogue.list_day(date)]),
        days=tuple(catalogue.describe_day(date) for date in dates),
        counts=count_holdings(catalogue),
    )


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
        previous=before,
        next=after,
    )


def build_calendar_page(catalogue: Catalogue) -> CalendarPage:
    """Give all years and months that have news."""
    months = catalogue.archive.months()
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
    return catalogue.archive.counts("events", "days", "entities", "stories")


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
