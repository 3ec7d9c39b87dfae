"""Draw related events as a page shows them, to be read and judged: would the reason satisfy a reader?

    python benchmarks/relations_read.py PATH... [--seed 1] [--count 100]

PATH is anything that `backstory add` takes. From all relations that pages show, so many are drawn, each as likely as
every other. One block each: number, event, related event, why. Judge each by one question: does what is said make it
plain why a reader of the first event is shown the second?
"""

import argparse
import pathlib
import random
import tempfile

from backstory.pipeline import add_path, open_archive, relate
from backstory.views import Catalogue
from backstory.views.relating import describe_relations


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=pathlib.Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_archive(pathlib.Path(folder) / "archive.db") as archive:
        for path in args.path:
            add_path(archive, path)
        relate(archive)
        catalogue = Catalogue(archive)
        refs = {ref.id: ref for ref in catalogue.list_refs([event.id for event in archive.events()])}
        related = archive.relations(list(refs))
        shown = [
            (refs[event_id], other)
            for event_id, relations in related.items()
            for other in describe_relations(catalogue, relations)
        ]
    kept = sum(map(len, related.values()))
    print(f"{len(shown)} relations shown of {kept}, of {len(related)} events; seed {args.seed}")
    for number, (event, other) in enumerate(random.Random(args.seed).sample(shown, args.count), start=1):
        print(f"\n{number}. {event.date} {event.headline}\n   {other.date} {other.headline}")
        print(f"   {other.why} ({other.score})")


if __name__ == "__main__":
    main()
