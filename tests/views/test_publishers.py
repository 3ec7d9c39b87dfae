"""What pages say of publishers and of what became of the articles they published."""

import functools
from pathlib import Path

from backstory.model import Source
from backstory.pipeline import add_sources, relate
from backstory.publish import publish_site
from backstory.render.html import render_html
from backstory.render.markdown import render_markdown
from backstory.render.site import Site
from backstory.store import Archive
from backstory.views import Catalogue, build_event_page
from backstory.views.indexes import build_initial_page, build_publishers_page
from backstory.views.pages import EventPage
from backstory.views.subjects import build_publisher_page
from tests.publish.feeding import feed_day

DAY = """
;Law and crime
*A court in Amber hears the builder. [https://apnews.com/a (AP)] [https://lume.example/b (AP via Lume Times)]
[https://post.example/c (AP via Harbour Post)] [https://lume.example/d (Lume Times)]
"""
FOUND = {"checked_at": "2014-06-01T08:00:00Z", "status_since": "2014-05-02T08:00:00Z"}


def build(archive: Archive) -> EventPage:
    (event,) = archive.events_on("2014-03-09")
    return build_event_page(Catalogue(archive), event)


def feed(archive: Archive, *sources: Source) -> EventPage:
    feed_day(archive, "2014-03-09", DAY)
    add_sources(archive, sources)
    relate(archive)
    return build(archive)


def show(page: EventPage) -> str:
    return " ".join(render_html(page, Site()).decode().split())


def test_an_agencys_text_that_two_papers_carry_counts_once(archive: Archive) -> None:
    page = feed(archive)
    assert page.publisher_count == 2
    by = [(source.published_by, source.carried_by) for source in page.sources]
    assert [(who.title, on.title if on else "") for who, on in by if who] == [
        ("Associated Press", ""),
        ("Associated Press", "Lume Times"),
        ("Associated Press", "Harbour Post"),
        ("Lume Times", ""),
    ]
    assert [source.publisher for source in page.sources][:2] == ["AP", "AP via Lume Times"]
    assert "Reported by 2 publishers, reprints not counted" in show(page)
    assert "publisher/lume-example.html" in show(page)


def test_a_reader_is_told_what_became_of_each_link_and_when_that_was_found(archive: Archive) -> None:
    page = feed(
        archive,
        Source(
            url="https://apnews.com/a",
            status="dead",
            archived_url="https://web.archive.org/web/20140402101500/https://apnews.com/a",
            **FOUND,
        ),
        Source(url="https://lume.example/b", status="moved", moved_to="https://lume.example/new/b", **FOUND),
        Source(url="https://post.example/c", status="soft-404", **FOUND),
    )
    html, text = show(page), render_markdown(page).decode()
    for said in (html, text):
        assert "No longer there, checked on 1 June 2014 (since 2 May 2014 at the latest)" in said
        assert "Moved, checked on 1 June 2014" in said
        assert "No longer there: the address answers with something else, checked on 1 June 2014" in said
        assert "Archived copy of 2 April 2014" in said
        assert "https://lume.example/new/b" in said
    assert "Not checked." in html
    assert page.sources[0].archived_on == "2014-04-02"
    assert text.index("### Source:") < text.index("### Links:")


def test_words_from_a_copy_are_told_and_lead_to_the_copy(archive: Archive) -> None:
    copy = "https://web.archive.org/web/20140402101500/https://apnews.com/a"
    said = {"description": "The court sat until the evening, and will sit again.", "described_by": "archived copy"}
    page = feed(archive, Source(url="https://apnews.com/a", status="dead", archived_url=copy, **said, **FOUND))
    assert page.quote is not None
    assert page.quote.url == copy
    assert "from an archived copy" in show(page)


def test_without_any_visit_markdown_says_no_more_than_the_format(archive: Archive) -> None:
    page = feed(archive)
    assert "### Links:" not in render_markdown(page).decode()
    assert "Not checked" not in show(page)


def test_a_publishers_page_has_its_events_names_and_whose_texts_it_carries(archive: Archive) -> None:
    feed(archive)
    catalogue = Catalogue(archive)
    paper = build_publisher_page(catalogue, "lume-example")
    assert (paper.title, paper.is_agency, paper.citation_count, paper.carrying_count) == ("Lume Times", False, 4, 1)
    assert [event.date for event in paper.timeline.events] == ["2013-01-10", "2013-02-01", "2014-03-05", "2014-03-09"]
    assert [(link.title, link.path, link.count) for link in paper.carried] == [
        ("Associated Press", "/publisher/associated-press", 1)
    ]
    agency = build_publisher_page(catalogue, "associated-press")
    assert (agency.is_agency, agency.citation_count, agency.carried_count) == (True, 3, 2)
    assert {link.title for link in agency.carriers} == {"Lume Times", "Harbour Post"}
    whole = functools.partial(build_publisher_page, Catalogue(archive).load_all())
    assert (whole("lume-example"), whole("associated-press")) == (paper, agency)


def test_publishers_are_listed_by_their_events_and_by_letter(archive: Archive) -> None:
    feed(archive)
    catalogue = Catalogue(archive)
    listed = build_publishers_page(catalogue)
    assert [(entry.title, entry.count) for entry in listed.entries] == [
        ("Harbour Post", 5),
        ("Lume Times", 4),
        ("Associated Press", 1),
    ]
    assert [section.path for section in listed.sections] == [f"/publisher/index/{letter}" for letter in "ahl"]
    assert [entry.title for entry in build_initial_page(catalogue, "l").entries] == ["Lume Times"]


def test_a_publisher_has_every_format_and_can_be_followed(archive: Archive, tmp_path: Path) -> None:
    feed(archive)
    publish_site(archive, tmp_path / "site")
    endings = (".html", ".md", ".json", ".xml", "_rss.xml", ".atom", ".feed.json")
    assert all((tmp_path / "site" / "publisher" / f"lume-example{ending}").is_file() for ending in endings)
    day = (tmp_path / "site/news/2014/03/9/index.html").read_text("utf-8")
    assert "publisher/associated-press.html" in day
