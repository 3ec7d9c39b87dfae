"""How good the search is: nDCG@10 over judged queries, beside the ranking it had before and plain bm25.

    python benchmarks/search_quality.py ARCHIVE [--pool FILE] [--tune] [--failures]

ARCHIVE holds the portal's days from 2020-04-01 to 2021-09-19. `search_queries.jsonl` has one query a line with grades
by event id: 2 is what was wanted, 1 is about it. Queries at even places were used to choose weights, those at odd
places never. `--pool` writes the best 20 events of each ranking for every query, to be judged.
"""

import argparse
import json
import math
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from backstory.model import SearchRequest
from backstory.store import Archive, search

QUERIES = Path(__file__).with_name("search_queries.jsonl")
DEPTH = 20
WORD = re.compile(r"\w+")
Rank = Callable[[str], list[str]]


class OldSearch:
    """The ranking of the first schema: all words, aliases, bm25 with weights, no inflections."""

    def __init__(self, path: str) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute("ATTACH ? AS a", (f"file:{Path(path).absolute()}?mode=ro",))
        self.database.execute(
            "CREATE VIRTUAL TABLE old USING fts5 (headline, topics, entities, publishers, "
            'tokenize = "unicode61 remove_diacritics 2")'
        )
        self.database.execute(
            "INSERT INTO old (rowid, headline, topics, entities, publishers) "
            "SELECT event, headline, topics, entities, publishers FROM a.search_rows"
        )

    def rank(self, text: str) -> list[str]:
        query = " AND ".join(self.write_terms(WORD.findall(text), ends_open=bool(text) and not text[-1].isspace()))
        return self.run(query, "round(bm25(old, 4.0, 2.0, 2.0, 0.5), 1), e.date DESC, e.key")

    def rank_any(self, text: str) -> list[str]:
        """Plain bm25 of any of the words."""
        return self.run(" OR ".join(f'"{word}"' for word in WORD.findall(text)), "bm25(old), e.key")

    def run(self, query: str, order: str) -> list[str]:
        rows = self.database.execute(
            f"SELECT e.id FROM old JOIN a.events AS e ON e.key = old.rowid WHERE old MATCH ? ORDER BY {order} LIMIT ?",
            (query, DEPTH),
        )
        return [row[0] for row in rows]

    def write_terms(self, found: list[str], *, ends_open: bool) -> Iterator[str]:
        place = 0
        while place < len(found):
            for length in range(min(6, len(found) - place), 0, -1):
                run = found[place : place + length]
                titles = self.find_named(" ".join(run))
                if titles or length == 1:
                    break
            last = place + length == len(found)
            own = " AND ".join(f'"{word}"' for word in run) + ("*" if last and ends_open else "")
            named = " OR ".join(f'entities : "{title}"' for title in titles)
            yield f"(({own}) OR {named})" if titles else f"({own})"
            place += length

    def find_named(self, name: str) -> list[str]:
        rows = self.database.execute(
            "SELECT n.title, count(*) AS uses FROM a.mentions AS m JOIN a.entities AS n ON n.key = m.entity "
            "WHERE m.anchor = ? COLLATE NOCASE GROUP BY n.key ORDER BY uses DESC, n.title LIMIT 3",
            (name,),
        ).fetchall()
        titles = [" ".join(WORD.findall(row[0])) for row in rows]
        return [title for title in dict.fromkeys(titles) if title and title.casefold() != name.casefold()]


def rank_now(archive: Archive) -> Rank:
    return lambda text: [hit.event.id for hit in archive.search(SearchRequest(text=text, limit=DEPTH)).hits]


def score_ranking(ids: list[str], grades: dict[str, int]) -> float:
    """nDCG@10 with gains of 3 and 1 for grades 2 and 1."""
    gains = [2 ** grades.get(event_id, 0) - 1 for event_id in ids[:10]]
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:10]
    best = sum_gains(ideal)
    return sum_gains(gains) / best if best else 0.0


def sum_gains(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def read_queries() -> list[tuple[str, str, dict[str, int]]]:
    lines = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()]
    return [(line["query"], line["kind"], line["grades"]) for line in lines]


def measure(rank: Rank, queries: list[tuple[str, str, dict[str, int]]]) -> list[float]:
    return [score_ranking(rank(text), grades) for text, _, grades in queries]


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def tune(archive: Archive, queries: list[tuple[str, str, dict[str, int]]]) -> None:
    """Weights tried on the even half, the best of them on both."""
    tried = []
    for topics, entities, labels, publishers in product((1.0, 2.0, 3.0), (1.0, 2.0), (1.0, 2.0, 4.0, 6.0), (0.1, 0.3)):
        search.WEIGHTS = (4.0, topics, entities, publishers, 0.0, labels)
        scores = measure(rank_now(archive), queries)
        tried.append((mean(scores[::2]), mean(scores[1::2]), search.WEIGHTS))
    for even, odd, weights in sorted(tried, reverse=True)[:8]:
        print(f"{even:.4f} {odd:.4f} {weights}")


def write_pool(path: Path, rankings: dict[str, Rank], archive: Archive) -> None:
    lines = [line.split("|") for line in Path(path).read_text("utf-8").splitlines()]
    for number, (text, _) in enumerate(lines):
        ids = sorted({event_id for rank in rankings.values() for event_id in rank(text)})
        print(f"## {number} {text}")
        for event in sorted(archive.events_by_id(ids).values(), key=lambda event: event.date):
            topics = " / ".join(topic.text for topic in event.topics)
            print(f"{event.id} {event.date[2:]} [{topics[:50]}] {event.headline[:190]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--pool", type=Path, help="file of queries to pool")
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--failures", action="store_true", help="name the queries that score low")
    options = parser.parse_args()
    archive, old = Archive(options.archive, read_only=True), OldSearch(options.archive)
    rankings: dict[str, Rank] = {"before": old.rank, "bm25, any word": old.rank_any, "now": rank_now(archive)}
    if options.pool:
        write_pool(options.pool, rankings, archive)
        return
    queries = read_queries()
    if options.tune:
        tune(archive, queries)
        return
    print("| ranking | all | tuned half | other half | nothing relevant in ten | CPU ms a query |")
    print("|---|---|---|---|---|---|")
    for name, rank in rankings.items():
        started = time.process_time()
        scores = measure(rank, queries)
        took = (time.process_time() - started) / len(queries) * 1000
        nothing = sum(score == 0 for score in scores)
        halves = f"{mean(scores[::2]):.3f} | {mean(scores[1::2]):.3f}"
        print(f"| {name} | {mean(scores):.3f} | {halves} | {nothing} | {took:.1f} |")
    if options.failures:
        for (text, _, _), score in zip(queries, scores, strict=True):
            if score < 0.7:
                print(f"{score:.2f} {text}")


if __name__ == "__main__":
    main()
