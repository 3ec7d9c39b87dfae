"""Records as rows of the dataset's tables: what each cell says, before a format writes it."""

from collections.abc import Iterator, Mapping

from backstory.export.dataset import Dataset, find_licence
from backstory.export.tables import BESIDE_EVENTS, NESTED_EVENTS, Table
from backstory.export.times import write_moment
from backstory.model import ExportedEvent, Source
from backstory.model.columns import join_nested, join_values

Row = Mapping[str, object]


def list_rows(table: Table, dataset: Dataset) -> Iterator[Row]:
    """The rows of one of the tables, in their order. A cell that says nothing is empty text or None."""
    if table.name == "events":
        describe = _nest_event if table is NESTED_EVENTS else _flatten_event
        return (describe(item) for item in dataset.events())
    return _BESIDE[table.name](dataset)


def _flatten_event(item: ExportedEvent) -> Row:
    event = item.event
    return {
        "id": event.id,
        "date": event.date,
        "category": event.category,
        "collection": event.collection,
        "topics": join_values([topic.text for topic in event.topics]),
        "topic_entities": join_nested([topic.entities for topic in event.topics]),
        "prefix": event.prefix,
        "text": event.text,
        "headline": event.headline,
        "entities": join_values([mention.title for mention in event.mentions]),
        "anchors": join_values([m.anchor if m.anchor != m.title else "" for m in event.mentions]),
        "sources": join_values([source.url for source in event.sources]),
        "publishers": join_values([source.publisher for source in event.sources]),
        "source_titles": join_values([source.title for source in event.sources]),
        "archived_urls": join_values([source.archived_url for source in event.sources]),
        "attached_at": join_values([source.attached_at for source in event.sources]),
        "path": event.path,
        "addresses": join_values(item.addresses),
        "first_seen_at": event.first_seen_at,
        "changed_at": event.changed_at,
        "origin": event.origin,
        "page": item.page,
        "line": item.line,
        "licence": find_licence(item),
    }


def _nest_event(item: ExportedEvent) -> Row:
    event = item.event
    return {
        "id": event.id,
        "date": event.date,
        "category": event.category,
        "collection": event.collection,
        "topics": [{"text": topic.text, "entities": list(topic.entities)} for topic in event.topics],
        "prefix": event.prefix,
        "text": event.text,
        "headline": event.headline,
        "entities": [{"title": m.title, "anchor": m.anchor, "start": m.start} for m in event.mentions],
        "sources": [_describe_source(source) for source in event.sources],
        "path": event.path,
        "addresses": list(item.addresses),
        "first_seen_at": event.first_seen_at,
        "changed_at": event.changed_at,
        "origin": event.origin,
        "page": item.page,
        "line": item.line,
        "licence": find_licence(item),
    }


def _describe_source(source: Source) -> dict[str, object]:
    return {
        "url": source.url,
        "canonical_url": source.canonical_url,
        "label": source.publisher,
        "publisher": source.published_by.name if source.published_by else "",
        "title": source.title,
        "published_at": write_moment(source.published_at),
        "language": source.language,
        "status": source.status,
        "archived_url": source.archived_url,
        "attached_at": source.attached_at,
    }


def _list_sources(dataset: Dataset) -> Iterator[Row]:
    for item in dataset.events():
        for position, source in enumerate(item.event.sources, 1):
            yield {"event_id": item.event.id, "position": position, **_describe_source(source)}


def _list_mentions(dataset: Dataset) -> Iterator[Row]:
    for item in dataset.events():
        linked = [(mention.title, mention.anchor) for mention in item.event.mentions]
        own = {title for title, _ in linked}
        linked += [(title, "") for title in item.event.titles if title not in own]
        for position, (title, anchor) in enumerate(linked, 1):
            yield {"event_id": item.event.id, "position": position, "title": title, "anchor": anchor}


def _list_entities(dataset: Dataset) -> Iterator[Row]:
    for entity in dataset.entities():
        yield {field.name: getattr(entity, field.name) for field in _FIELDS["entities"]}


def _list_relations(dataset: Dataset) -> Iterator[Row]:
    for found in dataset.relations():
        reasons = "; ".join(reason.label for reason in found.reasons if reason.label)
        yield {
            "event_id": found.event_id,
            "rank": found.rank,
            "other_id": found.other_id,
            "score": found.score,
            "direction": found.direction,
            "days_apart": found.days_apart,
            "reasons": reasons,
        }


def _list_stories(dataset: Dataset) -> Iterator[Row]:
    for story in dataset.stories():
        yield {field.name: getattr(story, field.name) for field in _FIELDS["stories"]}


def _list_story_events(dataset: Dataset) -> Iterator[Row]:
    for story in dataset.stories():
        for position, event_id in enumerate(story.event_ids, 1):
            yield {"story": story.slug, "position": position, "event_id": event_id}


_FIELDS = {table.name: table.fields for table in BESIDE_EVENTS}
_BESIDE = {
    "sources": _list_sources,
    "mentions": _list_mentions,
    "entities": _list_entities,
    "relations": _list_relations,
    "stories": _list_stories,
    "story_events": _list_story_events,
}
