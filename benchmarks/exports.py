"""Export an archive in every format and say what that took: python benchmarks/exports.py ARCHIVE [FORMAT ...]

Each format runs in a process of its own, so that its peak memory can be told: a table of events, seconds of processor
time, peak memory in MiB and the file's size. With `--range` only some days are exported, to see that
memory does not grow with what is exported.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

FORMATS = ("jsonl", "csv", "parquet", "jsonld", "ttl", "graphml", "csv/", "parquet/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("formats", nargs="*", default=FORMATS)
    parser.add_argument("--range", default="", help="only these days")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        export_one(given.archive, given.formats[0], given.range)
        return
    print(f"{'format':<10}{'events':>9}{'CPU s':>8}{'MiB':>7}{'MB':>8}", flush=True)
    for form in given.formats:
        words = [sys.executable, __file__, given.archive, form, "--one", "--range", given.range]
        print(subprocess.run(words, capture_output=True, text=True, check=True).stdout, end="", flush=True)


def export_one(archive: str, form: str, span: str) -> None:
    from backstory.pipeline.dataset import ExportOptions
    from backstory.pipeline.exporting import export_events, read_span
    from backstory.pipeline.opening import open_archive

    first, last = read_span(span)
    is_folder = form.endswith("/")
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/data/" if is_folder else f"{folder}/events.{form}"
        options = ExportOptions(format=form.strip("/") if is_folder else "", first=first, last=last)
        with open_archive(archive, read_only=True) as opened:
            report = export_events(opened, target, options)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    print(f"{form:<10}{report.events:>9}{seconds:>8.1f}{used.ru_maxrss // 1024:>7}{size / 1e6:>8.1f}")


if __name__ == "__main__":
    main()
