"""Turtle 1.1: a node a paragraph."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from backstory.export.dataset import Dataset
from backstory.export.linked import PREFIXES, Node, list_nodes

_SPECIAL = re.compile(r'[\\"\n\r\t]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_turtle(dataset: Dataset, file: BinaryIO) -> int:
    """Write all nodes; gives how many are events."""
    head = [f"# {line}\n" for line in (dataset.about.attribution,) if line]
    head += [f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()]
    file.write("".join(head).encode())
    count = 0
    for node in list_nodes(dataset):
        file.write("".join(_write_node(node)).encode("utf-8", "replace"))
        count += "sem:hasTimeStamp" in node
    return count


def _write_node(node: Node) -> Iterator[str]:
    """Write a node, then those that stand in it."""
    inner: list[Node] = []
    lines = []
    for key, value in node.items():
        if key == "@id":
            continue
        values = value if isinstance(value, list) else [value]
        if key == "@type":
            said = [_name_term(name) for name in values]
            key = "a"
        else:
            inner += [entry for entry in values if isinstance(entry, dict) and "@id" in entry and len(entry) > 1]
            said = [_write_value(entry) for entry in values]
            key = _name_term(key)
        lines.append(f"{key} {', '.join(dict.fromkeys(said))}")
    yield f"\n<{node['@id']}> " + " ;\n    ".join(lines) + " .\n"
    for entry in inner:
        yield from _write_node(entry)


def _write_value(value: Any) -> str:
    if isinstance(value, str):
        return _quote(value)
    if "@id" in value:
        return f"<{value['@id']}>"
    return f"{_quote(value['@value'])}^^{value['@type']}"


def _name_term(name: str) -> str:
    return name if ":" in name else f"schema:{name}"


def _quote(text: str) -> str:
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
    return f'"{escaped}"'
