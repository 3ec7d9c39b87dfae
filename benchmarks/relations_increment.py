"""How near relating day by day comes to relating all at once.

    python benchmarks/relations_increment.py SPLIT_DIR [--days 30] [--runs FOLDER]

All events but those of the last days of a StoryLink split are related; then these come day by day. Printed: processor
seconds a day, how many of the ten relations are those of relating all at once, and nDCG@10 both ways; with --runs both
are written as run files for StoryLink's own ``evaluate.py``.
"""

import argparse
import pathlib
import time
from collections.abc import Mapping

import numpy as np
from relations_judge import Judge, read_events, read_topics

from backstory.relate import Change, relate_changed, relate_events


class MemoryIndex:
    """The index in memory."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._notes: dict[str, bytes] = {}
        self._pieces: dict[str, dict[int, tuple[bytes, bytes]]] = {"terms": {}, "rows": {}, "candidates": {}}
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}

    def read_notes(self):
        return self._notes

    def write_notes(self, notes):
        self._notes |= notes

    def read_pieces(self, shelf, numbers):
        kept = self._pieces[shelf]
        return [(number, *kept[number]) for number in sorted(numbers) if number in kept]

    def write_pieces(self, shelf, pieces):
        self._pieces[shelf].update((number, (first, second)) for number, first, second in pieces)

    def find_terms(self, names):
        return {name: self._numbers[name] for name in names if name in self._numbers}

    def name_terms(self, numbers):
        return {number: self._names[number] for number in numbers}

    def add_terms(self, terms):
        for number, name, first, second in terms:
            self._numbers[name], self._names[number] = number, name
            self._pieces["terms"][number] = (first, second)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runs", type=pathlib.Path)
    args = parser.parse_args()
    events = read_events(args.split / "events.jsonl.xz")
    judge = Judge(events, read_topics(args.split / "topics.jsonl.xz"))
    by_id = {event.id: event for event in events}
    days = sorted({event.date for event in events})[-args.days :]
    whole = relate_all(events, None)
    index = MemoryIndex()
    old = [event for event in events if event.date < days[0]]
    grown = relate_all(old, index)
    seconds, touched = [], []
    for day in days:
        started = time.process_time()
        change = Change(
            events=[event for event in events if event.date == day],
            gone=(),
            concerned=list,
            load=lambda ids: {event_id: by_id[event_id] for event_id in ids},
        )
        found = relate_changed(index, change)
        if found is None:
            print(f"{day}: too much has changed, all are related anew")
            old = [event for event in events if event.date <= day]
            grown = relate_all(old, index)
            continue
        seconds.append(time.process_time() - started)
        touched.append(len(found))
        grown |= {event_id: [relation.other_id for relation in group] for event_id, group in found.items()}
    print(
        f"cpu s a day: mean {np.mean(seconds):.3f}, max {max(seconds):.3f}; events related a day {np.mean(touched):.0f}"
    )
    report(events, whole, grown, judge, days[0])
    if args.runs:
        write_run(args.runs / "whole.run", whole)
        write_run(args.runs / "grown.run", grown)


def relate_all(events, index: MemoryIndex | None) -> dict[str, list[str]]:
    groups = relate_events(events, index=index)
    return {event.id: [found.other_id for found in group] for event, group in zip(events, groups, strict=True)}


def report(events, whole: Mapping[str, list], grown: Mapping[str, list], judge: Judge, first: str) -> None:
    def overlap(ids: list[str]) -> float:
        pairs = [(whole[i], grown[i]) for i in ids if i in grown and whole[i]]
        return float(np.mean([len(set(a) & set(b)) / len(a) for a, b in pairs]))

    new = [event.id for event in events if event.date >= first]
    old = [event.id for event in events if event.date < first]
    late = set(new)
    should = [i for i in old if late & set(whole[i])]
    print(f"overlap: new {overlap(new):.3f}, old {overlap(old):.3f}, old with new relations {overlap(should):.3f}")
    wanted = [(i, o) for i in should for o in whole[i] if o in late]
    print(f"new relations of old events: {len(wanted)}, there {np.mean([o in grown[i] for i, o in wanted]):.3f}")
    row_of = {event.id: row for row, event in enumerate(events)}
    for name, found in (("whole", whole), ("grown", grown)):
        ranked = [[row_of[o] for o in found.get(event.id, ())] for event in events]
        print(name, "nDCG@10 {:.4f}, per topic {:.4f}".format(*judge.score(ranked.__getitem__)))
        queries = dict(judge.queries)
        judge.queries = {row: topic for row, topic in queries.items() if events[row].id in late}
        print(name, "of new events {:.4f}, per topic {:.4f}".format(*judge.score(ranked.__getitem__)))
        judge.queries = queries


def write_run(path: pathlib.Path, found: Mapping[str, list]) -> None:
    lines = [f"{i} Q0 {o} {rank} {1 / rank} backstory" for i, group in found.items() for rank, o in enumerate(group, 1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
