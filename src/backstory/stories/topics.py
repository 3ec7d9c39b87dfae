"""Topics: what a bullet of the editors files its events under, and what makes two of them the same."""

import re

from backstory.model import Topic

_SEPARATORS = (re.compile("[,;/]"), re.compile("[,;/]| and | & "))


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
    """Give what makes two topics the same: the one entity they link, or else their words."""
    return topic.entities[0] if len(topic.entities) == 1 else topic.text.strip()
