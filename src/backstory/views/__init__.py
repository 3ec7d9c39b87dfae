"""Views: what each page says.

Takes an archive, gives frozen records whose fields are the fields of the JSON pages: an event with its backstory,
days, months, years, entities, stories, categories, indexes, feeds. Never makes HTML or any other bytes, never
escapes, never writes.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    """Load what builds pages when it is first asked for: some want only an address or a licence."""
    if name in _MODULES:
        return getattr(import_module(f"backstory.views.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
