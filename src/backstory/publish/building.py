"""From a planned page to its view."""

import functools
from collections.abc import Mapping, Sequence

from backstory.model import Relation
from backstory.publish.plan import PlannedPage
from backstory.views import Catalogue, Feed, Page
from backstory.views.days import (
    build_calendar_page,
    build_day_page,
    build_front_page,
    build_month_page,
    build_year_page,
)
from backstory.views.event import build_event_page
from backstory.views.feeds import build_feed, build_front_feed
from backstory.views.indexes import (
    build_about_page,
    build_categories_page,
    build_entities_page,
    build_letter_page,
    build_stories_page,
    group_letters,
)
from backstory.views.moved import build_moved_page
from backstory.views.pieces import CountedLink, Link
from backstory.views.subjects import (
    build_category_page,
    build_entity_page,
    build_part_page,
    build_story_page,
    group_months,
)


class PageBuilder:
    """Builds the views of one catalogue, page after page in the plan's order."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._subject_path = ""
        self._subject_months: dict[str, list[str]] = {}

    def build(self, page: PlannedPage, relations: Mapping[str, Sequence[Relation]]) -> Page:
        """Give what the page says. `relations` are of the events among the pages being built."""
        catalogue = self._catalogue
        match page.kind:
            case "event":
                event = catalogue.events.get(page.key) or catalogue.removed[page.key]
                return build_event_page(catalogue, event, relations.get(page.key, ()))
            case "moved":
                return build_moved_page(catalogue, page.path, page.key)
            case "entity":
                return build_entity_page(catalogue, page.key)
            case "story":
                return build_story_page(catalogue, page.key)
            case "category":
                return build_category_page(catalogue, page.key)
            case "part":
                return self._build_part(page)
        return self._build_of_time(page)

    def build_feed(self, page: PlannedPage, built: Page) -> Feed | None:
        """Give the page's feed; None for a page that has none."""
        if page.kind == "front":
            return build_front_feed(self._catalogue)
        return build_feed(self._catalogue, built, self._list_events(page)) if page.has_feed else None

    def _build_of_time(self, page: PlannedPage) -> Page:
        match page.kind:
            case "day":
                return build_day_page(self._catalogue, page.key)
            case "month":
                return build_month_page(self._catalogue, page.key)
            case "year":
                return build_year_page(self._catalogue, page.key)
            case "calendar":
                return build_calendar_page(self._catalogue)
            case "front":
                return build_front_page(self._catalogue)
        return self._build_index(page)

    def _build_index(self, page: PlannedPage) -> Page:
        match page.kind:
            case "letter":
                return build_letter_page(self._letters, page.key)
            case "entities":
                return build_entities_page(self._catalogue, self._letters)
            case "stories":
                return build_stories_page(self._catalogue)
            case "categories":
                return build_categories_page(self._catalogue)
            case "about":
                return build_about_page(self._catalogue)
        raise AssertionError(f"a kind of page that nothing builds: {page.kind}")

    def _build_part(self, page: PlannedPage) -> Page:
        subject = page.subject
        assert subject is not None
        if subject.path != self._subject_path:
            # The parts of a subject follow one another in the plan: its months are found once.
            self._subject_path = subject.path
            self._subject_months = group_months(self._catalogue, self._list_events(subject))
        link = Link(title=self._name_subject(subject), path=subject.path)
        return build_part_page(self._catalogue, link, self._subject_months, page.key)

    def _name_subject(self, page: PlannedPage) -> str:
        if page.kind == "story":
            return self._catalogue.stories[page.key].title
        return self._catalogue.category_titles[page.key] if page.kind == "category" else page.key

    def _list_events(self, page: PlannedPage) -> list[str]:
        if page.kind == "entity":
            return self._catalogue.entity_events[page.key]
        if page.kind == "story":
            return [id for id in self._catalogue.stories[page.key].event_ids if id in self._catalogue.refs]
        return self._catalogue.category_events[page.key]

    @functools.cached_property
    def _letters(self) -> dict[str, list[CountedLink]]:
        return group_letters(self._catalogue)
