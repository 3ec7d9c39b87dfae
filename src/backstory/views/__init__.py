"""Views: what each page says.

Takes an archive, gives frozen records whose fields are the fields of the JSON pages: an event with its backstory,
days, months, years, entities, stories, categories, indexes, feeds. Never makes HTML or any other bytes, never
escapes, never writes.
"""

from typing import TYPE_CHECKING

from backstory.loading import load_lazily

if TYPE_CHECKING:
    from backstory.views.catalogue import Catalogue
    from backstory.views.event import build_event_page
    from backstory.views.pages import Feed, Page

_MODULES = {
    "Catalogue": "catalogue",
    "Feed": "pages",
    "Page": "pages",
    "build_event_page": "event",
}

__all__ = ["Catalogue", "Feed", "Page", "build_event_page"]

# Some want only an address or a licence.
__getattr__ = load_lazily(__name__, _MODULES)
