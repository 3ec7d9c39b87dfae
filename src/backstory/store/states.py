"""Apply one state of a page: its events' new wordings, places, addresses, and what it no longer has."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from backstory.model import PageState, Problem, StateChange
from backstory.store.chains import COLUMNS, Changes, describe_version, read_version, write_chains
from backstory.store.claims import add_wordings, claim_events, find_ids, find_keys
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.linking import link_events, unlink_events
from backstory.store.revisions import RevisionRow, find_span, mark_applied
from backstory.store.urls import find_sources
from backstory.store.versions import Span, VersionRow, set_state
from backstory.store.wording import decode_collection, decode_wording


def record_state(database: Database, row: RevisionRow, state: PageState) -> StateChange:
    """Apply the stored revision `row`, whose items are which events `state` says. One transaction.

    The revision may be older than others of its page: then only the time until the next one changes.
    """
    with transaction(database):
        span = find_span(database, row)
        standing = read_standing(database, row)
        source_of = find_sources(database, (c.url for place in state.placements for c in place.item.citations))
        key_of = claim_events(database, row, span, state.placements, source_of)
        said = {
            key_of[place.id]: describe_version(place, key_of[place.id], row, source_of) for place in state.placements
        }
        new = [key_of[place.id] for place in state.placements if place.is_new]
        changed = find_changed(said, standing, set(new))
        leaving = set(standing) if row.is_whole else {*find_keys(database, state.removed).values()} & set(standing)
        gone = [key for key in standing if key in leaving and key not in said]
        successor_of = find_keys(database, [new_id for _, new_id in state.successors])
        heirs = {old: successor_of.get(heir) for old, heir in state.successors}
        id_of = find_ids(database, gone)
        for key in gone:
            heir = heirs.get(id_of[key])
            gone_row = replace(standing[key], key=0, revision=row.key, valid_from=span.since, valid_to="")
            said[key] = replace(gone_row, is_removed=True, successor=heir)
        changes = make_chains(database, {key: said[key] for key in [*new, *changed, *gone]}, span)
        write_changes(database, changes, span)
        order = [key_of[place.id] for place in state.placements]
        if not row.is_whole:
            order = [key for key in join_orders(database, row, standing, order) if key not in gone]
        finish_revision(database, row, span, order, state.problems)
        add_wordings(database, state.placements, span)
        id_of |= {key: event_id for event_id, key in key_of.items()}
    return StateChange(
        new=tuple(id_of[key] for key in new),
        changed=tuple(id_of[key] for key in changed),
        removed=tuple(id_of[key] for key in gone),
        unchanged=len(state.placements) - len(new) - len(changed),
    )


def read_standing(database: Database, row: RevisionRow) -> dict[int, VersionRow]:
    """What the page's events said just then, by event key, in the page's order; removed ones left out."""
    rows = database.execute(
        f"SELECT {COLUMNS} FROM versions WHERE page = ? AND valid_from <= ? AND (valid_to = '' OR valid_to > ?) "
        "AND is_removed = 0",
        (row.page, row.timestamp, row.timestamp),
    )
    found = {version.event: version for version in map(read_version, rows)}
    layout = database.execute(
        "SELECT layout FROM revisions WHERE page = ? AND timestamp <= ? AND stage = 2 "
        "ORDER BY timestamp DESC, key DESC LIMIT 1",
        (row.page, row.timestamp),
    ).fetchone()
    ordered = [key for key in json.loads(layout[0]) if key in found] if layout else []
    return {key: found[key] for key in dict.fromkeys([*ordered, *found])}


def find_changed(said: Mapping[int, VersionRow], standing: Mapping[int, VersionRow], new: set[int]) -> list[int]:
    """Events that the state words otherwise than they stood, or brings back."""
    return [
        key
        for key, version in said.items()
        if key not in new and (key not in standing or not standing[key].says_the_same(version))
    ]


def make_chains(database: Database, said: Mapping[int, VersionRow], span: Span) -> Changes:
    """Chains of versions before and after, of every event that the state changes."""
    changes = Changes(before={key: [] for key in said})
    query = (
        f"SELECT {COLUMNS} FROM versions WHERE event IN {GIVEN} "
        "ORDER BY event, valid_from, valid_to = '', valid_to, key"
    )
    for version in map(read_version, database.execute(query, (json.dumps(list(said)),))):
        changes.before[version.event].append(version)
    changes.after = {key: set_state(changes.before[key], version, span) for key, version in said.items()}
    return changes


def write_changes(database: Database, changes: Changes, span: Span) -> None:
    """Write the chains, and the events' rows, links and index where their present wording changed."""
    moved = [key for key, chain in changes.after.items() if chain[-1:] != changes.before[key][-1:]]
    was_live = [key for key in moved if changes.before[key] and not changes.before[key][-1].is_removed]
    unlink_events(database, was_live)
    write_chains(database, changes)
    collections = {decode_collection(chain[-1].wording) for chain in changes.after.values()}
    database.executemany(
        "INSERT OR IGNORE INTO collections (name) VALUES (?)", [(name,) for name in sorted(collections - {""})]
    )
    database.executemany(
        "UPDATE events SET version = ?, page = ?, date = ?, category = (SELECT key FROM categories WHERE name = ?), "
        "collection = coalesce((SELECT key FROM collections WHERE name = ?), 0), "
        "first_seen_at = ?, changed_at = ?, removed_at = ? WHERE key = ?",
        [summarize_chain(chain, key) for key, chain in changes.after.items()],
    )
    last = {key: changes.after[key][-1] for key in moved}
    live = [(key, decode_wording(version.wording)) for key, version in last.items() if not version.is_removed]
    link_events(database, live, span.since)
    database.executemany("INSERT OR IGNORE INTO stale VALUES (?)", [(key,) for key in moved])


def summarize_chain(chain: Sequence[VersionRow], key: int) -> tuple[object, ...]:
    """The columns of an event's row that follow from its versions."""
    last = chain[-1]
    first_seen_at = chain[0].valid_from
    changed_at = max(version.valid_from for version in chain if not version.is_removed)
    changed_at = "" if changed_at == first_seen_at else changed_at
    removed_at = last.valid_from if last.is_removed else ""
    collection = decode_collection(last.wording)
    return (last.key, last.page, last.date, last.category, collection, first_seen_at, changed_at, removed_at, key)


def finish_revision(
    database: Database, row: RevisionRow, span: Span, order: Sequence[int], problems: tuple[Problem, ...]
) -> None:
    """Keep the order on the page, and that the revision is done."""
    mark_applied(database, row, json.dumps(order, separators=(",", ":")), problems)
    if not span.until:
        database.execute("UPDATE pages SET latest = ? WHERE key = ?", (row.key, row.page))
        database.executemany(
            "UPDATE events SET position = ? WHERE key = ? AND position <> ?",
            [(position, key, position) for position, key in enumerate(order)],
        )


def join_orders(
    database: Database, row: RevisionRow, standing: Mapping[int, VersionRow], added: Sequence[int]
) -> list[int]:
    """The order on a page that a file adds to: by the lines the files say, unless a wiki says the page's order."""
    joined = list(dict.fromkeys([*standing, *added]))
    query = "SELECT 1 FROM revisions WHERE page = ? AND is_whole = 1 AND stage = 2"
    if database.execute(query, (row.page,)).fetchone():
        return joined
    lines = dict(
        database.execute(
            f"SELECT v.event, v.line FROM events AS e JOIN versions AS v ON v.key = e.version WHERE e.key IN {GIVEN}",
            (json.dumps(joined),),
        ).fetchall()
    )
    return sorted(joined, key=lambda key: lines[key])
