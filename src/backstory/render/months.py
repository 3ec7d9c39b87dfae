"""Calendars: months laid out in weeks."""

import calendar
from collections.abc import Sequence

from backstory.model.record import Record
from backstory.render.dates import MONTHS
from backstory.views.pieces import PeriodCount

# Shades of a day, 1 to 5, by its share of the busiest day's events.
_SHADES = 5


class Cell(Record, frozen=True, kw_only=True):
    """A day of a calendar: its number (0: outside of the month), its news where it has any, and how much (0 to 5)."""

    number: int
    news: PeriodCount | None = None
    shade: int = 0


class MonthLayout(Record, frozen=True, kw_only=True):
    """A month in weeks that begin on Monday."""

    month: str
    name: str
    path: str
    count: int
    weeks: tuple[tuple[Cell, ...], ...]


def lay_out_month(month: str, days: Sequence[PeriodCount], path: str = "", busiest: int = 0) -> MonthLayout:
    """Give the weeks of `month`; `days` may hold other months' too, `busiest` is what the darkest shade means."""
    news = {int(day.period[8:]): day for day in days if day.period.startswith(month)}
    busiest = busiest or max((day.count for day in news.values()), default=1)
    weeks = calendar.Calendar().monthdayscalendar(int(month[:4]), int(month[5:7]))
    return MonthLayout(
        month=month,
        name=MONTHS[int(month[5:7])],
        path=path,
        count=sum(day.count for day in news.values()),
        weeks=tuple(tuple(_make_cell(number, news.get(number), busiest) for number in week) for week in weeks),
    )


def lay_out_year(year: str, months: Sequence[PeriodCount], days: Sequence[PeriodCount]) -> list[MonthLayout]:
    """Give all twelve months of `year`; those without news have no path."""
    paths = {month.period: month.path for month in months}
    busiest = max((day.count for day in days), default=1)
    names = [f"{year}-{number:02}" for number in range(1, 13)]
    return [lay_out_month(name, days, paths.get(name, ""), busiest) for name in names]


def _make_cell(number: int, news: PeriodCount | None, busiest: int) -> Cell:
    shade = min(_SHADES, -(-news.count * _SHADES // busiest)) if news else 0
    return Cell(number=number, news=news, shade=shade)
