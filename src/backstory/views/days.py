"""Pages of time: the front page, days, months, years, and all years."""

from collections import Counter
from collections.abc import Sequence

from backstory.views.addresses import CALENDAR, FRONT, path_of_day, path_of_month, path_of_year
from backstory.views.catalogue import Catalogue
from backstory.views.pages import CalendarPage, DayPage, FrontPage, MonthPage, YearPage
from backstory.views.pieces import PeriodCount

# The front page of the archive that this one continues: today, yesterday, the day before.
_FRONT_DAYS = 3


def build_front_page(catalogue: Catalogue) -> FrontPage:
    """Give the last three days that have news, newest first."""
    dates = catalogue.days[-_FRONT_DAYS:][::-1]
    return FrontPage(
        kind="front",
        path=FRONT,
        title="Latest news",
        credit=catalogue.credit_events(event for date in dates for event in catalogue.by_day[date]),
        days=tuple(catalogue.describe_day(date) for date in dates),
        counts=count_holdings(catalogue),
    )


def build_day_page(catalogue: Catalogue, date: str) -> DayPage:
    """Give a day's news and the nearest days that have news."""
    before, after = _find_neighbours(catalogue.days, date)
    return DayPage(
        kind="day",
        path=path_of_day(date),
        title=date,
        credit=catalogue.credit_events(catalogue.by_day[date]),
        news=catalogue.describe_day(date),
        previous=catalogue.count_day(before) if before else None,
        next=catalogue.count_day(after) if after else None,
    )


def build_month_page(catalogue: Catalogue, month: str) -> MonthPage:
    """Give a month's days that have news."""
    months = {count.period: count for count in count_months(catalogue)}
    before, after = _find_neighbours(list(months), month)
    return MonthPage(
        kind="month",
        path=path_of_month(month),
        title=month,
        month=month,
        count=months[month].count,
        days=tuple(catalogue.count_day(date) for date in catalogue.days if date.startswith(month)),
        previous=months.get(before),
        next=months.get(after),
    )


def build_year_page(catalogue: Catalogue, year: str) -> YearPage:
    """Give a year's months and days that have news."""
    years = {count.period: count for count in count_years(catalogue)}
    before, after = _find_neighbours(list(years), year)
    return YearPage(
        kind="year",
        path=path_of_year(year),
        title=year,
        year=year,
        count=years[year].count,
        months=tuple(count for count in count_months(catalogue) if count.period.startswith(year)),
        days=tuple(catalogue.count_day(date) for date in catalogue.days if date.startswith(year)),
        previous=years.get(before),
        next=years.get(after),
    )


def build_calendar_page(catalogue: Catalogue) -> CalendarPage:
    """Give all years and months that have news."""
    return CalendarPage(
        kind="calendar",
        path=CALENDAR,
        title="All years",
        count=len(catalogue.events),
        years=count_years(catalogue),
        months=count_months(catalogue),
    )


def count_months(catalogue: Catalogue) -> tuple[PeriodCount, ...]:
    """Give the months that have news, ascending, with their numbers of events."""
    counts = _count_by(catalogue, 7)
    return tuple(PeriodCount(period=month, path=path_of_month(month), count=n) for month, n in counts.items())


def count_years(catalogue: Catalogue) -> tuple[PeriodCount, ...]:
    """Give the years that have news, ascending, with their numbers of events."""
    counts = _count_by(catalogue, 4)
    return tuple(PeriodCount(period=year, path=path_of_year(year), count=n) for year, n in counts.items())


def count_holdings(catalogue: Catalogue) -> dict[str, int]:
    """Give how many events, days, entities and stories the site shows."""
    return {
        "events": len(catalogue.events),
        "days": len(catalogue.days),
        "entities": len(catalogue.entity_events),
        "stories": len(catalogue.stories),
    }


def _count_by(catalogue: Catalogue, length: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for date in catalogue.days:
        counts[date[:length]] += len(catalogue.by_day[date])
    return counts


def _find_neighbours(periods: Sequence[str], period: str) -> tuple[str, str]:
    """Give the entries before and after `period` in the sorted `periods`; empty where there is none."""
    position = periods.index(period)
    before = periods[position - 1] if position else ""
    after = periods[position + 1] if position + 1 < len(periods) else ""
    return before, after
