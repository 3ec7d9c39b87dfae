"""Days of a portal as texts with the editors' links, learned from and asked about in order of time."""

import pathlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from backstory.entities import LearnedNames
from backstory.model import ParsedEvent
from backstory.pipeline.parsing import parse_path


def read_days(folder: pathlib.Path) -> list[ParsedEvent]:
    """Give all events of a folder of day pages, by day."""
    return sorted((event for _, page in parse_path(folder) for event in page.events), key=lambda event: event.date)


def learn_event(names: LearnedNames, event: ParsedEvent) -> None:
    """Let an event with its links be known from now on."""
    titles = [mention.title for mention in event.mentions]
    titles += [title for topic in event.topics for title in topic.entities]
    names.learn(event.date, event.headline, event.mentions, titles)


def replay(
    events: Sequence[ParsedEvent], first: str, *, online: bool
) -> Iterator[tuple[LearnedNames, Sequence[ParsedEvent]]]:
    """Yield each day's events from `first` on, with what was known before `first`, or (online) before that day."""
    names = LearnedNames()
    for day, group in groupby(events, key=lambda event: event.date):
        found = list(group)
        if day >= first:
            yield names, found
        if online or day < first:
            for event in found:
                learn_event(names, event)


def find_gold(event: ParsedEvent) -> set[tuple[int, str, str]]:
    """Give the editors' links: place, words, title."""
    return {(mention.start, mention.anchor, mention.title) for mention in event.mentions}


def score_links(
    days: Iterable[tuple[LearnedNames, Sequence[ParsedEvent]]],
    link: Callable[[LearnedNames, ParsedEvent], set[tuple[int, str, str]]],
) -> tuple[float, float, float]:
    """Give precision, recall and F1 of links, counted over all of them."""
    right = found = wanted = 0
    for names, events in days:
        for event in events:
            gold, links = find_gold(event), link(names, event)
            right += len(gold & links)
            found += len(links)
            wanted += len(gold)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
