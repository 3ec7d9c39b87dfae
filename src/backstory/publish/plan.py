"""The plan: every page of the site with its address, known and checked before anything is written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from backstory.errors import PublishError
from backstory.render import FEED_FORMATS, PAGE_FORMATS
from backstory.store.ledger import Ledger, LedgerPage
from backstory.views.addresses import (
    ABOUT,
    CALENDAR,
    CATEGORIES,
    COLLECTIONS,
    ENTITIES,
    FRONT,
    MAP,
    PUBLISHERS,
    STORIES,
    path_of_anniversary,
    path_of_day,
    path_of_entity,
    path_of_initial,
    path_of_letter,
    path_of_month,
    path_of_part,
    path_of_publisher,
    path_of_story,
    path_of_year,
)
from backstory.views.catalogue import Catalogue
from backstory.views.indexes import list_initials, list_letters
from backstory.views.subjects import LONGEST_LIST

# Those that are no pages; the last three are there with a search alone.
FIXED_FILES = (
    "/style.css", "/site.js", "/icon.svg", "/world.svg", "/404.html", "/robots.txt", "/llms.txt", "/sitemap.xml",
    "/search.js", "/search.html", "/opensearch.xml",
)  # fmt: skip
# Pages that list all there is, last of them the front page.
_LISTS = {
    "entities": ENTITIES,
    "publishers": PUBLISHERS,
    "stories": STORIES,
    "categories": CATEGORIES,
    "calendar": CALENDAR,
    "map": MAP,
    "about": ABOUT,
    "front": FRONT,
}

_KINDS_WITH_FEED = frozenset({"front", "entity", "story", "publisher", "category", "collection"})
CARD_ENDING = ".png"
# The limit of a file name on ext4, APFS and NTFS; with room for the longest ending.
_LONGEST_NAME_BYTES = 255 - len(".feed.json")
_MOST_COMPLAINTS = 10
# Nearly all addresses are slugs; these have no fault.
_PLAIN_PATH = re.compile(r"(?:/[a-z0-9_-][a-z0-9_-]{0,200})+")


STORY_MARK = "story:"
"""Before the slug of the story that an old address leads to, in the key of its page."""


class PlannedPage(NamedTuple):
    """A page to be: its kind, its address, and what of the archive it is about.

    `key` is an event's id, a date, month, year or day of all years (01-18), an entity's title, the slug of a story or
    publisher, a category's or collection's path, a letter; of a part, `key` is the month and `subject` its subject's
    page.
    """

    kind: str
    path: str
    key: str
    subject: "PlannedPage | None" = None

    @property
    def has_feed(self) -> bool:
        """Whether the page can be followed."""
        return self.kind in _KINDS_WITH_FEED


class SitePlan(NamedTuple):
    """What is to be looked at: `pages`, what the folder has under their addresses (`known`), and what is `gone`."""

    pages: Sequence[PlannedPage]
    known: Mapping[str, LedgerPage]
    gone: Sequence[str]
    is_whole: bool


def plan_site(catalogue: Catalogue, ledger: Ledger) -> SitePlan:
    """Plan every page: those that others lead to first, the front page last. Raises PublishError for a collision."""
    pages = list_pages(catalogue)
    check_paths(page.path for page in pages)
    known = ledger.pages()
    planned = {page.path for page in pages}
    return SitePlan(pages, known, [path for path in known if path not in planned], is_whole=True)


def list_pages(catalogue: Catalogue) -> list[PlannedPage]:
    """Give every page that there is."""
    return [*_plan_events(catalogue), *_plan_subjects(catalogue), *_plan_time(catalogue), *_plan_indexes(catalogue)]


def list_files(path: str, page: LedgerPage) -> list[str]:
    """Give the files of a page."""
    files = [f"{path}.{name}" for name in PAGE_FORMATS]
    if page.has_feed:
        files += [path + feed.ending for feed in FEED_FORMATS]
    return [*files, path + CARD_ENDING] if page.has_card else files


def check_paths(paths: Iterable[str]) -> None:
    """Raise PublishError for addresses that cannot all be files: equal but for case, too long, or not names at all."""
    complaints = []
    taken: dict[str, str] = {file.rpartition(".")[0]: file for file in FIXED_FILES}
    for path in paths:
        if complaint := find_fault(path):
            complaints.append(complaint)
        key = fold_path(path)
        if key in taken:
            complaints.append(f"{path} and {taken[key]} would be one file")
        taken[key] = path
    for path in taken.values():
        # The XML page of "x_rss" has the name of the RSS feed of "x".
        if path.endswith("_rss") and fold_path(path[:-4]) in taken:
            complaints.append(f"{path} would be the feed of {path[:-4]}")
    if complaints:
        rest = f"\n  and {len(complaints) - _MOST_COMPLAINTS} more" if len(complaints) > _MOST_COMPLAINTS else ""
        listed = "\n  ".join(complaints[:_MOST_COMPLAINTS])
        raise PublishError(f"Nothing was written, because some addresses cannot be files:\n  {listed}{rest}")


def find_fault(path: str) -> str:
    """Say why the path can be no file; empty where it can."""
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
    events = catalogue.archive.permalinks()
    moved = _list_moved(catalogue, {fold_path(path) for _, path, is_live in events if is_live})
    # An address that leads on is a redirect even where a removed event once had it.
    yield from (PlannedPage("event", path, id) for id, path, is_live in events if is_live or path not in moved)
    yield from (PlannedPage("moved", path, id) for path, id in moved.items())


def _list_moved(catalogue: Catalogue, taken: set[str]) -> dict[str, str]:
    """Give the old addresses with the events they lead to, those left out that differ from a page's only in case."""
    moved = {}
    for path, id in catalogue.archive.addresses():
        if fold_path(path) not in taken:
            taken.add(fold_path(path))
            moved[path] = id
    return moved


def fold_path(path: str) -> str:
    """Give what the path is to file systems that do not tell case and Unicode forms apart."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _plan_subjects(catalogue: Catalogue) -> Iterator[PlannedPage]:
    entities = catalogue.archive.entities_between()
    catalogue.name_entities([entity.title for entity in entities])
    for title, slug, *_ in entities:
        yield from plan_subject(catalogue, PlannedPage("entity", path_of_entity(slug), title))
    for slug, _, _ in catalogue.archive.count_stories():
        yield from plan_subject(catalogue, PlannedPage("story", path_of_story(slug), slug))
    for slug, _, _ in catalogue.publishers:
        yield from plan_subject(catalogue, PlannedPage("publisher", path_of_publisher(slug), slug))
    yield from plan_old_stories(catalogue)
    for path in catalogue.category_titles:
        yield from plan_subject(catalogue, PlannedPage("category", path, path))
    for path in catalogue.collection_titles:
        yield from plan_subject(catalogue, PlannedPage("collection", path, path))


def plan_old_stories(catalogue: Catalogue) -> Iterator[PlannedPage]:
    """Give the addresses that stories had, of which there are few; each leads to where the story is now."""
    for slug, (kind, key) in catalogue.archive.old_story_slugs().items():
        if kind:
            yield PlannedPage("moved", path_of_story(slug), STORY_MARK + key if kind == "story" else key)


def plan_subject(catalogue: Catalogue, page: PlannedPage) -> Iterator[PlannedPage]:
    """Give the page of a subject after those of its months, where it has any; nothing where it has no events."""
    count = catalogue.count_members(page.kind, page.key)
    if count > LONGEST_LIST:
        for month, _ in catalogue.members(page.kind, page.key).months():
            yield PlannedPage("part", path_of_part(page.path, month), month, page)
    if count:
        yield page


def _plan_time(catalogue: Catalogue) -> Iterator[PlannedPage]:
    days = [date for date, _ in catalogue.archive.days()]
    yield from (PlannedPage("day", path_of_day(date), date) for date in days)
    yield from (PlannedPage("anniversary", path_of_anniversary(day), day) for day in sorted({d[5:] for d in days}))
    yield from (PlannedPage("month", path_of_month(month), month) for month in dict.fromkeys(d[:7] for d in days))
    yield from (PlannedPage("year", path_of_year(year), year) for year in dict.fromkeys(d[:4] for d in days))


def _plan_indexes(catalogue: Catalogue) -> Iterator[PlannedPage]:
    yield from (PlannedPage("letter", path_of_letter(letter), letter) for letter in list_letters(catalogue))
    yield from (PlannedPage("initial", path_of_initial(letter), letter) for letter in list_initials(catalogue))
    yield from plan_lists(catalogue)


def plan_lists(catalogue: Catalogue) -> Iterator[PlannedPage]:
    """Give the pages that list all there is, the front page last."""
    if catalogue.collection_titles:
        yield PlannedPage("collections", COLLECTIONS, "")
    yield from (PlannedPage(kind, path, "") for kind, path in _LISTS.items())
