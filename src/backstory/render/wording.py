"""How one wording differs from the one before: what was taken out and what was put in."""

import difflib
import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from backstory.views.pieces import VersionView

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Below this much in common a sentence was written anew: pieces of it kept in place would only confuse.
_LEAST_ALIKE = 0.5
# Fewer pieces in a row that happen to be in both wordings (two words and the space between) count as changed.
_SHORTEST_KEPT = 4


def mark_changes(versions: Sequence[VersionView]) -> list[Markup]:
    """Give each wording, all but the first with its changes from the one before as ``del`` and ``ins``."""
    marked, before = [], ""
    for version in versions:
        marked.append(_mark(before, version.headline) if before else escape(version.headline))
        before = version.headline
    return marked


def _mark(old: str, new: str) -> Markup:
    parts, others = _PIECES.findall(old), _PIECES.findall(new)
    matcher = difflib.SequenceMatcher(None, parts, others, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return escape(new)
    said, at, other = Markup(""), 0, 0
    for block in matcher.get_matching_blocks():
        if block.size < _SHORTEST_KEPT and block.b < len(others) and block.b + block.size < len(others):
            continue
        said += _show_change("".join(parts[at : block.a]), "".join(others[other : block.b]))
        at, other = block.a + block.size, block.b + block.size
        said += "".join(others[block.b : other])
    return said


def _show_change(removed: str, added: str) -> Markup:
    marked = Markup("<del>{}</del>").format(removed) if removed else Markup("")
    gap = " " if removed.strip() and added.strip() and not removed.endswith(" ") else ""
    return marked + gap + (Markup("<ins>{}</ins>").format(added) if added else "")
