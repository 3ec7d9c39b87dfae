"""Learn what words name which entities, and ask it for linking plain text."""

from collections.abc import Collection, Iterable, Mapping

from backstory.entities import (
    RECENT_DAYS,
    Anchor,
    Key,
    Known,
    Link,
    link_text,
    list_beginnings,
    list_keys,
    list_links,
    make_key,
    name_of,
)
from backstory.store import Archive
from backstory.store.anchors import AnchorReader
from backstory.store.learned import Counted, LearnedStore, Ledger, LinkedEvent

_MOST_CHANGED = 0.03
"""When more than this share of the events changed, all are read anew: that takes a fraction of relating them."""

_EVENTS_AT_ONCE = 2000
"""Events whose counts are written together where all are counted."""


def learn_names(archive: Archive) -> int:
    """Bring names up to date with the events that changed since relations were last made; gives how many were read.

    Call it in the transaction that clears the marks of what is stale. Whatever the order of changes, the counts are
    those of the live events.
    """
    names = archive.learned()
    stale = names.list_stale()
    known = names.count_events()
    with archive.transaction():
        if not known or len(stale) > _MOST_CHANGED * known:
            names.clear()
            ledger = _count(names, Ledger(), None)
            names.write(ledger)
            return ledger.count_events()
        if stale:
            ledger = Ledger()
            for key, counted in names.read_learned(stale).items():
                ledger.take_back(key, counted)
            names.write(_count(names, ledger, stale))
    return len(stale)


def link_plain(archive: Archive, text: str, on: str) -> tuple[Link, ...]:
    """What a text names, as of day `on`, by what the archive has learned."""
    return link_text(text, on, ArchiveNames(archive.anchors()))


class ArchiveNames:
    """The `Knowledge` that an archive keeps, for one text."""

    def __init__(self, reader: AnchorReader) -> None:
        self._reader = reader
        self._recent: tuple[Mapping[str, int], int] = ({}, 0)

    def find_anchors(self, keys: Collection[Key], /) -> Mapping[Key, Anchor]:
        """Those of `keys` that are anchors or names."""
        return {
            key: Anchor(linked=row.linked, seen=row.seen, targets=tuple(row.targets), ends_in_dot=row.dots > 0)
            for key, row in self._reader.read_anchors(keys).items()
        }

    def describe(self, titles: Collection[str], on: str, /) -> Mapping[str, Known]:
        """Events of titles that anchors gave."""
        recent, _ = self._reader.count_recent(titles, on, RECENT_DAYS)
        counts = self._reader.count_events(titles)
        return {title: Known(events=count, recent=recent.get(title, 0)) for title, count in counts.items()}

    def measure(self, on: str, /) -> Known:
        """All events."""
        return Known(events=self._reader.count_all(), recent=self._reader.count_recent((), on, RECENT_DAYS)[1])

    def count_together(self, titles: Collection[str], others: Collection[str], /) -> Mapping[tuple[str, str], float]:
        """About how many events link both."""
        return self._reader.count_together(titles, others)


def _count(names: LearnedStore, ledger: Ledger, stale: Collection[int] | None) -> Ledger:
    """Fill the ledger with what the `stale` events say, and others with their new words; all events where it is None.

    The events are read twice, so that they need not all be in memory.
    """
    links: dict[Key, None] = {}
    touched: set[int] = set()
    for event in names.list_events(stale):
        links.update(dict.fromkeys(key for key, _ in list_links(event.mentions)))
        touched.update(event.entities)
    titles = names.list_titles(None if stale is None else touched)
    named = [(make_key(words), entity) for entity, title in titles for words in dict.fromkeys((title, name_of(title)))]
    wanted = dict.fromkeys([*links, *(key for key, _ in named if key[0])])
    numbers = names.find_anchors(wanted) if stale is not None else {}
    fresh = [key for key in wanted if key not in numbers]
    numbers |= names.add_anchors(fresh)
    ledger.names = {(numbers[key], entity) for key, entity in named if key[0]}
    known = None if stale is not None else _gather_beginnings(numbers)
    for event in names.list_events(stale):
        own = list_links(event.mentions)
        keys = list_keys(event.headline, event.mentions, known) | {key for key, _ in own}
        here = numbers if stale is None else names.find_anchors(keys)
        ledger.count(event.key, _make_counted(event, own, here, keys))
        if stale is None and len(ledger.learned) >= _EVENTS_AT_ONCE:
            names.write_learned(ledger.learned)
            ledger.learned.clear()
    if stale is not None and fresh:
        _count_elsewhere(names, {key: numbers[key] for key in fresh}, ledger)
    return ledger


def _make_counted(
    event: LinkedEvent, links: list[tuple[Key, str]], numbers: Mapping[Key, int], keys: Iterable[Key]
) -> Counted:
    # The entities of its own links come first, in order; a mention without words has no key.
    of_links = [entity for mention, entity in zip(event.mentions, event.entities, strict=False)
                if make_key(mention.anchor)[0]]  # fmt: skip
    dots = [1 if mention.anchor.endswith(".") else -1 for mention in event.mentions if make_key(mention.anchor)[0]]
    return Counted(
        is_there=True,
        seen=tuple(sorted(numbers[key] for key in keys if key in numbers)),
        links=tuple((numbers[key], entity, dot) for (key, _), entity, dot in zip(links, of_links, dots, strict=True)),
        entities=tuple(dict.fromkeys(event.entities)),
    )


def _count_elsewhere(names: LearnedStore, fresh: Mapping[Key, int], ledger: Ledger) -> None:
    """Count words that were not looked for until now in the events that are counted already."""
    saying = {key for folded in {words for words, _ in fresh} for key in names.find_saying(folded)}
    others = saying - set(ledger.learned)
    known = _gather_beginnings(fresh)
    before = names.read_learned(others)
    for event in names.list_events(others):
        more = [fresh[key] for key in list_keys(event.headline, event.mentions, known) if key in fresh]
        counted = before.get(event.key)
        if more and counted is not None:
            ledger.take_back(event.key, counted)
            seen = tuple(sorted({*counted.seen, *more}))
            ledger.count(event.key, Counted(is_there=True, seen=seen, links=counted.links, entities=counted.entities))


def _gather_beginnings(keys: Iterable[Key]) -> frozenset[str]:
    return frozenset(beginning for words, _ in keys for beginning in list_beginnings(words))
