"""How long all relations take, beside the bare top ten of one TF-IDF matrix of the same events by sparse_dot_topn.

    python benchmarks/relations_speed.py PATH... [--events 16000] [--threads 2] [--alone]

PATH holds ``.wiki`` day pages, or is an ``events.jsonl.xz`` of StoryLink; the last so many of its events are taken, by
date. Both run one after the other, on as many cores as threads are asked for, on events read before; relations come
with their reasons. Printed: seconds and processor seconds of both, their ratios, and this process's peak memory.
"""

import argparse
import os
import pathlib
import resource
import time
from collections.abc import Callable, Iterator

import numpy as np
import scipy.sparse as sp
from relations_judge import read_events
from sparse_dot_topn import sp_matmul_topn

from backstory.model import Event, Source
from backstory.parse import parse_day_page
from backstory.relate import relate_events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=pathlib.Path, nargs="+")
    parser.add_argument("--events", type=int, default=16_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help="leave sparse_dot_topn out")
    args = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: args.threads])
    events = sorted((event for path in args.path for event in read_path(path)), key=lambda event: event.date)
    events = events[-args.events :]
    print(f"{len(events)} events, {args.threads} threads, {measure_memory():.0f} MiB before")
    ours = measure(lambda: sum(map(len, relate_events(events))))
    print(f"relations  {ours[0]:7.2f} s  {ours[1]:7.2f} s cpu, {ours[2]} found, peak {measure_memory():.0f} MiB")
    if args.alone:
        return
    matrix = weigh_words(events)
    bare = measure(lambda: sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=10, n_threads=args.threads, sort=True).nnz)
    print(f"top ten    {bare[0]:7.2f} s  {bare[1]:7.2f} s cpu, {bare[2]} found")
    print(f"ratio      {ours[0] / bare[0]:7.1f}    {ours[1] / bare[1]:7.1f} of cpu")


def measure(work: Callable[[], int]) -> tuple[float, float, int]:
    wall, used = time.perf_counter(), count_cpu()
    found = work()
    return time.perf_counter() - wall, count_cpu() - used, found


def count_cpu() -> float:
    """Processor seconds of this process and of those that it forked and that have ended."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def measure_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def weigh_words(events: list[Event]) -> sp.csr_matrix:
    """Give one TF-IDF matrix of the texts, as any search library would make it: lower-case words, rows of length 1."""
    columns: dict[str, int] = {}
    rows = [[columns.setdefault(word, len(columns)) for word in event.text.lower().split()] for event in events]
    ends = np.cumsum([0, *map(len, rows)])
    indices = np.array([column for row in rows for column in row], dtype=np.int32)
    counts = sp.csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(rows), len(columns)))
    counts.sum_duplicates()
    spread = np.bincount(counts.indices, minlength=len(columns))
    counts.data *= (np.log(len(rows) / spread) + 1).astype(np.float32)[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(counts.indptr)).astype(np.float32)
    return counts


def read_path(path: pathlib.Path) -> Iterator[Event]:
    if path.name.endswith(".jsonl.xz"):
        yield from read_events(path)
    for file in sorted(path.rglob("*.wiki")):
        date = file.name[:10]
        for number, parsed in enumerate(parse_day_page(file.read_text(encoding="utf-8"), date).events):
            yield Event(
                id=f"{date}-{number}",
                date=parsed.date or date,
                path="",
                category=parsed.category,
                text=parsed.text,
                topics=parsed.topics,
                mentions=parsed.mentions,
                sources=tuple(Source(url=cited.url, publisher=cited.publisher) for cited in parsed.citations),
            )


if __name__ == "__main__":
    main()
