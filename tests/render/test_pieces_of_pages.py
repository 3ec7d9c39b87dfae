"""Maps, changes of wording and citations, as a reader sees them."""

import json

from lxml import etree, html

from backstory.render import Site, render_page
from backstory.render.citing import cite_bibtex, cite_csl, cite_line
from backstory.render.maps import draw_places, draw_world
from backstory.render.topics import begins_with, choose_topics
from backstory.render.wording import mark_changes
from backstory.views.pages import DayPage
from backstory.views.pieces import (
    CategoryGroup,
    DayNews,
    EventItem,
    PlacedLink,
    PlaceView,
    StoryPlace,
    TopicView,
    VersionView,
)
from tests.render.making import make_event


def word(*headlines: str) -> list[str]:
    at = "2013-01-08T14:00:00Z"
    return [str(m) for m in mark_changes([VersionView(headline=h, valid_from=at, valid_to="") for h in headlines])]


def test_what_changed_in_a_wording_is_marked() -> None:
    assert word("The bridge falls and nobody is hurt.", "The bridge falls and <one> is hurt.") == [
        "The bridge falls and nobody is hurt.",
        "The bridge falls and <del>nobody</del> <ins>&lt;one&gt;</ins> is hurt.",
    ]


def test_a_sentence_written_anew_is_not_cut_to_pieces() -> None:
    assert word("Divers find cracks.", "The mayor shuts the Amber Bridge for a year.")[1] == (
        "The mayor shuts the Amber Bridge for a year."
    )


def test_points_stand_where_the_places_are() -> None:
    place = PlaceView(title="Konna <Mali>", path="/entity/konna", count=6, latitude=15.0, longitude=-4.0)
    svg = etree.fromstring(str(draw_world((place,), "..")))
    (link,) = svg.iter("{*}a")
    assert link.get("href") == "../entity/konna.html"
    assert link.get("aria-label") == "Konna <Mali>: 6 events"
    (circle,) = link
    assert (circle.get("cx"), circle.get("cy")) == ("352.0", "138.0")


def locate(title: str, latitude: float, longitude: float) -> PlacedLink:
    return PlacedLink(title=title, path="/entity/x", latitude=latitude, longitude=longitude)


def test_a_map_of_several_places_shows_all_of_them_and_says_where_they_are() -> None:
    towns = (locate("Konna", 14.9, -3.9), locate("Oslo <N>", 59.9, 10.7))
    svg, caption = etree.fromstring(str(draw_places(towns, "..", caption="Two towns")))
    left, top, width, height = map(float, svg.get("viewBox").split())
    points = [(float(c.get("cx")), float(c.get("cy"))) for c in svg.iter("{*}circle")]
    assert len(set(points)) == 2
    assert all(left < x < left + width and top < y < top + height for x, y in points)
    assert caption.text == "Two towns"
    assert svg.findtext("{*}title") == "Konna and Oslo <N> on the map"
    assert svg.findtext("{*}desc") == "Konna: 14.90° north, 3.90° west; Oslo <N>: 59.90° north, 10.70° east"


def test_places_all_over_the_world_get_the_whole_of_it() -> None:
    svg, _ = etree.fromstring(str(draw_places((locate("Suva", -18.1, 178.4), locate("Lima", -12.0, -77.0)), ".")))
    assert svg.get("viewBox") == "0.0 0.0 720 284"


def test_the_map_of_a_place_near_the_edge_stays_on_the_world() -> None:
    (svg, caption) = etree.fromstring(str(draw_places((locate("Suva", -18.1, 178.4),), ".")))
    assert svg.get("viewBox") == "560.0 164.2 160 80"
    assert caption.text == "18.10° south, 178.40° east"


def test_citations_say_what_when_and_where() -> None:
    page = make_event(headline="Prices rise 5% & more.")
    site = Site(base_url="https://archive.example", title="The Lume Archive")
    bibtex = cite_bibtex(page, site)
    assert bibtex.startswith("@misc{backstory-abc,")
    assert r"title = {Prices rise 5\% \& more.}" in bibtex
    assert "url = {https://archive.example/news/2013/01/8/the-amber-bridge-closes}" in bibtex
    (item,) = json.loads(cite_csl(page, site))
    assert item["title"] == "Prices rise 5% & more."
    assert item["issued"] == {"date-parts": [[2013, 1, 8]]}
    assert item["URL"] == "https://archive.example/news/2013/01/8/the-amber-bridge-closes"
    assert cite_line(page, site) == "“Prices rise 5% & more.” The Lume Archive, 8 January 2013."


def test_a_headline_of_many_sentences_is_cited_by_its_beginning() -> None:
    page = make_event(headline="The bridge is closed. " * 40)
    assert cite_line(page, Site()).startswith("“The bridge is closed. The bridge")
    assert len(cite_line(page, Site())) < 300


def test_an_event_that_names_nothing_can_be_cited_too() -> None:
    page = make_event(mentions=(), stories=(), versions=())
    assert '<h2 id="cite-h">To cite it</h2>' in render_page(page, Site(), "html").decode()


def test_a_storys_first_day_is_told_as_this_archives_not_as_the_day_it_began() -> None:
    place = StoryPlace(title="The Troubles", path="/story/the-troubles", first_on="2021-03-04")
    text = render_page(make_event(stories=(place,)), Site(), "html").decode()
    assert "In this archive from 4 March 2021" in text
    assert "Since 4 March 2021" not in text


TOPICS = (("War", "Siege of Lume"), ("War", "Siege of Lume"), (), ("Harbour works",))
SAID = ("Guns are heard.", "A truce holds.", "A cat wins.", "Harbour works: The bridge closes.")


def lay_out(level: str) -> list[tuple[str, list[str]]]:
    """What stands at each place of a category: the topic at its head, and the headlines below it."""
    items = tuple(
        EventItem(id=f"id{n}", date="2013-01-08", path=f"/news/{n}", headline=headline, topics=topics)
        for n, (topics, headline) in enumerate(zip(TOPICS, SAID, strict=True))
    )
    news = DayNews(
        date="2013-01-08", path="/d", count=4, categories=(CategoryGroup(title="World", path="", events=items),)
    )
    page = DayPage(kind="day", path="/news/2013/01/8/index", title="2013-01-08", news=news)
    root = html.document_fromstring(render_page(page, Site(), "html").decode())
    (group,) = root.find_class("group")
    return [
        ("".join(place.xpath("h3[@class='kicker']/text()")), [a.text_content() for a in place.xpath(f".//{level}/a")])
        for place in group[1:]
    ]


def test_what_is_of_a_topic_stands_together_below_it_and_nothing_else_does() -> None:
    assert lay_out("h4")[0] == ("Siege of Lume", ["Guns are heard.", "A truce holds."])
    assert lay_out("h3")[1] == ("", ["A cat wins."])


def test_a_topic_that_the_headline_begins_with_is_not_said_twice() -> None:
    assert lay_out("h3")[2] == ("", ["Harbour works: The bridge closes."])
    topics = (TopicView(text="Lume"), TopicView(text="Harbour works"))
    assert [topic.text for topic in choose_topics(make_event(topics=topics))] == ["Lume"]
    assert begins_with("2003 Iraq war: The invasion begins.", "2003 Iraq War")
    assert not begins_with("Iranian divers find a ship.", "Iran")
