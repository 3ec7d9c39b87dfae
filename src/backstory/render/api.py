"""The documentation of the API, from its OpenAPI document: a page without a script and without another host."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from backstory.render.html import load_template
from backstory.render.safety import encode_legal
from backstory.render.site import Site

_CODE = re.compile(r"(`+)([^`]+)\1")


def render_api(document: Mapping[str, Any], site: Site) -> bytes:
    """Give the page."""
    schemas = document["components"]["schemas"]
    records = [(name, schema, list(schema.get("properties", {}).items())) for name, schema in schemas.items()]
    text = load_template(site, "api").render(
        site=site, document=document, records=records, root=site.base_path, name_type=name_type, mark_code=mark_code
    )
    return encode_legal(text)


def mark_code(text: str) -> Markup:
    """Give a description, in which names of fields stand in backticks, as HTML."""
    return Markup(_CODE.sub(r"<code>\2</code>", str(escape(text))))


def name_type(schema: Mapping[str, Any]) -> str:
    """Say a schema in a few words: "list of EventItem", "text or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(name_type(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {name_type(schema.get('items') or {})}"
    if schema.get("type") == "object":
        return f"object of {name_type(schema.get('additionalProperties') or {})}"
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return names.get(str(schema.get("type", "")), str(schema.get("type", "any")))
