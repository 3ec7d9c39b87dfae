"""Numbers, spans and what they count, as a reader is told them."""

import pytest

from backstory.model import Period
from backstory.render import Site, render_page
from backstory.render.counting import count_things, tell_citations, tell_peak, tell_quiet
from backstory.render.dates import long_span
from backstory.views.pages import AnniversaryPage, MonthPage, PublisherPage, StoryPage, Timeline, YearPage
from backstory.views.pieces import EventRef, PeriodCount, TurningPointView, YearNews

DAY = PeriodCount(period="2013-01-08", path="/news/2013/01/8/index", count=1)
LINE = Timeline(count=1, first_on=DAY.period, last_on=DAY.period, is_partial=False, events=(), periods=())


@pytest.mark.parametrize(
    ("count", "things", "said"),
    [(1, "events", "1 event"), (2, "days", "2 days"), (1, "entities", "1 entity"), (1234, "stories", "1,234 stories")],
)
def test_one_thing_is_not_many(count: int, things: str, said: str) -> None:
    assert count_things(count, things) == said


def test_pages_of_one_event_say_so_everywhere() -> None:
    month = MonthPage(kind="month", path="/news/2013/01/index", title="2013-01", month="2013-01", count=1, days=(DAY,))
    year = YearPage(kind="year", path="/news/2013/index", title="2013", year="2013", count=1, months=(), days=(DAY,))
    news = YearNews(year="2013", path=DAY.path, count=1, events=())
    anniversary = AnniversaryPage(
        kind="anniversary", path="/on-this-day/01-08", title="01-08", month_day="01-08", count=1, years=(news,)
    )
    for page in (month, year, anniversary):
        text = render_page(page, Site(), "html").decode()
        assert "1 event " in text
        assert [said for said in ("1 events", "1 days", "1 years") if said in text] == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2020-11-15", "2020-11-15", "15 November 2020"),
        ("2020-11-15", "2020-11-21", "15 to 21 November 2020"),
        ("2020-10-28", "2020-11-03", "28 October to 3 November 2020"),
        ("2020-12-29", "2021-01-04", "29 December 2020 to 4 January 2021"),
        ("2020", "2021", "2020 to 2021"),
    ],
)
def test_a_span_says_once_what_its_ends_have_in_common(first: str, last: str, said: str) -> None:
    assert long_span(first, last) == said


def test_a_peak_is_a_week_only_where_it_is_one() -> None:
    peaks = [Period(first_on="2020-11-15", last_on=f"2020-11-{day}", count=day) for day in (15, 18, 21)]
    assert [tell_peak(peak) for peak in peaks] == [
        "Busiest day: 15 November 2020, 15 events",
        "Busiest days: 15 to 18 November 2020, 18 events",
        "Busiest week: 15 to 21 November 2020, 21 events",
    ]


def test_a_story_says_the_same_of_its_facts_in_html_and_markdown() -> None:
    event = EventRef(id="a", date="2013-01-08", path="/news/2013/01/8/a", headline="Guns are heard.")
    peak, quiet = (Period(first_on=f"2013-0{month}-01", last_on=f"2013-0{month}-07", count=9) for month in (1, 3))
    page = StoryPage(
        kind="story",
        path="/story/war",
        title="War",
        timeline=LINE,
        is_found=False,
        peak=peak,
        quiet=quiet,
        turning_points=(TurningPointView(event=event, why="3 publishers reported it"),),
        entities=(),
    )
    for name in ("html", "md"):
        text = render_page(page, Site(), name).decode()
        for said in (tell_peak(peak), tell_quiet(quiet), "Most connected and most reported"):
            assert said in text


@pytest.mark.parametrize(
    ("cited", "carried", "carrying", "said"),
    [
        (1725, 42, 1, "1,725 articles cited, 42 of them on other publishers' sites. Carries 1 article by others."),
        (1, 1, 0, "1 article cited, on another publisher's site."),
        (3, 0, 0, "3 articles cited."),
    ],
)
def test_a_publisher_says_how_many_of_its_articles_are_cited_and_where(
    cited: int, carried: int, carrying: int, said: str
) -> None:
    page = PublisherPage(
        kind="publisher",
        path="/publisher/ap",
        title="AP",
        timeline=LINE,
        is_agency=True,
        citation_count=cited,
        carried_count=carried,
        carrying_count=carrying,
    )
    assert tell_citations(page) == said
