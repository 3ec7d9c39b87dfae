"""A Frictionless Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from backstory.export.dataset import PORTAL_URL, About
from backstory.export.files import MEDIA_TYPES, DataFile
from backstory.export.tables import Field, Table
from backstory.views.wiki import CREDIT_TEXT

_PROFILE = "https://datapackage.org/profiles/2.0/"
_TYPES = {
    "text": "string", "day": "date", "time": "datetime", "whole": "integer", "number": "number", "yes/no": "boolean",
}  # fmt: skip


def describe_package(about: About, files: Sequence[DataFile]) -> bytes:
    """Give `datapackage.json`."""
    package: dict[str, Any] = {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "backstory",
        "title": about.title,
        "description": about.description,
        "version": about.day or "0",
    }
    if about.changed_at:
        package["created"] = about.changed_at
    if about.licence_url:
        package["licenses"] = [
            {"name": "CC-BY-SA-4.0", "path": about.licence_url, "title": "Creative Commons Attribution-ShareAlike 4.0"}
        ]
        package["sources"] = [{"title": "Wikipedia, Portal:Current events", "path": PORTAL_URL}]
        package["contributors"] = [{"title": CREDIT_TEXT, "path": PORTAL_URL, "roles": ["author"]}]
    tables = {file.name for file in files if file.table}
    package["resources"] = [_describe_file(file, tables) for file in files]
    return msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n"


def _describe_file(file: DataFile, tables: set[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": file.name.replace("_", "-"),
        "path": file.path,
        "format": file.format,
        "mediatype": MEDIA_TYPES[file.format],
        "encoding": "utf-8",
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.table is None:
        return said
    said |= {"title": file.table.name, "description": file.table.text}
    # Of nested columns, the types of version 2 know no more than that they are lists.
    if file.format in ("csv", "parquet"):
        said["type"] = "table"
        said["schema"] = _describe_table(file.table, tables, file.format)
    if file.format == "csv":
        said["dialect"] = {"$schema": f"{_PROFILE}tabledialect.json", "delimiter": ",", "lineTerminator": "\n"}
    return said


def _describe_table(table: Table, tables: set[str], form: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_describe_field(field) for field in table.fields],
        "primaryKey": list(table.key),
    }
    if form == "csv":
        said["missingValues"] = [""]
    links = [
        {"fields": [column], "reference": {"resource": other.replace("_", "-"), "fields": [key]}}
        for column, other, key in table.refers
        if other in tables
    ]
    return said | ({"foreignKeys": links} if links else {})


def _describe_field(field: Field) -> dict[str, Any]:
    kind = "array" if field.is_list else _TYPES[field.type]
    return {"name": field.name, "type": kind, "description": field.text}
