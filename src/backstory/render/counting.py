"""Numbers with what they count, as people say them."""

from datetime import date

from backstory.model import Period
from backstory.render.dates import long_span
from backstory.views.pages import PublisherPage

_WEEK_DAYS = 7


def count_things(count: int, things: str) -> str:
    """Give "1 event" or "2,345 events" for a count of "events"."""
    if count == 1:
        things = things.removesuffix("ies") + "y" if things.endswith("ies") else things.removesuffix("s")
    return f"{count:,} {things}"


def tell_peak(peak: Period) -> str:
    """Give "Busiest week: 15 to 21 November 2020, 172 events" for the days in which a story has most events."""
    days = (date.fromisoformat(peak.last_on) - date.fromisoformat(peak.first_on)).days + 1
    name = "week" if days == _WEEK_DAYS else "day" if days == 1 else "days"
    return f"Busiest {name}: {long_span(peak.first_on, peak.last_on)}, {count_things(peak.count, 'events')}"


def tell_quiet(quiet: Period) -> str:
    """Give the longest time in which an archive, which need not have all of a story, has none of its events."""
    return f"Longest time without an event here: {long_span(quiet.first_on, quiet.last_on)}"


def tell_citations(page: PublisherPage) -> str:
    """Say how many of a publisher's articles are cited and where they stand, and how many of others stand with it."""
    said = f"{count_things(page.citation_count, 'articles')} cited"
    if page.carried_count:
        where = "on another publisher's site" if page.carried_count == 1 else "on other publishers' sites"
        said += f", {where}" if page.citation_count == 1 else f", {page.carried_count:,} of them {where}"
    carrying = f" Carries {count_things(page.carrying_count, 'articles')} by others." if page.carrying_count else ""
    return f"{said}.{carrying}"
