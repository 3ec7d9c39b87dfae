"""Merge events of articles into those that editors write of the same happening later.

The one way in which a machine's grouping is taken back: the event's address leads to the editors' event from then on,
and its articles stand there.
"""

from collections.abc import Sequence

from backstory.model import Event, GivenEvent
from backstory.model.canonical import canonical_url
from backstory.model.days import shift_day
from backstory.pipeline.clock import read_clock
from backstory.pipeline.grouping import (
    BACK_DAYS,
    ORIGIN,
    GroupReport,
    group_articles,
    open_workshop,
    write_states,
)
from backstory.pipeline.grouping_members import make_event_member, make_member
from backstory.store import Archive


def settle_articles(archive: Archive, report: GroupReport) -> GroupReport:
    """Merge what editors have written of by now, then decide on every article that waits."""
    merge_events(archive, report)
    return group_articles(archive, report)


def merge_events(archive: Archive, report: GroupReport) -> None:
    """Where editors wrote of what articles told of before, let the event of the articles lead to theirs.

    An event goes if its first article would have been attached to theirs, had that been there.
    """
    written, last = archive.new_events()
    with archive.transaction():
        if written:
            moves = find_moves(archive, written)
            now = read_clock()
            for old, new in moves.items():
                archive.attach_articles(((new, article) for article in archive.articles_of(old)), now)
            archive.move_articles(moves.items())
            gone = archive.events_by_id(moves)
            write_states(
                archive,
                [
                    GivenEvent(id=old, date=event.date, category="", text=event.text, moved_to=moves[old])
                    for old, event in gone.items()
                ],
                now,
            )
            report.merged += len(moves)
        archive.mark_met(last)


def find_moves(archive: Archive, written: Sequence[Event]) -> dict[str, str]:
    """Events of articles that are still open, each with the one of `written` that tells of the same."""
    days = sorted(event.date for event in written)
    grouped = archive.grouped_articles(shift_day(days[0], -BACK_DAYS))
    if not grouped:
        return {}
    live = archive.events_by_id(dict.fromkeys(article.event for article in grouped))
    workshop = open_workshop(archive, "9999-01-01")
    for event in written:
        workshop.grouper.add(event.id, make_event_member(event))
    cited = {canonical_url(source.url) or source.url: event.id for event in written for source in event.sources}
    moves: dict[str, str] = {}
    seen: set[str] = set()
    for article in grouped:
        own = live.get(article.event)
        if own is None or own.origin != ORIGIN or not own.is_live:
            continue
        url = canonical_url(article.url) or article.url
        if url in cited:
            moves.setdefault(article.event, cited[url])
        if article.event in seen:
            continue
        seen.add(article.event)
        choice = workshop.grouper.choose(make_member(archive, article, is_linked=workshop.is_linked)[0])
        if choice and article.event not in moves:
            moves[article.event] = choice.event
    return moves
