"""A Frictionless Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from backstory.export.dataset import PORTAL_URL, About
from backstory.export.files import MEDIA_TYPES, DataFile, gather_tables
from backstory.export.tables import YEAR, Field, Table
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
        "version": about.version,
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
    package["resources"] = [_describe_resource(found, tables) for found in gather_tables(files)]
    return msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n"


def _describe_resource(found: Sequence[DataFile], tables: set[str]) -> dict[str, Any]:
    """Describe a table, or a file that is none.

    A folder of Parquet files is the path of one resource, with its files in `parts`, which is Backstory's own word:
    of a list of paths Frictionless reads the first file alone, and would find no event of the other years.
    """
    file = found[0]
    said: dict[str, Any] = {
        "name": file.name.replace("_", "-"),
        "path": file.folder or file.path,
        "format": file.format,
        "mediatype": MEDIA_TYPES[file.format],
        "encoding": "utf-8",
    }
    if file.folder:
        said["parts"] = [{"path": one.path, **_measure(one)} for one in found]
    else:
        said |= _measure(file)
        # Frictionless never counts the bytes of Parquet, and calls any number of them an error.
        if file.format == "parquet":
            del said["bytes"]
    if file.table is None:
        return said
    said |= {"title": file.table.name, "description": file.table.text}
    if file.format in ("csv", "parquet"):
        said["type"] = "table"
        said["schema"] = _describe_table(file.table, tables, file.format)
        if file.folder:
            said["schema"]["fields"].append(_describe_field(YEAR))
    if file.format == "csv":
        said["dialect"] = {"$schema": f"{_PROFILE}tabledialect.json", "delimiter": ",", "lineTerminator": "\n"}
    return said


def _measure(file: DataFile) -> dict[str, Any]:
    return {"bytes": file.size_bytes, "hash": f"sha256:{file.sha256}"}


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
    # The `array` of version 2 is one written as JSON; Parquet's lists are none to Frictionless.
    kind = "any" if field.is_list else _TYPES[field.type]
    return {"name": field.name, "type": kind, "description": field.text}
