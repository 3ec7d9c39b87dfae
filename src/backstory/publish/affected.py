"""Which pages a change may touch: at least those that it does; their fingerprints tell the rest.

What a page shows of others decides: headlines in lists and beside relations and stories, counts, neighbours in time.
Pages of removed events and of their addresses are always among them, and so are the indexes: they are few, and what
they say depends on what all others have.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from backstory.publish.plan import PlannedPage
from backstory.publish.state import State
from backstory.store.changes import Changes
from backstory.views import Catalogue

_ALWAYS = frozenset(
    {"category", "month", "year", "calendar", "front", "letter", "entities", "stories", "categories", "about", "map"}
)


def find_affected(
    catalogue: Catalogue, planned: Sequence[PlannedPage], changes: Changes, state: State
) -> list[PlannedPage]:
    """Give the planned pages that may say something else than when `state` was left, in the plan's order."""
    changed = set(changes.events) | _list_renamed(catalogue, state)
    dates = {*changes.dates, *(ref.date for ref in catalogue.list_refs(changed))}
    keys = {
        "event": _list_events(catalogue, changes, changed, state),
        "entity": {
            *changes.entities,
            *(title for event in catalogue.list_events(changed | changes.placed) for title in event.titles),
        },
        "story": {*changes.stories, *(step.slug for id in changed for step in catalogue.list_steps(id))},
        "day": _widen([date for date, _ in catalogue.day_counts], dates),
        "anniversary": _widen(sorted({date[5:] for date, _ in catalogue.day_counts}), {date[5:] for date in dates}),
    }
    removed_paths = catalogue.archive.paths_of_removed()
    placed_on = {ref.date for ref in catalogue.list_refs(changes.placed)}
    months = _list_months(planned, {date[:7] for date in dates | placed_on})

    def is_affected(page: PlannedPage) -> bool:
        if page.kind == "moved":
            return page.key in changed or page.path in removed_paths
        if page.kind == "part":
            assert page.subject is not None
            subject = page.subject
            return (subject.kind in _ALWAYS or subject.key in keys[subject.kind]) and page.key in months[subject.path]
        return page.kind in _ALWAYS or page.key in keys[page.kind]

    return [page for page in planned if is_affected(page)]


def _list_events(catalogue: Catalogue, changes: Changes, changed: set[str], state: State) -> set[str]:
    archive = catalogue.archive
    affected = {*changed, *changes.related, *changes.placed}
    affected.update(event.id for event in archive.removed_events())
    affected.update(archive.related_to(changed))
    affected.update(archive.hinting(frozenset(changed)))
    for id in changed:
        for step in catalogue.list_steps(id):
            affected.update((step.previous, step.next))
    for label in catalogue.generic.symmetric_difference(state.generic):
        affected.update(archive.reasoned(label))
    return affected


def _list_renamed(catalogue: Catalogue, state: State) -> set[str]:
    """Give the events whose category came, or goes by another name: everything that lists one of them shows it."""
    names = catalogue.category_titles
    paths = {path for path, name in names.items() if state.categories.get(path) != name}
    members = [catalogue.members("category", path) for path in paths]
    return {event.id for found in members for event in found.latest(found.span()[0])}


def _list_months(planned: Iterable[PlannedPage], touched: set[str]) -> dict[str, set[str]]:
    """Give the months touched of each subject that has a page for each, and those beside them."""
    months: dict[str, list[str]] = defaultdict(list)
    for page in planned:
        if page.kind == "part" and page.subject:
            months[page.subject.path].append(page.key)
    return {path: _widen(known, touched) for path, known in months.items()}


def _widen(known: Sequence[str], touched: set[str]) -> set[str]:
    """Give those of `known`, which is sorted, that are touched or stand beside one that is, or was."""
    widened: set[str] = set()
    for period in touched:
        place = bisect_left(known, period)
        widened.update(known[max(place - 1, 0) : place + 2])
    return widened
