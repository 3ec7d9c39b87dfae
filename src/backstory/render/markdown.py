"""Markdown pages. An event and a day follow the format of the archive that this one continues, byte for byte."""

from collections.abc import Callable
from typing import Any

from backstory.render.dates import long_date, month_name, name_month_day
from backstory.render.safety import encode_legal, escape_markdown, escape_markdown_line, escape_markdown_url
from backstory.render.states import describe_state
from backstory.views.comparing import ComparePage
from backstory.views.pages import (
    AboutPage,
    AnniversaryPage,
    CalendarPage,
    CollectionPage,
    DayPage,
    EntityPage,
    EventPage,
    FrontPage,
    IndexPage,
    MapPage,
    MonthPage,
    MovedPage,
    Page,
    PartPage,
    PublisherPage,
    StoryPage,
    Timeline,
    YearPage,
)
from backstory.views.pieces import (
    CountedLink,
    DayNews,
    EventItem,
    EventRef,
    PeriodCount,
    RelatedView,
    SourceView,
    VersionView,
)
from backstory.views.searching import SearchPage

_FRONT_HEADINGS = ("News", "Yesterday", "Day Before Yesterday")

# As many as the seeds have.
_MOST_RELATED = 10


def render_markdown(page: Page) -> bytes:
    """Give the page as Markdown. Links are from the site's root, as in ``/news/2013/01/8/SLUG.md``."""
    return encode_legal(_RENDERERS[page.kind](page))


def render_event(page: EventPage, *, with_formats: bool = False) -> str:
    """Give an event; `with_formats` puts the line of the other formats first, as later generations had it."""
    formats = "  ".join(f"[{name.upper()}]({page.path}.{name})" for name in ("html", "json", "xml"))
    head = f"Formats: {formats}\n\n" if with_formats else ""
    summary = escape_markdown_line(page.quote.text) if page.quote else ""
    head += f"### [{page.date}]({_path_of_day(page)}.md)\n\n# {_escape_heading(page.headline)}\n\n{summary}\n\n\n"
    sections = [
        _write_section("Source", _list_sources(page)),
        _write_section("Changes", _list_changes(page)),
        _write_section("Related", [_write_related(other) for other in _order_related(page)]),
        _write_section("Links", [line for source in page.sources if (line := _write_state(source))]),
        _write_section("By machine", _list_machine_work(page)),
    ]
    body = "\n".join(section for section in sections if section)
    return head + body if body else head.rstrip("\n") + "\n"


def render_day(page: DayPage) -> str:
    """Give a day: its events with their summaries, and the day before."""
    text = f"## [{page.news.date}]({page.path}.md)\n\n" + _write_day(page.news)
    return text + (f"## [Previous Day...]({page.previous.path}.md)\n" if page.previous else "")


def render_front(page: FrontPage) -> str:
    """Give the last days, parted by rules."""
    days = [
        f"## [{heading}]({day.path}.md)\n\n{_write_day(day)}"
        for heading, day in zip(_FRONT_HEADINGS, page.days, strict=False)
    ]
    return "---\n\n".join(days)


def _path_of_day(page: EventPage) -> str:
    return page.path.rpartition("/")[0] + "/index"


def _write_section(name: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return f"### {name}:\n\n" + "".join(f"{number}. {line}\n" for number, line in enumerate(lines, 1))


def _list_sources(page: EventPage) -> list[str]:
    lines = [_link(source.publisher, source.url) for source in page.sources]
    if page.picture and escape_markdown_url(page.picture.url):
        lines.append(_link("Cover Image", page.picture.url))
    return lines


def _write_state(source: SourceView) -> str:
    """What became of a link; the format has no place for it, so it comes last and only where something is known."""
    words = [describe_state(source)]
    if source.moved_to:
        words.append(_link("New address", source.moved_to))
    if source.checked_at and source.archived_url:
        copy = "Archived copy" + (f" of {long_date(source.archived_on)}" if source.archived_on else "")
        words.append(_link(copy, source.archived_url))
    said = ". ".join(filter(None, words))
    return f"{_link(source.publisher, source.url)} {said}" if said and source.checked_at else ""


def _list_machine_work(page: EventPage) -> list[str]:
    """What no editor did; the format has no place for that either."""
    if page.is_machine_grouped:
        return ["A program brought these articles together, no editor. The headline is the title of the first one."]
    attached = [source for source in page.sources if source.attached_at]
    return [f"{_link(source.publisher, source.url)} was put here by a program, from a feed." for source in attached]


def _list_changes(page: EventPage) -> list[str]:
    last = len(page.versions) - 1
    return [_write_version(page, version, place, last) for place, version in enumerate(page.versions)]


def _write_version(page: EventPage, version: VersionView, place: int, last: int) -> str:
    label = "First version" if place == 0 else "Current version" if place == last else "Update"
    label = "Removed" if version.is_removed else label
    at = f"{version.valid_from[:10]} {version.valid_from[11:16]}"
    return f"[{escape_markdown(version.headline)}]({page.path}.md) _{at} ({label})_"


def _order_related(page: EventPage) -> list[RelatedView]:
    known = sorted((*page.background, *page.same_day, *page.developments), key=lambda other: other.rank)
    paths = {other.path for other in known}
    return [*known, *(hint for hint in page.hints if hint.path not in paths)][:_MOST_RELATED]


def _write_related(other: RelatedView) -> str:
    context = f" _Context: {_join(other.context)}_" if other.context else ""
    return f"[{escape_markdown(other.headline)}]({other.path}.md){context}"


def _write_day(news: DayNews) -> str:
    return "".join(_write_item(item) for group in news.categories for item in group.events)


def _write_item(item: EventItem) -> str:
    below = ""
    if item.quote:
        below = escape_markdown_line(item.quote.text) + "\n"
    elif item.context:
        below = f"_Context: {_join(item.context)}_\n"
    return f"### [{escape_markdown(item.headline)}]({item.path}.md)\n{below}\n"


def _escape_heading(text: str) -> str:
    text = escape_markdown(text)
    # A heading's closing hashes would vanish.
    return text[:-1] + "\\#" if text.endswith("#") else text


def _link(text: str, url: str) -> str:
    target = escape_markdown_url(url)
    return f"[{escape_markdown(text)}]({target})" if target else escape_markdown_line(text)


def _join(names: tuple[str, ...]) -> str:
    return ", ".join(escape_markdown(name) for name in names)


# The other kinds have no forerunner: a heading, then lists.


def _render_entity(page: EntityPage) -> str:
    facts = []
    if page.aliases:
        facts.append("Also: " + _join(page.aliases))
    if page.wikipedia_url:
        facts.append(_link("Wikipedia", page.wikipedia_url))
    if page.wikidata_url:
        facts.append(_link(page.qid, page.wikidata_url))
    sections = [
        _write_timeline(page.timeline),
        _write_section("Appears with", _list_counted(page.appears_with)),
        _write_section("Stories", _list_counted(page.stories)),
    ]
    return _write_page(page.title, facts, sections)


def _render_story(page: StoryPage) -> str:
    span = f"{long_date(page.timeline.first_on)} to {long_date(page.timeline.last_on)}"
    facts = [span]
    if page.peak:
        first, last = long_date(page.peak.first_on), long_date(page.peak.last_on)
        facts.append(f"Most happened {first if first == last else f'{first} to {last}'}: {page.peak.count:,} events")
    if page.quiet:
        facts.append(f"Longest pause: {long_date(page.quiet.first_on)} to {long_date(page.quiet.last_on)}")
    points = [
        f"{point.event.date} [{escape_markdown(point.event.headline)}]({point.event.path}.md) _{point.why}_"
        for point in page.turning_points
    ]
    sections = [
        _write_section("Turning points", points),
        _write_timeline(page.timeline),
        _write_section("People and places", _list_counted(page.entities)),
    ]
    return _write_page(page.title, facts, sections)


def _render_publisher(page: PublisherPage) -> str:
    facts = [f"{page.citation_count:,} articles cited, {page.carried_count:,} of them as others carry them"]
    if page.carrying_count:
        facts.append(f"Carries {page.carrying_count:,} of others")
    if page.labels:
        facts.append("Cited as: " + _join(tuple(label.name for label in page.labels)))
    if page.domains:
        facts.append("Sites: " + _join(tuple(domain.name for domain in page.domains)))
    sections = [
        _write_timeline(page.timeline),
        _write_section("Carried by", _list_counted(page.carriers)),
        _write_section("Carries", _list_counted(page.carried)),
    ]
    return _write_page(page.title, facts, sections)


def _render_category(page: Any) -> str:
    return _write_page(page.title, [], [_write_timeline(page.timeline)])


def _render_collection(page: CollectionPage) -> str:
    sections = [_write_timeline(page.timeline), _write_section("People and places", _list_counted(page.appears_with))]
    return _write_page(page.title, [], sections)


def _render_part(page: PartPage) -> str:
    subject = f"[{escape_markdown(page.subject.title)}]({page.subject.path}.md)"
    return _write_page(f"{page.title}: {month_name(page.month)}", [subject], [_write_events("Events", page.events)])


def _render_month(page: MonthPage) -> str:
    return _write_page(month_name(page.month), [], [_write_section("Days", _list_periods(page.days))])


def _render_year(page: YearPage) -> str:
    return _write_page(page.year, [], [_write_section("Months", _list_periods(page.months))])


def _render_calendar(page: CalendarPage) -> str:
    return _write_page(page.title, [], [_write_section("Years", _list_periods(page.years))])


def _render_index(page: IndexPage) -> str:
    sections = _write_section(
        "Sections", [f"[{escape_markdown(link.title)}]({link.path}.md)" for link in page.sections]
    )
    return _write_page(page.title, [], [sections, _write_section("Pages", _list_counted(page.entries))])


def _render_about(page: AboutPage) -> str:
    counts = [f"{count:,} {name}" for name, count in page.counts.items()]
    return _write_page(page.title, [], [_write_section("Holdings", counts)])


def _render_anniversary(page: AnniversaryPage) -> str:
    sections = [_write_events(year.year, year.events) for year in page.years]
    return _write_page(name_month_day(page.month_day), [], sections)


def _render_map(page: MapPage) -> str:
    lines = [
        f"[{escape_markdown(place.title)}]({place.path}.md) ({place.count:,}): {place.latitude:.2f}, "
        f"{place.longitude:.2f}"
        for place in page.places
    ]
    return _write_page(page.title, [], [_write_section("Places", lines)])


def _render_moved(page: MovedPage) -> str:
    return f"This page has moved to [{escape_markdown(page.target.headline)}]({page.target.path}.md).\n"


def _render_search(page: SearchPage) -> str:
    count = f"{'At least ' if page.is_more else ''}{page.total:,} events"
    mended = [f"{escape_markdown(one.typed)}: searched for {escape_markdown(one.used)}" for one in page.corrections]
    events = [f"{hit.date} [{escape_markdown(hit.headline)}]({hit.path}.md)" for hit in page.hits]
    return _write_page(page.title, [count, *mended], [_write_section("Found", events)])


def _render_compare(page: ComparePage) -> str:
    wording = " ".join(_mark_piece(piece.kind, escape_markdown(piece.text)) for piece in page.wording)
    changes = [
        f"{change.field}: "
        + ", ".join(
            [
                *(_mark_piece("dropped", escape_markdown(old)) for old in change.dropped),
                *(_mark_piece("added", escape_markdown(new)) for new in change.added),
            ]
        )
        for change in page.changes
    ]
    states = [
        f"{state.at}: {escape_markdown(state.headline) if state.headline else 'not recorded yet'} ({state.state})"
        for state in (page.before, page.after)
    ]
    sections = [_write_section("Then and then", states), _write_section("Changes", changes)]
    return _write_page(page.title, [f"[As it is now]({page.path}.md)", wording], sections)


def _mark_piece(kind: str, text: str) -> str:
    mark = {"added": "**", "dropped": "~~"}.get(kind, "") if text else ""
    return f"{mark}{text}{mark}"


def _write_page(title: str, facts: list[str], sections: list[str]) -> str:
    return "\n".join([f"# {_escape_heading(title)}\n", *(fact + "\n" for fact in facts), *filter(None, sections)])


def _write_timeline(timeline: Timeline) -> str:
    months = [period for period in timeline.periods if period.path]
    heading = f"Latest {len(timeline.events)} of {timeline.count:,} events" if timeline.is_partial else "Events"
    parts = [_write_events(heading, timeline.events), _write_section("By month", _list_periods(tuple(months)))]
    return "\n".join(filter(None, parts))


def _write_events(heading: str, events: tuple[EventRef, ...]) -> str:
    return _write_section(
        heading, [f"{event.date} [{escape_markdown(event.headline)}]({event.path}.md)" for event in events]
    )


def _list_counted(links: tuple[CountedLink, ...]) -> list[str]:
    return [f"[{escape_markdown(link.title)}]({link.path}.md) ({link.count:,})" for link in links]


def _list_periods(periods: tuple[PeriodCount, ...]) -> list[str]:
    return [f"[{period.period}]({period.path}.md) ({period.count:,})" for period in periods]


_RENDERERS: dict[str, Callable[[Any], str]] = {
    "about": _render_about,
    "anniversary": _render_anniversary,
    "calendar": _render_calendar,
    "categories": _render_index,
    "category": _render_category,
    "collection": _render_collection,
    "collections": _render_index,
    "compare": _render_compare,
    "day": render_day,
    "entities": _render_index,
    "entity": _render_entity,
    "event": render_event,
    "front": render_front,
    "initial": _render_index,
    "letter": _render_index,
    "map": _render_map,
    "month": _render_month,
    "moved": _render_moved,
    "part": _render_part,
    "publisher": _render_publisher,
    "publishers": _render_index,
    "search": _render_search,
    "stories": _render_index,
    "story": _render_story,
    "year": _render_year,
}
