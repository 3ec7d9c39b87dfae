"""The dataset as linked data: each thing as one node in the words of schema.org and of SEM, the Simple Event Model.

A node is a record of JSON-LD with the keys of `CONTEXT`; JSON-LD and Turtle are two ways to write the same nodes.
An event's name is ``urn:backstory:event:ID``, which stays wherever it is published.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from backstory.export.dataset import PORTAL_URL, About, Dataset, find_licence, find_page_url
from backstory.export.times import is_day, write_moment
from backstory.model import Entity, ExportedEvent, Relation, Source, Story
from backstory.model.slug import slugify
from backstory.render.safety import drop_illegal
from backstory.views.web import web_url
from backstory.views.wiki import url_of_title

Node = dict[str, Any]

PREFIXES = {
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "backstory": "urn:backstory:terms:",
}
"""A key without a prefix is of schema.org."""

_DATASET = "urn:backstory:dataset"
_DIRECTIONS = {"background": "background", "same day": "sameDay", "development": "development"}
_TYPES = {"person": "Person", "place": "Place", "organisation": "Organization"}
_ACTORS = ("person", "organisation")


def list_nodes(dataset: Dataset) -> Iterator[Node]:
    """Every node: the dataset, its own terms, then events, entities, stories, relations."""
    yield _describe_dataset(dataset.about)
    yield from _describe_terms()
    seen: set[str] = set()
    for item in dataset.events():
        if item.event.category and item.event.category not in seen:
            seen.add(item.event.category)
            yield {"@id": _name_category(item), "@type": "sem:EventType", "rdfs:label": item.event.category}
        yield _describe_event(item, dataset.about)
    for entity in dataset.entities():
        yield _describe_entity(entity)
    for story in dataset.stories():
        yield _describe_story(story)
    for found in dataset.relations():
        yield _describe_relation(found)


def _describe_dataset(about: About) -> Node:
    node: Node = {
        "@id": _DATASET,
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "version": about.version,
    }
    if about.facts.first_on:
        node["temporalCoverage"] = f"{about.facts.first_on}/{about.facts.last_on}"
    if about.changed_at:
        node["dateModified"] = _type_as("dateTime", about.changed_at)
    if about.licence_url:
        node |= {"license": _link(about.licence_url), "creditText": about.attribution, "isBasedOn": _link(PORTAL_URL)}
    return node


def _describe_terms() -> Iterator[Node]:
    texts = {
        "background": "an earlier event that this one belongs with",
        "sameDay": "an event of the same day that this one belongs with",
        "development": "a later event that this one belongs with",
    }
    for name, text in texts.items():
        yield {
            "@id": f"{PREFIXES['backstory']}{name}",
            "@type": "owl:ObjectProperty",
            "rdfs:subPropertyOf": _link(f"{PREFIXES['dcterms']}relation"),
            "rdfs:comment": text,
        }
    yield {
        "@id": f"{PREFIXES['backstory']}attached",
        "@type": "owl:ObjectProperty",
        "rdfs:subPropertyOf": _link(f"{PREFIXES['schema']}subjectOf"),
        "rdfs:comment": "an article that a machine put beside the event as telling of it, and no editor cites",
    }


def _describe_event(item: ExportedEvent, about: About) -> Node:
    event = item.event
    node: Node = {
        "@id": _name_event(event.id),
        "@type": ["sem:Event", "Event"],
        "name": event.headline,
        "identifier": event.id,
        "startDate": _type_as("date", event.date),
        "sem:hasTimeStamp": _type_as("date", event.date),
        # Not of schema.org: there only a work is part of one, and an event is none.
        "dcterms:isPartOf": _link(_DATASET),
    }
    if event.category:
        node["sem:eventType"] = _link(_name_category(item))
    if event.topics:
        node["keywords"] = [topic.text for topic in event.topics]
    for key, entities in (
        ("about", item.involved),
        ("sem:hasActor", [entity for entity in item.involved if entity.kind in _ACTORS]),
        ("sem:hasPlace", [entity for entity in item.involved if _is_place(entity)]),
    ):
        if entities:
            node[key] = [_link(_name_entity(entity)) for entity in entities]
    for key, is_attached in (("subjectOf", False), ("backstory:attached", True)):
        sources = [one for one in event.sources if bool(one.attached_at) == is_attached]
        if articles := [_describe_article(source) for source in sources if web_url(source.url)]:
            node[key] = articles
    if about.base_url:
        node["url"] = _link(f"{about.base_url.rstrip('/')}{event.path}.html")
    if event.changed_at:
        node["dcterms:modified"] = _type_as("dateTime", event.changed_at)
    if page := find_page_url(item):
        node |= {"dcterms:source": _link(page), "dcterms:license": _link(find_licence(item))}
    return node


def _describe_article(source: Source) -> Node:
    node: Node = {"@id": make_iri(web_url(source.url)), "@type": "NewsArticle"}
    said: Node = {
        "headline": source.title,
        "publisher": source.published_by.name if source.published_by else source.publisher,
        "datePublished": _describe_time(source.published_at),
        "inLanguage": source.language,
    }
    node |= {key: value for key, value in said.items() if value}
    if "publisher" in node:
        node["publisher"] = {
            "@id": f"urn:backstory:publisher:{slugify(node['publisher'])}",
            "@type": "Organization",
            "name": node["publisher"],
        }
    if web_url(source.archived_url):
        node["archivedAt"] = _link(web_url(source.archived_url))
    return node


def _describe_time(text: str) -> Node | None:
    """Give a moment or a day as what it is; None where it is neither."""
    if is_day(text):
        return _type_as("date", text)
    moment = write_moment(text)
    return _type_as("dateTime", moment) if moment else None


def _describe_entity(entity: Entity) -> Node:
    kinds = [_TYPES.get(entity.kind, "Place" if _is_place(entity) else "Thing")]
    kinds += ["sem:Place"] if _is_place(entity) else []
    kinds += ["sem:Actor"] if entity.kind in _ACTORS else []
    same = [url_of_title(entity.title)]
    same += [f"http://www.wikidata.org/entity/{quote(entity.qid)}"] if entity.qid else []
    node: Node = {
        "@id": _name_entity(entity),
        "@type": kinds if len(kinds) > 1 else kinds[0],
        "name": entity.title,
        "sameAs": [_link(url) for url in same],
    }
    if aliases := [alias for alias, _ in entity.aliases if alias != entity.title]:
        node["alternateName"] = aliases
    if entity.qid:
        node["identifier"] = entity.qid
    if entity.latitude is not None and entity.longitude is not None:
        node["latitude"] = _type_as("decimal", f"{entity.latitude:.6f}")
        node["longitude"] = _type_as("decimal", f"{entity.longitude:.6f}")
    return node


def _describe_story(story: Story) -> Node:
    events = [_link(_name_event(event_id)) for event_id in story.event_ids]
    return {
        "@id": f"urn:backstory:story:{story.slug}",
        "@type": ["sem:Event", "Event"],
        "name": story.title,
        "startDate": _type_as("date", story.first_on),
        "endDate": _type_as("date", story.last_on),
        "sem:hasBeginTimeStamp": _type_as("date", story.first_on),
        "sem:hasEndTimeStamp": _type_as("date", story.last_on),
        "subEvent": events,
        "sem:hasSubEvent": events,
    }


def _describe_relation(found: Relation) -> Node:
    return {
        "@id": _name_event(found.event_id),
        f"backstory:{_DIRECTIONS[found.direction]}": _link(_name_event(found.other_id)),
    }


def make_iri(text: str) -> str:
    """Give an address without what no IRI may have (RFC 3987), each percent-encoded."""
    text = drop_illegal(text)
    return "".join(char if char not in ' "<>\\^`{|}' and char > " " else quote(char) for char in text)


def _name_event(event_id: str) -> str:
    return f"urn:backstory:event:{quote(event_id)}"


def _name_entity(entity: Entity) -> str:
    return f"urn:backstory:entity:{entity.slug}"


def _name_category(item: ExportedEvent) -> str:
    return f"urn:backstory:category:{slugify(item.event.category)}"


def _is_place(entity: Entity) -> bool:
    return entity.kind == "place" or (not entity.kind and entity.latitude is not None)


def _link(iri: str) -> Node:
    return {"@id": make_iri(iri)}


def _type_as(kind: str, text: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": text}
