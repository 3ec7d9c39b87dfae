"""How an archive grows: python benchmarks/growth.py days FOLDER | states REVISIONS.jsonl.xz | tables ARCHIVE

`days` adds day pages (FOLDER/YYYY/*.wiki) year by year into a fresh archive and prints what each year adds, then what
the whole takes with relations, before and after vacuum. `states`
adds every state of every page and prints what their texts take, compressed each by itself and as they are kept.
`tables` prints what takes the room in an archive, by table with its indexes.
"""

import argparse
import json
import lzma
import shutil
import sqlite3
import tempfile
import zlib
from pathlib import Path

from backstory.pipeline import add_path, add_revisions, relate
from backstory.pipeline.files import make_page_revision
from backstory.store import Archive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["days", "states", "tables"])
    parser.add_argument("path", type=Path)
    given = parser.parse_args()
    {"days": grow_by_years, "states": keep_states, "tables": list_tables}[given.what](given.path)


def grow_by_years(folder: Path) -> None:
    print(f"{'year':<6}{'days':>6}{'events':>9}{'wikitext MB':>13}{'archive MB':>12}{'won MB':>8}{'times':>7}")
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "archive.db"
        before = 0
        for year in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
            text = sum(file.stat().st_size for file in year.glob("*.wiki"))
            with Archive(path) as archive:
                report = add_path(archive, year)
            size = path.stat().st_size
            print(
                f"{year.name:<6}{report.stored:>6}{report.new:>9}{text / 1e6:>13.2f}{size / 1e6:>12.1f}"
                f"{(size - before) / 1e6:>8.2f}{(size - before) / text:>7.1f}",
                flush=True,
            )
            before = size
        measure_whole(path, sum(1 for _ in folder.rglob("*.wiki")) / 365.25)


def measure_whole(path: Path, years: float) -> None:
    """Print what an archive takes as it is, with relations, and each after vacuum."""
    related, packed = path.with_name("related.db"), path.with_name("packed.db")
    shutil.copy(path, related)
    with Archive(related) as archive:
        relate(archive)
        events = sum(1 for _ in archive.events())
    for name, kept in (("added", path), ("related", related)):
        shutil.copy(kept, packed)
        with Archive(packed) as archive:
            archive.vacuum()
        size, least = kept.stat().st_size, packed.stat().st_size
        print(
            f"{name}: {size / 1e6:.1f} MB, {least / 1e6:.1f} after vacuum; {size / 1e6 / years:.1f} MB a year, "
            f"{size / 1e3 / events:.1f} kB an event"
        )


def keep_states(file: Path) -> None:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        states = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "archive.db"
        with Archive(path) as archive:
            add_revisions(archive, [make_page_revision(s["date"], s["timestamp"], s["wikitext"]) for s in states])
        size = path_size(path)
        database = sqlite3.connect(path)
        kept, count = database.execute("SELECT sum(length(text)), count(*) FROM texts").fetchone()
        said = "SELECT count(*), sum(length(wording)) FROM versions WHERE valid_to"
        (old, old_bytes), (held, held_bytes) = (database.execute(f"{said} {t} ''").fetchone() for t in ("<>", "="))
    texts = [state["wikitext"].encode() for state in states]
    alone = sum(len(zlib.compress(text)) for text in texts)
    print(f"states {count}, text {sum(map(len, texts)) / 1e6:.2f} MB, each by itself {alone / 1e6:.2f} MB, ", end="")
    print(f"as kept {kept / 1e6:.2f} MB ({1 - kept / alone:.0%} less); archive {size}")
    print(f"wordings that hold: {held}, {held_bytes / 1e6:.1f} MB; earlier ones: {old}, {old_bytes / 1e6:.1f} MB")


def path_size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


def list_tables(path: Path) -> None:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = database.execute(
        "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat AS s JOIN sqlite_master AS m ON m.name = s.name GROUP BY 1"
    )
    sizes = sorted(rows, key=lambda row: -row[1])
    events = database.execute("SELECT count(*) FROM v_events").fetchone()[0]
    print(f"{events} events, {sum(size for _, size in sizes) / events / 1000:.2f} kB an event")
    for name, size in sizes[:15]:
        print(f"{name:<24}{size / 1e6:>8.1f} MB")


if __name__ == "__main__":
    main()
