"""Stories: chains of events that belong together.

Takes events, gives one `Story` per topic that editors filed at least two of them under. Reads no archive,
writes nothing, and never invents a title.
"""

from backstory.stories.topics import find_stories

__all__ = ["find_stories"]
