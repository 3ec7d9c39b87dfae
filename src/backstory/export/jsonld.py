"""JSON-LD 1.1: one document of one graph, a node a line, with its context in it."""

from typing import BinaryIO

import msgspec

from backstory.export.dataset import Dataset
from backstory.export.linked import PREFIXES, list_nodes

CONTEXT = {"@version": 1.1, "@vocab": PREFIXES["schema"], **PREFIXES}


def write_jsonld(dataset: Dataset, file: BinaryIO) -> int:
    """Write all nodes; gives how many are events."""
    encoder = msgspec.json.Encoder()
    file.write(b'{"@context": ' + encoder.encode(CONTEXT) + b', "@graph": [')
    count = 0
    for number, node in enumerate(list_nodes(dataset)):
        file.write((b",\n" if number else b"\n") + encoder.encode(node))
        count += "sem:hasTimeStamp" in node
    file.write(b"\n]}\n")
    return count
