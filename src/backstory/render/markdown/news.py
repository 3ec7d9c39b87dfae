"""Events, days and the front page: in the format of the archive that this one continues, byte for byte."""

from backstory.render.dates import long_date
from backstory.render.markdown.pieces import escape_heading, join_names, link, write_section
from backstory.render.safety import escape_markdown, escape_markdown_line, escape_markdown_url
from backstory.render.states import describe_state
from backstory.views.pages import (
    DayPage,
    EventPage,
    FrontPage,
)
from backstory.views.pieces import (
    DayNews,
    EventItem,
    RelatedView,
    SourceView,
    VersionView,
)

_FRONT_HEADINGS = ("News", "Yesterday", "Day Before Yesterday")

# As many as the seeds have.
_MOST_RELATED = 10


def render_event(page: EventPage, *, with_formats: bool = False) -> str:
    """Give an event; `with_formats` puts the line of the other formats first, as later generations had it."""
    formats = "  ".join(f"[{name.upper()}]({page.path}.{name})" for name in ("html", "json", "xml"))
    head = f"Formats: {formats}\n\n" if with_formats else ""
    summary = escape_markdown_line(page.quote.text) if page.quote else ""
    head += f"### [{page.date}]({_path_of_day(page)}.md)\n\n# {escape_heading(page.headline)}\n\n{summary}\n\n\n"
    sections = [
        write_section("Source", _list_sources(page)),
        write_section("Changes", _list_changes(page)),
        write_section("Related", [_write_related(other) for other in _order_related(page)]),
        write_section("Links", [line for source in page.sources if (line := _write_state(source))]),
        write_section("By machine", _list_machine_work(page)),
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


def _list_sources(page: EventPage) -> list[str]:
    lines = [link(source.publisher, source.url) for source in page.sources]
    if page.picture and escape_markdown_url(page.picture.url):
        lines.append(link("Cover Image", page.picture.url))
    return lines


def _write_state(source: SourceView) -> str:
    """What became of a link; the format has no place for it, so it comes last and only where something is known."""
    words = [describe_state(source)]
    if source.moved_to:
        words.append(link("New address", source.moved_to))
    if source.checked_at and source.archived_url:
        copy = "Archived copy" + (f" of {long_date(source.archived_on)}" if source.archived_on else "")
        words.append(link(copy, source.archived_url))
    said = ". ".join(filter(None, words))
    return f"{link(source.publisher, source.url)} {said}" if said and source.checked_at else ""


def _list_machine_work(page: EventPage) -> list[str]:
    """What no editor did; the format has no place for that either."""
    if page.is_machine_grouped:
        return ["A program brought these articles together, no editor. The headline is the title of the first one."]
    attached = [source for source in page.sources if source.attached_at]
    return [f"{link(source.publisher, source.url)} was put here by a program, from a feed." for source in attached]


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
    context = f" _Context: {join_names(other.context)}_" if other.context else ""
    return f"[{escape_markdown(other.headline)}]({other.path}.md){context}"


def _write_day(news: DayNews) -> str:
    return "".join(_write_item(item) for group in news.categories for item in group.events)


def _write_item(item: EventItem) -> str:
    below = ""
    if item.quote:
        below = escape_markdown_line(item.quote.text) + "\n"
    elif item.context:
        below = f"_Context: {join_names(item.context)}_\n"
    return f"### [{escape_markdown(item.headline)}]({item.path}.md)\n{below}\n"
