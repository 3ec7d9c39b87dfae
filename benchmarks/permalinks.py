"""Permalinks under edits: feed successive states of day pages to a fresh archive, and write each day as it then stands.

    python benchmarks/permalinks.py REVISIONS.jsonl[.xz] OUT.jsonl

Takes lines of `{"date", "timestamp", "wikitext"}`, feeds them in order of time, one call for each as a live `sync`
would, and writes after each one a line `{"date", "timestamp", "events": [{"id", "permalink", "text", "urls"}]}`.
`score_permalinks.py` beside it scores that.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from backstory.pipeline import add_revisions
from backstory.pipeline.files import read_revisions
from backstory.store import Archive


def replay_revisions(source: Path, out: Path) -> None:
    """Replay `source` into an archive of its own, and write the days to `out`."""
    revisions = sorted(read_revisions(source), key=lambda revision: revision.timestamp)
    started, cpu = time.perf_counter(), time.process_time()
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder) / "archive.db") as archive,
        out.open("w", encoding="utf-8") as file,
    ):
        for revision in revisions:
            add_revisions(archive, [revision])
            events = [
                {
                    "id": event.id,
                    "permalink": event.path,
                    "text": event.text,
                    "urls": [source.url for source in event.sources],
                }
                for event in archive.events_on(revision.date)
            ]
            line = {"date": revision.date, "timestamp": revision.timestamp, "events": events}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        seconds, cpu_s = time.perf_counter() - started, time.process_time() - cpu
        lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        printed = {event["permalink"] for line in lines for event in line["events"]}
        dead = sorted(path for path in printed if archive.resolve(path) is None)
        faults = archive.check()
    print(f"{len(revisions)} states replayed in {seconds:.1f} s ({cpu_s:.1f} s of CPU)")
    print(f"{len(printed)} permalinks printed, {len(dead)} of them no longer answer")
    print(f"archive check: {faults or 'whole'}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    replay_revisions(Path(sys.argv[1]), Path(sys.argv[2]))
