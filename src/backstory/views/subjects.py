"""Pages of what events have in common: entity, story, publisher, category, collection; and the months of long ones."""

from collections.abc import Iterable, Sequence

from backstory.model import StoryMember
from backstory.views.addresses import path_of_entity, path_of_part, path_of_publisher, path_of_story
from backstory.views.catalogue import Catalogue, credit_pages
from backstory.views.facts import tell_facts
from backstory.views.members import Subject
from backstory.views.pages import CategoryPage, CollectionPage, EntityPage, PartPage, PublisherPage, StoryPage, Timeline
from backstory.views.pieces import Counted, CountedLink, Link, PeriodCount, TurningPointView
from backstory.views.wiki import url_of_qid, url_of_title

# A page of 300 headlines is about 100 kB and still scrolls well on a phone; a longer one gets a page per month.
LONGEST_LIST = 300
_SHOWN_OF_LONG = 60
_MOST_COMPANIONS = 24


def build_entity_page(catalogue: Catalogue, title: str) -> EntityPage:
    """Give an entity's events in order, its other names, its companions and its stories."""
    entity = catalogue.find_entity(title)
    subject = catalogue.members("entity", title)
    path = path_of_entity(entity.slug)
    return EntityPage(
        kind="entity",
        path=path,
        title=title,
        credit=credit_pages(subject.pages()),
        timeline=build_timeline(catalogue, path, subject),
        aliases=tuple(alias for alias, _ in entity.aliases if alias != title),
        appears_with=_count_entities(subject, leave_out=title),
        stories=tuple(
            CountedLink(title=name, path=path_of_story(slug), count=count)
            for slug, name, count in subject.stories(_MOST_COMPANIONS)
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
    story = catalogue.find_story(slug)
    subject = catalogue.members("story", slug)
    path = path_of_story(slug)
    facts = tell_facts(catalogue.archive.story_members(slug))
    return StoryPage(
        kind="story",
        path=path,
        title=story.title,
        credit=credit_pages(subject.pages()),
        timeline=build_timeline(catalogue, path, subject),
        is_found=story.kind == "found",
        peak=facts.peak,
        quiet=facts.quiet,
        turning_points=_show_turning_points(catalogue, facts.turning_points),
        entities=_count_entities(subject, leave_out=story.title),
    )


def _show_turning_points(catalogue: Catalogue, members: Sequence[StoryMember]) -> tuple[TurningPointView, ...]:
    return tuple(
        TurningPointView(event=ref, why=_explain_turning_point(member))
        for member in members
        if (ref := catalogue.find_ref(member.event_id))
    )


def _explain_turning_point(member: StoryMember) -> str:
    """Say what makes an event stand out, in a sentence."""
    parts = []
    if member.pointing > 1:
        parts.append(f"{member.pointing} other events of this story are related to it")
    if member.publishers > 1:
        parts.append(f"{member.publishers} publishers reported it")
    return "; ".join(parts)


def build_category_page(catalogue: Catalogue, path: str) -> CategoryPage:
    """Give a category's events in order."""
    subject = catalogue.members("category", path)
    return CategoryPage(
        kind="category",
        path=path,
        title=catalogue.category_titles[path],
        credit=credit_pages(subject.pages()),
        timeline=build_timeline(catalogue, path, subject),
    )


def build_collection_page(catalogue: Catalogue, path: str) -> CollectionPage:
    """Give a collection's events in order, and whom and what most of them name."""
    subject = catalogue.members("collection", path)
    return CollectionPage(
        kind="collection",
        path=path,
        title=catalogue.collection_titles[path],
        credit=credit_pages(subject.pages()),
        timeline=build_timeline(catalogue, path, subject),
        appears_with=_count_entities(subject, leave_out=""),
    )


def build_publisher_page(catalogue: Catalogue, slug: str) -> PublisherPage:
    """Give the events that cite what a publisher wrote or carries, and under which names and with whom it stands."""
    known = catalogue.archive.publisher(slug)
    subject = catalogue.members("publisher", slug)
    path = path_of_publisher(slug)
    return PublisherPage(
        kind="publisher",
        path=path,
        title=known.name,
        credit=credit_pages(subject.pages()),
        timeline=build_timeline(catalogue, path, subject),
        is_agency=known.is_agency,
        domain=known.domain,
        citation_count=known.citations,
        carried_count=known.carried,
        carrying_count=known.carrying,
        carriers=_count_publishers(known.carriers),
        carried=_count_publishers(known.sources),
        labels=tuple(Counted(name=label, count=count) for label, count in known.labels),
        domains=tuple(Counted(name=domain, count=count) for domain, count in known.domains),
    )


def _count_publishers(found: Iterable[tuple[str, str, int]]) -> tuple[CountedLink, ...]:
    return tuple(CountedLink(title=name, path=path_of_publisher(slug), count=count) for slug, name, count in found)


def build_part_page(catalogue: Catalogue, link: Link, subject: Subject, month: str) -> PartPage:
    """Give one month of a subject, which `link` names and leads to, that is too long for one page."""
    months = subject.months()
    place = [name for name, _ in months].index(month)
    named = subject.of_month(month)
    return PartPage(
        kind="part",
        path=path_of_part(link.path, month),
        title=link.title,
        credit=credit_pages(event.page for event in named),
        subject=link,
        month=month,
        events=tuple(catalogue.refer_to(event) for event in named),
        previous=_count_month(link.path, *months[place - 1]) if place else None,
        next=_count_month(link.path, *months[place + 1]) if place + 1 < len(months) else None,
    )


def build_timeline(catalogue: Catalogue, path: str, subject: Subject) -> Timeline:
    """Give the events of the page at `path` in order of time: all, or the latest of many."""
    count, first_on, last_on = subject.span()
    is_partial = count > LONGEST_LIST
    shown = subject.latest(_SHOWN_OF_LONG if is_partial else count) if count else []
    return Timeline(
        count=count,
        first_on=first_on,
        last_on=last_on,
        is_partial=is_partial,
        events=tuple(catalogue.refer_to(event) for event in shown),
        periods=tuple(_count_month(path if is_partial else "", *month) for month in subject.months()),
    )


def _count_month(path: str, month: str, count: int) -> PeriodCount:
    return PeriodCount(period=month, path=path_of_part(path, month) if path else "", count=count)


def _count_entities(subject: Subject, *, leave_out: str) -> tuple[CountedLink, ...]:
    return tuple(
        CountedLink(title=entity.title, path=path_of_entity(entity.slug), count=entity.uses)
        for entity in subject.companions(leave_out, _MOST_COMPANIONS)
    )
