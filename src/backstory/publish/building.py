"""From a planned page to its view."""

from collections.abc import Mapping, Sequence

from backstory.model import Relation
from backstory.publish.plan import STORY_MARK, PlannedPage
from backstory.views import Catalogue, Feed, Page
from backstory.views.builders import SubjectName, build_page, build_part
from backstory.views.event import build_event_page
from backstory.views.feeds import build_feed, build_front_feed
from backstory.views.members import Subject
from backstory.views.moved import build_moved_page, build_moved_story_page


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
            case "part":
                subject = page.subject
                assert subject is not None
                # The parts of a subject follow one another in the plan: its months are found once.
                members = self._find_members(subject)
                name = SubjectName(subject.kind, subject.key, subject.path)
                return build_part(catalogue, name, page.key, members)
        return build_page(catalogue, page.kind, page.key)

    def build_feed(self, page: PlannedPage, built: Page) -> Feed | None:
        """Give the page's feed; None for a page that has none."""
        if page.kind == "front":
            return build_front_feed(self._catalogue)
        return build_feed(self._catalogue, built, self._find_members(page)) if page.has_feed else None

    def _find_members(self, page: PlannedPage) -> Subject:
        if self._subject is None or self._subject[0] != page.path:
            self._subject = (page.path, self._catalogue.members(page.kind, page.key))
        return self._subject[1]
