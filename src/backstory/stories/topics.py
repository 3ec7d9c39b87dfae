"""Stories that editors named: one per topic, at every level."""

from collections import Counter
from collections.abc import Iterable, Sequence

from backstory.model import Event, Story
from backstory.model.slug import slugify
from backstory.model.topic import name_topic, split_topic

# Two events are the least that can follow one another.
_LEAST_EVENTS = 2


def find_stories(events: Sequence[Event]) -> tuple[Story, ...]:
    """Give the editors' stories, first begun first; of two begun on one day, by slug.

    A topic is what it links, where it links exactly one entity, otherwise its words: "Northern Mali conflict"
    is one story wherever it stands, as outer or as inner topic. A bullet that names several topics side by side files
    its events under each. The title is the wording used most.
    """
    members: dict[str, dict[str, Event]] = {}
    wordings: dict[str, Counter[str]] = {}
    for event in events:
        for topic in (single for filed in event.topics for single in split_topic(filed)):
            key = name_topic(topic)
            if key:
                members.setdefault(key, {})[event.id] = event
                wordings.setdefault(key, Counter())[topic.text] += 1
    chosen = [key for key in members if len(members[key]) >= _LEAST_EVENTS]
    slugs = _choose_slugs(chosen)
    stories = [_make_story(slugs[key], _choose_title(wordings[key]), members[key].values()) for key in chosen]
    return tuple(sorted(stories, key=lambda story: (story.first_on, story.slug)))


def _choose_title(wordings: Counter[str]) -> str:
    return min(wordings, key=lambda text: (-wordings[text], text))


def _choose_slugs(keys: Iterable[str]) -> dict[str, str]:
    """Give each key its own slug; of several that would share one, all but the first by name get a number."""
    taken: set[str] = set()
    slugs = {}
    for key in sorted(keys):
        slug = slugify(key)
        number = 2
        while slug in taken:
            slug = f"{slugify(key, limit=130)}-{number}"
            number += 1
        taken.add(slug)
        slugs[key] = slug
    return slugs


def _make_story(slug: str, title: str, events: Iterable[Event]) -> Story:
    # The sort is stable, so that events of one day keep the order they came in: their place on the page.
    ordered = sorted(events, key=lambda event: event.date)
    return Story(
        slug=slug,
        title=title,
        kind="topic",
        first_on=ordered[0].date,
        last_on=ordered[-1].date,
        event_ids=tuple(event.id for event in ordered),
    )
