"""Sync against a real MediaWiki: what its editors do to a page is what the archive and the site say afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory.fetch import Client, ClientOptions, Wiki
from backstory.model.portal import make_day_title
from backstory.pipeline.syncing import SyncOptions, SyncReport, list_recent_days, sync
from backstory.store import Archive
from tests.mediawiki.conftest import MediaWiki

pytestmark = pytest.mark.slow

EARLIER, YESTERDAY, TODAY = list_recent_days(2)


def write_day(day: str, *items: str) -> str:
    lines = "\n".join(f"*{item} [https://news.example/{number}{day} (Example)]" for number, item in enumerate(items))
    return (
        f"{{{{Current events|year={day[:4]}|month={day[5:7]}|day={day[8:]}|content=\n"
        f"'''Business and economy'''\n{lines}\n}}}}"
    )


@pytest.fixture(scope="module")
def mediawiki(empty_mediawiki: MediaWiki) -> MediaWiki:
    harbour = "The harbour of [[Konna]] opens again."
    empty_mediawiki.load(
        [
            (make_day_title(EARLIER), [(f"{EARLIER}T20:00:00Z", write_day(EARLIER, harbour))]),
            (
                make_day_title(YESTERDAY),
                [
                    (f"{YESTERDAY}T10:00:00Z", write_day(YESTERDAY, "A ferry leaves [[Mopti]].")),
                    (f"{YESTERDAY}T12:00:00Z", write_day(YESTERDAY, "A ferry leaves [[Mopti]] for [[Kona, Mali]].")),
                ],
            ),
            ("Konna", [("2019-01-01T00:00:00Z", "A town.")]),
            ("Kona, Mali", [("2019-01-01T00:00:00Z", "#REDIRECT [[Konna]]")]),
        ]
    )
    return empty_mediawiki


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sync")


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    with Archive(folder / "archive.db") as opened:
        yield opened


def sync_once(mediawiki: MediaWiki, archive: Archive, folder: Path) -> SyncReport:
    with Client("operator@example.org", ClientOptions()) as client:
        wiki = Wiki(mediawiki.api_url, client)
        options = SyncOptions(days_back=5, site=str(folder / "site"))
        return sync(archive, wiki, options, lambda done, total: None)


def read_page(folder: Path, path: str) -> str:
    return (folder / "site" / f"{path[1:]}.html").read_text("utf-8")


def test_the_first_sync_brings_all_recent_days_and_what_their_links_lead_to(
    mediawiki: MediaWiki, archive: Archive, folder: Path
) -> None:
    report = sync_once(mediawiki, archive, folder)
    assert (report.changed_days, report.new, report.removed) == (2, 2, 0)
    assert archive.entity("Kona, Mali").title == "Konna"
    assert archive.entity("Konna").event_count == 2
    assert "opens again" in (folder / "site" / "index.html").read_text("utf-8")


def test_nothing_new_is_nothing_done(mediawiki: MediaWiki, archive: Archive, folder: Path) -> None:
    report = sync_once(mediawiki, archive, folder)
    assert (report.changed_days, report.new, report.changed, report.pages_written) == (0, 0, 0, 0)


def test_an_edit_keeps_the_address_and_shows_both_wordings(
    mediawiki: MediaWiki, archive: Archive, folder: Path
) -> None:
    (event,) = archive.events_on(EARLIER)
    mediawiki.edit(
        make_day_title(EARLIER),
        write_day(EARLIER, "The harbour of [[Konna]] opens again after a year.", "Rice grows dearer in [[Gao]]."),
    )
    report = sync_once(mediawiki, archive, folder)
    assert (report.changed_days, report.new, report.changed) == (1, 1, 1)
    page = read_page(folder, event.path)
    assert "after a year" in page
    assert [version.headline for version in archive.versions(event.id)] == [
        "The harbour of Konna opens again.",
        "The harbour of Konna opens again after a year.",
    ]


def test_an_item_that_is_deleted_keeps_its_page_and_says_so(
    mediawiki: MediaWiki, archive: Archive, folder: Path
) -> None:
    gone = next(event for event in archive.events_on(EARLIER) if "Rice" in event.text)
    mediawiki.edit(make_day_title(EARLIER), write_day(EARLIER, "The harbour of [[Konna]] opens again after a year."))
    report = sync_once(mediawiki, archive, folder)
    assert report.removed == 1
    assert not archive.event(gone.id).is_live
    assert "removed this event" in read_page(folder, gone.path)


def test_a_vandalised_page_that_is_put_back_has_its_events_again(
    mediawiki: MediaWiki, archive: Archive, folder: Path
) -> None:
    (event,) = archive.events_on(YESTERDAY)
    whole = write_day(YESTERDAY, "A ferry leaves [[Mopti]] for [[Kona, Mali]].")
    mediawiki.edit(make_day_title(YESTERDAY), "nothing to see here")
    sync_once(mediawiki, archive, folder)
    mediawiki.edit(make_day_title(YESTERDAY), whole)
    sync_once(mediawiki, archive, folder)
    assert [found.id for found in archive.events_on(YESTERDAY)] == [event.id]
    assert archive.check() == []


def test_a_day_page_that_is_moved_and_one_that_is_deleted_lose_nothing(
    mediawiki: MediaWiki, archive: Archive, folder: Path
) -> None:
    before = {event.path for event in archive.events()}
    mediawiki.delete(make_day_title(YESTERDAY))
    mediawiki.move(make_day_title(EARLIER), "Portal:Current events/Mistaken title")
    sync_once(mediawiki, archive, folder)
    assert {event.path for event in archive.events()} == before
    assert archive.check() == []
