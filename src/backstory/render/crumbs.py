"""What a page is called, said in one sentence, and the way to it from the front page."""

from backstory.render.counting import count_things
from backstory.render.dates import full_date, long_date, month_name, name_month_day
from backstory.views.addresses import (
    CALENDAR,
    CATEGORIES,
    COLLECTIONS,
    ENTITIES,
    PUBLISHERS,
    STORIES,
    path_of_month,
    path_of_year,
)
from backstory.views.pages import (
    AnniversaryPage,
    CalendarPage,
    CategoryPage,
    CollectionPage,
    DayPage,
    EntityPage,
    EventPage,
    MonthPage,
    Page,
    PartPage,
    PublisherPage,
    StoryPage,
    YearPage,
)
from backstory.views.pieces import Link

# Search engines show about this much.
_DESCRIPTION_LENGTH = 300
# And of a name this much; a few headlines have a thousand characters, and a page says them often enough.
_NAME_LENGTH = 110

_INDEX_OF = {
    "entity": Link(title="People, places, things", path=ENTITIES),
    "letter": Link(title="People, places, things", path=ENTITIES),
    "story": Link(title="Stories", path=STORIES),
    "publisher": Link(title="Publishers", path=PUBLISHERS),
    "initial": Link(title="Publishers", path=PUBLISHERS),
    "category": Link(title="Categories", path=CATEGORIES),
    "collection": Link(title="Collections", path=COLLECTIONS),
    "anniversary": Link(title="All years", path=CALENDAR),
}


def name_page(page: Page) -> str:
    """Give the page's name for people: dates written out."""
    if isinstance(page, DayPage):
        return full_date(page.news.date)
    if isinstance(page, MonthPage):
        return month_name(page.month)
    if isinstance(page, AnniversaryPage):
        return f"On {name_month_day(page.month_day)}"
    if isinstance(page, PartPage):
        return f"{page.title}, {month_name(page.month)}"
    if page.kind in ("letter", "initial"):
        return f"{_INDEX_OF[page.kind].title}: {page.title}"
    return f"{page.title} in the news" if isinstance(page, EntityPage) else page.title


def describe_page(page: Page) -> str:
    """Say in a sentence what the page is, in words of the archive's own data."""
    if isinstance(page, EventPage):
        text = page.quote.text if page.quote else page.text
    elif isinstance(page, DayPage):
        text = f"{count_things(page.news.count, 'events')} of {long_date(page.news.date)}, by category."
    elif isinstance(page, PublisherPage):
        line = page.timeline
        span = f"{long_date(line.first_on)} to {long_date(line.last_on)}"
        text = f"{count_things(line.count, 'events')} reported by {page.title}, {span}."
    elif isinstance(page, EntityPage | StoryPage | CategoryPage | CollectionPage):
        line = page.timeline
        span = f"{long_date(line.first_on)} to {long_date(line.last_on)}"
        text = f"{count_things(line.count, 'events')} from {span}, in order."
    elif isinstance(page, AnniversaryPage):
        day = name_month_day(page.month_day)
        text = (
            f"What happened on {day}: {count_things(page.count, 'events')} in {count_things(len(page.years), 'years')}."
        )
    elif isinstance(page, MonthPage | YearPage | CalendarPage):
        text = f"{count_things(page.count, 'events')}, day by day."
    else:
        text = page.title
    return shorten(text, _DESCRIPTION_LENGTH)


def shorten(text: str, length: int = _NAME_LENGTH) -> str:
    """Give the text, or as many of its words as `length` characters hold, where it is only to be recognised by."""
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def list_crumbs(page: Page) -> tuple[Link, ...]:
    """Give the pages above this one, outermost first, the front page left out."""
    if isinstance(page, EventPage):
        return (*_crumbs_of_date(page.date), Link(title=str(int(page.date[8:])), path=page.day.path))
    if isinstance(page, DayPage):
        return _crumbs_of_date(page.news.date)
    if isinstance(page, MonthPage):
        return _crumbs_of_date(page.month)[:1]
    if isinstance(page, PartPage):
        return (page.subject,)
    return (_INDEX_OF[page.kind],) if page.kind in _INDEX_OF else ()


def _crumbs_of_date(date: str) -> tuple[Link, ...]:
    return (
        Link(title=date[:4], path=path_of_year(date[:4])),
        Link(title=month_name(date).split()[0], path=path_of_month(date[:7])),
    )
