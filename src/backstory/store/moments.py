"""Moments as people write them."""

from datetime import UTC, date, datetime

from backstory.errors import StoreError


def parse_moment(text: str) -> str:
    """Give ``2013-01-10T14:00:00Z`` for a time in any ISO form; a date means the end of that day.

    A time without a zone is in UTC.
    """
    try:
        if len(text.strip()) == 10:
            return f"{date.fromisoformat(text.strip()).isoformat()}T23:59:59Z"
        moment = datetime.fromisoformat(text.strip())
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:  # OverflowError: in UTC it is before the year 1 or after 9999
        raise StoreError(
            f"“{text}” is no moment. Write a date as 2013-01-10 or a time as 2013-01-10T14:00:00Z."
        ) from error
    return f"{moment.replace(tzinfo=None, microsecond=0).isoformat()}Z"
