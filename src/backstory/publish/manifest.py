"""The manifest: what the last publish left in the folder, so that the next writes only what changed.

Kept in the folder itself as `.backstory-site.json`. A folder without it is not ours.
"""

import hashlib
import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from backstory import __version__
from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.render import Site

MANIFEST_NAME = ".backstory-site.json"

# What the bytes of a page depend on beside its view.
_RENDERING = ("backstory.render", "backstory.views")


class Manifest(Record, frozen=True, kw_only=True):
    """What a folder holds: `pages` by address with the fingerprint of what they say (empty: to be looked at again).

    `followed` are the pages with feeds, `files` the files that belong to no page; events have cards where `has_cards`.
    `build` is the fingerprint of all
    that pages have in common: the code and templates they were made with, the site's name and address.
    """

    build: str = ""
    pages: dict[str, str] = msgspec.field(default_factory=dict)
    followed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    has_cards: bool = False


def read_manifest(folder: Path) -> Manifest | None:
    """Give the folder's manifest; None for a folder that has none. A damaged one counts as knowing no page."""
    try:
        return msgspec.json.decode((folder / MANIFEST_NAME).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise PublishError(
            f"{folder / MANIFEST_NAME} is damaged; delete the folder and publish again.", path=str(folder)
        ) from error


def write_manifest(folder: Path, manifest: Manifest, scratch: Path) -> None:
    """Put the manifest into the folder, whole or not at all; it is written in `scratch` first."""
    # Sorted here, because what the last publish left is sorted already.
    pages = dict(sorted(manifest.pages.items()))
    encoded = msgspec.json.encode(msgspec.structs.replace(manifest, pages=pages)) + b"\n"
    target = folder / MANIFEST_NAME
    if target.exists() and target.read_bytes() == encoded:
        return
    fresh = scratch / MANIFEST_NAME
    fresh.write_bytes(encoded)
    os.replace(fresh, target)


def fingerprint(*parts: bytes) -> str:
    """Give a short hash of the parts; 64 bits tell a million pages apart with a chance of error of one in 10^7."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def fingerprint_build(site: Site) -> str:
    """Give the fingerprint of what all pages have in common."""
    parts = [__version__.encode(), msgspec.json.encode(site)]
    for package in _RENDERING:
        parts += [content for _, content in sorted(_read_tree(files(package), ""))]
    if site.theme:
        parts += [path.read_bytes() for path in sorted(Path(site.theme).rglob("*")) if path.is_file()]
    return fingerprint(*parts)


def _read_tree(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += _read_tree(entry, name)
        elif entry.name.endswith((".py", ".html", ".css", ".js", ".svg")):
            found.append((name, name.encode() + entry.read_bytes()))
    return found
