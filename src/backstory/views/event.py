"""The page of one event."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backstory.model import Event, Relation, Version
from backstory.model.slug import slugify
from backstory.views.addresses import path_of_day, path_of_story
from backstory.views.catalogue import Catalogue
from backstory.views.pages import EventPage
from backstory.views.pieces import Link, MentionView, PlacedLink, RelatedView, StoryPlace, TopicView, VersionView
from backstory.views.relating import describe_relations, part_by_direction
from backstory.views.sources import count_publishers, describe_sources, quote_source, show_picture

if TYPE_CHECKING:
    from backstory.store.naming import StoryStep

_DATED_PATH = re.compile(r"/news/(\d{4})/(\d{2})/(\d{1,2})/")


def build_event_page(catalogue: Catalogue, event: Event, relations: Sequence[Relation] = ()) -> EventPage:
    """Give everything an event's page says. `relations` are its own, best first; removed events have pages too."""
    related = part_by_direction(describe_relations(catalogue, relations))
    return EventPage(
        kind="event",
        path=event.path,
        title=event.headline,
        credit=catalogue.credit_event(event),
        id=event.id,
        date=event.date,
        category=catalogue.link_category(event.category),
        collection=catalogue.link_collection(event.collection),
        headline=event.headline,
        text=event.text,
        prefix=event.prefix,
        topics=_describe_topics(catalogue, event),
        mentions=_describe_mentions(catalogue, event),
        places=_list_places(catalogue, event),
        quote=quote_source(event.sources),
        picture=show_picture(event.sources),
        sources=describe_sources(event.sources),
        publisher_count=count_publishers(event.sources),
        background=related["background"],
        same_day=related["same_day"],
        developments=related["developments"],
        hints=_describe_hints(catalogue, event),
        stories=tuple(_place_in_story(catalogue, step) for step in catalogue.list_steps(event.id)),
        versions=_list_versions(catalogue, event),
        first_seen_at=event.first_seen_at,
        changed_at=event.changed_at,
        removed_at=event.removed_at,
        is_machine_grouped=event.is_machine_grouped,
        day=Link(
            title=event.date, path=path_of_day(event.date) if event.is_live or catalogue.has_day(event.date) else ""
        ),
    )


def describe_version(version: Version) -> VersionView:
    """Give a wording that an event had as its page tells it."""
    return VersionView(
        headline=version.headline,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        is_removed=version.is_removed,
    )


def _describe_hints(catalogue: Catalogue, event: Event) -> tuple[RelatedView, ...]:
    """What the page this event came from calls related; what is here too, at its present address."""
    if event.origin != "markdown":
        return ()
    described = []
    for rank, hint in enumerate(catalogue.archive.hints((event.id,)).get(event.id, ()), start=1):
        here = catalogue.find_ref(catalogue.archive.resolve(hint.path) or "")
        described.append(
            RelatedView(
                id=here.id if here else "",
                date=here.date if here else _read_date(hint.path),
                path=here.path if here else hint.path,
                headline=here.headline if here else hint.headline,
                rank=rank,
                score=0.0,
                direction="",
                days_apart=0,
                why="",
                context=hint.names,
            )
        )
    return tuple(described)


def _read_date(path: str) -> str:
    """The date in an event's address; empty where it has none."""
    found = _DATED_PATH.match(path)
    return f"{found[1]}-{found[2]}-{found[3]:0>2}" if found else ""


def _describe_topics(catalogue: Catalogue, event: Event) -> tuple[TopicView, ...]:
    stories = {step.slug: step for step in catalogue.list_steps(event.id)}
    described = []
    for topic in event.topics:
        # A story's slug is that of the one entity its topic links, or else of its words; or was once.
        slug = slugify(topic.entities[0] if len(topic.entities) == 1 else topic.text)
        story = stories.get(slug)
        if story is None and stories:
            _, now = catalogue.archive.resolve_story(slug) or ("", "")
            story = stories.get(now)
        described.append(
            TopicView(
                text=topic.text,
                entities=tuple(catalogue.link_entity(title) for title in topic.entities),
                story=Link(title=story.title, path=path_of_story(story.slug)) if story else None,
            )
        )
    return tuple(described)


def _describe_mentions(catalogue: Catalogue, event: Event) -> tuple[MentionView, ...]:
    return tuple(
        MentionView(
            title=mention.title,
            path=catalogue.link_entity(mention.title).path,
            anchor=mention.anchor,
            start=mention.start,
        )
        for mention in event.mentions
    )


def _list_places(catalogue: Catalogue, event: Event) -> tuple[PlacedLink, ...]:
    return tuple(place for title in event.titles if (place := catalogue.place_entity(title)))


def _place_in_story(catalogue: Catalogue, step: "StoryStep") -> StoryPlace:
    return StoryPlace(
        title=step.title,
        path=path_of_story(step.slug),
        first_on=step.first_on,
        previous=catalogue.find_ref(step.previous) if step.previous else None,
        next=catalogue.find_ref(step.next) if step.next else None,
    )


def _list_versions(catalogue: Catalogue, event: Event) -> tuple[VersionView, ...]:
    # Only an event that changed has more than one wording; asking for each of thousands costs seconds.
    if event.changed_at == event.first_seen_at and event.is_live:
        return ()
    versions = catalogue.archive.versions(event.id)
    if len(versions) < 2:
        return ()
    return tuple(map(describe_version, versions))
