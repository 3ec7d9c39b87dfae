"""Pages of what events have in common: entities, stories, categories, and the months of the long ones."""

from collections import Counter
from collections.abc import Sequence

from backstory.views.addresses import path_of_entity, path_of_part, path_of_story
from backstory.views.catalogue import Catalogue
from backstory.views.pages import CategoryPage, EntityPage, PartPage, StoryPage, Timeline
from backstory.views.pieces import CountedLink, Link, PeriodCount
from backstory.views.wiki import url_of_qid, url_of_title

# A page of 300 headlines is about 100 kB and still scrolls well on a phone; a longer one gets a page per month.
LONGEST_LIST = 300
_SHOWN_OF_LONG = 60
_MOST_COMPANIONS = 24


def build_entity_page(catalogue: Catalogue, title: str) -> EntityPage:
    """Give an entity's events in order, its other names, its companions and its stories."""
    entity = catalogue.entities[title]
    ids = catalogue.entity_events.get(title, [])
    path = path_of_entity(entity.slug)
    stories = Counter(story.slug for id in ids for story, _ in catalogue.story_places.get(id, ()))
    return EntityPage(
        kind="entity",
        path=path,
        title=title,
        credit=catalogue.credit_ids(ids),
        timeline=build_timeline(catalogue, path, ids),
        aliases=tuple(alias for alias, _ in entity.aliases if alias != title),
        appears_with=_count_entities(catalogue, ids, leave_out=title),
        stories=tuple(
            CountedLink(title=catalogue.stories[slug].title, path=path_of_story(slug), count=count)
            for slug, count in _order_counts(stories)[:_MOST_COMPANIONS]
        ),
        wikipedia_url=url_of_title(title),
        qid=entity.qid,
        wikidata_url=url_of_qid(entity.qid),
        entity_kind=entity.kind,
        latitude=entity.latitude,
        longitude=entity.longitude,
    )


def build_story_page(catalogue: Catalogue, slug: str) -> StoryPage:
    """Give a story's events in order, and who and what recurs in it."""
    story = catalogue.stories[slug]
    ids = [id for id in story.event_ids if id in catalogue.refs]
    path = path_of_story(slug)
    return StoryPage(
        kind="story",
        path=path,
        title=story.title,
        credit=catalogue.credit_ids(ids),
        timeline=build_timeline(catalogue, path, ids),
        is_found=story.kind == "found",
        entities=_count_entities(catalogue, ids, leave_out=story.title),
    )


def build_category_page(catalogue: Catalogue, path: str) -> CategoryPage:
    """Give a category's events in order."""
    ids = catalogue.category_events[path]
    return CategoryPage(
        kind="category",
        path=path,
        title=catalogue.category_titles[path],
        credit=catalogue.credit_ids(ids),
        timeline=build_timeline(catalogue, path, ids),
    )


def build_part_page(catalogue: Catalogue, subject: Link, months: dict[str, list[str]], month: str) -> PartPage:
    """Give one month of a subject that is too long for one page; `months` are those of `group_months`."""
    names = list(months)
    position = names.index(month)
    before = names[position - 1] if position else ""
    after = names[position + 1] if position + 1 < len(names) else ""
    return PartPage(
        kind="part",
        path=path_of_part(subject.path, month),
        title=subject.title,
        credit=catalogue.credit_ids(months[month]),
        subject=subject,
        month=month,
        events=tuple(catalogue.refs[id] for id in months[month]),
        previous=_count_month(subject.path, before, months[before]) if before else None,
        next=_count_month(subject.path, after, months[after]) if after else None,
    )


def group_months(catalogue: Catalogue, ids: Sequence[str]) -> dict[str, list[str]]:
    """Give the events `ids`, which are in order of time, by month."""
    months: dict[str, list[str]] = {}
    for id in ids:
        months.setdefault(catalogue.refs[id].date[:7], []).append(id)
    return months


def build_timeline(catalogue: Catalogue, path: str, ids: Sequence[str]) -> Timeline:
    """Give the events of the page at `path` in order of time: all, or the latest of many."""
    is_partial = len(ids) > LONGEST_LIST
    shown = ids[-_SHOWN_OF_LONG:] if is_partial else ids
    return Timeline(
        count=len(ids),
        first_on=catalogue.refs[ids[0]].date if ids else "",
        last_on=catalogue.refs[ids[-1]].date if ids else "",
        is_partial=is_partial,
        events=tuple(catalogue.refs[id] for id in shown),
        periods=_count_periods(catalogue, path if is_partial else "", ids),
    )


def _count_periods(catalogue: Catalogue, path: str, ids: Sequence[str]) -> tuple[PeriodCount, ...]:
    return tuple(_count_month(path, month, members) for month, members in group_months(catalogue, ids).items())


def _count_month(path: str, month: str, members: Sequence[str]) -> PeriodCount:
    return PeriodCount(period=month, path=path_of_part(path, month) if path else "", count=len(members))


def _count_entities(catalogue: Catalogue, ids: Sequence[str], *, leave_out: str) -> tuple[CountedLink, ...]:
    counts = Counter(title for id in ids for title in catalogue.titles.get(id, ()))
    counts.pop(leave_out, None)
    return tuple(
        CountedLink(title=title, path=catalogue.entity_links[title].path, count=count)
        for title, count in _order_counts(counts)[:_MOST_COMPANIONS]
    )


def _order_counts(counts: Counter[str]) -> list[tuple[str, int]]:
    """Give the counts, highest first; equal ones by name, so that every build has the same order."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
