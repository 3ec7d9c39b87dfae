"""The latest events of a page, for those who follow it."""

from backstory.model import Event
from backstory.views.addresses import FRONT
from backstory.views.catalogue import Catalogue
from backstory.views.members import Subject
from backstory.views.pages import Feed, FeedEntry, Page
from backstory.views.sources import quote_source

# Readers fetch feeds often; thirty is about three days of the portal.
_LONGEST_FEED = 30


def build_feed(catalogue: Catalogue, page: Page, subject: Subject) -> Feed:
    """Give the latest events of a page's subject as its feed."""
    latest = catalogue.list_events([named.id for named in subject.latest(_LONGEST_FEED)])[::-1]
    return Feed(path=page.path, title=page.title, entries=tuple(_describe_entry(catalogue, event) for event in latest))


def build_front_feed(catalogue: Catalogue) -> Feed:
    """Give the latest events of all."""
    latest: list[Event] = []
    for date in catalogue.archive.last_days(_LONGEST_FEED):
        if len(latest) >= _LONGEST_FEED:
            break
        latest += reversed(catalogue.list_day(date))
    entries = tuple(_describe_entry(catalogue, event) for event in latest[:_LONGEST_FEED])
    return Feed(path=FRONT, title="", entries=entries)


def _describe_entry(catalogue: Catalogue, event: Event) -> FeedEntry:
    begun_at = f"{event.date}T00:00:00Z"
    return FeedEntry(
        id=event.id,
        path=event.path,
        headline=event.headline,
        date=event.date,
        updated_at=max(event.changed_at, begun_at),
        category=catalogue.link_category(event.category).title,
        quote=quote_source(event.sources),
    )
