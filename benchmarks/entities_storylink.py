"""Measure relations of plain text: the links of a StoryLink split hidden, and put back by entity linking.

    python benchmarks/entities_storylink.py SPLIT_DIR

Everything is related by the shipped ranker, which has seen these days: compare the rows, not their height. "two-fold":
each half of the days is linked by what the editors' links of the other half taught; "followed": each day by what the
days before it taught, so that the first ones get hardly any. Sources' addresses stay, as an article has its own.
"""

import argparse
import pathlib
import time
from collections.abc import Callable, Sequence
from itertools import groupby

import msgspec
from relations_judge import Judge, read_events, read_topics

from backstory.entities import LearnedNames, link_text
from backstory.model import Event
from backstory.relate import relate_events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    args = parser.parse_args()
    events = [place_mentions(event) for event in read_events(args.split / "events.jsonl.xz")]
    judge = Judge(events, read_topics(args.split / "topics.jsonl.xz"))
    ways: list[tuple[str, Callable[[Sequence[Event]], list[Event]]]] = [
        ("the editors' links", list),
        ("no links", lambda found: [msgspec.structs.replace(event, mentions=()) for event in found]),
        ("linked, two-fold", link_two_fold),
        ("linked, followed", link_followed),
    ]
    print("| links | all | per topic | before | per topic | links an event |\n|---|---|---|---|---|---|")
    for name, prepare in ways:
        started_s = time.process_time()
        prepared = prepare(events)
        linked_s = time.process_time() - started_s
        figures = [*score(judge, prepared, earlier_only=False), *score(judge, prepared, earlier_only=True)]
        mentions = sum(len(event.mentions) for event in prepared) / len(prepared)
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + f" | {mentions:.1f} |")
        print(f"<!-- linked in {linked_s:.1f} s of processor time -->", flush=True)


def place_mentions(event: Event) -> Event:
    """The event with the places of its mentions, which the split leaves out."""
    mentions = (msgspec.structs.replace(found, start=event.text.find(found.anchor)) for found in event.mentions)
    return msgspec.structs.replace(event, mentions=tuple(mentions))


def link_two_fold(events: Sequence[Event]) -> list[Event]:
    half = len(events) // 2
    return [*link(events[:half], learn(events[half:])), *link(events[half:], learn(events[:half]))]


def link_followed(events: Sequence[Event]) -> list[Event]:
    names, linked = LearnedNames(), []
    for _, group in groupby(events, key=lambda event: event.date):
        day = list(group)
        linked += link(day, names)
        learn(day, names)
    return linked


def learn(events: Sequence[Event], names: LearnedNames | None = None) -> LearnedNames:
    names = names or LearnedNames()
    for event in events:
        names.learn(event.date, event.text, event.mentions, event.titles)
    return names


def link(events: Sequence[Event], names: LearnedNames) -> list[Event]:
    return [
        msgspec.structs.replace(
            event, mentions=tuple(found.mention for found in link_text(event.text, event.date, names))
        )
        for event in events
    ]


def score(judge: Judge, events: Sequence[Event], *, earlier_only: bool) -> tuple[float, float]:
    row_of = {event.id: row for row, event in enumerate(events)}
    related = [
        [row_of[relation.other_id] for relation in relations]
        for relations in relate_events(events, earlier_only=earlier_only)
    ]
    return judge.score(related.__getitem__, earlier_only=earlier_only)


if __name__ == "__main__":
    main()
