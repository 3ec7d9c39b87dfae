"""Publishers in the archive: whoever reads it finds the same ones, however the citations came."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backstory.model import PublisherProfile, Revision, Source
from backstory.pipeline import add_revisions, add_sources, attributing, open_as_of, relate
from backstory.pipeline.attributing import attribute
from backstory.pipeline.files import make_page_revision
from backstory.store import Archive

Cited = tuple[str, str]
"""A label and an address."""


def make_state(day: int, hour: int, events: list[list[Cited]]) -> Revision:
    """A state of a day page, whose events cite these."""
    lines = [
        f"*Town{day}{number} has a new mayor. " + " ".join(f"[{url} ({label})]" for label, url in cited)
        for number, cited in enumerate(events)
    ]
    text = "{{Current events|year=2020|month=04|day=3|content=\n;Politics\n" + "\n".join(lines) + "\n}}\n"
    return make_page_revision(f"2020-04-{day:02}", f"2020-05-{1 + hour // 24:02}T{hour % 24:02}:00:00Z", text)


def read_publishers(archive: Archive) -> tuple[dict[str, PublisherProfile], list[object]]:
    """All publishers, and whom each citation is taken for."""
    profiles = {slug: archive.publisher(slug) for slug, _, _ in archive.publishers()}
    return profiles, [[source.published_by for source in event.sources] for event in archive.events()]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.db")


def cite(archive: Archive, day: int, hour: int, *cited: Cited) -> None:
    """Let a day have one event that cites these."""
    add_revisions(archive, [make_state(day, hour, [list(cited)])])
    relate(archive)


def name_sources(archive: Archive, day: int) -> list[str]:
    """Who published what a day's first event cites."""
    (event, *_) = archive.events_on(f"2020-04-{day:02}")
    return [source.published_by.name if source.published_by else "" for source in event.sources]


def test_an_event_says_who_published_what_it_cites_and_who_carries_it(archive: Archive) -> None:
    cite(
        archive, 1, 1, ("BBC News", "https://www.bbc.co.uk/1"), ("AP", "https://www.theguardian.com/2"),
        ("AFP via Dawn", "https://www.dawn.com/3"), ("", "https://www.bbc.com/4"),
    )  # fmt: skip
    (event,) = archive.events_on("2020-04-01")
    said = [(found.name, found.carrier) for source in event.sources if (found := source.published_by)]
    assert said == [
        ("BBC", ""), ("Associated Press", "The Guardian"), ("Agence France-Presse", "Dawn"), ("BBC", "")
    ]  # fmt: skip
    assert archive.publisher("associated-press").carried == 1
    assert archive.publisher("the-guardian").carrying == 1
    assert [found.id for found in archive.members("publisher", "dawn-com").latest(5)] == [event.id]


def test_a_publisher_is_called_as_most_citations_call_it_and_keeps_its_address(archive: Archive) -> None:
    cite(archive, 1, 1, ("Valley Couriers", "https://valleycourier.com/1"))
    assert name_sources(archive, 1) == ["Valley Couriers"]
    before = archive.moment()
    cite(archive, 2, 2, ("The Valley Courier", "https://valleycourier.com/2"),
         ("The Valley Courier", "https://valleycourier.com/3"))  # fmt: skip
    assert name_sources(archive, 1) == ["The Valley Courier"]
    assert archive.publishers() == [("valleycourier-com", "The Valley Courier", 2)]
    changes = archive.changes_since(before)
    (first,) = archive.events_on("2020-04-01")
    assert changes is not None
    assert first.id in changes.events
    assert changes.publishers == {"valleycourier-com"}


def test_what_the_page_calls_its_site_counts_where_the_editors_say_nothing(archive: Archive) -> None:
    url = "https://valleycourier.com/1"
    cite(archive, 1, 1, ("", url))
    assert name_sources(archive, 1) == ["valleycourier.com"]
    add_sources(archive, [Source(url=url, site_name="The Valley Courier", status="live", checked_at="2020-05-02")])
    relate(archive)
    assert name_sources(archive, 1) == ["The Valley Courier"]


def test_a_publisher_that_nothing_cites_any_more_is_forgotten(archive: Archive) -> None:
    cite(archive, 1, 1, ("Valley Courier", "https://valleycourier.com/1"))
    cite(archive, 1, 2, ("BBC", "https://www.bbc.com/1"))
    assert [slug for slug, _, _ in archive.publishers()] == ["bbc"]
    assert archive.check() == []


def test_as_of_an_earlier_moment_publishers_are_those_of_then(archive: Archive) -> None:
    cite(archive, 1, 1, ("Valley Couriers", "https://valleycourier.com/1"))
    cite(archive, 2, 30, *[("The Valley Courier", f"https://valleycourier.com/{number}") for number in range(2, 5)])
    with open_as_of(archive, "2020-05-01") as then:
        assert then.publishers() == [("valleycourier-com", "Valley Couriers", 1)]
        assert name_sources(then, 1) == ["Valley Couriers"]


def test_other_rules_decide_anew(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    cite(archive, 1, 1, ("BBC", "https://www.bbc.com/1"))
    assert attribute(archive) == 0
    monkeypatch.setattr(attributing, "name_rules", lambda: "others")
    assert attribute(archive) == 1
    assert name_sources(archive, 1) == ["BBC"]


LABELS = ("The Star", "Star", "Star 2", "Valley News", "BBC", "AP", "AP via The Star", "Sky", "star.com", "")
SITES = ("star.com", "star.net", "valley-news.org", "sky.example", "bbc.co.uk", "www.star.com", "one.org", "msn.com")
CITED = st.tuples(st.sampled_from(LABELS), st.sampled_from(SITES).map(lambda host: f"https://{host}/a-page-of-it"))
STATES = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.lists(CITED, max_size=4, unique=True), min_size=1, max_size=3)),
    min_size=1,
    max_size=8,
)


# Two publishers of one name, equally often carried by a third.
ALIKE: list[tuple[int, list[list[Cited]]]] = [
    (1, [[("The Star", "https://star.com/a-page-of-it"), ("star.com", "https://msn.com/a-page-of-it")]]),
    (2, [[("The Star", "https://msn.com/a-page-of-it")]]),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(STATES)
@example(ALIKE)
@example([(2, [[]]), *ALIKE])
def test_however_the_citations_came_the_publishers_are_the_same(
    other: Callable[[], Archive], states: list[tuple[int, list[list[Cited]]]]
) -> None:
    step_by_step, at_once = other(), other()
    revisions = [make_state(day, hour, events) for hour, (day, events) in enumerate(states)]
    for revision in revisions:
        add_revisions(step_by_step, [revision])
        attribute(step_by_step)
    add_revisions(at_once, revisions)
    attribute(at_once)
    assert read_publishers(step_by_step) == read_publishers(at_once)
    assert step_by_step.check() == []
