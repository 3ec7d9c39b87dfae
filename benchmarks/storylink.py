"""Write the ten best relations of every event of a StoryLink split as a TREC run.

    python benchmarks/storylink.py SPLIT_DIR RUN_FILE [--backstory]

Builds a fresh archive from ``SPLIT_DIR/events.jsonl.xz`` and nothing else, relates its events and writes the run;
with ``--backstory`` only events of earlier days are suggested. Score the run with the split's ``evaluate.py``.
"""

import argparse
import pathlib
import tempfile
import time

from backstory.pipeline import add_path, open_archive
from backstory.relate import relate_events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=pathlib.Path)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--backstory", action="store_true", help="suggest only events of earlier days")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_archive(pathlib.Path(folder) / "split.db") as archive:
        started_s = time.perf_counter()
        add_path(archive, args.split / "events.jsonl.xz")
        events = list(archive.events())
        added_s = time.perf_counter()
        count = 0
        with args.run.open("w", encoding="utf-8") as run:
            for relations in relate_events(events, earlier_only=args.backstory):
                for relation in relations:
                    name, score = f"{relation.event_id} Q0 {relation.other_id}", f"{relation.rank} {relation.score}"
                    run.write(f"{name} {score} backstory\n")
                    count += 1
        related_s = time.perf_counter()
    print(f"{len(events)} events added in {added_s - started_s:.1f} s")
    print(f"{count} relations found in {related_s - added_s:.1f} s")


if __name__ == "__main__":
    main()
