"""Measure how long finding the backstory of a text takes, in one process, on an archive that is there already.

    python benchmarks/context_speed.py ARCHIVE

The archive must have been related. "first" has to read the overview of all relations; the others find it read, as in a
server. The texts are made up, of one to three sentences.
"""

import argparse
import pathlib
import statistics
import time

from backstory.pipeline import ContextFinder, open_archive
from backstory.pipeline.reading import read_words

TEXTS = (
    "Missiles and drones hit Kyiv overnight and killed at least nine people, Ukraine's air force says.",
    "Talks between Hamas and Israel over a ceasefire in Gaza resume in Doha, with Qatar and Egypt between them.",
    "A strong earthquake shakes the coast of northern Japan; a tsunami warning goes out for Fukushima and Miyagi.",
    "The Federal Reserve cuts interest rates by a quarter of a point, its chair Jerome Powell says.",
    "Rebels of the M23 movement enter Goma in the Democratic Republic of the Congo after days of fighting.",
    "Turkey's president Erdogan meets Sweden's prime minister to talk about NATO.",
    "Boeing grounds its 737 MAX fleet after a door panel blew out on an Alaska Airlines flight.",
    "Protesters rally in Tbilisi against Georgia's law on foreign agents; police answer with water cannon.",
    "Sudan's Rapid Support Forces shell El Fasher, the last city in Darfur that the army holds, the UN says.",
    "The Economic Community of West African States (ECOWAS) lifts its sanctions on Mali. ECOWAS met in Accra.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=pathlib.Path)
    args = parser.parse_args()
    with open_archive(args.archive, read_only=True) as archive:
        print(f"{archive.counts()['events']} events")
        finder = ContextFinder(archive)
        taken = [measure(finder, text) for _ in range(3) for text in TEXTS]
    for name, some in (("first", taken[:1]), ("others", taken[1:])):
        processor, wall = zip(*some, strict=True)
        print(f"{name}: processor {describe(processor)}; wall {describe(wall)}")


def measure(finder: ContextFinder, text: str) -> tuple[float, float]:
    processor_s, wall_s = time.process_time(), time.perf_counter()
    finder.find(read_words(text))
    return 1000 * (time.process_time() - processor_s), 1000 * (time.perf_counter() - wall_s)


def describe(times_ms: tuple[float, ...]) -> str:
    return f"median {statistics.median(times_ms):.0f} ms, most {max(times_ms):.0f} ms"


if __name__ == "__main__":
    main()
