"""Reading an archive: what was added is there, whole, in order, and found."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory.errors import NotFoundError
from backstory.model import Chain, Citation, Mention, ParsedEvent, Reason, Relation, Source, Story, Topic
from backstory.pipeline import add_events, add_sources
from backstory.store import Archive
from backstory.store.claims import FIND_OWNER
from backstory.store.urls import JOIN_SOURCES

MALI = Topic(text="Northern Mali conflict", entities=("Northern Mali conflict",))


def make_item(date: str, text: str, *titles: str, **more: object) -> ParsedEvent:
    mentions = tuple(Mention(title=title.split("|")[0], anchor=title.split("|")[-1]) for title in titles)
    return ParsedEvent(date=date, category="Armed conflicts", text=text, mentions=mentions, **more)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    items = [
        make_item("2013-01-11", "France sends troops to Mali.", "France", "Mali", topics=(MALI,),
                  citations=(Citation(url="https://news.example/a#top", publisher="Le Monde"),)),
        make_item("2013-01-10", "Islamists capture the town of Konna.", "Konna", "Islamism|Islamists",
                  topics=(MALI,), prefix="Battle of Konna"),
        make_item("2013-01-11", "François Hollande speaks in São Tomé.", "François Hollande", "Mali|the north",
                  citations=(Citation(url="https://news.example/a", publisher="AFP"),)),
    ]  # fmt: skip
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, items)
        yield archive


def test_events_come_by_day_and_place(archive: Archive) -> None:
    assert [event.date for event in archive.events()] == ["2013-01-10", "2013-01-11", "2013-01-11"]
    assert [event.text[:6] for event in archive.events_on("2013-01-11")] == ["France", "Franço"]
    assert [event.date for event in archive.events(last="2013-01-10")] == ["2013-01-10"]
    assert archive.days() == [("2013-01-10", 1), ("2013-01-11", 2)]


def test_event_has_all_that_was_said(archive: Archive) -> None:
    (event,) = archive.events_on("2013-01-10")
    assert event.headline == "Battle of Konna: Islamists capture the town of Konna."
    assert event.path == "/news/2013/01/10/islamists-capture-the-town-of-konna"
    assert event.titles == ("Konna", "Islamism", "Northern Mali conflict")
    assert event.origin == "jsonl"
    assert archive.event(event.id) == event
    assert archive.events_by_id([event.id, "nothing"]) == {event.id: event}
    assert archive.page_of(event) == ""


def test_counts_agree_with_what_can_be_listed(archive: Archive) -> None:
    counts = archive.counts()
    assert counts["events"] == len(list(archive.events())) == 3
    assert counts["entities"] == len(archive.entities())
    assert counts["sources"] == len(archive.sources()) == 1  # the same article, cited with and without a fragment
    assert counts["days"] == 2


def test_entities_are_counted_with_their_aliases(archive: Archive) -> None:
    mali = archive.entity("Mali")
    assert (mali.event_count, mali.aliases) == (2, (("Mali", 1), ("the north", 1)))
    assert archive.entity("northern-mali-conflict").event_count == 2
    counts = [entity.event_count for entity in archive.entities()]
    assert [len(ids) for ids in archive.entity_events().values()] == counts
    with pytest.raises(NotFoundError):
        archive.entity("Atlantis")


def test_facts_about_a_source_show_wherever_it_is_cited(archive: Archive) -> None:
    facts = Source(
        url="https://news.example/a", title="France enters", checked_at="2013-01-12T00:00:00Z", is_paywalled=False
    )
    assert add_sources(archive, [facts]) == 1
    assert add_sources(archive, [facts]) == 0
    first, second = (event.sources[0] for event in archive.events_on("2013-01-11"))
    assert (first.url, first.publisher, first.title) == ("https://news.example/a#top", "Le Monde", "France enters")
    assert (second.publisher, second.title, second.is_paywalled) == ("AFP", "France enters", False)
    assert archive.sources(unchecked_only=True) == []
    assert archive.changed_at() >= "2013-01-12T00:00:00Z"


def test_relations_and_stories_are_kept(archive: Archive) -> None:
    konna, france, _ = (event.id for event in archive.events())
    relation = Relation(
        event_id=konna, other_id=france, rank=1, score=0.5, direction="development", days_apart=1,
        reasons=(Reason(kind="topic", label="Northern Mali conflict", weight=1.0),),
    )  # fmt: skip
    story = Story(
        slug="mali", title="Mali", kind="topic", first_on="2013-01-10", last_on="2013-01-11", event_ids=(konna, france)
    )
    archive.write_relations([relation])
    chain = Chain(
        owner="Mali", title="Mali", kind="topic", wish="Mali", first_on=story.first_on, last_on=story.last_on,
        event_ids=story.event_ids,
    )  # fmt: skip
    archive.write_chains([chain], None, "topic")
    assert archive.relations([konna, france]) == {konna: (relation,), france: ()}
    assert archive.stories() == [story] == [archive.story("mali")]
    assert [step.slug for step in archive.story_steps([france])[france]] == ["mali"]
    archive.write_chains([], None, "topic")
    assert archive.stories() == []
    with pytest.raises(NotFoundError):
        archive.story("mali")


def test_whole_archive_has_nothing_to_complain_of(archive: Archive) -> None:
    assert archive.check() == []


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("UPDATE events SET path = (SELECT path FROM events WHERE key = 1)", "wo events have one permalink"),
        ("INSERT INTO sources (canonical_url) SELECT canonical_url FROM sources", "wo sources have one address"),
        ("INSERT INTO addresses SELECT path, key, '2013' FROM events", "permalink is kept among the other addresses"),
        ("UPDATE wordings SET valid_to = '2099' WHERE key = 1", "no version that holds now"),
        ("DELETE FROM mentions WHERE event = 1", "links are not those of its wording"),
        ("DELETE FROM citations", "citations are not those of its wording"),
        ("UPDATE events SET removed_at = '2099' WHERE key = 1", "disagree on day, page or removal"),
        ("UPDATE events SET first_seen_at = '1999' WHERE key = 1", "times do not agree"),
        ("INSERT INTO search (search) VALUES ('delete-all')", "search index has 0 events"),
        ("UPDATE wordings SET wording = replace(wording, 'Konna', 'Konnb')", "search index does not agree"),
        ("UPDATE search_names SET uses = 9 WHERE name = 'Konna' AND kind = 1", "ames are counted otherwise"),
        ("DELETE FROM texts", "text is missing"),
        ("UPDATE revisions SET layout = '[]'", "not on the latest state"),
        ("DELETE FROM entities", "refers to a row of entities that is not there"),
    ],
)
def test_damage_is_found(archive: Archive, damage: str, complaint: str) -> None:
    with sqlite3.connect(archive.path) as other:
        other.execute(damage)
    other.close()
    assert complaint in " ".join(archive.check())


def test_a_path_and_an_article_are_found_without_reading_all(archive: Archive) -> None:
    for query in (f"SELECT {FIND_OWNER}", f"SELECT s.key FROM {JOIN_SOURCES}"):
        with sqlite3.connect(archive.path) as other:
            plan = other.execute(f"EXPLAIN QUERY PLAN {query}", {"path": ""} if ":" in query else ["[]"])
            told = " ".join(row[3] for row in plan)
        assert "SCAN events" not in told
        assert "SCAN s " not in told
        assert "<expr>=?" in told
