"""Which topics an event is filed under: a bullet may name several side by side."""

import re

from backstory.model.event import Event, Topic

_SEPARATORS = (re.compile("[,;/]"), re.compile("[,;/]| and | & "))


def list_topics(event: Event) -> list[str]:
    """The names of an event's topics, outermost first, those of one bullet one by one."""
    return [name for topic in event.topics for single in split_topic(topic) if (name := name_topic(single))]


def split_topic(topic: Topic) -> tuple[Topic, ...]:
    """The topics that a bullet names side by side: "Mali War, Operation Serval" is two where it links two.

    Where the words between commas (or, failing that, "and") are not as many as the links, it is one topic.
    """
    for separator in _SEPARATORS if len(topic.entities) > 1 else ():
        parts = separator.split(topic.text)
        if len(parts) == len(topic.entities):
            pairs = zip(parts, topic.entities, strict=True)
            return tuple(Topic(text=text.strip(), entities=(title,)) for text, title in pairs)
    return (topic,)


def name_topic(topic: Topic) -> str:
    """What makes two topics the same: the one entity they link, or else their words."""
    return topic.entities[0] if len(topic.entities) == 1 else topic.text.strip()
