"""Pages that list pages: entities A to Z, stories, categories; and the page about the site."""

import functools
import unicodedata
from collections import defaultdict

from backstory.model.slug import slugify
from backstory.views.addresses import (
    ABOUT,
    CATEGORIES,
    ENTITIES,
    STORIES,
    path_of_letter,
    path_of_story,
)
from backstory.views.catalogue import Catalogue
from backstory.views.days import count_holdings
from backstory.views.pages import AboutPage, IndexPage
from backstory.views.pieces import CountedLink

_MOST_FREQUENT = 120
_DIGITS = "0-9"


def build_entities_page(catalogue: Catalogue, letters: dict[str, list[CountedLink]]) -> IndexPage:
    """Give the most frequent entities, and the letters that lead to all of them."""
    entries = _list_entities(catalogue)
    frequent = sorted(entries, key=lambda entry: (-entry.count, entry.title))[:_MOST_FREQUENT]
    return IndexPage(
        kind="entities",
        path=ENTITIES,
        title="People, places, organisations, things",
        entries=tuple(frequent),
        sections=tuple(
            CountedLink(title=letter.upper(), path=path_of_letter(letter), count=len(members))
            for letter, members in letters.items()
        ),
    )


def build_letter_page(letters: dict[str, list[CountedLink]], letter: str) -> IndexPage:
    """Give all entities whose name begins with `letter`, by name; `letters` are those of `group_letters`."""
    return IndexPage(
        kind="letter",
        path=path_of_letter(letter),
        title=letter.upper(),
        entries=tuple(letters[letter]),
        sections=tuple(
            CountedLink(title=other.upper(), path=path_of_letter(other), count=len(members))
            for other, members in letters.items()
        ),
    )


def build_stories_page(catalogue: Catalogue) -> IndexPage:
    """Give all stories, the longest first."""
    entries = [
        CountedLink(title=story.title, path=path_of_story(slug), count=len(story.event_ids))
        for slug, story in catalogue.stories.items()
    ]
    entries.sort(key=lambda entry: (-entry.count, entry.title, entry.path))
    return IndexPage(kind="stories", path=STORIES, title="Stories", entries=tuple(entries))


def build_categories_page(catalogue: Catalogue) -> IndexPage:
    """Give all categories, the most used first."""
    entries = [
        CountedLink(title=title, path=path, count=len(catalogue.category_events[path]))
        for path, title in catalogue.category_titles.items()
        if path in catalogue.category_events
    ]
    entries.sort(key=lambda entry: (-entry.count, entry.title))
    return IndexPage(kind="categories", path=CATEGORIES, title="Categories", entries=tuple(entries))


def build_about_page(catalogue: Catalogue) -> AboutPage:
    """Give what the site holds."""
    days = catalogue.days
    return AboutPage(
        kind="about",
        path=ABOUT,
        title="About",
        credit=catalogue.credit_ids(catalogue.events),
        counts=count_holdings(catalogue),
        first_on=days[0] if days else "",
        last_on=days[-1] if days else "",
    )


def group_letters(catalogue: Catalogue) -> dict[str, list[CountedLink]]:
    """Give the entities by the first letter of their name's Latin form, digits first."""
    groups: dict[str, list[CountedLink]] = defaultdict(list)
    for entry in _list_entities(catalogue):
        groups[_find_letter(entry.title)].append(entry)
    return {letter: sorted(groups[letter], key=_sort_name) for letter in sorted(groups)}


@functools.lru_cache(maxsize=200_000)
def _find_letter(title: str) -> str:
    # Most names begin with what their slug begins with.
    first = title[:1].lower()
    if not (first.isascii() and first.isalnum()):
        first = slugify(title, limit=24)[:1]
    return _DIGITS if first.isdigit() else first


def _list_entities(catalogue: Catalogue) -> list[CountedLink]:
    return [
        CountedLink(title=title, path=link.path, count=len(catalogue.entity_events[title]))
        for title, link in catalogue.entity_links.items()
        if catalogue.entity_events.get(title)
    ]


def _sort_name(entry: CountedLink) -> tuple[str, str]:
    return (_fold_name(entry.title), entry.title)


@functools.lru_cache(maxsize=200_000)
def _fold_name(title: str) -> str:
    if title.isascii():
        return title.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).casefold()
