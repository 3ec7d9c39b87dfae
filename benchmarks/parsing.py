"""Day pages parsed a second, on one core: Backstory beside mwparserfromhell and a bare regular expression.

    python benchmarks/parsing.py FOLDER [--rounds 3]

FOLDER holds ``.wiki`` day pages. The peer does what a careful script would: one parse of the page, its nodes split at
line breaks into items, then for each item the links, the external links and the plain text. It does not tell topics
from events. The regular expression only finds the brackets: no parser can be faster. The three take turns, the best of
the rounds counts, and processor time is measured, so that a busy machine disturbs little.
"""

import argparse
import pathlib
import re
import time
from collections.abc import Callable, Iterator

import mwparserfromhell
from mwparserfromhell.nodes import ExternalLink, Text, Wikilink

from backstory.parse import parse_day_page


def parse_with_backstory(text: str) -> int:
    return len(parse_day_page(text).events)


def parse_with_peer(text: str) -> int:
    items = 0
    for nodes in split_lines(text):
        links = [node for node in nodes if isinstance(node, Wikilink)]
        cited = [(str(node.url), str(node.title or "")) for node in nodes if isinstance(node, ExternalLink)]
        targets = [(str(link.title), str(link.text or link.title)) for link in links]
        plain = "".join(filter(None, (node.__strip__(normalize=True, collapse=True) for node in nodes)))
        items += bool(plain.strip() and (cited or targets))
    return items


def split_lines(text: str) -> Iterator[list]:
    code = mwparserfromhell.parse(text)
    template = next(iter(code.filter_templates(recursive=False)), None)
    content = template.get("content").value if template is not None and template.has("content") else code
    line: list = []
    for node in content.nodes:
        if isinstance(node, Text) and "\n" in node.value:
            first, *rest = node.value.split("\n")
            line.append(Text(first))
            for piece in rest:
                yield line
                line = [Text(piece)]
        else:
            line.append(node)
    yield line


BRACKETS = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]*))?\]\]|\[(https?://\S+)\s*([^\]]*)\]|^[*:#]+", re.M)


def scan_with_regex(text: str) -> int:
    return sum(1 for _ in BRACKETS.finditer(text))


def measure(parse: Callable[[str], int], pages: list[str]) -> float:
    start = time.process_time()
    for page in pages:
        parse(page)
    return len(pages) / (time.process_time() - start)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    pages = [path.read_text("utf-8") for path in sorted(options.folder.rglob("*.wiki"))]
    if not pages:
        arguments.error(f"no .wiki files in {options.folder}")
    parsers = {"backstory": parse_with_backstory, "mwparserfromhell": parse_with_peer, "bare regex": scan_with_regex}
    best = dict.fromkeys(parsers, 0.0)
    for _ in range(options.rounds):
        for name, parse in parsers.items():
            best[name] = max(best[name], measure(parse, pages))
    print(f"{len(pages)} pages")
    for name, speed in best.items():
        print(f"{name:18} {speed:8.0f} days/s   {speed / best['mwparserfromhell']:5.1f} times mwparserfromhell")


if __name__ == "__main__":
    main()
