"""The titles of the Current Events portal's pages, English whatever the machine's language is."""

from datetime import date

PORTAL = "Portal:Current events/"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def make_day_title(day: str) -> str:
    """The title of the day's page: ``Portal:Current events/2013 January 10``."""
    moment = date.fromisoformat(day)
    return f"{PORTAL}{moment.year} {MONTHS[moment.month - 1]} {moment.day}"


def make_month_title(day: str) -> str:
    """The title of the page of the day's month: ``Portal:Current events/January 2013``."""
    moment = date.fromisoformat(day)
    return f"{PORTAL}{MONTHS[moment.month - 1]} {moment.year}"
