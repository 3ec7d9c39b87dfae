"""Views made by hand, for tests of how they are rendered."""

from typing import Any

from backstory.views.pages import EventPage
from backstory.views.pieces import Credit, Link, MentionView, Picture, Quotation, RelatedView, SourceView

CREDIT = Credit(
    text="Text by the editors of Wikipedia's Current Events portal",
    licence="CC BY-SA 4.0",
    licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
    title="Portal:Current events/2013 January 8",
    url="https://en.wikipedia.org/wiki/Portal:Current_events/2013_January_8",
)


def make_related(headline: str, path: str, rank: int = 1, **more: Any) -> RelatedView:
    """Give a related event."""
    given: dict[str, Any] = {
        "id": f"id{rank}",
        "date": "2013-01-05",
        "score": 0.5,
        "direction": "background",
        "days_apart": -3,
        "why": "",
    }
    return RelatedView(headline=headline, path=path, rank=rank, **(given | more))


def make_event(**more: Any) -> EventPage:
    """Give the page of one event with a bit of everything; `more` takes the place of its fields."""
    given: dict[str, Any] = {
        "kind": "event",
        "path": "/news/2013/01/8/the-amber-bridge-closes",
        "title": "Harbour works: The Amber Bridge closes.",
        "credit": CREDIT,
        "id": "abc",
        "date": "2013-01-08",
        "category": Link(title="Disasters and accidents", path="/category/disasters-and-accidents"),
        "headline": "Harbour works: The Amber Bridge closes.",
        "prefix": "Harbour works",
        "text": "The Amber Bridge closes.",
        "mentions": (MentionView(title="Amber Bridge", path="/entity/amber-bridge", anchor="Amber Bridge", start=19),),
        "quote": Quotation(text="Divers found cracks.", publisher="Harbour Post", url="http://post.example/cracks"),
        "picture": Picture(url="http://post.example/a.jpg", publisher="Harbour Post", page_url="http://post.example/1"),
        "sources": (
            SourceView(publisher="Harbour Post", url="http://post.example/cracks"),
            SourceView(publisher="Lume Times", url="http://lume.example/a(b)"),
        ),
        "background": (
            make_related("Works begin (at last).", "/news/2013/01/5/works-begin", context=("Amber Bridge", "Lume")),
        ),
        "developments": (
            make_related("The bridge falls.", "/news/2013/01/10/the-bridge-falls", 2, direction="development"),
        ),
        "day": Link(title="2013-01-08", path="/news/2013/01/8/index"),
    }
    return EventPage(**(given | more))
