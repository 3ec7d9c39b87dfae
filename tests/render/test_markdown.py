"""Markdown pages follow the format of the archive that this one continues, to the byte."""

from backstory.render.markdown import render_markdown
from backstory.render.markdown.news import render_day, render_event, render_front
from backstory.views.pages import DayPage, FrontPage
from backstory.views.pieces import CategoryGroup, DayNews, EventItem, PeriodCount, Quotation, VersionView
from tests.render.making import make_event, make_related

WHOLE = """\
### [2013-01-08](/news/2013/01/8/index.md)

# Harbour works: The Amber Bridge closes.

Divers found cracks.


### Source:

1. [Harbour Post](http://post.example/cracks)
2. [Lume Times](http://lume.example/a(b))
3. [Cover Image](http://post.example/a.jpg)

### Related:

1. [Works begin (at last).](/news/2013/01/5/works-begin.md) _Context: Amber Bridge, Lume_
2. [The bridge falls.](/news/2013/01/10/the-bridge-falls.md)
"""


def test_an_event_with_everything() -> None:
    assert render_event(make_event()) == WHOLE


def test_an_event_without_summary_keeps_its_place_empty() -> None:
    text = render_event(make_event(quote=None, picture=None, background=(), developments=()))
    assert text.startswith("### [2013-01-08](/news/2013/01/8/index.md)\n\n# Harbour works: The Amber Bridge closes.\n")
    assert "closes.\n\n\n\n\n### Source:\n\n1. " in text
    assert "### Related" not in text


def test_an_event_of_which_only_its_sentence_is_known() -> None:
    text = render_event(make_event(quote=None, picture=None, sources=(), background=(), developments=()))
    assert text == "### [2013-01-08](/news/2013/01/8/index.md)\n\n# Harbour works: The Amber Bridge closes.\n"


def test_related_events_come_best_first_whatever_their_direction() -> None:
    page = make_event(
        background=(make_related("Third", "/news/c", 3),),
        same_day=(make_related("First", "/news/a", 1),),
        developments=(make_related("Second", "/news/b", 2),),
        hints=(make_related("Fourth", "/news/d", 4, id="", context=("Mali",)), make_related("First", "/news/a", 5)),
    )
    related = render_event(page).partition("### Related:\n\n")[2].splitlines()
    assert related == [
        "1. [First](/news/a.md)",
        "2. [Second](/news/b.md)",
        "3. [Third](/news/c.md)",
        "4. [Fourth](/news/d.md) _Context: Mali_",
    ]


def test_earlier_wordings_are_listed_under_the_one_address() -> None:
    versions = (
        VersionView(headline="It shuts.", valid_from="2013-01-08T14:00:00Z", valid_to="2013-01-08T18:00:00Z"),
        VersionView(headline="It closes.", valid_from="2013-01-08T18:00:00Z", valid_to=""),
    )
    path = "/news/2013/01/8/the-amber-bridge-closes.md"
    assert (
        "### Changes:\n\n"
        f"1. [It shuts.]({path}) _2013-01-08 14:00 (First version)_\n"
        f"2. [It closes.]({path}) _2013-01-08 18:00 (Current version)_\n"
    ) in render_event(make_event(versions=versions))


def test_the_line_of_other_formats_is_there_when_asked_for() -> None:
    path = "/news/2013/01/8/the-amber-bridge-closes"
    first = f"Formats: [HTML]({path}.html)  [JSON]({path}.json)  [XML]({path}.xml)\n\n### [2013-01-08]"
    assert render_event(make_event(), with_formats=True).startswith(first)


def make_news(date: str = "2013-01-08") -> DayNews:
    quote = Quotation(text="Divers found cracks.", publisher="Harbour Post", url="http://post.example/cracks")
    first = EventItem(id="1", date=date, path="/news/2013/01/8/a", headline="It closes.", quote=quote)
    second = EventItem(id="2", date=date, path="/news/2013/01/8/b", headline="They win.", context=("Cup", "Rovers"))
    groups = (
        CategoryGroup(title="Disasters", path="", events=(first,)),
        CategoryGroup(title="Sport", path="", events=(second,)),
    )
    return DayNews(date=date, path="/news/2013/01/8/index", count=2, categories=groups)


DAY = """\
## [2013-01-08](/news/2013/01/8/index.md)

### [It closes.](/news/2013/01/8/a.md)
Divers found cracks.

### [They win.](/news/2013/01/8/b.md)
_Context: Cup, Rovers_

"""


def test_a_day_and_the_day_before() -> None:
    page = DayPage(kind="day", path="/news/2013/01/8/index", title="2013-01-08", news=make_news())
    assert render_day(page) == DAY
    before = PeriodCount(period="2013-01-05", path="/news/2013/01/5/index", count=1)
    page = DayPage(kind="day", path=page.path, title="2013-01-08", news=page.news, previous=before)
    assert render_day(page) == DAY + "## [Previous Day...](/news/2013/01/5/index.md)\n"


def test_the_front_page_parts_its_days_by_rules() -> None:
    page = FrontPage(kind="front", path="/index", title="", days=(make_news(), make_news()), counts={})
    text = render_front(page)
    assert text.startswith("## [News](/news/2013/01/8/index.md)\n\n### [It closes.]")
    assert "_Context: Cup, Rovers_\n\n---\n\n## [Yesterday](/news/2013/01/8/index.md)\n\n### " in text


def test_what_would_be_markup_is_escaped_and_nothing_else() -> None:
    page = make_event(headline="A [link](x) <b>and *stars*, snake_case, 5 < 6 & (so on). C#")
    line = render_markdown(page).decode().splitlines()[2]
    assert line == r"# A \[link\](x) \<b>and \*stars\*, snake_case, 5 \< 6 & (so on). C\#"
