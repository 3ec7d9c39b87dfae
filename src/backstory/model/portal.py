"""The Current Events portal's pages: their titles, English whatever the machine's language is, and their text."""

import re
from datetime import date

PORTAL = "Portal:Current events/"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_NO_WIKITEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean_wikitext(text: str) -> str:
    """The text without characters that no wiki saves, as XML has none of them; here some mark a text as no wikitext.

    https://www.w3.org/TR/xml/#charsets
    """
    return _NO_WIKITEXT.sub("", text)


def make_day_title(day: str) -> str:
    """The title of the day's page: ``Portal:Current events/2013 January 10``."""
    moment = date.fromisoformat(day)
    return f"{PORTAL}{moment.year} {MONTHS[moment.month - 1]} {moment.day}"


def make_month_title(day: str) -> str:
    """The title of the page of the day's month: ``Portal:Current events/January 2013``."""
    moment = date.fromisoformat(day)
    return f"{PORTAL}{MONTHS[moment.month - 1]} {moment.year}"
