"""How long a search takes: CPU milliseconds of the process, over queries of each kind.

    python benchmarks/search_speed.py ARCHIVE

"Judged" are the queries of `search_queries.jsonl`. "Worst" are words that many events have. A page is 20 hits with
marks; facets are counted where it says so. Every query is asked five times, the fastest counts.
"""

import argparse
import time
from collections.abc import Callable, Sequence

from search_quality import read_queries

from backstory.model import SearchRequest
from backstory.store import Archive

NAMES = ["boris johnson", "beirut explosion", "isil", "erdogan", "myanmar coup", "earthquake", "von der leyen"]
MISSPELT = ["borris jonson", "erdogn", "netanyahoo", "khadafi", "lukashenka", "zelenskiy"]
WORST = ["the", "the of and", "people", "killed", "a*", "an*", "2020", "new", "people killed in an attack", "says the"]
STARTS = ["b", "s", "bo", "co", "joh", "uni", "boris j", "islamic st", "united na", "borris", "erdogn"]


def measure(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float, str]:
    """Mean and maximum in milliseconds, and which took longest."""
    took = {}
    for text in texts:
        times = []
        for _ in range(5):
            started = time.process_time()
            ask(text)
            times.append((time.process_time() - started) * 1000)
        took[text] = min(times)
    slowest = max(took, key=lambda text: took[text])
    return sum(took.values()) / len(took), took[slowest], slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    archive = Archive(parser.parse_args().archive, read_only=True)

    def ask(text: str) -> object:
        return archive.search(text)

    def ask_facets(text: str) -> object:
        return archive.search(SearchRequest(text=text, with_facets=True))

    judged = [text for text, _, _ in read_queries()]
    kinds: list[tuple[str, Callable[[str], object], Sequence[str]]] = [
        ("names and happenings", ask, NAMES),
        ("the same with facets", ask_facets, NAMES),
        ("misspelt", ask, MISSPELT),
        ("judged", ask, judged),
        ("worst", ask, WORST),
        ("worst with facets", ask_facets, WORST),
        ("beginnings of names", archive.complete, STARTS),
    ]
    print(f"{archive.counts()['events']} events\n\n| queries | mean ms | longest ms | which |\n|---|---|---|---|")
    for name, function, texts in kinds:
        mean, longest, which = measure(function, texts)
        print(f"| {name} | {mean:.1f} | {longest:.1f} | {which[:40]} |")


if __name__ == "__main__":
    main()
