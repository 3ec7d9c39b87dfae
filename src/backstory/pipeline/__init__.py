"""The pipeline: joins the stages to the archive, in order, in small transactions that a kill cannot tear.

Takes an archive and what is to go in or out. Gives reports. Decides nothing a stage decides, speaks no SQL.
"""

from typing import TYPE_CHECKING

from backstory.loading import load_lazily

if TYPE_CHECKING:
    from backstory.pipeline.adding import add_events, add_revisions, add_sources
    from backstory.pipeline.applying import AddReport, apply_pending
    from backstory.pipeline.context import ContextFinder, find_context
    from backstory.pipeline.dataset import ExportOptions
    from backstory.pipeline.exporting import ExportReport, export_events, write_lines
    from backstory.pipeline.files import add_path
    from backstory.pipeline.opening import open_archive
    from backstory.pipeline.relating import RelateReport, open_as_of, relate

_MODULES = {
    "AddReport": "applying",
    "ContextFinder": "context",
    "ExportOptions": "dataset",
    "ExportReport": "exporting",
    "RelateReport": "relating",
    "add_events": "adding",
    "add_path": "files",
    "add_revisions": "adding",
    "add_sources": "adding",
    "apply_pending": "applying",
    "export_events": "exporting",
    "find_context": "context",
    "open_archive": "opening",
    "open_as_of": "relating",
    "relate": "relating",
    "write_lines": "exporting",
}

__all__ = [
    "AddReport",
    "ContextFinder",
    "ExportOptions",
    "ExportReport",
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

__getattr__ = load_lazily(__name__, _MODULES)  # all together take half a second, and few calls need more than one
