"""Plan only what a change may touch: at least the pages that it does; their fingerprints tell the rest.

What a page shows of others decides: headlines in lists and beside relations and stories, counts, neighbours in time.
Nearly nothing here reads more of the archive than the change concerns. All relations are looked through where an event
changed that the site had, or a name came to be too common to be a reason; all removed events where an entity came to
have a page or lost it. Pages that list all there is, of which there are a few, are always among those planned.
"""

import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from backstory.publish.plan import (
    FIXED_FILES,
    PlannedPage,
    SitePlan,
    find_fault,
    fold_path,
    plan_lists,
    plan_old_stories,
    plan_subject,
)
from backstory.publish.sitemaps import part_of
from backstory.publish.state import State
from backstory.store.changes import Changes
from backstory.store.ledger import Ledger
from backstory.views import Catalogue
from backstory.views.addresses import (
    COLLECTIONS,
    ENTITIES,
    PUBLISHERS,
    path_of_anniversary,
    path_of_category,
    path_of_collection,
    path_of_day,
    path_of_entity,
    path_of_initial,
    path_of_letter,
    path_of_month,
    path_of_publisher,
    path_of_story,
    path_of_year,
)
from backstory.views.days import list_anniversaries
from backstory.views.indexes import find_letter, list_initials, list_letters

# When more than this share of all events changed, a whole plan costs less.
_MOST_CHANGED = 0.1
_PERIODS = ((10, "day", path_of_day), (7, "month", path_of_month), (4, "year", path_of_year))


def plan_changes(catalogue: Catalogue, changes: Changes, state: State, ledger: Ledger) -> SitePlan | None:
    """Give the pages that may say something else than when `state` was left, and those that are gone.

    None where the whole site has to be planned: too much has changed, or an address may collide with another.
    """
    moved = catalogue.archive.naming(changes.relocated) if changes.relocated else ()
    if len(changes.events.union(moved)) > max(200, _MOST_CHANGED * sum(count for _, count in catalogue.day_counts)):
        return None
    # Along a chain of redirects an event may name an entity that it is not counted under.
    if catalogue.archive.has_redirect_chain():
        return None
    found = _Affected(catalogue, changes, state, ledger)
    planned = {page.path: page for page in found.list_pages()}
    gone = [path for path in dict.fromkeys(found.gone) if path not in planned]
    known = ledger.pages((part_of(path), path) for path in [*planned, *gone])
    if _may_collide(ledger, [path for path in planned if path not in known], set(gone)):
        return None
    return SitePlan(list(planned.values()), known, [path for path in gone if path in known], is_whole=False)


def _may_collide(ledger: Ledger, fresh: list[str], gone: set[str]) -> bool:
    """Whether a path that the site did not have is no file name, or is one that it has under another name."""
    taken = {fold_path(file.rpartition(".")[0]) for file in FIXED_FILES}
    for path in fresh:
        fold = fold_path(path)
        beside = ledger.folded(part_of(fold), fold)
        if find_fault(path) or fold in taken or any(other not in gone and other != path for other in beside):
            return True
        feeding = [fold[: -len("_rss")]] if fold.endswith("_rss") else [f"{fold}_rss"]
        if any(other in taken or ledger.folded(part_of(other), other) for other in feeding):
            return True
        taken.add(fold)
    return False


def _find_renamed(had: Mapping[str, str], titles: Mapping[str, str]) -> set[str]:
    """Give the addresses of what has another name now, is new, or is gone."""
    return {path for path in {*titles, *had} if had.get(path) != titles.get(path)}


class _Affected:
    """The pages that a change may touch; `gone` collects addresses that may have been pages and are none."""

    def __init__(self, catalogue: Catalogue, changes: Changes, state: State, ledger: Ledger) -> None:
        self._catalogue = catalogue
        self._changes = changes
        self._state = state
        self._ledger = ledger
        self.gone: list[str] = []
        # Everything that lists an event shows the name of its category, and its page that of its collection.
        self._renamed = {
            "category": _find_renamed(state.categories, catalogue.category_titles),
            "collection": _find_renamed(state.collections, catalogue.collection_titles),
        }
        self._changed = set(changes.events) | self._list_of("category", catalogue.category_titles)
        self._changed |= self._list_of("collection", catalogue.collection_titles)
        catalogue.prepare(self._changed | changes.placed)
        self._dates = {*changes.dates, *(ref.date for ref in catalogue.list_refs(self._changed))}

    def list_pages(self) -> Iterator[PlannedPage]:
        """Give the pages, those first that others lead to."""
        entities = self._find_entities()
        yield from self._plan_events(self._list_events(entities))
        yield from self._plan_subjects(entities)
        yield from self._plan_time()
        yield from self._plan_anniversaries()
        yield from self._plan_letters(entities.values())
        yield from self._plan_initials()
        if not self._catalogue.collection_titles:
            self.gone.append(COLLECTIONS)
        yield from plan_lists(self._catalogue)

    def _list_of(self, kind: str, titles: Mapping[str, str]) -> set[str]:
        members = [self._catalogue.members(kind, path) for path in self._renamed[kind] & titles.keys()]
        return {event.id for found in members for event in found.latest(found.span()[0])}

    def _find_entities(self) -> dict[str, str]:
        """Give slugs of entities whose pages list a changed event, or did, by title."""
        events = self._catalogue.list_events(self._changed | self._changes.placed)
        titles = {*self._changes.entities, *(title for event in events for title in event.titles)}
        self._catalogue.name_entities(titles)
        return self._catalogue.archive.slugs_of(titles)

    def _list_events(self, entities: dict[str, str]) -> set[str]:
        archive, changes = self._catalogue.archive, self._changes
        affected = {*changes.related, *changes.placed, *archive.leading_to(self._changed)}
        affected.update(archive.hinting(frozenset(self._changed)))
        # Relations to an event that is new to the site are new too, and logged.
        if shown := self._list_shown():
            affected.update(archive.related_to(shown))
        for id in self._changed:
            for step in self._catalogue.list_steps(id):
                affected.update({step.previous, step.next} - {""})
        for label in self._catalogue.generic.symmetric_difference(self._state.generic):
            affected.update(archive.reasoned(label))
        if changes.relocated:
            affected.update(archive.naming(changes.relocated))
        # Of what it names, a removed event's page links what has a page.
        had = self._state.categories, self._state.collections
        categories = [*changes.categories, *(had[0].get(path, "") for path in self._renamed["category"])]
        collections = [*changes.collections, *(had[1].get(path, "") for path in self._renamed["collection"])]
        affected.update(archive.removed_of(self._dates, categories, collections))
        flipped = self._list_flipped(entities) | changes.redirected | changes.relocated
        if flipped or changes.sources:
            affected.update(archive.removed_naming(flipped, changes.sources))
        return affected

    def _list_shown(self) -> list[str]:
        """Give those changed events that the site had a page of."""
        paths = {event.path: event.id for event in self._catalogue.list_events(self._changed)}
        return [paths[path] for path in self._ledger.pages((part_of(path), path) for path in paths)]

    def _list_flipped(self, entities: dict[str, str]) -> set[str]:
        """Give the entities that came to have a page, or lost theirs."""
        paths = {title: path_of_entity(slug) for title, slug in entities.items()}
        had = self._ledger.pages((part_of(path), path) for path in paths.values())
        return {title for title, path in paths.items() if (path in had) != self._catalogue.has_entity(title)}

    def _plan_events(self, ids: set[str]) -> Iterator[PlannedPage]:
        for event in self._catalogue.list_events(sorted(ids)):
            if event.is_live:
                yield PlannedPage("event", event.path, event.id)
        for path, id, end in self._catalogue.archive.addresses_of(ids):
            found = self._catalogue.find_event(id)
            assert found is not None
            if end != id or path != found.path:
                yield PlannedPage("moved", path, end)
            elif not found.is_live:
                yield PlannedPage("event", path, id)

    def _plan_subjects(self, entities: dict[str, str]) -> Iterator[PlannedPage]:
        for title, slug in entities.items():
            yield from self._plan_subject(PlannedPage("entity", path_of_entity(slug), title))
        stories = {*self._changes.stories, *self._list_stories(self._changed)}
        for slug in sorted(stories):
            yield from self._plan_subject(PlannedPage("story", path_of_story(slug), slug))
        # Turning points depend on relations; what the months of a story list does not.
        for slug in sorted(self._list_stories(self._changes.related) - stories):
            yield PlannedPage("story", path_of_story(slug), slug)
        citing = self._catalogue.archive.publishers_of(self._changed)
        for slug in sorted({*self._changes.publishers, *(slug for slugs in citing.values() for slug in slugs)}):
            yield from self._plan_subject(PlannedPage("publisher", path_of_publisher(slug), slug))
        old = self._catalogue.archive.old_story_slugs()
        self.gone += [path_of_story(slug) for slug, (kind, _) in old.items() if not kind]
        yield from plan_old_stories(self._catalogue)
        events = self._catalogue.list_events(self._changed)
        names = {*self._changes.categories, *(event.category for event in events)}
        categories = {path_of_category(name) for name in names if name}
        for path in sorted(categories | self._renamed["category"]):
            yield from self._plan_subject(PlannedPage("category", path, path))
        names = {*self._changes.collections, *(event.collection for event in events)}
        collections = {path_of_collection(name) for name in names if name}
        for path in sorted(collections | self._renamed["collection"]):
            yield from self._plan_subject(PlannedPage("collection", path, path))

    def _list_stories(self, ids: Iterable[str]) -> set[str]:
        return {step.slug for id in ids for step in self._catalogue.list_steps(id)}

    def _plan_subject(self, subject: PlannedPage) -> Iterator[PlannedPage]:
        """Give a subject's page, and of its months those touched, those beside them and those that are new."""
        had = self._ledger.counted(part_of(subject.path), f"{subject.path}/")
        self._count_months(subject, had)
        pages = list(plan_subject(self._catalogue, subject))
        self.gone += [*had, subject.path]
        self._keep(page.path for page in pages)
        bounds = ["", *(page.key for page in pages[:-1]), "~"]
        months = self._months_of(subject)
        for place, page in enumerate(pages):
            # A month that is gone stood between two that are there.
            is_near = page.kind != "part" or any(bounds[place] <= month <= bounds[place + 2] for month in months)
            if is_near or page.path not in had:
                yield page

    def _count_months(self, subject: PlannedPage, had: Mapping[str, int]) -> None:
        """Count the events of a long subject's touched months again; the others have as many as their pages list."""
        if not had or subject.kind == "story" or not all(had.values()):
            return
        known = {path.rpartition("/")[2]: count for path, count in had.items()}
        self._catalogue.recount_months(subject.kind, subject.key, known, self._months)

    def _keep(self, paths: Iterable[str]) -> None:
        kept = set(paths)
        self.gone = [path for path in self.gone if path not in kept] if kept else self.gone

    def _months_of(self, subject: PlannedPage) -> set[str]:
        """Give the months of which a subject's pages may list something else."""
        return self._months | self._placed_months if subject.kind == "story" else self._months

    @functools.cached_property
    def _months(self) -> set[str]:
        return {date[:7] for date in self._dates}

    @functools.cached_property
    def _placed_months(self) -> set[str]:
        return {ref.date[:7] for ref in self._catalogue.list_refs(self._changes.placed)}

    def _plan_time(self) -> Iterator[PlannedPage]:
        archive = self._catalogue.archive
        for length, kind, name_path in _PERIODS:
            near: set[str] = set()
            for period in {date[:length] for date in self._dates}:
                beside = archive.days_beside(period, f"{period}~")
                near.update({period, *(date[:length] for date in beside if date)})
            for period in sorted(near):
                if archive.days(period, f"{period}~"):
                    yield PlannedPage(kind, name_path(period), period)
                else:
                    self.gone.append(name_path(period))

    def _plan_anniversaries(self) -> Iterator[PlannedPage]:
        """Give the touched days of all years, and those beside them, which say how many events these have."""
        known = [day for day, _ in list_anniversaries(self._catalogue)]
        near: set[str] = set()
        for day in {date[5:] for date in self._dates}:
            place = bisect_left(known, day)
            near.update({day, *known[max(place - 1, 0) : place + 2]})
        for day in sorted(near):
            if day in known:
                yield PlannedPage("anniversary", path_of_anniversary(day), day)
            else:
                self.gone.append(path_of_anniversary(day))

    def _plan_initials(self) -> Iterator[PlannedPage]:
        if not self._changes.publishers:
            return
        self.gone += self._ledger.part(part_of(PUBLISHERS), f"{PUBLISHERS}/")
        letters = list_initials(self._catalogue)
        self._keep(path_of_initial(letter) for letter in letters)
        yield from (PlannedPage("initial", path_of_initial(letter), letter) for letter in letters)

    def _plan_letters(self, slugs: Iterable[str]) -> Iterator[PlannedPage]:
        letters = list_letters(self._catalogue)
        had = self._ledger.part(part_of(ENTITIES), f"{ENTITIES}/")
        self.gone += had
        touched = {find_letter(slug) for slug in slugs}
        is_same = had.keys() == {path_of_letter(letter) for letter in letters}
        self._keep(path_of_letter(letter) for letter in letters)
        for letter in letters:
            if letter in touched or not is_same:
                yield PlannedPage("letter", path_of_letter(letter), letter)
