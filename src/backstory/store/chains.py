"""Chains of versions in the table: read, described from what a state says, and written where they changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

from backstory.model import Placement
from backstory.store.database import Database
from backstory.store.revisions import RevisionRow
from backstory.store.versions import VersionRow
from backstory.store.wording import encode_wording

_NAMES = tuple(item.name for item in fields(VersionRow))
_read_values = attrgetter(*_NAMES)
_TIME = "nullif(:valid_from, (SELECT timestamp FROM revisions WHERE key = :revision))"
_INSERT = (
    "INSERT INTO wordings (event, page, revision, valid_from, valid_to, date, category, wording, line, is_removed, "
    f"successor, key) VALUES (:event, :page, :revision, {_TIME}, :valid_to, "
    "nullif(:date, (SELECT date FROM pages WHERE key = :page)), (SELECT key FROM categories WHERE name = :category), "
    ":wording, :line, :is_removed, :successor, :key)"
)

COLUMNS = ", ".join(_NAMES)
"""The columns of `versions` in the order that `read_version` takes them."""


@dataclass(slots=True)
class Changes:
    """What is to be written for one state: chains of versions before and after, by event key."""

    before: dict[int, list[VersionRow]] = field(default_factory=dict)
    after: dict[int, list[VersionRow]] = field(default_factory=dict)


def read_version(row: Sequence[object]) -> VersionRow:
    """A row of the table as a record."""
    version = VersionRow(*row)  # type: ignore[arg-type]  # columns are in the record's order
    return replace(version, is_removed=bool(version.is_removed)) if version.is_removed else version


def describe_version(place: Placement, key: int, row: RevisionRow, source_of: Mapping[str, int]) -> VersionRow:
    """What the state says of one event; `source_of` has the keys of the articles that it cites."""
    return VersionRow(
        event=key,
        page=row.page,
        revision=row.key,
        valid_from=row.timestamp,
        valid_to="",
        date=place.item.date,
        category=place.item.category,
        wording=encode_wording(place.item, source_of),
        line=place.item.line,
    )


def write_chains(database: Database, changes: Changes) -> None:
    """Write what differs between the chains before and after; new rows get their keys."""
    next_key = int(database.execute("SELECT coalesce(max(key), 0) FROM wordings").fetchone()[0])
    fresh: list[VersionRow] = []
    altered: list[VersionRow] = []
    dropped: list[tuple[int]] = []
    for event, chain in changes.after.items():
        old = {version.key: version for version in changes.before[event]}
        for place, version in enumerate(chain):
            if not version.key:
                next_key += 1
                chain[place] = replace(version, key=next_key)
                fresh.append(chain[place])
            elif old[version.key] != version:
                altered.append(version)
        dropped += [(key,) for key in old.keys() - {version.key for version in chain}]
    database.executemany("DELETE FROM wordings WHERE key = ?", dropped)
    categories = sorted({(version.category,) for version in fresh})
    database.executemany("INSERT OR IGNORE INTO categories (name) VALUES (?)", categories)
    database.executemany(_INSERT, [dict(zip(_NAMES, _read_values(version), strict=True)) for version in fresh])
    database.executemany(
        f"UPDATE wordings SET valid_from = {_TIME}, valid_to = :valid_to, revision = :revision, line = :line "
        "WHERE key = :key",
        [dict(zip(_NAMES, _read_values(version), strict=True)) for version in altered],
    )
