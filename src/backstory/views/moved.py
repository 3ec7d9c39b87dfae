"""Old addresses."""

from backstory.views.addresses import path_of_story
from backstory.views.catalogue import Catalogue
from backstory.views.pages import MovedPage
from backstory.views.pieces import EventRef


def build_moved_story_page(catalogue: Catalogue, path: str, slug: str) -> MovedPage:
    """Give what stands at the address of a story that goes by another name now."""
    story = catalogue.archive.story(slug)
    target = EventRef(id="", date=story.first_on, path=path_of_story(story.slug), headline=story.title)
    return MovedPage(kind="moved", path=path, title=story.title, target=target)


def build_moved_page(catalogue: Catalogue, path: str, event_id: str) -> MovedPage:
    """Give what stands at an old address: where its event is now. Removed events have pages too."""
    event = catalogue.archive.event(event_id) if (known := catalogue.find_event(event_id)) is None else known
    target = EventRef(id=event.id, date=event.date, path=event.path, headline=event.headline)
    return MovedPage(kind="moved", path=path, title=event.headline, target=target)
