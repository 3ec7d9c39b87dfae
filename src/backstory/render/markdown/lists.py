"""The kinds of pages that have no forerunner: a heading, then lists."""

from typing import Any

from backstory.render.comparing import is_comparable, list_changes, tell_outcome
from backstory.render.counting import count_things, tell_citations, tell_peak, tell_quiet
from backstory.render.dates import long_date, moment, month_name, name_month_day
from backstory.render.markdown.pieces import escape_heading, join_names, link, write_section
from backstory.render.safety import escape_markdown
from backstory.views.comparing import ComparePage, EventState
from backstory.views.pages import (
    AboutPage,
    AnniversaryPage,
    CalendarPage,
    CollectionPage,
    EntityPage,
    IndexPage,
    MapPage,
    MonthPage,
    MovedPage,
    PartPage,
    PublisherPage,
    StoryPage,
    Timeline,
    YearPage,
)
from backstory.views.pieces import (
    CountedLink,
    EventRef,
    PeriodCount,
)
from backstory.views.searching import SearchPage


def render_entity(page: EntityPage) -> str:
    """Give an entity."""
    facts = []
    if page.aliases:
        facts.append("Also: " + join_names(page.aliases))
    if page.wikipedia_url:
        facts.append(link("Wikipedia", page.wikipedia_url))
    if page.wikidata_url:
        facts.append(link(page.qid, page.wikidata_url))
    sections = [
        _write_timeline(page.timeline),
        write_section("Appears with", _list_counted(page.appears_with)),
        write_section("Stories", _list_counted(page.stories)),
    ]
    return _write_page(page.title, facts, sections)


def render_story(page: StoryPage) -> str:
    """Give a story."""
    span = f"{long_date(page.timeline.first_on)} to {long_date(page.timeline.last_on)}"
    facts = [span]
    if page.peak:
        facts.append(tell_peak(page.peak))
    if page.quiet:
        facts.append(tell_quiet(page.quiet))
    points = [
        f"{point.event.date} [{escape_markdown(point.event.headline)}]({point.event.path}.md) _{point.why}_"
        for point in page.turning_points
    ]
    sections = [
        write_section("Most connected and most reported", points),
        _write_timeline(page.timeline),
        write_section("People and places", _list_counted(page.entities)),
    ]
    return _write_page(page.title, facts, sections)


def render_publisher(page: PublisherPage) -> str:
    """Give a publisher."""
    facts = [tell_citations(page)]
    if page.labels:
        facts.append("Cited as: " + join_names(tuple(label.name for label in page.labels)))
    if page.domains:
        facts.append("Sites: " + join_names(tuple(domain.name for domain in page.domains)))
    sections = [
        _write_timeline(page.timeline),
        write_section("Carried by", _list_counted(page.carriers)),
        write_section("Carries", _list_counted(page.carried)),
    ]
    return _write_page(page.title, facts, sections)


def render_category(page: Any) -> str:
    """Give a category."""
    return _write_page(page.title, [], [_write_timeline(page.timeline)])


def render_collection(page: CollectionPage) -> str:
    """Give a collection."""
    sections = [_write_timeline(page.timeline), write_section("People and places", _list_counted(page.appears_with))]
    return _write_page(page.title, [], sections)


def render_part(page: PartPage) -> str:
    """Give one month of a subject."""
    subject = f"[{escape_markdown(page.subject.title)}]({page.subject.path}.md)"
    return _write_page(f"{page.title}: {month_name(page.month)}", [subject], [_write_events("Events", page.events)])


def render_month(page: MonthPage) -> str:
    """Give a month."""
    return _write_page(month_name(page.month), [], [write_section("Days", _list_periods(page.days))])


def render_year(page: YearPage) -> str:
    """Give a year."""
    return _write_page(page.year, [], [write_section("Months", _list_periods(page.months))])


def render_calendar(page: CalendarPage) -> str:
    """Give the years."""
    return _write_page(page.title, [], [write_section("Years", _list_periods(page.years))])


def render_index(page: IndexPage) -> str:
    """Give an index."""
    sections = write_section("Sections", [f"[{escape_markdown(link.title)}]({link.path}.md)" for link in page.sections])
    return _write_page(page.title, [], [sections, write_section("Pages", _list_counted(page.entries))])


def render_about(page: AboutPage) -> str:
    """Give what the archive is."""
    counts = [f"{count:,} {name}" for name, count in page.counts.items()]
    return _write_page(page.title, [], [write_section("Holdings", counts)])


def render_anniversary(page: AnniversaryPage) -> str:
    """Give a day through the years."""
    sections = [_write_events(year.year, year.events) for year in page.years]
    return _write_page(name_month_day(page.month_day), [], sections)


def render_map(page: MapPage) -> str:
    """Give the places that have coordinates."""
    lines = [
        f"[{escape_markdown(place.title)}]({place.path}.md) ({place.count:,}): {place.latitude:.2f}, "
        f"{place.longitude:.2f}"
        for place in page.places
    ]
    return _write_page(page.title, [], [write_section("Places", lines)])


def render_moved(page: MovedPage) -> str:
    """Give where a page is now."""
    return f"This page has moved to [{escape_markdown(page.target.headline)}]({page.target.path}.md).\n"


def render_search(page: SearchPage) -> str:
    """Give what was found."""
    count = f"{'At least ' if page.is_more else ''}{count_things(page.total, 'events')}"
    mended = [f"{escape_markdown(one.typed)}: searched for {escape_markdown(one.used)}" for one in page.corrections]
    events = [f"{hit.date} [{escape_markdown(hit.headline)}]({hit.path}.md)" for hit in page.hits]
    return _write_page(page.title, [count, *mended], [write_section("Found", events)])


def render_compare(page: ComparePage) -> str:
    """Give an event as of two moments."""
    wording = "".join(_mark_piece(piece.kind, piece.text) for piece in page.wording)
    facts = [f"[As it is now]({page.path}.md)", tell_outcome(page) or (wording if is_comparable(page) else "")]
    changes = [
        f"{change.field}: "
        + ", ".join(
            [
                *(_mark_piece("dropped", old) for old in change.dropped),
                *(_mark_piece("added", new) for new in change.added),
            ]
        )
        for change in list_changes(page)
    ]
    states = [f"{moment(state.at)}: {_tell_state(state)}" for state in (page.before, page.after)]
    sections = [write_section("The two moments", states), write_section("What else changed", changes)]
    return _write_page(page.title, [fact for fact in facts if fact], sections)


def _tell_state(state: EventState) -> str:
    if state.state == "unknown":
        return "not recorded yet"
    said = "removed by the editors on" if state.state == "removed" else "in these words since"
    return f"{escape_markdown(state.headline)} _{said} {moment(state.since)}_"


def _mark_piece(kind: str, text: str) -> str:
    mark, inner = {"added": "**", "dropped": "~~"}.get(kind, ""), text.strip()
    # A mark beside a space is none.
    return text.replace(inner, f"{mark}{escape_markdown(inner)}{mark}", 1) if inner else text


def _write_page(title: str, facts: list[str], sections: list[str]) -> str:
    return "\n".join([f"# {escape_heading(title)}\n", *(fact + "\n" for fact in facts), *filter(None, sections)])


def _write_timeline(timeline: Timeline) -> str:
    months = [period for period in timeline.periods if period.path]
    heading = f"Latest {len(timeline.events)} of {timeline.count:,} events" if timeline.is_partial else "Events"
    parts = [_write_events(heading, timeline.events), write_section("By month", _list_periods(tuple(months)))]
    return "\n".join(filter(None, parts))


def _write_events(heading: str, events: tuple[EventRef, ...]) -> str:
    return write_section(
        heading, [f"{event.date} [{escape_markdown(event.headline)}]({event.path}.md)" for event in events]
    )


def _list_counted(links: tuple[CountedLink, ...]) -> list[str]:
    return [f"[{escape_markdown(link.title)}]({link.path}.md) ({link.count:,})" for link in links]


def _list_periods(periods: tuple[PeriodCount, ...]) -> list[str]:
    return [f"[{period.period}]({period.path}.md) ({period.count:,})" for period in periods]
