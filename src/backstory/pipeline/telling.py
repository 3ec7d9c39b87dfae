"""Make stories of what is new or changed, without looking at those it does not touch."""

from collections.abc import Iterable, Mapping, Sequence

from backstory.model import Chain, Event, Filing, Move
from backstory.store import Archive
from backstory.stories import (
    LEAST_EVENTS,
    Chainer,
    Threads,
    chain_filings,
    drop_years_behind,
    list_filings,
    list_moves,
    tie_events,
)

_THREADS_AT_ONCE = 1000
"""Threads whose events are read together: bounds the memory that these take."""


def tell_all(archive: Archive, filings: Sequence[Filing]) -> None:
    """Make all stories; `filings` are all live events', in order of time. What is in a thread already stays there."""
    moves = _find_moves(archive, None)
    archive.clear_filings()
    archive.replace_filings(filings, moves, (), drop_years_behind)
    archive.write_chains(chain_filings(filings, moves), None, "topic")
    threads, order = _lay_threads(archive, None)
    archive.write_chains(_chain_threads(archive, threads, order), None, "found")


def tell_few(archive: Archive, changed: Mapping[str, Event], pointing: Iterable[str]) -> None:
    """Make the stories that `changed` events, live or not, are or were in. Their relations must be made already.

    `pointing` has the events that may have a changed one among their relations.
    """
    live = [event for event in changed.values() if event.is_live]
    filings = [filing for event in live for filing in list_filings(event)]
    moves = _find_moves(archive, [event.id for event in live])
    names = archive.near_names(archive.replace_filings(filings, moves, changed, drop_years_behind))
    archive.write_chains(chain_filings(archive.filings(names), archive.moves(names)), names, "topic")
    threads, _ = _lay_threads(archive, changed, pointing)
    roots = threads.touched | {threads.root_of[event_id] for event_id in changed if event_id in threads.root_of}
    order = archive.unfiled([event_id for root in sorted(roots) for event_id in threads.members(root)])
    archive.write_chains(_chain_threads(archive, threads, order), {f"event:{root}" for root in roots}, "found")


def _find_moves(archive: Archive, ids: Iterable[str] | None) -> list[Move]:
    return [move for event_id, said in archive.topic_wordings(ids) for move in list_moves(event_id, said)]


def _lay_threads(
    archive: Archive, changed: Iterable[str] | None, pointing: Iterable[str] = ()
) -> tuple[Threads, Sequence[str]]:
    """Bring threads up to date, all or those of changed events; gives them and the unfiled ones among these events."""
    ids = None if changed is None else list(changed)
    unfiled = archive.unfiled(ids)
    known = archive.threads(ids)
    newcomers = [event_id for event_id in unfiled if event_id not in known]
    relations = archive.ties(None if ids is None else newcomers, pointing)
    ties = tie_events(relations, newcomers) if newcomers else {}
    if ids is not None:
        near = {other for found in ties.values() for other, _ in found}
        known = archive.threads(near.union(ids))
    threads = Threads(known)
    left = set(unfiled)
    gone = [event_id for event_id in (known if ids is None else ids) if event_id in known and event_id not in left]
    threads.remove_events(gone)
    threads.add_events(newcomers, ties)
    laid = {event_id: root for root in threads.touched for event_id in threads.members(root)}
    archive.write_threads({event_id: root for event_id, root in laid.items() if known.get(event_id) != root}, gone)
    return threads, unfiled


def _chain_threads(archive: Archive, threads: Threads, order: Iterable[str]) -> list[Chain]:
    """Make the chains of threads, of their events without topic, which `order` gives in order of time."""
    groups: dict[str, list[str]] = {}
    for event_id in order:
        groups.setdefault(threads.root_of[event_id], []).append(event_id)
    long = [(root, ids) for root, ids in groups.items() if len(ids) >= LEAST_EVENTS]
    count = archive.counts("events")["events"]
    chains: list[Chain] = []
    for at in range(0, len(long), _THREADS_AT_ONCE):
        some = long[at : at + _THREADS_AT_ONCE]
        events = archive.events_by_id(event_id for _, ids in some for event_id in ids)
        counts = archive.count_linking({title for event in events.values() for title in event.titles})
        chainer = Chainer(count, lambda title, counts=counts: counts.get(title, 0))  # type: ignore[misc]
        made = (chainer.make_chain(root, [events[event_id] for event_id in ids]) for root, ids in some)
        chains += [chain for chain in made if chain is not None]
    return chains
