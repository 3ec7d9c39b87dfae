"""What the static search can narrow its results by."""

from collections.abc import Iterator

from backstory.views.pages import EntityPage, EventPage, Page, PublisherPage, StoryPage

_KINDS = {"event": "Event", "entity": "Person, place or thing", "story": "Story", "publisher": "Publisher"}


def list_search_filters(page: Page) -> Iterator[tuple[str, str]]:
    """Give kind, years, category, collection and entities of the page by name; nothing for one that is not searched."""
    if page.kind not in _KINDS:
        return
    yield "kind", _KINDS[page.kind]
    if isinstance(page, EventPage):
        yield "year", page.date[:4]
        if page.category.title:
            yield "category", page.category.title
        if page.collection:
            yield "collection", page.collection.title
        titles = [mention.title for mention in page.mentions if mention.path]
        titles += [entity.title for topic in page.topics for entity in topic.entities if entity.path]
        yield from (("entity", title) for title in dict.fromkeys(titles))
    elif isinstance(page, EntityPage | StoryPage | PublisherPage):
        yield from (("year", year) for year in dict.fromkeys(period.period[:4] for period in page.timeline.periods))
