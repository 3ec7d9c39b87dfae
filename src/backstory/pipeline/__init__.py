"""The pipeline: joins the stages to the archive, in order, in small transactions that a kill cannot tear.

Takes an archive and what is to go in or out. Gives reports. Decides nothing a stage decides, speaks no SQL.
"""

from typing import TYPE_CHECKING, Any

from backstory.pipeline.adding import add_events, add_revisions, add_sources
from backstory.pipeline.applying import AddReport, apply_pending
from backstory.pipeline.exporting import export_events, write_lines
from backstory.pipeline.files import add_path
from backstory.pipeline.opening import open_archive
from backstory.pipeline.relating import RelateReport, open_as_of, relate

if TYPE_CHECKING:
    from backstory.pipeline.context import ContextFinder, find_context

__all__ = [
    "AddReport",
    "ContextFinder",
    "RelateReport",
    "add_events",
    "add_path",
    "add_revisions",
    "add_sources",
    "apply_pending",
    "export_events",
    "find_context",
    "open_archive",
    "open_as_of",
    "relate",
    "write_lines",
]


def __getattr__(name: str) -> Any:
    """Load what understands texts when it is first asked for: it takes half a second, which few calls need."""
    if name in ("ContextFinder", "find_context"):
        from backstory.pipeline import context

        return getattr(context, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
