"""Score what `permalinks.py` wrote.

    python benchmarks/score_permalinks.py OUT.jsonl [--show N]

A pair is a URL that exactly one event cites in one state of a day and exactly one in the next state of that day. Given
are: the share of pairs that keep their id and their permalink, the same for pairs whose wording changed, whether two
events of one state, or of the days as they stand at the end, ever share an id or a permalink, and whether an id ever
changes its permalink.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

State = dict[str, Any]


def score_file(path: Path, shown: int) -> None:
    """Print the shares, and up to `shown` pairs that lost their id."""
    states = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    lost = []
    for before, after, date in list_pairs(states):
        is_reworded = before["text"] != after["text"]
        kind = "reworded" if is_reworded else "same"
        counts["pairs"] += 1
        counts[kind] += 1
        counts["kept"] += before["id"] == after["id"]
        counts[f"{kind} kept"] += before["id"] == after["id"]
        counts["permalink kept"] += before["permalink"] == after["permalink"]
        if before["id"] != after["id"]:
            lost.append((date, before["text"], after["text"]))
    print(
        f"pairs {counts['pairs']}, id kept {share(counts['kept'], counts['pairs'])}, "
        f"permalink kept {share(counts['permalink kept'], counts['pairs'])}"
    )
    print(f"of them reworded {counts['reworded']}, id kept {share(counts['reworded kept'], counts['reworded'])}")
    print(f"events sharing an id: {count_shared(states, 'id')}, a permalink: {count_shared(states, 'permalink')}")
    print(f"ids that changed their permalink: {count_moved(states)}")
    for date, old, new in lost[:shown]:
        print(f"\n{date}\n- {old}\n+ {new}")


def list_pairs(states: list[State]) -> Iterator[tuple[State, State, str]]:
    """Events before and after that alone cite the same URL, in consecutive states of a day."""
    standing: dict[str, State] = {}
    for state in states:
        before = standing.get(state["date"])
        standing[state["date"]] = state
        if before is None:
            continue
        old, new = map_own(before), map_own(state)
        for url in old.keys() & new.keys():
            yield old[url], new[url], state["date"]


def map_own(state: State) -> dict[str, State]:
    """The event that cites each URL, of those that only one cites."""
    citing = defaultdict(list)
    for event in state["events"]:
        for url in set(event["urls"]):
            citing[url].append(event)
    return {url: events[0] for url, events in citing.items() if len(events) == 1}


def count_shared(states: list[State], name: str) -> int:
    """Ids or permalinks that two live events have at once, counted at every state over all days."""
    standing: dict[str, list[str]] = {}
    holders: Counter[str] = Counter()
    shared = 0
    for state in states:
        holders.subtract(standing.get(state["date"], []))
        standing[state["date"]] = [event[name] for event in state["events"]]
        holders.update(standing[state["date"]])
        shared += sum(holders[value] > 1 for value in set(standing[state["date"]]))
    return shared


def count_moved(states: list[State]) -> int:
    """Ids seen with more than one permalink."""
    seen = defaultdict(set)
    for state in states:
        for event in state["events"]:
            seen[event["id"]].add(event["permalink"])
    return sum(len(paths) > 1 for paths in seen.values())


def share(part: int, whole: int) -> str:
    """A share in per cent, with what it is made of."""
    return f"{100 * part / whole:.3f}% ({whole - part} lost)" if whole else "-"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    score_file(Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) == 4 else 0)
