"""Views: what each page says.

Takes an archive, gives frozen records whose fields are the fields of the JSON pages: an event with its backstory,
days, months, years, entities, stories, categories, indexes, feeds. Never makes HTML or any other bytes, never
escapes, never writes.
"""

from backstory.views.catalogue import Catalogue
from backstory.views.event import build_event_page
from backstory.views.pages import Feed, Page

__all__ = ["Catalogue", "Feed", "Page", "build_event_page"]
