"""Linked data: two ways to write one graph, which holds to the shapes that are shipped with it."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from backstory.pipeline import ExportOptions, export_events, open_archive

rdflib = pytest.importorskip("rdflib")

SCHEMA = rdflib.Namespace("https://schema.org/")
SEM = rdflib.Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
SHAPES = files("backstory.export").joinpath("shapes.ttl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def graphs(exported_path: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The graph as Turtle says it and as JSON-LD says it."""
    folder = tmp_path_factory.mktemp("linked")
    options = ExportOptions(base_url="https://news.example/archive")
    with open_archive(exported_path, read_only=True) as archive:
        for name in ("all.ttl", "all.jsonld"):
            export_events(archive, folder / name, options)
    return (
        rdflib.Graph().parse(folder / "all.ttl", format="turtle"),
        rdflib.Graph().parse(folder / "all.jsonld", format="json-ld"),
    )


def test_turtle_and_json_ld_say_the_same(graphs: tuple[Any, Any]) -> None:
    turtle, json_ld = graphs
    assert len(turtle) > 3000
    assert set(turtle) - set(json_ld) == set(json_ld) - set(turtle) == set()


def test_an_event_is_told_in_the_words_of_schema_org_and_sem(graphs: tuple[Any, Any]) -> None:
    graph = graphs[0]
    (event,) = (s for s, name in graph.subject_objects(SCHEMA.name) if name.startswith('"Łódź"'))
    assert {SEM.Event, SCHEMA.Event} <= set(graph.objects(event, rdflib.RDF.type))
    assert str(graph.value(event, SEM.hasTimeStamp)) == "2020-04-03"
    assert str(graph.value(event, DCTERMS.source)).endswith("Portal:Current_events/2020_April_3")
    dataset = graph.value(event, DCTERMS.isPartOf)
    assert dataset is not None
    assert graph.value(dataset, rdflib.RDF.type) == SCHEMA.Dataset
    modified = graph.value(dataset, SCHEMA.dateModified)
    assert str(graph.value(dataset, SCHEMA.version)) == f"{modified.toPython():%Y-%m-%d}"
    assert str(graph.value(event, DCTERMS.license)) == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert str(graph.value(event, SCHEMA.url)).startswith("https://news.example/archive/news/2020/04/3/")
    (place,) = graph.objects(event, SEM.hasPlace)
    wikidata = rdflib.URIRef("http://www.wikidata.org/entity/Q419")
    assert wikidata in set(graph.objects(place, SCHEMA.sameAs))


def test_an_article_that_a_machine_attached_is_not_one_that_editors_cite(graphs: tuple[Any, Any]) -> None:
    graph = graphs[0]
    attached = rdflib.URIRef("urn:backstory:terms:attached")
    found = sorted(str(article) for _, article in graph.subject_objects(attached))
    assert found == ["http://daily.com/a?b=c%7Cd", "http://paper.com/b"]
    assert not {str(article) for _, article in graph.subject_objects(SCHEMA.subjectOf)} & set(found)


def test_actors_stories_and_relations_are_there(graphs: tuple[Any, Any]) -> None:
    graph = graphs[0]
    actor = rdflib.URIRef("urn:backstory:entity:african-union")
    assert list(graph.subjects(SEM.hasActor, actor))
    assert list(graph.subject_objects(SEM.hasSubEvent))
    assert list(graph.subject_objects(rdflib.URIRef("urn:backstory:terms:background")))


def test_the_graph_holds_to_its_shapes(graphs: tuple[Any, Any]) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    conforms, _, text = pyshacl.validate(graphs[0], shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, text


def test_the_shapes_find_what_is_wrong(graphs: tuple[Any, Any]) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    broken = rdflib.Graph()
    event = rdflib.URIRef("urn:backstory:event:x")
    broken.add((event, SEM.hasTimeStamp, rdflib.Literal("yesterday")))
    broken.add((event, DCTERMS.source, rdflib.URIRef("https://en.wikipedia.org/wiki/Page")))
    conforms, _, text = pyshacl.validate(broken, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    assert not conforms
    for wrong in ("schema:name", "schema:startDate", "dcterms:license"):
        assert wrong in text


def test_the_shapes_lie_beside_a_file_with_metadata(exported_path: Path, tmp_path: Path) -> None:
    with open_archive(exported_path, read_only=True) as archive:
        export_events(archive, tmp_path / "all.ttl", ExportOptions(has_metadata=True))
    assert (tmp_path / "all.ttl.shapes.ttl").read_text(encoding="utf-8") == SHAPES


def test_when_an_article_was_published_is_typed_as_what_it_says(graphs: tuple[Any, Any]) -> None:
    found = {str(article): when for article, when in graphs[0].subject_objects(SCHEMA.datePublished)}
    assert found["http://daily.com/a?b=c%7Cd"] == rdflib.Literal("2020-04-03T18:00:00Z", datatype=rdflib.XSD.dateTime)
    assert found["http://paper.com/b"] == rdflib.Literal("2020-04-03", datatype=rdflib.XSD.date)
    assert "https://news.example/vote" not in found
