"""A mutational fuzzer for the day-page parser: does any text make it raise, hang or give a malformed result?

    python benchmarks/fuzz_parser.py [FOLDER ...] [--seconds 3600] [--seed 1] [--out fuzz-findings]
    python benchmarks/fuzz_parser.py --growth

Seeds are the cases of ``tests/parse/cases`` and every ``.wiki`` file below the folders given. Each round takes one
seed, or two spliced together, changes it in a few places (characters, markup, lines, stretches doubled or cut) and
holds the result against ``tests/parse/invariants.py``. An input that fails, or takes longer than a second of
processor time for every 20 kB, is made smaller and saved, its fault beside it. Exit status 1 where there was one.

With `--growth`, every piece of markup is read again and again, in several places, nested and never closed, 20,000 and
40,000 characters of it: printed is what takes three times as long for twice the length.
"""

import argparse
import hashlib
import pathlib
import random
import re
import sys
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.parse.invariants import find_faults  # noqa: E402
from tests.parse.test_cases import Case  # noqa: E402
from tests.parse.test_properties import NESTS, OPENINGS, PLACES, UNITS  # noqa: E402

from backstory.parse import parse_day_page  # noqa: E402

MARKUP = """[[ ]] [ ] {{ }} | '' ''' ( ) < > & ; : * # = , . " // http:// https://a.b [https://a.b (C)] [https://a.b ]
[//a.b <ref> </ref> <ref_name=a> <ref_name=a/> <references/> <!-- --> <nowiki> </nowiki> <math> </math> <br> <small>
</b> {{cite_web|url=https://a.b|title= {{cite_news| {{dead_link}} {{webarchive|url=https://a.b}} {{convert|1|km}} |}
{{nowrap| {{Current_events|content= {{Current_events|year=2013|month=1|day=1|top=yes}} {{Current_events_header|3|1|1}}
{| [[File:a|thumb| [[Category:a]] [[:Category:a]] [[a]]: [[a|b]] [[a|]] [[a#b]] &amp; &#91; &#xE003; &nbsp; &#10;
'''Sport''' ;Science ==Health== archive-url= name= \ufeff \u200b \u00a0 \ue000 \u2028 \x85 \x00 é ß İ ﷺ 😀""".split()
LINES = ["\n", "\n\n", "\r\n", "\n*", "\n**", "\n****", "\n:", "\n#*", "\n;", "\n* * ", "\n|}", "\n}}", "\t", "  "]
WINDOW = 6000  # longer seeds are cut to a stretch of this many characters: more rounds a second
LIMIT_S = 1.0


def read_seeds(folders: list[pathlib.Path]) -> list[str]:
    seeds = [Case(path).wikitext for path in sorted((ROOT / "tests/parse/cases").glob("*.txt"))]
    for folder in folders:
        seeds += [path.read_text("utf-8", errors="replace") for path in sorted(folder.rglob("*.wiki"))]
    return seeds


def mutate(seeds: list[str], chance: random.Random) -> str:
    text = cut_stretch(chance.choice(seeds), chance)
    if chance.random() < 0.2:
        other = cut_stretch(chance.choice(seeds), chance)
        text = text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9, 20))):
        text = change_once(text, chance)
    return text


def cut_stretch(text: str, chance: random.Random) -> str:
    if len(text) <= WINDOW:
        return text
    start = chance.randrange(len(text) - WINDOW)
    return text[start : start + WINDOW]


def change_once(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 1, 1, 2, 4, 12, 60, 400)))
    kind = chance.randrange(7)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + text[start:end] * chance.choice((1, 1, 2, 30)) + text[end:]
    if kind == 2:
        return text[:start] + chr(chance.choice((chance.randrange(128), chance.randrange(0xD800)))) + text[end:]
    if kind == 3:
        other = chance.randrange(len(text) + 1)
        return text[:other] + text[start:end] + text[other:]
    pieces = LINES if kind == 4 else MARKUP
    piece = chance.choice(pieces).replace("_", " ") * chance.choice((1, 1, 1, 2, 40))
    return text[:start] + piece + text[start if kind == 5 else end :]


def try_text(text: str) -> str:
    """The fault that `text` brings out, "" where there is none."""
    start = time.process_time()
    try:
        faults = find_faults(text)
    except Exception:
        return traceback.format_exc()
    seconds = time.process_time() - start
    if seconds > LIMIT_S * max(1.0, len(text) / 20_000):
        return f"{seconds:.1f} s for {len(text)} characters"
    return "\n".join(faults)


def shrink(text: str, seconds: float = 20.0) -> str:
    """`text` with whatever left out that the fault does not need."""
    until = time.monotonic() + seconds
    size = len(text) // 2
    while size and time.monotonic() < until:
        position = 0
        while position < len(text) and time.monotonic() < until:
            shorter = text[:position] + text[position + size :]
            if try_text(shorter):
                text = shorter
            else:
                position += size
        size //= 2
    return text


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=pathlib.Path)
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", type=pathlib.Path, default=pathlib.Path("fuzz-findings"))
    arguments.add_argument("--growth", action="store_true", help="only look how time grows with the length")
    options = arguments.parse_args()
    if options.growth:
        return measure_growth()
    seeds, chance = read_seeds(options.folders), random.Random(options.seed)
    start = reported = time.monotonic()
    rounds = 0
    found: dict[str, int] = {}
    while time.monotonic() < start + options.seconds:
        text = mutate(seeds, chance)
        rounds += 1
        fault = try_text(text)
        if fault:
            kind = re.sub(r"line \d+: |[\d.]+ s for \d+", "", fault.strip().splitlines()[-1])[:20]
            found[kind] = found.get(kind, 0) + 1
            if found[kind] <= 3:
                save_finding(text, fault, options.out)
        if time.monotonic() > reported + 60:
            reported = time.monotonic()
            print(f"{reported - start:6.0f} s   {rounds} texts   {sum(found.values())} faults", flush=True)
    print(f"{len(seeds)} seeds, {rounds} texts in {options.seconds:.0f} s, {sum(found.values())} faults {found or ''}")
    return 1 if found else 0


def measure_growth() -> int:
    """Print how the time of long markup grows; 1 where it grows faster than its length."""
    makers = [
        lambda size, place=place, unit=unit: place.replace("{}", unit * (size // len(unit)))
        for place in PLACES
        for unit in (unit.replace("_", " ") for unit in UNITS)
    ]
    makers += [
        lambda size, nest=nest: f"* {nest[0] * (size // len(nest[0]))}x{nest[1] * (size // len(nest[0]))}"
        for nest in NESTS
    ]
    makers += [lambda size, opening=opening: f"*Snow falls. {opening}{'a-' * (size // 2)}" for opening in OPENINGS]
    rows = []
    for make in makers:
        short, long = (min(time_parse(make(size)) for _ in range(3)) for size in (20_000, 40_000))
        rows.append((long / max(short, 1e-4), long, make(40_000)[:40]))
    faster = [row for row in rows if row[0] > 3 and row[1] > 0.1]
    for ratio, seconds, text in sorted(faster, reverse=True):
        print(f"{ratio:5.1f} times as long for twice the length, {seconds:.2f} s: {text}")
    ratio, seconds, text = max(rows, key=lambda row: row[1])
    print(f"{len(rows)} texts; {len(faster)} grow faster than their length; the longest takes {seconds:.2f} s: {text}")
    return 1 if faster else 0


def time_parse(text: str) -> float:
    start = time.process_time()
    parse_day_page(text, "2013-01-10")
    return time.process_time() - start


def save_finding(text: str, fault: str, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    small = shrink(text)
    name = hashlib.sha256(small.encode("utf-8", "replace")).hexdigest()[:12]
    (folder / f"{name}.wiki").write_bytes(small.encode("utf-8", "surrogatepass"))
    (folder / f"{name}.txt").write_text(fault + "\n\nmade smaller:\n" + try_text(small), "utf-8", errors="replace")
    print(f"fault in {folder / name}.wiki: {fault.strip().splitlines()[-1][:200]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
