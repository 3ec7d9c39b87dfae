"""Following a wiki into an archive, against a wiki on this machine that fails as told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory.errors import ConfigError, FetchError, StoreError
from backstory.fetch import Client, ClientOptions, Wiki
from backstory.pipeline.following import fetch_changes, fetch_days, resolve_entities
from backstory.pipeline.intervals import parse_interval
from backstory.pipeline.syncing import SyncOptions, hold_lock, list_recent_days, sync
from backstory.store import Archive
from tests.fakes.wiki import FakeWiki, not_json, unavailable

TENTH = "Portal:Current events/2013 January 10"
PAGE = (
    "{{{{Current events|year=2013|month=01|day={day}|content=\n'''Politics and elections'''\n"
    "*[[Harbour]] workers of [[Port Sudan]] end their strike. [https://news.example/{url} (Example)]{more}\n}}}}"
)


def page(day: int, url: str, more: str = "") -> str:
    return PAGE.format(day=day, url=url, more=more)


@pytest.fixture
def fake() -> Iterator[FakeWiki]:
    with FakeWiki() as wiki:
        yield wiki


@pytest.fixture
def wiki(fake: FakeWiki) -> Iterator[Wiki]:
    with Client("operator@example.org", ClientOptions(), sleep=lambda seconds: None) as client:
        yield Wiki(fake.api_url, client)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as opened:
        yield opened


def ignore(done: int, total: int) -> None:
    pass


def test_days_come_in_and_a_day_without_a_page_is_remembered(fake: FakeWiki, wiki: Wiki, archive: Archive) -> None:
    fake.save(TENTH, page(10, "a"))
    report = fetch_days(archive, wiki, ["2013-01-09", "2013-01-10"], progress=ignore)
    assert (report.days, report.missing, report.added.new) == (2, 1, 1)
    assert [event.text for event in archive.events()] == ["Harbour workers of Port Sudan end their strike."]
    assert [(day, reason) for day, reason, _ in archive.missing_days()] == [("2013-01-09", "missing")]


def test_a_second_fetch_brings_no_text_again(fake: FakeWiki, wiki: Wiki, archive: Archive) -> None:
    fake.save(TENTH, page(10, "a"))
    fetch_days(archive, wiki, ["2013-01-09", "2013-01-10"], progress=ignore)
    asked = len(fake.requests)
    report = fetch_days(archive, wiki, ["2013-01-09", "2013-01-10"], progress=ignore)
    assert (report.added.stored, report.added.new, report.missing) == (0, 0, 0)
    assert len(fake.requests) - asked == 1  # which states there are, and nothing more


def test_history_gives_every_wording_after_the_present_state_was_fetched(
    fake: FakeWiki, wiki: Wiki, archive: Archive
) -> None:
    fake.save(TENTH, page(10, "a"), at="2013-01-10T08:00:00Z")
    fake.save(TENTH, page(10, "a").replace("end", "ended"), at="2013-01-10T09:00:00Z")
    fetch_days(archive, wiki, ["2013-01-10"], progress=ignore)
    event_id = next(archive.events()).id
    fetch_days(archive, wiki, ["2013-01-10"], with_history=True, progress=ignore)
    assert [version.headline for version in archive.versions(event_id)] == [
        "Harbour workers of Port Sudan end their strike.",
        "Harbour workers of Port Sudan ended their strike.",
    ]


def test_changes_bring_every_state_in_between(fake: FakeWiki, wiki: Wiki, archive: Archive) -> None:
    fake.save(TENTH, page(10, "a"), at="2013-01-10T08:00:00Z")
    fetch_changes(archive, wiki, ["2013-01-10", "2013-01-11"], progress=ignore)
    fake.save(TENTH, page(10, "a").replace("end", "ended"), at="2013-01-10T09:00:00Z")
    fake.save(TENTH, page(10, "a").replace("end", "have ended"), at="2013-01-10T10:00:00Z")
    report = fetch_changes(archive, wiki, ["2013-01-10", "2013-01-11"], progress=ignore)
    assert (report.days, report.added.stored, report.added.changed) == (1, 2, 2)
    again = fetch_changes(archive, wiki, ["2013-01-10", "2013-01-11"], progress=ignore)
    assert again.days == 0


def test_a_failure_keeps_what_came_before_and_the_next_call_goes_on(
    fake: FakeWiki, wiki: Wiki, archive: Archive
) -> None:
    days = [f"2013-01-{day:02}" for day in range(1, 29)] + [f"2013-02-{day:02}" for day in range(1, 29)]
    for day in days:
        month = "January" if day[5:7] == "01" else "February"
        fake.save(
            f"Portal:Current events/2013 {month} {int(day[8:])}",
            page(int(day[8:]), day).replace("month=01", f"month={day[5:7]}"),
        )

    def fail_after_first_batch(done: int, total: int) -> None:
        fake.failures.extend([not_json] * 20)

    with pytest.raises(FetchError, match="is not JSON"):
        fetch_days(archive, wiki, days, progress=fail_after_first_batch)
    assert archive.counts()["events"] == 50
    fake.failures.clear()
    fetch_days(archive, wiki, days, progress=ignore)
    assert archive.counts()["events"] == 56
    assert archive.check() == []


def test_a_busy_wiki_is_waited_for(fake: FakeWiki, wiki: Wiki, archive: Archive) -> None:
    fake.save(TENTH, page(10, "a"))
    fake.failures.extend([unavailable, unavailable])
    assert fetch_days(archive, wiki, ["2013-01-10"], progress=ignore).added.new == 1


def test_titles_are_resolved_once(fake: FakeWiki, wiki: Wiki, archive: Archive) -> None:
    fake.save(TENTH, page(10, "a"))
    fake.redirects["Harbour"] = "Port"
    fake.facts["Port"] = {"pageprops": {"wikibase_item": "Q44782"}}
    fake.facts["Port Sudan"] = {"coordinates": [{"lat": 19.6, "lon": 37.2, "primary": True, "globe": "earth"}]}
    fetch_days(archive, wiki, ["2013-01-10"], progress=ignore)
    assert resolve_entities(archive, wiki, progress=ignore) == 2
    assert archive.entity("Harbour").title == "Port"
    assert archive.entity("Port").qid == "Q44782"
    assert archive.entity("Port Sudan").latitude == pytest.approx(19.6)
    assert resolve_entities(archive, wiki, progress=ignore) == 0


def test_sync_brings_relates_and_publishes_and_then_has_nothing_to_do(
    fake: FakeWiki, wiki: Wiki, archive: Archive, tmp_path: Path
) -> None:
    today = list_recent_days(0)[0]
    year, month, day = (int(part) for part in today.split("-"))
    months = "January February March April May June July August September October November December".split()
    title = f"Portal:Current events/{year} {months[month - 1]} {day}"
    text = page(day, "a").replace("year=2013", f"year={year}").replace("month=01", f"month={month:02}")
    fake.save(title, text)
    options = SyncOptions(days_back=3, site=str(tmp_path / "site"))
    first = sync(archive, wiki, options, ignore)
    assert (first.changed_days, first.new) == (1, 1)
    assert first.pages_written > 0
    assert "Port Sudan" in (tmp_path / "site" / "index.html").read_text("utf-8")
    second = sync(archive, wiki, options, ignore)
    assert (second.changed_days, second.new, second.pages_written) == (0, 0, 0)


def test_two_syncs_of_one_archive_cannot_run_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "archive.db")
    with hold_lock(path), pytest.raises(StoreError, match="Another sync"), hold_lock(path):
        pass
    with hold_lock(path):
        pass


def test_sync_looks_back_no_further_than_there_are_days() -> None:
    assert list_recent_days(2, "2013-03-01") == ["2013-02-27", "2013-02-28", "2013-03-01"]
    assert list_recent_days(9_999_999, "0001-01-02") == ["0001-01-01", "0001-01-02"]


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), ("2h", 7200), ("1d", 86400)])
def test_intervals(text: str, seconds: float) -> None:
    assert parse_interval(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "0h", "-1h", "2 hours", "1.5h", "99999999999d", f"{'9' * 5000}s"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is no interval"):
        parse_interval(text)


def test_a_deleted_page_is_news_once_and_again_when_it_comes_back(fake: FakeWiki, wiki: Wiki, archive: Archive) -> None:
    fake.save(TENTH, page(10, "a"))
    fetch_changes(archive, wiki, ["2013-01-10"], progress=ignore)
    kept = fake.pages.pop(TENTH)
    assert fetch_changes(archive, wiki, ["2013-01-10"], progress=ignore).missing == 1
    assert fetch_changes(archive, wiki, ["2013-01-10"], progress=ignore).days == 0
    assert len(list(archive.events())) == 1
    fake.pages[TENTH] = kept
    fake.save(TENTH, page(10, "b"))
    report = fetch_changes(archive, wiki, ["2013-01-10"], progress=ignore)
    assert (report.days, report.missing, archive.missing_days()) == (1, 0, [])
