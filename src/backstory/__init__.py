"""Backstory: an archive of the world's news events in which every event carries its backstory.

These names are what programs may rely on; each is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from backstory.errors import BackstoryError
    from backstory.model import Entity, Event, Relation, SearchRequest, Source, Story
    from backstory.pipeline.context import find_context
    from backstory.pipeline.dataset import ExportOptions
    from backstory.pipeline.exporting import export_events
    from backstory.pipeline.files import add_path
    from backstory.pipeline.opening import open_archive
    from backstory.pipeline.publishing import publish as publish_site
    from backstory.pipeline.relating import relate as relate_archive
    from backstory.store import Archive

__all__ = [
    "Archive",
    "BackstoryError",
    "Entity",
    "Event",
    "ExportOptions",
    "Relation",
    "SearchRequest",
    "Source",
    "Story",
    "add_path",
    "export_events",
    "find_context",
    "open_archive",
    "publish_site",
    "relate_archive",
]

_PLACES = {
    "Archive": ("store", "Archive"),
    "BackstoryError": ("errors", "BackstoryError"),
    "Entity": ("model", "Entity"),
    "Event": ("model", "Event"),
    "ExportOptions": ("pipeline.dataset", "ExportOptions"),
    "Relation": ("model", "Relation"),
    "SearchRequest": ("model", "SearchRequest"),
    "Source": ("model", "Source"),
    "Story": ("model", "Story"),
    "add_path": ("pipeline.files", "add_path"),
    "export_events": ("pipeline.exporting", "export_events"),
    "find_context": ("pipeline.context", "find_context"),
    "open_archive": ("pipeline.opening", "open_archive"),
    "publish_site": ("pipeline.publishing", "publish"),
    "relate_archive": ("pipeline.relating", "relate"),
}


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own_name = _PLACES[name]
    value = globals()[name] = getattr(import_module(f"backstory.{module}"), own_name)
    return value


def __dir__() -> list[str]:
    """The names, loaded or not."""
    return sorted([*__all__, "__version__"])
