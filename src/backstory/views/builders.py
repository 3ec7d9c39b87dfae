"""Which function builds which kind of page: one table for those who write all pages and those who answer for one."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from backstory.views.catalogue import Catalogue
from backstory.views.days import (
    build_anniversary_page,
    build_calendar_page,
    build_day_page,
    build_front_page,
    build_month_page,
    build_year_page,
)
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
)
from backstory.views.members import Subject
from backstory.views.pages import Page
from backstory.views.pieces import Link
from backstory.views.subjects import (
    build_category_page,
    build_collection_page,
    build_entity_page,
    build_part_page,
    build_publisher_page,
    build_story_page,
)

_OF_KEY: Mapping[str, Callable[[Catalogue, str], Page]] = {
    "entity": build_entity_page,
    "story": build_story_page,
    "publisher": build_publisher_page,
    "category": build_category_page,
    "collection": build_collection_page,
    "day": build_day_page,
    "anniversary": build_anniversary_page,
    "month": build_month_page,
    "year": build_year_page,
    "letter": build_letter_page,
    "initial": build_initial_page,
}
_OF_ALL: Mapping[str, Callable[[Catalogue], Page]] = {
    "front": build_front_page,
    "calendar": build_calendar_page,
    "entities": build_entities_page,
    "publishers": build_publishers_page,
    "stories": build_stories_page,
    "categories": build_categories_page,
    "collections": build_collections_page,
    "map": build_map_page,
    "about": build_about_page,
}


def build_page(catalogue: Catalogue, kind: str, key: str = "") -> Page:
    """Give the page of a kind: of what `key` names (a title, slug, path or period), or the one page of its kind.

    Events, moved pages and parts are no page of one key: they are built by functions of their own.
    """
    return _OF_KEY[kind](catalogue, key) if kind in _OF_KEY else _OF_ALL[kind](catalogue)


class SubjectName(NamedTuple):
    """A subject by what views know it by: its kind, its key (as in `Catalogue.members`), and its page's path."""

    kind: str
    key: str
    path: str


def build_part(catalogue: Catalogue, subject: SubjectName, month: str, members: Subject) -> Page:
    """Give one month of a subject that has more events than one page shows; `members` are all its events."""
    link = Link(title=_name_subject(catalogue, subject.kind, subject.key), path=subject.path)
    return build_part_page(catalogue, link, members, month)


def _name_subject(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind == "story":
        return catalogue.find_story(key).title
    if kind == "publisher":
        return catalogue.publisher_names[key]
    if kind == "collection":
        return catalogue.collection_titles[key]
    return catalogue.category_titles[key] if kind == "category" else key
