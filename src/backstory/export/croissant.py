"""Croissant 1.1, the description of a dataset for machine learning (https://docs.mlcommons.org/croissant/)."""

from collections.abc import Container, Sequence
from typing import Any

import msgspec

from backstory.export.dataset import PORTAL_URL, About
from backstory.export.files import MEDIA_TYPES, DataFile, gather_tables
from backstory.export.tables import Field
from backstory.views.wiki import CREDIT_TEXT

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "text": "sc:Text", "day": "sc:Date", "time": "sc:DateTime", "whole": "sc:Integer", "number": "sc:Float",
    "yes/no": "sc:Boolean",
}  # fmt: skip


def describe_croissant(about: About, files: Sequence[DataFile]) -> bytes:
    """Give `croissant.json`. Columns of lists are left out of Parquet's: they are in the file's own schema."""
    said: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": about.title,
        "description": about.description,
        "version": _number_version(about.day),
        "url": about.base_url or PORTAL_URL,
        "citeAs": f"{about.title}, as of {about.day}. {about.attribution}".strip(),
    }
    if about.day:
        said["datePublished"] = about.day
    if about.licence_url:
        said["license"] = about.licence_url
        said["creator"] = {"@type": "sc:Organization", "name": CREDIT_TEXT, "url": PORTAL_URL}
    gathered = gather_tables(files)
    said["distribution"] = [_describe_file(file) for file in files]
    said["distribution"] += [_describe_folder(found[0]) for found in gathered if found[0].folder]
    tables = {file.name for file in files}
    first = [found[0] for found in gathered]
    sets = [_describe_records(file, tables) for file in first if file.table and file.format in ("csv", "parquet")]
    if sets:
        said["recordSet"] = sets
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def _number_version(day: str) -> str:
    """Give the day as the three numbers that a version has."""
    return ".".join(str(int(part)) for part in day.split("-")) if day else "0.0.0"


def _describe_file(file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": _name_file(file),
        "name": _name_file(file),
        "contentUrl": file.path,
        "contentSize": f"{file.size_bytes} B",
        "encodingFormat": MEDIA_TYPES[file.format],
        "sha256": file.sha256,
    }


def _describe_folder(file: DataFile) -> dict[str, Any]:
    """Describe the folder that a file is in, as one set of all its files."""
    return {
        "@type": "cr:FileSet",
        "@id": _name_files(file),
        "name": _name_files(file),
        "description": "The files of all years, which are one table together.",
        "encodingFormat": MEDIA_TYPES[file.format],
        "includes": f"{file.folder}/*/*.{file.format}",
    }


def _describe_records(file: DataFile, tables: Container[str]) -> dict[str, Any]:
    assert file.table is not None
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": file.table.text,
        "key": [{"@id": f"{file.name}/{name}"} for name in file.table.key],
        "field": [_describe_field(field, file, tables) for field in file.table.fields if not field.is_list],
    }


def _describe_field(field: Field, file: DataFile, tables: Container[str]) -> dict[str, Any]:
    assert file.table is not None
    said: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{file.name}/{field.name}",
        "name": field.name,
        "description": field.text,
        "dataType": _TYPES[field.type],
        "source": {**_name_source(file), "extract": {"column": field.name}},
    }
    for column, other, key in file.table.refers:
        if column == field.name and other in tables:
            said["references"] = {"field": {"@id": f"{other}/{key}"}}
    return said


def _name_source(file: DataFile) -> dict[str, Any]:
    if file.folder:
        return {"fileSet": {"@id": _name_files(file)}}
    return {"fileObject": {"@id": _name_file(file)}}


def _name_files(file: DataFile) -> str:
    return f"{file.folder}-by-year"


def _name_file(file: DataFile) -> str:
    """Name a file; where it is one of several of its table, by its path."""
    return file.path if file.folder else f"{file.name}.{file.format}"
