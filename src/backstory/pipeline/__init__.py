"""The pipeline: joins the stages to the archive, in order, in small transactions that a kill cannot tear.

Takes an archive and what is to go in or out. Gives reports. Decides nothing a stage decides, speaks no SQL.
"""

from backstory.pipeline.adding import add_events, add_revisions, add_sources
from backstory.pipeline.applying import AddReport, apply_pending
from backstory.pipeline.context import ContextFinder, find_context
from backstory.pipeline.exporting import export_events, write_lines
from backstory.pipeline.files import add_path
from backstory.pipeline.opening import open_archive
from backstory.pipeline.relating import RelateReport, open_as_of, relate

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
