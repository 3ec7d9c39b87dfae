"""From an address to the page that stands there: the same views that `publish` writes."""

import re
from typing import TYPE_CHECKING

from backstory.errors import NotFoundError
from backstory.model import Entity
from backstory.model.record import Record
from backstory.views import Catalogue, Feed, Page, build_event_page
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
    path_of_entity,
    path_of_publisher,
    path_of_story,
)
from backstory.views.builders import SubjectName, build_page, build_part
from backstory.views.days import list_anniversaries
from backstory.views.feeds import build_feed, build_front_feed
from backstory.views.indexes import list_initials, list_letters
from backstory.views.subjects import LONGEST_LIST

if TYPE_CHECKING:
    from backstory.store import Archive
    from backstory.store.naming import NamedEntity

_FIXED = {
    FRONT: "front",
    CALENDAR: "calendar",
    ENTITIES: "entities",
    STORIES: "stories",
    PUBLISHERS: "publishers",
    CATEGORIES: "categories",
    MAP: "map",
    ABOUT: "about",
}
_PERIOD = re.compile(r"/news/(\d{4})(?:/(\d\d)(?:/(\d{1,2}))?)?/index", re.ASCII)
_ANNIVERSARY = re.compile(r"/on-this-day/(\d\d-\d\d)", re.ASCII)
_EVENT = re.compile(r"/news/\d{4}/\d\d/\d{1,2}/[^/]+", re.ASCII)
_LETTER = re.compile(r"/(entity|publisher)/index/([^/]+)")
_SUBJECT = re.compile(r"/(entity|story|publisher|category|collection)/([^/]+?)(?:/(\d{4}-\d\d))?", re.ASCII)


class Found(Record, frozen=True, kw_only=True):
    """What stands at an address: a page, or the address it has now. `subject` is what its feed is about."""

    page: Page | None = None
    moved_to: str = ""
    subject: tuple[str, str] | None = None
    is_gone: bool = False


NOTHING = Found()


def is_quick(path: str) -> bool:
    """Whether the page at an address is made in about a millisecond."""
    return _EVENT.fullmatch(path) is not None


def find_page(catalogue: Catalogue, path: str) -> Found:
    """Give what stands at an address without ending; `NOTHING` where nothing does."""
    if path == COLLECTIONS:
        return Found(page=build_page(catalogue, "collections")) if catalogue.collection_titles else NOTHING
    if path in _FIXED:
        return Found(page=build_page(catalogue, _FIXED[path]))
    if found := _PERIOD.fullmatch(path):
        return _find_period(catalogue, *found.groups(default=""))
    if _EVENT.fullmatch(path):
        return _find_event(catalogue, path)
    if found := _ANNIVERSARY.fullmatch(path):
        return _find_anniversary(catalogue, found[1])
    if found := _LETTER.fullmatch(path):
        return _find_letter(catalogue, *found.groups())
    if found := _SUBJECT.fullmatch(path):
        return _find_subject(catalogue, found[1], found[2], found[3] or "")
    return NOTHING


def build_feed_of(catalogue: Catalogue, found: Found) -> Feed | None:
    """Give the feed of a page; None where it has none."""
    if found.page is None:
        return None
    if found.page.path == FRONT:
        return build_front_feed(catalogue)
    return build_feed(catalogue, found.page, catalogue.members(*found.subject)) if found.subject else None


def find_entity(archive: "Archive", slug: str) -> "NamedEntity | Entity":
    """Give an entity of live events by its slug, or any by title or alias. Raises NotFoundError.

    A title or the slug of a redirect is no address here, but it is plain where it leads.
    """
    here = archive.entities_between(slug, slug + "\0")
    return here[0] if here else archive.entity(slug)


def _find_period(catalogue: Catalogue, year: str, month: str, day: str) -> Found:
    period = "-".join(filter(None, (year, month, day.zfill(2) if day else "")))
    if not catalogue.archive.days(period, period + "\x7f"):
        return NOTHING
    return Found(page=build_page(catalogue, "day" if day else "month" if month else "year", period))


def _find_anniversary(catalogue: Catalogue, month_day: str) -> Found:
    if month_day not in dict(list_anniversaries(catalogue)):
        return NOTHING
    return Found(page=build_page(catalogue, "anniversary", month_day))


def _find_event(catalogue: Catalogue, path: str) -> Found:
    event = catalogue.find_event_at(path)
    if event is None:
        return NOTHING
    if event.path != path:
        return Found(moved_to=event.path)
    page = build_event_page(catalogue, event, catalogue.list_relations(event.id))
    return Found(page=page, is_gone=not event.is_live)


def _find_letter(catalogue: Catalogue, kind: str, letter: str) -> Found:
    if kind == "entity":
        return Found(page=build_page(catalogue, "letter", letter)) if letter in list_letters(catalogue) else NOTHING
    return Found(page=build_page(catalogue, "initial", letter)) if letter in list_initials(catalogue) else NOTHING


def _find_subject(catalogue: Catalogue, kind: str, slug: str, month: str) -> Found:
    path = f"/{kind}/{slug}"
    key, now = _find_key(catalogue, kind, slug)
    if not key:
        return NOTHING
    if now != path:
        return Found(moved_to=f"{now}/{month}" if month else now)
    subject = catalogue.members(kind, key)
    count = subject.span()[0]
    if not count:
        return NOTHING
    if not month:
        return Found(page=build_page(catalogue, kind, key), subject=(kind, key))
    if count <= LONGEST_LIST or month not in dict(subject.months()):
        return NOTHING
    return Found(page=build_part(catalogue, SubjectName(kind, key, path), month, subject))


def _find_key(catalogue: Catalogue, kind: str, slug: str) -> tuple[str, str]:
    """The key by which views know a subject, and the address it has now; empty where there is none."""
    if kind in ("category", "collection"):
        path = f"/{kind}/{slug}"
        titles = catalogue.category_titles if kind == "category" else catalogue.collection_titles
        return (path, path) if path in titles else ("", "")
    slug = slug.removesuffix("_")  # "index_" is the one called "index"
    try:
        if kind == "story":
            return slug, path_of_story(catalogue.find_story(slug).slug)
        if kind == "publisher":
            catalogue.archive.publisher(slug)
            return slug, path_of_publisher(slug)
        named = find_entity(catalogue.archive, slug)
    except NotFoundError:
        return "", ""
    return named.title, path_of_entity(named.slug)
