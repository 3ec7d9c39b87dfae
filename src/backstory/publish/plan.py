"""The plan: every page of the site with its address, known and checked before anything is written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backstory.errors import PublishError
from backstory.render import FEED_FORMATS, PAGE_FORMATS
from backstory.views.addresses import (
    ABOUT,
    CALENDAR,
    CATEGORIES,
    ENTITIES,
    FRONT,
    STORIES,
    path_of_day,
    path_of_letter,
    path_of_month,
    path_of_part,
    path_of_story,
    path_of_year,
)
from backstory.views.catalogue import Catalogue
from backstory.views.days import count_months, count_years
from backstory.views.indexes import group_letters
from backstory.views.subjects import LONGEST_LIST, group_months

FIXED_FILES = ("/style.css", "/404.html", "/robots.txt", "/llms.txt", "/sitemap.xml")

_KINDS_WITH_FEED = frozenset({"front", "entity", "story", "category"})
# The limit of a file name on ext4, APFS and NTFS; with room for the longest ending.
_LONGEST_NAME_BYTES = 255 - len(".feed.json")
_MOST_COMPLAINTS = 10
# Nearly all addresses are slugs; these have no fault.
_PLAIN_PATH = re.compile(r"(?:/[a-z0-9_-][a-z0-9_-]{0,200})+")


class PlannedPage(NamedTuple):
    """A page to be: its kind, its address, and what of the archive it is about.

    `key` is an event's id, a date, month or year, an entity's title, a story's slug, a category's path, a letter; of a
    part, `key` is the month and `subject` its subject's page.
    """

    kind: str
    path: str
    key: str
    subject: "PlannedPage | None" = None

    @property
    def has_feed(self) -> bool:
        """Whether the page can be followed."""
        return self.kind in _KINDS_WITH_FEED


def plan_site(catalogue: Catalogue) -> list[PlannedPage]:
    """Give every page: those that others lead to first, the front page last. Raises PublishError for a collision."""
    planned = [*_plan_events(catalogue), *_plan_subjects(catalogue), *_plan_time(catalogue), *_plan_indexes(catalogue)]
    check_paths(page.path for page in planned)
    return planned


def list_files(path: str, has_feed: bool) -> list[str]:
    """Give the files of a page."""
    files = [f"{path}.{name}" for name in PAGE_FORMATS]
    return files + [path + feed.ending for feed in FEED_FORMATS] if has_feed else files


def check_paths(paths: Iterable[str]) -> None:
    """Raise PublishError for addresses that cannot all be files: equal but for case, too long, or not names at all."""
    complaints = []
    taken: dict[str, str] = {file.rpartition(".")[0]: file for file in FIXED_FILES}
    for path in paths:
        if complaint := _find_fault(path):
            complaints.append(complaint)
        key = _fold(path)
        if key in taken:
            complaints.append(f"{path} and {taken[key]} would be one file")
        taken[key] = path
    for path in taken.values():
        # The XML page of "x_rss" has the name of the RSS feed of "x".
        if path.endswith("_rss") and _fold(path[:-4]) in taken:
            complaints.append(f"{path} would be the feed of {path[:-4]}")
    if complaints:
        rest = f"\n  and {len(complaints) - _MOST_COMPLAINTS} more" if len(complaints) > _MOST_COMPLAINTS else ""
        listed = "\n  ".join(complaints[:_MOST_COMPLAINTS])
        raise PublishError(f"Nothing was written, because some addresses cannot be files:\n  {listed}{rest}")


def _find_fault(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return ""
    if not path.startswith("/"):
        return f"{path!r} does not begin with a slash"
    for name in path[1:].split("/"):
        if not name or name.startswith(".") or "\\" in name or not name.isprintable():
            return f"{path!r} has a part that is no file name: {name!r}"
        if len(name.encode(errors="replace")) > _LONGEST_NAME_BYTES:
            return f"{path[:80]}… has a part of more than {_LONGEST_NAME_BYTES} bytes"
    return ""


def _plan_events(catalogue: Catalogue) -> Iterator[PlannedPage]:
    moved = _list_moved(catalogue)
    # An address that leads on is a redirect even where a removed event once had it.
    for event in catalogue.events.values():
        yield PlannedPage("event", event.path, event.id)
    for event in catalogue.removed.values():
        if event.path not in moved:
            yield PlannedPage("event", event.path, event.id)
    for path, id in moved.items():
        yield PlannedPage("moved", path, id)


def _list_moved(catalogue: Catalogue) -> dict[str, str]:
    """Give the old addresses with the events they lead to, those left out that differ from a page's only in case."""
    taken = {_fold(event.path) for event in catalogue.events.values()}
    moved = {}
    for path, id in catalogue.archive.addresses():
        if (id in catalogue.refs or id in catalogue.removed) and _fold(path) not in taken:
            taken.add(_fold(path))
            moved[path] = id
    return moved


def _fold(path: str) -> str:
    """Give what the path is to file systems that do not tell case and Unicode forms apart."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _plan_subjects(catalogue: Catalogue) -> Iterator[PlannedPage]:
    for title, link in catalogue.entity_links.items():
        if ids := catalogue.entity_events.get(title):
            yield from _plan_subject(catalogue, PlannedPage("entity", link.path, title), ids)
    for slug, story in catalogue.stories.items():
        ids = [id for id in story.event_ids if id in catalogue.refs]
        if ids:
            yield from _plan_subject(catalogue, PlannedPage("story", path_of_story(slug), slug), ids)
    for path, ids in catalogue.category_events.items():
        yield from _plan_subject(catalogue, PlannedPage("category", path, path), ids)


def _plan_subject(catalogue: Catalogue, page: PlannedPage, ids: list[str]) -> Iterator[PlannedPage]:
    if len(ids) > LONGEST_LIST:
        for month in group_months(catalogue, ids):
            yield PlannedPage("part", path_of_part(page.path, month), month, page)
    yield page


def _plan_time(catalogue: Catalogue) -> Iterator[PlannedPage]:
    yield from (PlannedPage("day", path_of_day(date), date) for date in catalogue.days)
    yield from (PlannedPage("month", path_of_month(m.period), m.period) for m in count_months(catalogue))
    yield from (PlannedPage("year", path_of_year(y.period), y.period) for y in count_years(catalogue))


def _plan_indexes(catalogue: Catalogue) -> Iterator[PlannedPage]:
    yield from (PlannedPage("letter", path_of_letter(letter), letter) for letter in group_letters(catalogue))
    yield PlannedPage("entities", ENTITIES, "")
    yield PlannedPage("stories", STORIES, "")
    yield PlannedPage("categories", CATEGORIES, "")
    yield PlannedPage("calendar", CALENDAR, "")
    yield PlannedPage("about", ABOUT, "")
    yield PlannedPage("front", FRONT, "")
