"""The OpenAPI 3.1 document, made from the table of routes and the records they name."""

from typing import Any

import msgspec

from backstory import __version__
from backstory.model.record import Record
from backstory.serve.answers import PROBLEM
from backstory.serve.api.records import Problem
from backstory.serve.api.routes import API, ROUTES, Route

LINES = "application/jsonl"

_STATUSES = {
    400: "The request cannot be understood; `detail` says why.",
    404: "There is nothing of that name, no such page of a list, or no moments of the past here.",
    406: "The client takes none of the formats there are.",
    410: "The editors removed the event; `event` is what was known of it.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too many requests; `Retry-After` says when to come again.",
    503: "Not now; `Retry-After` says when to come again.",
}
_ALWAYS = (400, 404, 406, 429, 503)
_TEMPLATE = "#/components/schemas/{name}"


def describe_api(base_url: str, title: str) -> dict[str, Any]:
    """Give the document."""
    kinds: list[Any] = [Problem, *(route.gives for route in ROUTES), *(route.body for route in ROUTES if route.body)]
    _, components = msgspec.json.schema_components(kinds, ref_template=_TEMPLATE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{title}: the API",
            "version": __version__,
            "summary": "The world's news events, each with its sources, its story, and what led to it.",
            "description": "Addresses (`path`) are without an ending; empty text means “not known”. The records "
            "list the fields of pages. Every read but `compare` can be asked `as_of` a moment.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": (base_url or "") + API}],
        "paths": {route.path: {route.method.lower(): _describe_route(route)} for route in ROUTES},
        "components": {"schemas": {name: _close(schema) for name, schema in sorted(components.items())}},
    }


def _describe_route(route: Route) -> dict[str, Any]:
    content = {"application/json": {"schema": _refer(route.gives)}}
    if route.has_lines:
        content[LINES] = {"schema": {"type": "string", "description": "One event a line."}}
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": _describe_parameters(route),
        "responses": {
            "200": {
                "description": _first_line(route.gives),
                "headers": _HEADERS if route.method == "GET" else {},
                "content": content,
            },
            **({"304": {"description": "The client has it already."}} if route.method == "GET" else {}),
            **{str(status): _describe_error(status) for status in sorted({*_ALWAYS, *route.statuses})},
        },
    }
    if route.body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _refer(route.body)}}}
    return operation


_HEADERS = {
    "ETag": {"schema": {"type": "string"}, "description": "For `If-None-Match`."},
    "Last-Modified": {"schema": {"type": "string"}, "description": "When the archive last changed."},
}


def _describe_error(status: int) -> dict[str, Any]:
    headers = (
        {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}} if status in (429, 503) else {}
    )
    return {"description": _STATUSES[status], "headers": headers, "content": {PROBLEM: {"schema": _refer(Problem)}}}


def _describe_parameters(route: Route) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = []
    if route.part_name:
        schema = msgspec.json.schema(route.part)
        parameters.append({"name": route.part_name, "in": "path", "required": True, **_split(schema)})
    if not route.body:
        for field in msgspec.structs.fields(route.query):
            described = _split(_drop_null(msgspec.json.schema(field.type)))
            if field.default not in (msgspec.UNSET, msgspec.NODEFAULT):
                described["schema"]["default"] = field.default
            parameters.append({"name": field.encode_name, "in": "query", "required": field.required, **described})
    return parameters


def _split(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's description stands beside its schema."""
    described: dict[str, Any] = {"schema": schema}
    if "description" in schema:
        described["description"] = schema.pop("description")
    return described


def _drop_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out cannot be sent as null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**{name: value for name, value in schema.items() if name != "anyOf"}, **choices[0]}
    if None in schema.get("enum", ()):
        return {**schema, "enum": [value for value in schema["enum"] if value is not None]}
    return schema


def _close(schema: dict[str, Any]) -> dict[str, Any]:
    """What is given always has every field; the problem's `event` excepted."""
    if schema.get("title") == "Problem" or "properties" not in schema or schema.get("additionalProperties") is False:
        return schema
    return {**schema, "required": list(schema["properties"])}


def _refer(kind: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _TEMPLATE.format(name=kind.__name__)}


def _first_line(kind: type[Record]) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]
