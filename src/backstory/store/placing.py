"""Where events stand: the page they are on, and in which place."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from backstory.store.database import GIVEN, Database


class Standing(NamedTuple):
    """The title of an event's page, whatever its origin, and its place among the live events there, from 1."""

    page: str
    place: int


def find_standings(database: Database, ids: Iterable[str]) -> dict[str, Standing]:
    """Where live events stand, by id; others are left out."""
    rows = database.execute(
        "SELECT e.id, p.title, (SELECT count(*) FROM events AS o WHERE o.date = e.date AND o.removed_at = '' "
        "AND o.page = e.page AND (o.position, o.key) <= (e.position, e.key)) "
        "FROM events AS e JOIN pages AS p ON p.key = e.page "
        f"WHERE e.removed_at = '' AND e.id IN {GIVEN}",
        (json.dumps(list(ids)),),
    )
    return {event_id: Standing(page, place) for event_id, page, place in rows}
