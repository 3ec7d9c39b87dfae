"""From a planned page to its view."""

from collections.abc import Mapping, Sequence

from backstory.model import Relation
from backstory.publish.plan import STORY_MARK, PlannedPage
from backstory.views import Catalogue, Feed, Page
from backstory.views.days import (
    build_anniversary_page,
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
    build_collections_page,
    build_entities_page,
    build_initial_page,
    build_letter_page,
    build_map_page,
    build_publishers_page,
    build_stories_page,
)
from backstory.views.members import Subject
from backstory.views.moved import build_moved_page, build_moved_story_page
from backstory.views.pieces import Link
from backstory.views.subjects import (
    build_category_page,
    build_collection_page,
    build_entity_page,
    build_part_page,
    build_publisher_page,
    build_story_page,
)


class PageBuilder:
    """Builds the views of one catalogue, page after page in the plan's order."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._subject: tuple[str, Subject] | None = None

    def build(self, page: PlannedPage, relations: Mapping[str, Sequence[Relation]]) -> Page:
        """Give what the page says. `relations` are of the events among the pages being built."""
        catalogue = self._catalogue
        match page.kind:
            case "event":
                event = catalogue.find_event(page.key)
                assert event is not None
                return build_event_page(catalogue, event, relations.get(page.key, ()))
            case "moved" if page.key.startswith(STORY_MARK):
                return build_moved_story_page(catalogue, page.path, page.key.removeprefix(STORY_MARK))
            case "moved":
                return build_moved_page(catalogue, page.path, page.key)
            case "entity":
                return build_entity_page(catalogue, page.key)
            case "story":
                return build_story_page(catalogue, page.key)
            case "publisher":
                return build_publisher_page(catalogue, page.key)
            case "category":
                return build_category_page(catalogue, page.key)
            case "collection":
                return build_collection_page(catalogue, page.key)
            case "part":
                return self._build_part(page)
        return self._build_of_time(page)

    def build_feed(self, page: PlannedPage, built: Page) -> Feed | None:
        """Give the page's feed; None for a page that has none."""
        if page.kind == "front":
            return build_front_feed(self._catalogue)
        return build_feed(self._catalogue, built, self._find_members(page)) if page.has_feed else None

    def _build_of_time(self, page: PlannedPage) -> Page:
        match page.kind:
            case "day":
                return build_day_page(self._catalogue, page.key)
            case "anniversary":
                return build_anniversary_page(self._catalogue, page.key)
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
                return build_letter_page(self._catalogue, page.key)
            case "initial":
                return build_initial_page(self._catalogue, page.key)
            case "entities":
                return build_entities_page(self._catalogue)
            case "publishers":
                return build_publishers_page(self._catalogue)
            case "stories":
                return build_stories_page(self._catalogue)
            case "categories":
                return build_categories_page(self._catalogue)
            case "collections":
                return build_collections_page(self._catalogue)
            case "map":
                return build_map_page(self._catalogue)
            case "about":
                return build_about_page(self._catalogue)
        raise AssertionError(f"a kind of page that nothing builds: {page.kind}")

    def _build_part(self, page: PlannedPage) -> Page:
        subject = page.subject
        assert subject is not None
        link = Link(title=self._name_subject(subject), path=subject.path)
        return build_part_page(self._catalogue, link, self._find_members(subject), page.key)

    def _find_members(self, page: PlannedPage) -> Subject:
        # The parts of a subject follow one another in the plan: its months are found once.
        if self._subject is None or self._subject[0] != page.path:
            self._subject = (page.path, self._catalogue.members(page.kind, page.key))
        return self._subject[1]

    def _name_subject(self, page: PlannedPage) -> str:
        if page.kind == "story":
            return self._catalogue.find_story(page.key).title
        if page.kind == "publisher":
            return self._catalogue.archive.publisher(page.key).name
        if page.kind == "collection":
            return self._catalogue.collection_titles[page.key]
        return self._catalogue.category_titles[page.key] if page.kind == "category" else page.key
