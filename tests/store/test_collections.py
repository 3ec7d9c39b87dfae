"""Collections: an event's collection is part of what it says, and found again in every way of asking."""

import pytest

from backstory.model import GivenEvent, ParsedEvent, SearchRequest
from backstory.pipeline import add_events, open_as_of
from backstory.store import Archive


@pytest.fixture
def archive() -> Archive:
    made = Archive(":memory:")
    rows = [("a1", "Harbour Desk"), ("a2", "Harbour Desk"), ("b1", "Science"), ("c1", "")]
    add_events(
        made,
        [
            ParsedEvent(id=row, date="2020-01-01", category="", text=f"Item {row} is told.", collection=name)
            for row, name in rows
        ],
    )
    return made


def find(archive: Archive, text: str = "", **asked: str) -> list[str]:
    return sorted(hit.event.id for hit in archive.search(SearchRequest(text=text, **asked)).hits)  # type: ignore[arg-type]


def test_collections_are_counted_and_listed(archive: Archive) -> None:
    assert archive.collections() == [("Harbour Desk", 2), ("Science", 1)]
    assert archive.members("collection", ["Science"]).span() == (1, "2020-01-01", "2020-01-01")
    assert archive.check() == []


def test_a_search_is_limited_to_a_collection_by_name_or_slug(archive: Archive) -> None:
    assert find(archive, collection="harbour desk") == find(archive, collection="harbour-desk") == ["a1", "a2"]
    assert find(archive, 'item collection:"Harbour Desk"') == ["a1", "a2"]
    assert find(archive, collection="nowhere") == []


def test_facets_count_collections(archive: Archive) -> None:
    facets = archive.search(SearchRequest(text="item", with_facets=True)).facets
    assert facets is not None
    assert [(one.name, one.count) for one in facets.collections] == [("Harbour Desk", 2), ("Science", 1)]


def test_an_event_that_moves_to_another_collection_is_found_there(archive: Archive) -> None:
    moved = ParsedEvent(id="a1", date="2020-01-01", category="", text="Item a1 is told.", collection="Science")
    assert add_events(archive, [moved]).changed == 1
    assert find(archive, collection="science") == ["a1", "b1"]
    assert archive.event("a1").collection == "Science"
    assert archive.check() == []


def test_an_earlier_moment_has_the_collections_of_then() -> None:
    with Archive(":memory:") as archive:
        for day, name in (("2020-01-02", "Desk"), ("2020-01-05", "Science")):
            said = GivenEvent(
                id="x",
                date="2020-01-01",
                category="",
                text="It is told.",
                collection=name,
                changed_at=f"{day}T00:00:00Z",
            )
            add_events(archive, [said])
        with open_as_of(archive, "2020-01-03") as then:
            assert then.collections() == [("Desk", 1)]
            assert then.check() == []
        assert archive.collections() == [("Science", 1)]
