"""What days, calendars, entities, stories and indexes say."""

from pathlib import Path

import pytest

from backstory import pipeline
from backstory.model import Entity
from backstory.store import Archive
from backstory.views import Catalogue, subjects
from backstory.views.addresses import path_of_entity
from backstory.views.days import (
    build_anniversary_page,
    build_calendar_page,
    build_day_page,
    build_front_page,
    build_month_page,
    build_year_page,
)
from backstory.views.event import build_event_page
from backstory.views.indexes import (
    build_entities_page,
    build_letter_page,
    build_map_page,
    build_stories_page,
    list_letters,
)
from backstory.views.pieces import Link
from backstory.views.subjects import build_entity_page, build_part_page, build_story_page
from tests.publish.feeding import feed_day


def test_a_day_leads_to_the_nearest_days_that_have_news(archive: Archive) -> None:
    catalogue = Catalogue(archive)
    page = build_day_page(catalogue, "2013-01-10")
    assert page.path == "/news/2013/01/10/index"
    assert [group.title for group in page.news.categories] == ["Disasters and accidents", "Business and economy"]
    assert page.previous is not None
    assert page.next is not None
    assert (page.previous.path, page.next.path) == ("/news/2013/01/8/index", "/news/2013/02/1/index")
    assert build_day_page(catalogue, "2013-01-08").previous is None
    assert build_day_page(catalogue, "2014-03-05").next is None


def test_the_front_page_has_the_last_three_days_that_have_news(archive: Archive) -> None:
    page = build_front_page(Catalogue(archive))
    assert [day.date for day in page.days] == ["2014-03-05", "2013-02-01", "2013-01-10"]
    assert page.counts["events"] == 6


def test_a_story_within_a_larger_one_is_not_told_beside_it(archive: Archive) -> None:
    larger, part = ";Sports\n*[[Amber Cup]]\n", "**[[Amber Cup in Lume]]\n"
    lines = "".join(f"***Match {n} of the [[Lume Rovers]] ends. [http://post.example/m{n} (Post)]\n" for n in range(3))
    feed_day(archive, "2014-03-04", f"{larger}**The [[Amber Cup]] opens. [http://post.example/o (Post)]\n{part}{lines}")
    pipeline.relate(archive)
    sizes = {title: count for _, title, count in archive.count_stories()}
    assert sizes["Amber Cup"] == 4
    assert sizes["Amber Cup in Lume"] == 3
    told = [story.title for story in build_front_page(Catalogue(archive)).stories]
    assert "Amber Cup" in told
    assert "Amber Cup in Lume" not in told


def test_an_event_shows_where_the_places_it_names_lie(archive: Archive) -> None:
    archive.add_entity_facts(
        [Entity(title="Port Amber", slug="", latitude=54.5, longitude=-1.25)], "2015-01-01T00:00:00Z"
    )
    catalogue = Catalogue(archive)
    (event, *_) = catalogue.list_day("2013-01-08")
    (place,) = build_event_page(catalogue, event).places
    assert (place.title, place.path, place.latitude, place.longitude) == (
        "Port Amber",
        "/entity/port-amber",
        54.5,
        -1.25,
    )


def test_calendars_count_events(archive: Archive) -> None:
    catalogue = Catalogue(archive)
    month = build_month_page(catalogue, "2013-01")
    assert [(day.period, day.count) for day in month.days] == [("2013-01-08", 2), ("2013-01-10", 2)]
    assert [(link.title, link.path, link.count) for link in month.categories] == [
        ("Disasters and accidents", "/category/disasters-and-accidents", 2),
        ("Business and economy", "/category/business-and-economy", 1),
        ("Sports", "/category/sports", 1),
    ]
    assert month.previous is None
    assert month.next is not None
    assert month.next.period == "2013-02"
    assert build_year_page(catalogue, "2013").count == 5
    assert [(year.period, year.count) for year in build_calendar_page(catalogue).years] == [("2013", 5), ("2014", 1)]


def test_an_entity_has_its_events_in_order_and_its_companions(archive: Archive) -> None:
    page = build_entity_page(Catalogue(archive), "Port Amber")
    assert [event.date for event in page.timeline.events] == ["2013-01-08", "2013-02-01", "2014-03-05"]
    companions = {link.title: link.count for link in page.appears_with}
    assert companions["Amber Bridge"] == 3
    assert "Port Amber" not in companions
    assert [(story.title, story.count) for story in page.stories] == [("Amber Bridge collapse", 3)]
    assert page.wikipedia_url == "https://en.wikipedia.org/wiki/Port_Amber"


def test_an_entity_shows_the_other_words_that_name_it(archive: Archive) -> None:
    assert build_entity_page(Catalogue(archive), "Harbour Company of Port Amber").aliases == ("The Harbour Company",)


def test_a_long_subject_is_parted_by_month(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "LONGEST_LIST", 2)
    monkeypatch.setattr(subjects, "_SHOWN_OF_LONG", 1)
    catalogue = Catalogue(archive)
    page = build_story_page(catalogue, "amber-bridge-collapse")
    assert page.timeline.is_partial
    assert [event.date for event in page.timeline.events] == ["2014-03-05"]
    assert page.timeline.periods[0].path == "/story/amber-bridge-collapse/2013-01"
    subject = catalogue.members("story", "amber-bridge-collapse")
    part = build_part_page(catalogue, Link(title=page.title, path=page.path), subject, "2013-01")
    assert [event.date for event in part.events] == ["2013-01-08", "2013-01-10"]
    assert part.next is not None
    assert part.next.path == "/story/amber-bridge-collapse/2013-02"


def test_the_index_has_every_entity_under_its_letter(archive: Archive) -> None:
    catalogue = Catalogue(archive)
    letters = list_letters(catalogue)
    assert letters == ["a", "h", "p", "r"]
    pages = [build_letter_page(catalogue, letter) for letter in letters]
    assert {entry.title for page in pages for entry in page.entries} == {entity.title for entity in archive.entities()}
    assert build_entities_page(catalogue).entries[0].title == "Amber Bridge"


def test_an_entity_called_index_does_not_take_the_place_of_the_index() -> None:
    assert path_of_entity("index") != "/entity/index"


def test_a_day_of_all_years_has_the_latest_year_first(archive: Archive) -> None:
    feed_day(
        archive, "2015-01-10", ";Sports\n*[[Port Amber Rovers]] buy a bus. [http://post.example/bus (Harbour Post)]"
    )
    page = build_anniversary_page(Catalogue(archive), "01-10")
    assert [(year.year, year.count, year.path) for year in page.years] == [
        ("2015", 1, "/news/2015/01/10/index"),
        ("2013", 2, "/news/2013/01/10/index"),
    ]
    assert page.count == 3
    assert page.previous is not None
    assert page.next is not None
    assert (page.previous.path, page.next.path) == ("/on-this-day/01-08", "/on-this-day/02-01")


def test_the_front_page_goes_further_back_where_days_have_little(archive: Archive) -> None:
    page = build_front_page(Catalogue(archive))
    assert [day.date for day in page.days] == ["2014-03-05", "2013-02-01", "2013-01-10"]
    assert [event.date for event in page.earlier] == ["2013-01-08", "2013-01-08"]
    assert page.stories[0].title == "Amber Bridge collapse"


def test_the_map_has_the_places_whose_coordinates_are_known(archive: Archive) -> None:
    assert build_map_page(Catalogue(archive)).places == ()
    archive.add_entity_facts(
        [Entity(title="Port Amber", slug="", latitude=51.0, longitude=1.0)], "2014-04-01T00:00:00Z"
    )
    (place,) = build_map_page(Catalogue(archive)).places
    assert (place.path, place.latitude, place.count) == ("/entity/port-amber", 51.0, 3)


def test_an_archive_may_end_with_the_first_day_of_the_calendar(tmp_path: Path) -> None:
    with Archive(tmp_path / "first.db") as archive:
        for at in ("0001-01-02T08:00:00Z", "0001-01-02T09:00:00Z"):
            feed_day(archive, "0001-01-01", f";Sports\n*A race is held at {at} in [[Port Amber]].", at=at)
        page = build_front_page(Catalogue(archive))
    assert [day.date for day in page.days] == ["0001-01-01"]


def test_stories_of_one_title_are_told_apart_in_the_list_of_all(archive: Archive) -> None:
    for day, name in (("2014-03-04", "Amber War (1978–present)"), ("2014-03-05", "Amber War (2015–present)")):
        lines = "".join(f"**Shot {n} is heard. [http://post.example/{day}/{n} (Post)]\n" for n in range(2))
        feed_day(archive, day, f";Conflicts\n*[[{name}|Amber War]]\n{lines}")
    pipeline.relate(archive)
    titles = [entry.title for entry in build_stories_page(Catalogue(archive)).entries]
    assert {"Amber War (1978–present)", "Amber War (2015–present)"} <= set(titles)
