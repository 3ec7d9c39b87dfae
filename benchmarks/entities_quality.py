"""Measure entity linking: the links of a portal's days hidden, learned from the days before.

    python benchmarks/entities_quality.py PORTAL_DIR [--from 2021-03-01]

A link found is right where its words, their place and the entity are the editors'. The baseline links the longest known
anchor at each place to its commonest target, once each. "Frozen" knows only the days before the first one; "followed"
learns each day once it has passed, never ahead. The shipped weights were learned before 2021-03-01.
"""

import argparse
import pathlib
import time
from collections import Counter, defaultdict

from entities_days import find_gold, read_days, replay, score_links

from backstory.entities import LearnedNames, link_text
from backstory.entities.words import split_words
from backstory.model import ParsedEvent

_LONGEST_WORDS = 10


class Commonest:
    """The baseline: every anchor as written, with its targets."""

    def __init__(self, *, once: bool) -> None:
        self.once = once
        self.targets: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def learn(self, event: ParsedEvent) -> None:
        for mention in event.mentions:
            self.targets[mention.anchor][mention.title] += 1

    def link(self, text: str) -> set[tuple[int, str, str]]:
        words, found, titles = split_words(text), set(), set()
        place = 0
        while place < len(words):
            start = words[place].start
            ends = [(last, words[last - 1].end + more) for last in range(place + _LONGEST_WORDS, place, -1)
                    if last <= len(words) for more in (1, 0)]  # fmt: skip
            last, end = next(((last, end) for last, end in ends if text[start:end] in self.targets), (0, 0))
            if not last:
                place += 1
                continue
            counts = self.targets[text[start:end]]
            title = min(counts, key=lambda title: (-counts[title], title))
            if title not in titles or not self.once:
                found.add((start, text[start:end], title))
            titles.add(title)
            place = last
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal", type=pathlib.Path)
    parser.add_argument("--from", dest="first", default="2021-03-01")
    args = parser.parse_args()
    events = read_days(args.portal)
    asked = [event for event in events if event.date >= args.first]
    print(
        f"{len(events) - len(asked)} events learned, {len(asked)} asked, {sum(map(len, map(find_gold, asked)))} links"
    )
    print("| | precision | recall | F1 |\n|---|---|---|---|")
    for online in (False, True):
        kind = "followed" if online else "frozen"
        for once in (False, True):
            name = f"{kind}: longest known anchor, commonest target{', once each' if once else ''}"
            show(name, score_baseline(events, args.first, online=online, once=once))
        started_s = time.process_time()
        days = replay(events, args.first, online=online)
        show(f"{kind}: entity linking", score_links(days, link_event))
        print(f"<!-- {time.process_time() - started_s:.1f} s of processor time, learning included -->")


def show(name: str, figures: tuple[float, float, float]) -> None:
    print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)


def score_baseline(events: list[ParsedEvent], first: str, *, online: bool, once: bool) -> tuple[float, float, float]:
    baseline = Commonest(once=once)
    for event in events:
        if event.date < first:
            baseline.learn(event)
    days = replay([event for event in events if event.date >= first], first, online=False)

    def link_days():
        for names, found in days:
            yield names, found
            if online:
                for event in found:
                    baseline.learn(event)

    return score_links(link_days(), lambda _, event: baseline.link(event.headline))


def link_event(names: LearnedNames, event: ParsedEvent) -> set[tuple[int, str, str]]:
    links = link_text(event.headline, event.date, names)
    return {(link.mention.start, link.mention.anchor, link.mention.title) for link in links}


if __name__ == "__main__":
    main()
