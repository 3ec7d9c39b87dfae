"""What a comparison of two moments says in words; what could not differ is not told as a difference."""

from collections.abc import Iterator

from backstory.render.dates import long_date
from backstory.views.comparing import ComparePage, FieldDiff

_LABELS = {"date": "Day", "entities": "People, places, things"}


def is_comparable(page: ComparePage) -> bool:
    """Say whether the event was recorded at both moments."""
    return "unknown" not in (page.before.state, page.after.state)


def tell_outcome(page: ComparePage) -> str:
    """Say in a sentence what there is to compare; nothing where differences speak for themselves."""
    states = (page.before.state, page.after.state)
    if states == ("unknown", "unknown"):
        return "The event was not recorded yet at either of the two moments."
    if page.before.state == "unknown":
        return "The event was not recorded yet at the first of the two moments: there is nothing to compare."
    if page.changes or any(piece.kind != "same" for piece in page.wording):
        return ""
    return "The event was recorded alike at both moments."


def list_changes(page: ComparePage) -> Iterator[FieldDiff]:
    """Give what changed beside the wording and the state, which are told apart, with days as people write them."""
    for change in page.changes if is_comparable(page) else ():
        if change.field == "state":
            continue
        yield FieldDiff(
            field=_LABELS.get(change.field, change.field.capitalize()),
            added=tuple(map(long_date, change.added)) if change.field == "date" else change.added,
            dropped=tuple(map(long_date, change.dropped)) if change.field == "date" else change.dropped,
        )
