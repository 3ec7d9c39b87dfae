"""Chains of what editors filed under one topic, whatever they called it over time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from backstory.model import Chain, Event, Filing, Move, Topic
from backstory.model.topic import name_topic, split_topic
from backstory.stories.naming import drop_years_behind, keep_bracket, list_stems, list_years, spell_plainly

# Two events are the least that can follow one another.
_LEAST_EVENTS = 2
# One event that changes its topic was filed wrongly before; two of a topic that nothing else goes back to were renamed.
_LEAST_MOVES = 2


def list_filings(event: Event) -> tuple[Filing, ...]:
    """Give under which topics an event is filed, outermost first. A bullet of several topics files it under each."""
    return tuple(
        Filing(event_id=event.id, date=event.date, name=name, text=topic.text)
        for topic in (single for filed in event.topics for single in split_topic(filed))
        if (name := name_topic(topic))
    )


def list_moves(event_id: str, wordings: Iterable[Sequence[Topic]]) -> tuple[Move, ...]:
    """Give what the topics of an event's successive wordings tell of renamings: one topic changed, all others not."""
    names = [[name_topic(single) for filed in topics for single in split_topic(filed)] for topics in wordings]
    moves = []
    for before, after in pairwise(names):
        changed = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
        if len(before) == len(after) and len(changed) == 1 and all(changed[0]):
            moves.append(Move(event_id=event_id, old=changed[0][0], new=changed[0][1]))
    return tuple(dict.fromkeys(moves))


def chain_filings(filings: Sequence[Filing], moves: Sequence[Move] = ()) -> tuple[Chain, ...]:
    """Give a chain for each topic of at least two events, those filed first first.

    `filings` are in order of time and must be all of the names they have, and of the names near these (see
    `find_near`). The owner is the name used first, the title the wording used most, with the owner's bracket.
    """
    filed: dict[str, set[str]] = defaultdict(set)
    for filing in filings:
        filed[filing.name].add(filing.event_id)
    owner_of = _join_names(filed, moves)
    groups: dict[str, list[Filing]] = defaultdict(list)
    for filing in filings:
        groups[owner_of[filing.name]].append(filing)
    chains = (_make_chain(owner, group) for owner, group in groups.items())
    return tuple(chain for chain in chains if len(chain.event_ids) >= _LEAST_EVENTS)


def _make_chain(owner: str, filings: Sequence[Filing]) -> Chain:
    wordings = Counter(filing.text for filing in filings)
    return Chain(
        owner=owner,
        title=keep_bracket(min(wordings, key=lambda text: (-wordings[text], text)), owner),
        kind="topic",
        wish=owner,
        first_on=filings[0].date,
        last_on=filings[-1].date,
        names=tuple(dict.fromkeys(filing.name for filing in filings)),
        event_ids=tuple(dict.fromkeys(filing.event_id for filing in filings)),
    )


def _join_names(filed: Mapping[str, set[str]], moves: Sequence[Move]) -> dict[str, str]:
    """Give for each name the first of those that name the same topic. `filed` is in order of first use."""
    owner_of = {name: name for name in filed}

    def find(name: str) -> str:
        while owner_of[name] != name:
            name = owner_of[name]
        return name

    place = {name: number for number, name in enumerate(filed)}
    for one, two in (*_pair_spellings(filed), *_pair_renamed(filed, moves)):
        first, second = sorted((find(one), find(two)), key=place.__getitem__)
        owner_of[second] = first
    return {name: find(name) for name in filed}


def _pair_spellings(filed: Mapping[str, set[str]]) -> Iterable[tuple[str, str]]:
    """Pair names that are spelled alike, and a name without years with the only one that has years behind it."""
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in filed:
        spelled[spell_plainly(name)].append(name)
    with_years: dict[str, list[str]] = defaultdict(list)
    for plain, names in spelled.items():
        yield from ((names[0], other) for other in names[1:])
        bare = drop_years_behind(plain)
        if bare != plain:
            with_years[bare].append(names[0])
    for bare, names in with_years.items():
        if bare in spelled and len(names) == 1 and not filed[names[0]] & filed[spelled[bare][0]]:
            yield spelled[bare][0], names[0]


def _pair_renamed(filed: Mapping[str, set[str]], moves: Sequence[Move]) -> Iterable[tuple[str, str]]:
    """Pair the old and the new name of a topic that editors renamed, as the events they moved tell.

    Two at least were moved, none back, none is filed under both, the years are the same, and the new name says no
    more than the old: else they did not rename the topic but opened one for a part of it or for what followed.
    """
    counts = Counter((move.old, move.new) for move in moves)
    for (old, new), count in counts.items():
        if (
            count >= _LEAST_MOVES
            and (new, old) not in counts
            and old in filed
            and new in filed
            and not filed[old] & filed[new]
            and list_years(old) == list_years(new)
            and list_stems(new)
            and list_stems(new) <= list_stems(old)
        ):
            yield old, new
