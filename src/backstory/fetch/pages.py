"""Titles of the portal's pages, and the days of a month page.

Days have their own pages (`Portal:Current events/2013 January 10`); some early ones are sections of their month's
page (`Portal:Current events/January 2002`).
"""

import re
from datetime import date

from backstory.model.portal import MONTHS

_DAY_TITLE = re.compile(rf"Portal:Current[ _]events/([0-9]{{4}})[ _]({'|'.join(MONTHS)})[ _]([0-9]{{1,2}})")
_HEADING = re.compile(r"^(={2,5})[ \t]*(.*?)[ \t]*\1[ \t]*(?:<!--.*?-->[ \t]*)*$", re.MULTILINE)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_WEEKDAY = re.compile(r"\(?\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b\)?[,:]?", re.IGNORECASE)


def read_day_title(title: str) -> str:
    """The date that a day page's title names, or empty for any other title."""
    match = _DAY_TITLE.fullmatch(title)
    if not match:
        return ""
    try:
        return date(int(match[1]), MONTHS.index(match[2]) + 1, int(match[3])).isoformat()
    except ValueError:  # the 31st of February
        return ""


def cut_day(month_text: str, day: str) -> str:
    """The part of a month page under the day's heading, without the heading; empty where there is none.

    It ends at the next heading of the same or a higher level. A day's categories may be headings below it.
    """
    wanted = date.fromisoformat(day)
    headings = list(_HEADING.finditer(month_text))
    for number, heading in enumerate(headings):
        if not _names_day(heading[2], wanted):
            continue
        level = len(heading[1])
        end = next((later.start() for later in headings[number + 1 :] if len(later[1]) <= level), len(month_text))
        return month_text[heading.end() : end].strip("\n")
    return ""


def _names_day(heading: str, wanted: date) -> bool:
    """Whether a heading is the day: `January 5`, `5 January 2002`, `[[January 5]], [[2002]] (Saturday)`."""
    text = _WEEKDAY.sub(" ", _LINK.sub(r"\1", heading))
    words = re.findall(r"[A-Za-z]+|[0-9]+", re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b", "", text))
    month, number = MONTHS[wanted.month - 1], str(wanted.day)
    year = words[2:] in ([], [str(wanted.year)])
    return year and words[:2] in ([month, number], [number, month])
