"""GraphML of events and entities: who and what events link, and how events are related."""

from collections.abc import Mapping
from typing import BinaryIO

from backstory.export.dataset import Dataset, find_licence, find_page_url
from backstory.model import Entity, ExportedEvent
from backstory.render.safety import drop_illegal, escape_xml

_KEYS = (
    ("kind", "node", "string"),
    ("label", "node", "string"),
    ("date", "node", "string"),
    ("category", "node", "string"),
    ("path", "node", "string"),
    ("page", "node", "string"),
    ("licence", "node", "string"),
    ("qid", "node", "string"),
    ("entity_kind", "node", "string"),
    ("latitude", "node", "double"),
    ("longitude", "node", "double"),
    ("events", "node", "int"),
    ("relation", "edge", "string"),
    ("weight", "edge", "double"),
    ("days_apart", "edge", "int"),
    ("reasons", "edge", "string"),
)
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write_graphml(dataset: Dataset, file: BinaryIO) -> int:
    """Write the graph; gives how many events.

    A node is an event (`e:` and its id) or an entity (`n:` and its slug); an edge says that an event names an entity,
    or what another event is to it: background, same day or development.
    """
    about = dataset.about
    head = [_HEAD, f"<desc>{_escape(about.description)}</desc>\n"]
    head += [f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n' for name, of, kind in _KEYS]
    file.write("".join([*head, '<graph id="backstory" edgedefault="directed">\n']).encode())
    count = 0
    for item in dataset.events():
        file.write(_draw_event(item).encode())
        count += 1
    for entity in dataset.entities():
        file.write(_draw_entity(entity).encode())
    for item in dataset.events():
        for entity in item.involved:
            named = {"relation": "names", "weight": 1.0}
            file.write(_draw_edge(f"e:{item.event.id}", f"n:{entity.slug}", named).encode())
    for found in dataset.relations():
        said = {
            "relation": found.direction,
            "weight": found.score,
            "days_apart": found.days_apart,
            "reasons": "; ".join(reason.label for reason in found.reasons if reason.label),
        }
        file.write(_draw_edge(f"e:{found.event_id}", f"e:{found.other_id}", said).encode())
    file.write(b"</graph>\n</graphml>\n")
    return count


def _draw_event(item: ExportedEvent) -> str:
    event = item.event
    said = {
        "kind": "event",
        "label": event.headline,
        "date": event.date,
        "category": event.category,
        "path": event.path,
        "page": find_page_url(item),
        "licence": find_licence(item),
    }
    return f'<node id="e:{_escape(event.id)}">{_draw_data(said)}</node>\n'


def _draw_entity(entity: Entity) -> str:
    said = {
        "kind": "entity",
        "label": entity.title,
        "path": f"/entity/{entity.slug}",
        "qid": entity.qid,
        "entity_kind": entity.kind,
        "latitude": entity.latitude,
        "longitude": entity.longitude,
        "events": entity.event_count,
    }
    return f'<node id="n:{_escape(entity.slug)}">{_draw_data(said)}</node>\n'


def _draw_edge(source: str, target: str, said: Mapping[str, object]) -> str:
    return f'<edge source="{_escape(source)}" target="{_escape(target)}">{_draw_data(said)}</edge>\n'


def _draw_data(said: Mapping[str, object]) -> str:
    return "".join(
        f'<data key="{name}">{_escape(str(value))}</data>' for name, value in said.items() if value not in ("", None)
    )


def _escape(text: str) -> str:
    return escape_xml(drop_illegal(text))
