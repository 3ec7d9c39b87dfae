"""Addresses of pages, without an ending. The contract of the design: they never change."""

import functools

from backstory.model.slug import keep_from_index, slugify

FRONT = "/index"
CALENDAR = "/news/index"
ENTITIES = "/entity/index"
STORIES = "/story/index"
CATEGORIES = "/category/index"
PUBLISHERS = "/publisher/index"
COLLECTIONS = "/collection/index"
ABOUT = "/about"
MAP = "/map"


def path_of_day(date: str) -> str:
    """Give the address of a day: month with a leading zero, day without."""
    return f"/news/{date[:4]}/{date[5:7]}/{int(date[8:])}/index"


def path_of_month(month: str) -> str:
    """Give the address of a month such as ``2013-01``."""
    return f"/news/{month[:4]}/{month[5:7]}/index"


def path_of_year(year: str) -> str:
    """Give the address of a year."""
    return f"/news/{year}/index"


def path_of_anniversary(month_day: str) -> str:
    """Give the address of a day of all years, such as ``01-18``."""
    return f"/on-this-day/{month_day}"


def path_of_entity(slug: str) -> str:
    """Give the address of an entity."""
    return "/entity/" + keep_from_index(slug)


def path_of_story(slug: str) -> str:
    """Give the address of a story."""
    return "/story/" + keep_from_index(slug)


def path_of_publisher(slug: str) -> str:
    """Give the address of a publisher."""
    return "/publisher/" + keep_from_index(slug)


def path_of_initial(letter: str) -> str:
    """Give the address of one letter of the index of publishers."""
    return f"{PUBLISHERS}/{letter}"


@functools.lru_cache(maxsize=4096)
def path_of_category(name: str) -> str:
    """Give the address of a category; names that differ only in case or punctuation share one."""
    return "/category/" + keep_from_index(slugify(name))


@functools.lru_cache(maxsize=4096)
def path_of_collection(name: str) -> str:
    """Give the address of a collection; names that differ only in case or punctuation share one."""
    return "/collection/" + keep_from_index(slugify(name))


def path_of_letter(letter: str) -> str:
    """Give the address of one letter of the index of entities."""
    return f"{ENTITIES}/{letter}"


def path_of_part(subject_path: str, month: str) -> str:
    """Give the address of one month of a subject."""
    return f"{subject_path}/{month}"
