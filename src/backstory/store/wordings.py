"""What an event said at an earlier moment, without building the archive of then."""

from backstory.model import Citation, Topic
from backstory.model.record import Record
from backstory.store.database import Database
from backstory.store.urls import read_urls
from backstory.store.wording import decode_wording, restore_citations


class Wording(Record, frozen=True, kw_only=True):
    """What an event said since `valid_from`; `is_removed` where the editors had taken it out, with its last words."""

    valid_from: str
    date: str
    category: str
    headline: str
    topics: tuple[Topic, ...] = ()
    titles: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    is_removed: bool = False


def find_wording(database: Database, event_id: str, at: str) -> Wording | None:
    """The wording that held at the moment `at`; None where the event was first seen later, or is none."""
    row = database.execute(
        "SELECT v.valid_from, v.date, v.category, v.wording, v.is_removed FROM versions AS v "
        "JOIN events AS e ON e.key = v.event WHERE e.id = ? AND v.valid_from <= ? AND e.first_seen_at <= ? "
        "ORDER BY v.valid_from DESC, v.valid_to = '' DESC, v.valid_to DESC, v.key DESC LIMIT 1",
        (event_id, at, at),
    ).fetchone()
    if row is None:
        return None
    valid_from, date, category, text, is_removed = row
    said = decode_wording(text)
    return Wording(
        valid_from=valid_from,
        date=date,
        category=category,
        headline=said.headline,
        topics=said.topics,
        titles=tuple(dict.fromkeys(mention.title for mention in said.mentions)),
        citations=restore_citations(said, read_urls(database, (cited.source for cited in said.citations))),
        is_removed=bool(is_removed),
    )
