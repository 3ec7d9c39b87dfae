"""One archive for all tests of exports: the sample, and a day of Wikipedia whose words are hard to write down."""

from pathlib import Path

import pytest

from backstory.model import Attached, Entity, ParsedEvent, Source
from backstory.pipeline import add_events, add_revisions, relate
from backstory.pipeline.demo import build_demo
from backstory.store import Archive
from tests.pipeline.feeding import make_state

AWKWARD = [
    (
        "[[Łódź|\"Łódź\"]], {{nowrap|a, b; c}} | and \\ [[Peru]] & <nowiki><b></nowiki> shake; 'quoted' 🎉.",
        "a?b=c|d&e=f",
    ),
    ("=SUM(1;2) is what voters in [[Iceland]] read | ''twice''.", "vote"),
    ("Snow falls in [[Peru]].", ""),
]


@pytest.fixture(scope="session")
def exported_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive's file, related."""
    folder = tmp_path_factory.mktemp("exported")
    build_demo(folder, lambda done, total: None)
    path = folder / "backstory.db"
    with Archive(path) as archive:
        add_revisions(archive, [make_state("2020-04-03", "2020-04-03T08:00:00Z", AWKWARD[::-1])])
        add_revisions(archive, [make_state("2020-04-03", "2020-04-03T09:00:00Z", AWKWARD)])
        chess = ParsedEvent(date="2020-04-03", category="Sport", collection="Desk", text="Chess ends\x01 in a draw.")
        add_events(archive, [chess])
        facts = [
            Entity(title="Peru", slug="", qid="Q419", kind="place", latitude=-9.4, longitude=-75.0),
            Entity(title="African Union", slug="", qid="Q7159", kind="organisation"),
        ]
        archive.add_entity_facts(facts, "2020-05-01T00:00:00Z")
        attached = [
            Attached(url="http://daily.com/a?b=c|d", publisher="The | Daily", attached_at="2020-04-04T01:02:03Z"),
            Attached(url="http://paper.com/b", publisher="The Paper", attached_at="2020-04-05T01:02:03Z"),
        ]
        checked_at = "2020-04-04T01:02:03Z"
        said = Source(
            url="http://daily.com/a?b=c|d",
            title="Łódź | shakes",
            checked_at=checked_at,
            published_at="2020-04-03T20:00:00+02:00",
        )
        dated = [
            Source(url="http://paper.com/b", published_at="2020-04-03", checked_at=checked_at),
            Source(url="https://news.example/vote", published_at="soon", checked_at=checked_at),
        ]
        archive.add_sources([said, *dated])
        (event,) = (event for event in archive.events("2020-04-03", "2020-04-03") if "Łódź" in event.text)
        archive.attach_given((event.id, one) for one in attached)
        relate(archive)
    return path
