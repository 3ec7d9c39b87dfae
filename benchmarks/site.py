"""Time the static site: Backstory, Hugo, and the bare writing of the same bytes, one after the other in one run.

    python benchmarks/site.py ARCHIVE [--work DIR] [--runs N] [--no-hugo]

ARCHIVE is an archive with relations. Backstory writes its whole site: events, days, months, years, entities, stories,
publishers, categories, indexes, four formats and three feeds each. Hugo (Debian's, where it is installed) gets the same
events, days and entities as ready Markdown with the related events in the front matter, one-line templates, and writes
HTML alone. What is written is counted in two ways: "ms/file" is the time of one written page in one format, or of one
feed; "ms/page" is that of an address, in all that it is written as. Each run is a process of its own into a new folder;
its whole wall time counts, start-up included. "floor" writes Backstory's files again with the same bytes, and nothing
else.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from backstory.store import Archive
from backstory.views import Catalogue

_PUBLISH = """
import sys
from backstory.publish import publish_site
from backstory.store import Archive
with Archive(sys.argv[1], read_only=True) as archive:
    publish_site(archive, sys.argv[2], base_url="https://archive.example")
"""
_FLOOR = """
import os, pathlib, sys
source, out = sys.argv[1], sys.argv[2]
for folder, _, names in os.walk(source):
    to = out + folder[len(source):]
    os.makedirs(to)
    for name in names:
        pathlib.Path(to, name).write_bytes(pathlib.Path(folder, name).read_bytes())
"""
_HUGO_CONFIG = (
    'baseURL = "https://archive.example/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section"]\n'
)
_HUGO_EVENT = (
    "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}<ol>{{ range .Params.related }}"
    '<li><a href="{{ .url }}">{{ .title }}</a>{{ end }}</ol>'
)


def main() -> None:
    given = read_arguments()
    work = given.work
    work.mkdir(parents=True, exist_ok=True)
    rows = [
        ("Backstory", lambda out: [sys.executable, "-c", _PUBLISH, given.archive, str(out)], work),
        ("floor", lambda out: [sys.executable, "-c", _FLOOR, str(work / "backstory"), str(out)], work),
    ]
    if not given.no_hugo and shutil.which("hugo"):
        write_hugo_source(given.archive, work / "hugo-source")
        rows.append(("Hugo", lambda out: ["hugo", "--quiet", "-d", str(out)], work / "hugo-source"))
    else:
        print("Hugo is not installed, or was left out: Backstory alone.")
    print(f"median of {given.runs}")
    print(
        f"{'':12}{'pages':>8}{'files':>9}{'MB':>8}{'wall s':>9}{'ms/page':>9}{'ms/file':>9}{'CPU s':>8}{'peak MiB':>10}"
    )
    for name, command, folder in rows:
        out = work / name.lower()
        runs = [time_run(command(out), folder, out) for _ in range(given.runs)]
        pages, files, size = measure_tree(out)
        wall, cpu, peak = (statistics.median(column) for column in zip(*runs, strict=True))
        each = f"{wall / pages * 1000:9.3f}{wall / files * 1000:9.3f}"
        print(f"{name:12}{pages:8,}{files:9,}{size / 1e6:8.0f}{wall:9.2f}{each}{cpu:8.2f}{peak:10.0f}")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive")
    parser.add_argument("--work", type=Path, default=Path("build/bench-site"), help="folder for sources and sites")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-hugo", action="store_true")
    given = parser.parse_args()
    given.archive = os.path.abspath(given.archive)
    given.work = given.work.absolute()
    return given


def time_run(command: list[str], folder: Path, out: Path) -> tuple[float, float, float]:
    """Run into a new folder; gives wall seconds, CPU seconds with children, and the largest process in MiB."""
    shutil.rmtree(out, ignore_errors=True)
    # Deleting and earlier writes go on in the background; without this they are counted as this run's.
    os.sync()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        sys.exit(f"{command[0]} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure_tree(out: Path) -> tuple[int, int, int]:
    """Give the number of HTML pages, of all files, and their bytes."""
    sizes = {path: path.stat().st_size for path in out.rglob("*") if path.is_file()}
    return sum(path.suffix == ".html" for path in sizes), len(sizes), sum(sizes.values())


def write_hugo_source(archive_path: str, source: Path) -> None:
    """Write what Hugo builds from: a Markdown file per event, day and entity, with ready lists of links."""
    shutil.rmtree(source, ignore_errors=True)
    for folder in ("content", "layouts/_default"):
        (source / folder).mkdir(parents=True)
    (source / "config.toml").write_text(_HUGO_CONFIG)
    (source / "layouts/_default/single.html").write_text(_HUGO_EVENT)
    with Archive(archive_path, read_only=True) as archive:
        catalogue = Catalogue(archive).load_all()
        events = list(archive.events())
        relations = archive.relations([event.id for event in events])
        for event in events:
            related = catalogue.list_refs([found.other_id for found in relations.get(event.id, ())])
            sources = "\n".join(f"1. [{source.publisher}]({source.url})" for source in event.sources)
            write_page(source, event.path, event.headline, event.date, related, sources)
        for date, _ in archive.days():
            refs = catalogue.list_refs([event.id for event in catalogue.list_day(date)])
            write_page(source, "/day/" + date, date, date, refs, "")
        for title, ids in archive.entity_events().items():
            write_page(source, catalogue.link_entity(title).path, title, "", catalogue.list_refs(ids), "")


def write_page(source: Path, path: str, title: str, date: str, related: list, content: str) -> None:  # type: ignore[type-arg]
    front = {"title": title, "related": [{"title": ref.headline, "url": ref.path + "/"} for ref in related]}
    if date:
        front["date"] = date
    file = source / f"content{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(front) + b"\n" + content.encode())


if __name__ == "__main__":
    main()
