"""Topics as pages show them: above the events that have them, once, and not where the headline says the same."""

from collections.abc import Sequence
from itertools import groupby

from backstory.views.pages import EventPage
from backstory.views.pieces import EventItem, TopicView


def group_topics(items: Sequence[EventItem]) -> list[tuple[str, list[EventItem]]]:
    """Give the events, in their order, by topic; an empty one where there is none, or where every headline says it."""
    groups = []
    for topics, members in groupby(items, key=lambda item: item.topics):
        shared = list(members)
        topic = topics[-1] if topics else ""
        groups.append(("" if all(begins_with(item.headline, topic) for item in shared) else topic, shared))
    return groups


def begins_with(headline: str, topic: str) -> bool:
    """Say whether the headline's first words are the topic's, as in early layouts: "2003 Iraq war: The invasion …"."""
    rest = headline[len(topic) :]
    return headline[: len(topic)].casefold() == topic.casefold() and not rest[:1].isalnum()


def choose_topics(page: EventPage) -> list[TopicView]:
    """Give the topics to stand above an event's headline: those that it does not begin with."""
    return [topic for topic in page.topics if not begins_with(page.headline, topic.text)]
