"""From an address to the page that stands there: the same views that `publish` writes."""

import re
from collections.abc import Callable

from backstory.errors import NotFoundError
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
from backstory.views.days import (
    build_anniversary_page,
    build_calendar_page,
    build_day_page,
    build_front_page,
    build_month_page,
    build_year_page,
    list_anniversaries,
)
from backstory.views.feeds import build_feed, build_front_feed
from backstory.views.indexes import (
    build_about_page,
    build_categories_page,
    build_collections_page,
    build_entities_page,
    build_initial_page,
    build_letter_page,
    build_map_page,
    build_publishers_page,
    build_stories_page,
    list_initials,
    list_letters,
)
from backstory.views.pieces import Link
from backstory.views.subjects import (
    LONGEST_LIST,
    build_category_page,
    build_collection_page,
    build_entity_page,
    build_part_page,
    build_publisher_page,
    build_story_page,
)

_FIXED: dict[str, Callable[[Catalogue], Page]] = {
    FRONT: build_front_page,
    CALENDAR: build_calendar_page,
    ENTITIES: build_entities_page,
    STORIES: build_stories_page,
    PUBLISHERS: build_publishers_page,
    CATEGORIES: build_categories_page,
    MAP: build_map_page,
    ABOUT: build_about_page,
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
        return Found(page=build_collections_page(catalogue)) if catalogue.collection_titles else NOTHING
    if path in _FIXED:
        return Found(page=_FIXED[path](catalogue))
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


def _find_period(catalogue: Catalogue, year: str, month: str, day: str) -> Found:
    period = "-".join(filter(None, (year, month, day.zfill(2) if day else "")))
    if not catalogue.archive.days(period, period + "\x7f"):
        return NOTHING
    build = build_day_page if day else build_month_page if month else build_year_page
    page: Page = build(catalogue, period)
    return Found(page=page)


def _find_anniversary(catalogue: Catalogue, month_day: str) -> Found:
    if month_day not in dict(list_anniversaries(catalogue)):
        return NOTHING
    return Found(page=build_anniversary_page(catalogue, month_day))


def _find_event(catalogue: Catalogue, path: str) -> Found:
    archive = catalogue.archive
    id = archive.resolve(path)
    event = catalogue.find_event(id) if id else None
    if event is None:
        return NOTHING
    if event.path != path:
        return Found(moved_to=event.path)
    page = build_event_page(catalogue, event, archive.relations([event.id]).get(event.id, ()))
    return Found(page=page, is_gone=not event.is_live)


def _find_letter(catalogue: Catalogue, kind: str, letter: str) -> Found:
    if kind == "entity":
        return Found(page=build_letter_page(catalogue, letter)) if letter in list_letters(catalogue) else NOTHING
    return Found(page=build_initial_page(catalogue, letter)) if letter in list_initials(catalogue) else NOTHING


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
        build: Callable[[Catalogue, str], Page] = _BUILD_SUBJECT[kind]
        return Found(page=build(catalogue, key), subject=(kind, key))
    if count <= LONGEST_LIST or month not in dict(subject.months()):
        return NOTHING
    return Found(page=build_part_page(catalogue, Link(title=_name(catalogue, kind, key), path=path), subject, month))


_BUILD_SUBJECT: dict[str, Callable[[Catalogue, str], Page]] = {
    "entity": build_entity_page,
    "story": build_story_page,
    "publisher": build_publisher_page,
    "category": build_category_page,
    "collection": build_collection_page,
}


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
        here = catalogue.archive.entities_between(slug, slug + "\0")
        # A title or the slug of a redirect is no address here, but it is plain where it leads.
        named = here[0] if here else catalogue.archive.entity(slug)
    except NotFoundError:
        return "", ""
    return named.title, path_of_entity(named.slug)


def _name(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind == "story":
        return catalogue.find_story(key).title
    if kind == "publisher":
        return catalogue.archive.publisher(key).name
    if kind == "collection":
        return catalogue.collection_titles[key]
    return catalogue.category_titles[key] if kind == "category" else key
