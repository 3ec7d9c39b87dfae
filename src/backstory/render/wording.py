"""How one wording differs from the one before: what was taken out and what was put in."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from backstory.views.comparing import diff_words
from backstory.views.pieces import VersionView


def mark_changes(versions: Sequence[VersionView]) -> list[Markup]:
    """Give each wording, all but the first with its changes from the one before as ``del`` and ``ins``."""
    marked, before = [], ""
    for version in versions:
        marked.append(_mark(before, version.headline) if before else escape(version.headline))
        before = version.headline
    return marked


def _mark(old: str, new: str) -> Markup:
    pieces = diff_words(old, new)
    if not any(piece.kind == "same" for piece in pieces):
        return escape(new)
    said, dropped = Markup(""), ""
    for piece in pieces:
        # What was taken out and what took its place stand side by side.
        gap = " " if piece.kind == "added" and dropped.strip() and not dropped.endswith(" ") else ""
        tag = {"dropped": Markup("<del>{}</del>"), "added": Markup("<ins>{}</ins>")}.get(piece.kind, Markup("{}"))
        said += gap + tag.format(piece.text)
        dropped = piece.text if piece.kind == "dropped" else ""
    return said
