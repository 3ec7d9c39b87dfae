"""Pages that list pages: entities and publishers A to Z, stories, categories; and the page about the site."""

import functools
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from backstory.model.slug import slugify
from backstory.views.addresses import (
    ABOUT,
    CATEGORIES,
    COLLECTIONS,
    ENTITIES,
    MAP,
    PUBLISHERS,
    STORIES,
    path_of_category,
    path_of_entity,
    path_of_initial,
    path_of_letter,
    path_of_publisher,
    path_of_story,
)
from backstory.views.catalogue import Catalogue, credit_pages
from backstory.views.days import count_collections, count_holdings
from backstory.views.pages import AboutPage, IndexPage, MapPage
from backstory.views.pieces import CountedLink, Link, PlaceView

if TYPE_CHECKING:
    from backstory.store.naming import NamedEntity

_MOST_FREQUENT = 120
# With more points than this a map is a stain.
_MOST_PLACES = 1000
_DIGITS = "0-9"


def build_entities_page(catalogue: Catalogue) -> IndexPage:
    """Give the most frequent entities, and the letters that lead to all of them."""
    return IndexPage(
        kind="entities",
        path=ENTITIES,
        title="People, places, organisations, things",
        entries=tuple(map(_count_entity, catalogue.archive.entities_used_most(_MOST_FREQUENT))),
        sections=_list_sections(catalogue),
    )


def build_letter_page(catalogue: Catalogue, letter: str) -> IndexPage:
    """Give all entities whose name's Latin form begins with `letter`, by name."""
    first, last = ("0", ":") if letter == _DIGITS else (letter, chr(ord(letter) + 1))
    entries = map(_count_entity, catalogue.archive.entities_between(first, last))
    return IndexPage(
        kind="letter",
        path=path_of_letter(letter),
        title=letter.upper(),
        entries=tuple(sorted(entries, key=_sort_name)),
        sections=_list_sections(catalogue),
    )


def build_stories_page(catalogue: Catalogue) -> IndexPage:
    """Give all stories, the longest first; those of one title by their topics' own names."""
    alike = catalogue.archive.stories_alike()
    entries = [
        CountedLink(title=alike.get(slug, title), path=path_of_story(slug), count=count)
        for slug, title, count in catalogue.archive.count_stories()
    ]
    entries.sort(key=lambda entry: (-entry.count, entry.title, entry.path))
    return IndexPage(kind="stories", path=STORIES, title="Stories", entries=tuple(entries))


def build_map_page(catalogue: Catalogue) -> MapPage:
    """Give the places that most events name."""
    return MapPage(
        kind="map",
        path=MAP,
        title="Map",
        places=tuple(
            PlaceView(
                title=place.title,
                path=path_of_entity(place.slug),
                count=place.uses,
                latitude=place.latitude,
                longitude=place.longitude,
            )
            for place in catalogue.archive.placed_entities(_MOST_PLACES)
        ),
    )


def build_categories_page(catalogue: Catalogue) -> IndexPage:
    """Give all categories, the most used first."""
    counts: Counter[str] = Counter()
    for name, count in catalogue.archive.categories():
        if name:
            counts[path_of_category(name)] += count
    entries = [
        CountedLink(title=catalogue.category_titles[path], path=path, count=count) for path, count in counts.items()
    ]
    entries.sort(key=lambda entry: (-entry.count, entry.title))
    return IndexPage(kind="categories", path=CATEGORIES, title="Categories", entries=tuple(entries))


def build_collections_page(catalogue: Catalogue) -> IndexPage:
    """Give all collections, the largest first; there is no such page where there are none."""
    return IndexPage(kind="collections", path=COLLECTIONS, title="Collections", entries=count_collections(catalogue))


def build_publishers_page(catalogue: Catalogue) -> IndexPage:
    """Give the publishers that most events cite, and the letters that lead to all of them."""
    entries = sorted(_list_publishers(catalogue), key=lambda entry: (-entry.count, entry.title, entry.path))
    return IndexPage(
        kind="publishers",
        path=PUBLISHERS,
        title="Publishers",
        entries=tuple(entries[:_MOST_FREQUENT]),
        sections=_list_initials(catalogue),
    )


def build_initial_page(catalogue: Catalogue, letter: str) -> IndexPage:
    """Give all publishers whose name's Latin form begins with `letter`, a leading "The" left out, by name."""
    entries = [entry for entry in _list_publishers(catalogue) if find_initial(entry.title) == letter]
    return IndexPage(
        kind="initial",
        path=path_of_initial(letter),
        title=letter.upper(),
        entries=tuple(sorted(entries, key=lambda entry: (_fold_name(_leave_the(entry.title)), entry.path))),
        sections=_list_initials(catalogue),
    )


def list_initials(catalogue: Catalogue) -> dict[str, int]:
    """Give the letters that publishers' names begin with in their Latin form, digits first, with how many do."""
    counts = Counter(find_initial(name) for _, name, _ in catalogue.publishers)
    return dict(sorted(counts.items()))


@functools.lru_cache(maxsize=20_000)
def find_initial(name: str) -> str:
    """Give the letter under which a publisher is listed."""
    return find_letter(slugify(_leave_the(name), 20))


def _leave_the(name: str) -> str:
    return name.removeprefix("The ")


def _list_publishers(catalogue: Catalogue) -> list[CountedLink]:
    return [
        CountedLink(title=name, path=path_of_publisher(slug), count=count) for slug, name, count in catalogue.publishers
    ]


def _list_initials(catalogue: Catalogue) -> tuple[Link, ...]:
    return tuple(Link(title=letter.upper(), path=path_of_initial(letter)) for letter in list_initials(catalogue))


def build_about_page(catalogue: Catalogue) -> AboutPage:
    """Give what the site holds."""
    latest, earliest = catalogue.archive.last_day(), catalogue.archive.days_beside("", "")[1]
    return AboutPage(
        kind="about",
        path=ABOUT,
        title="About",
        credit=credit_pages(catalogue.archive.credited_pages()),
        counts=count_holdings(catalogue),
        first_on=earliest,
        last_on=latest,
    )


def list_letters(catalogue: Catalogue) -> list[str]:
    """Give the letters that entities' names begin with in their Latin form, digits first."""
    return list(dict.fromkeys(map(find_letter, catalogue.entity_initials)))


def find_letter(slug: str) -> str:
    """Give the letter under which an entity is listed."""
    return _DIGITS if slug[:1].isdigit() else slug[:1]


def _list_sections(catalogue: Catalogue) -> tuple[Link, ...]:
    return tuple(Link(title=letter.upper(), path=path_of_letter(letter)) for letter in list_letters(catalogue))


def _count_entity(named: "NamedEntity") -> CountedLink:
    return CountedLink(title=named.title, path=path_of_entity(named.slug), count=named.uses)


def _sort_name(entry: CountedLink) -> tuple[str, str]:
    return (_fold_name(entry.title), entry.title)


@functools.lru_cache(maxsize=200_000)
def _fold_name(title: str) -> str:
    if title.isascii():
        return title.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).casefold()
