"""Bar charts as inline SVG: how many events in each month or year. No script, readable without seeing it."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup, escape

from backstory.render.dates import month_name, short_month
from backstory.views.pieces import PeriodCount

# A bar per month up to four years, then a bar per year: at 640 units of width a bar keeps at least ten.
_MOST_MONTHS = 48
_WIDTH, _HEIGHT, _BASE = 640, 96, 80
# On a phone a label takes up a sixth of the width.
_MOST_LABELS = 6


def draw_chart(periods: Sequence[PeriodCount], subject: str, anchor: str = "chart") -> Markup:
    """Give the chart of `periods` (months) with a table of the same numbers; empty where there is but one bar."""
    bars = _count_bars(periods)
    if len(bars) < 2:
        return Markup("")
    highest = max(count for _, count in bars)
    top, top_count = max(bars, key=lambda bar: bar[1])
    unit = "month" if len(bars[0][0]) == 7 else "year"
    title = f"Events per {unit}: {subject}"
    desc = f"From {_name(bars[0][0])} to {_name(bars[-1][0])}; the most in {_name(top)}, {top_count:,}."
    return Markup(
        '<figure class="chart"><svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="{anchor}-t {anchor}-d">'
        '<title id="{anchor}-t">{title}</title><desc id="{anchor}-d">{desc}</desc>{bars}</svg>'
        "<details><summary>The numbers</summary>{table}</details></figure>"
    ).format(
        width=_WIDTH,
        height=_HEIGHT,
        anchor=anchor,
        title=title,
        desc=desc,
        bars=_draw_bars(bars, highest),
        table=_draw_table(bars, unit),
    )


def _count_bars(periods: Sequence[PeriodCount]) -> list[tuple[str, int]]:
    """Give every month from the first to the last, also those without events; years where that would be too many."""
    if not periods:
        return []
    counts = Counter({period.period: period.count for period in periods})
    first, last = periods[0].period, periods[-1].period
    ordinals = range(int(first[:4]) * 12 + int(first[5:]) - 1, int(last[:4]) * 12 + int(last[5:]))
    months = [f"{ordinal // 12}-{ordinal % 12 + 1:02}" for ordinal in ordinals]
    if len(months) <= _MOST_MONTHS:
        return [(month, counts[month]) for month in months]
    by_year: Counter[str] = Counter()
    for month in months:
        by_year[month[:4]] += counts[month]
    return list(by_year.items())


def _draw_bars(bars: list[tuple[str, int]], highest: int) -> Markup:
    step = _WIDTH / len(bars)
    # Few bars would be slabs: none is wider than 28 units.
    width = min(step * 0.78, 28)
    parts = [f'<line class="axis" x1="0" y1="{_BASE}.5" x2="{_WIDTH}" y2="{_BASE}.5"/>']
    every = -(-len(bars) // _MOST_LABELS)
    for place, (period, count) in enumerate(bars):
        middle = (place + 0.5) * step
        size = max(round(count / highest * (_BASE - 4), 1), 1.5) if count else 0
        if size:
            parts.append(
                f'<rect x="{middle - width / 2:.1f}" y="{_BASE - size:.1f}" width="{width:.1f}" height="{size:.1f}">'
                f"<title>{escape(_name(period))}: {count:,}</title></rect>"
            )
        if place % every == 0:
            parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - 2}" text-anchor="middle">{_label(period)}</text>')
    return Markup("".join(parts))


def _draw_table(bars: list[tuple[str, int]], unit: str) -> Markup:
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td>{:,}</td></tr>').format(_name(period), count)
        for period, count in bars
        if count
    )
    return Markup(
        '<table><thead><tr><th scope="col">{}</th><th scope="col">Events</th></tr></thead><tbody>{}</tbody></table>'
    ).format(unit.capitalize(), rows)


def _name(period: str) -> str:
    return month_name(period) if len(period) == 7 else period


def _label(period: str) -> str:
    return f"{short_month(period)} {period[:4]}" if len(period) == 7 else period
