"""Names: what words name which entities, as learned, and the counts that tell one meaning from another."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter

import msgspec

from backstory.model import Mention
from backstory.model.record import Record
from backstory.store.database import GIVEN, Database, transaction
from backstory.store.filters import KEYS
from backstory.store.wording import decode_wording

Key = tuple[str, str]
"""Folded words and their shape."""

_ALL = 0
"""The entity that stands for all events."""

_Numbers = tuple[int, ...]
_DECODER = msgspec.msgpack.Decoder(tuple[_Numbers, _Numbers, _Numbers])
_ENCODER = msgspec.msgpack.Encoder()


class LinkedEvent(Record, frozen=True, kw_only=True):
    """A live event by key, as names are learned from it: `entities` are those of its mentions, then of its topics."""

    key: int
    headline: str
    mentions: tuple[Mention, ...]
    entities: tuple[int, ...]


@dataclass(slots=True)
class Ledger:
    """What is to be added to the counts, by the anchor's or entity's key, and what events now are counted for.

    `learned` has for each event its anchors, its links (anchor, entity, 1 or -1 for a dot) and its entities.
    """

    linked: Counter[int] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    dots: Counter[int] = field(default_factory=Counter)
    uses: Counter[tuple[int, int]] = field(default_factory=Counter)
    events: Counter[int] = field(default_factory=Counter)
    names: set[tuple[int, int]] = field(default_factory=set)
    learned: dict[int, "Counted"] = field(default_factory=dict)

    def count(self, event: int, counted: "Counted") -> None:
        """Count an event, for which nothing is counted so far."""
        self._add(counted, 1)
        self.learned[event] = counted

    def count_events(self) -> int:
        """How many events more there are."""
        return self.events[_ALL]

    def take_back(self, event: int, counted: "Counted") -> None:
        """Take back what an event has been counted for."""
        self._add(counted, -1)
        self.learned[event] = Counted()

    def _add(self, counted: "Counted", sign: int) -> None:
        for anchor in counted.seen:
            self.seen[anchor] += sign
        for anchor in {anchor for anchor, _, _ in counted.links}:
            self.linked[anchor] += sign
        for anchor, entity, dot in counted.links:
            self.uses[anchor, entity] += sign
            self.dots[anchor] += sign * dot
        for entity in (_ALL, *counted.entities) if counted.is_there else ():
            self.events[entity] += sign


class Counted(Record, frozen=True, kw_only=True):
    """What one event is counted for; nothing where it is not there."""

    is_there: bool = False
    seen: tuple[int, ...] = ()
    links: tuple[tuple[int, int, int], ...] = ()
    entities: tuple[int, ...] = ()


class LearnedStore:
    """The names of one archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_events(self) -> int:
        """How many events names were learned from."""
        row = self._database.execute("SELECT events FROM entity_counts WHERE entity = ?", (_ALL,)).fetchone()
        return int(row[0]) if row else 0

    def clear(self) -> None:
        """Forget everything."""
        for table in ("learned", "entity_counts", "anchor_targets", "anchors"):
            self._database.execute(f"DELETE FROM {table}")

    def list_events(self, keys: Collection[int] | None = None) -> Iterator[LinkedEvent]:
        """Live events by key, all or those of `keys`, as a stream."""
        asked = () if keys is None else (json.dumps(list(keys)),)
        chosen = "" if keys is None else f" AND e.key IN {GIVEN}"
        where = "" if keys is None else f" WHERE event IN {GIVEN}"
        linked = groupby(
            self._database.execute(f"SELECT event, entity FROM mentions{where} ORDER BY event, position", asked),
            key=itemgetter(0),
        )
        nothing: tuple[int, Iterable[tuple[int, int]]] = (1 << 62, ())
        event, group = next(linked, nothing)
        for key, wording in self._database.execute(
            "SELECT e.key, v.wording FROM events AS e JOIN versions AS v ON v.key = e.version "
            f"WHERE e.removed_at = ''{chosen} ORDER BY e.key",
            asked,
        ):
            # Both come by key; only live events have mentions, and some have none.
            while event < key:
                event, group = next(linked, nothing)
            entities = tuple([entity for _, entity in group]) if event == key else ()
            said = decode_wording(wording)
            yield LinkedEvent(key=key, headline=said.headline, mentions=said.mentions, entities=entities)

    def list_stale(self) -> list[int]:
        """Keys of events that changed since relations were last made."""
        return [key for (key,) in self._database.execute("SELECT event FROM stale ORDER BY event")]

    def read_learned(self, keys: Iterable[int]) -> dict[int, Counted]:
        """What events are counted for, by key."""
        query = f"SELECT event, counted FROM learned WHERE event IN {GIVEN}"
        rows = self._database.execute(query, (json.dumps(list(keys)),))
        return {event: _decode_counted(counted) for event, counted in rows}

    def find_anchors(self, keys: Collection[Key]) -> dict[Key, int]:
        """Those of `keys` that are kept, with their numbers."""
        wanted = set(keys)
        rows = self._database.execute(
            f"SELECT words, shape, key FROM anchors WHERE words IN {GIVEN}",
            (json.dumps(list(dict.fromkeys(words for words, _ in keys))),),
        )
        return {(words, shape): number for words, shape, number in rows if (words, shape) in wanted}

    def add_anchors(self, keys: Iterable[Key]) -> dict[Key, int]:
        """Keep new keys; gives their numbers."""
        row = self._database.execute("SELECT coalesce(max(key), 0) FROM anchors").fetchone()
        numbers = {key: number for number, key in enumerate(keys, start=int(row[0]) + 1)}
        self._database.executemany(
            "INSERT INTO anchors (key, words, shape) VALUES (?, ?, ?)",
            ((number, *key) for key, number in numbers.items()),
        )
        return numbers

    def list_titles(self, entities: Collection[int] | None = None) -> list[tuple[int, str]]:
        """Entities with their title and with every title that redirects to it; all, or those asked for."""
        chosen = "" if entities is None else f" WHERE e.key IN {GIVEN}"
        asked = () if entities is None else (json.dumps(list(entities)),)
        own = self._database.execute(f"SELECT e.key, e.title FROM entities AS e{chosen}", asked).fetchall()
        titles = {title: key for key, title in own}
        redirects = self._database.execute(
            "SELECT title, target FROM redirects" if entities is None else
            f"SELECT title, target FROM redirects WHERE target IN {GIVEN}",
            () if entities is None else (json.dumps(list(titles)),),
        )  # fmt: skip
        return own + [(titles[target], title) for title, target in redirects if target in titles]

    def find_saying(self, folded: str) -> list[int]:
        """Live events whose headline has these words, in whatever case, or inflected."""
        # The index's rows are numbered by day and, in the lower bits, event.
        query = f"SELECT rowid & {KEYS} FROM search WHERE search MATCH ?"
        return [key for (key,) in self._database.execute(query, (f'headline : "{folded}"',))]

    def write(self, ledger: Ledger) -> None:
        """Add to the counts."""
        with transaction(self._database):
            changed = [key for key in {*ledger.linked, *ledger.seen, *ledger.dots}
                       if ledger.linked[key] or ledger.seen[key] or ledger.dots[key]]  # fmt: skip
            self._database.executemany(
                "UPDATE anchors SET linked = linked + ?, seen = seen + ?, dots = dots + ? WHERE key = ?",
                ((ledger.linked[key], ledger.seen[key], ledger.dots[key], key) for key in sorted(changed)),
            )
            pairs = sorted(ledger.names | {pair for pair, uses in ledger.uses.items() if uses})
            self._database.executemany(
                "INSERT INTO anchor_targets VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "uses = uses + excluded.uses, is_name = max(is_name, excluded.is_name)",
                ((*pair, ledger.uses[pair], int(pair in ledger.names)) for pair in pairs),
            )
            self._database.executemany(
                "INSERT INTO entity_counts VALUES (?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events",
                sorted(ledger.events.items()),
            )
            self.write_learned(ledger.learned)

    def write_learned(self, learned: Mapping[int, Counted]) -> None:
        """Keep what events are counted for."""
        self._database.executemany(
            "DELETE FROM learned WHERE event = ?", ((key,) for key, counted in learned.items() if not counted.is_there)
        )
        self._database.executemany(
            "INSERT OR REPLACE INTO learned VALUES (?, ?)",
            ((key, _encode_counted(counted)) for key, counted in learned.items() if counted.is_there),
        )


def _encode_counted(counted: Counted) -> bytes:
    """What an event that is there is counted for, in few bytes."""
    return _ENCODER.encode((counted.seen, tuple(chain.from_iterable(counted.links)), counted.entities))


def _decode_counted(kept: bytes) -> Counted:
    """What `_encode_counted` made."""
    seen, links, entities = _DECODER.decode(kept)
    return Counted(
        is_there=True, seen=seen, links=tuple(zip(links[::3], links[1::3], links[2::3], strict=True)), entities=entities
    )
