"""Fingerprints of what pages say, and the folders that earlier versions left.

Those had a manifest in the file `.backstory-site.json`, which now is the ledger's (`backstory.store.ledger`).
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
from backstory.publish.sitemaps import part_of
from backstory.render import Site
from backstory.store.ledger import LEDGER_NAME, Ledger, LedgerPage

MANIFEST_NAME = ".backstory-site.json"
_STATE_NAME = ".backstory-state.json"

# What the bytes of a page depend on beside its view.
_RENDERING = ("backstory.render", "backstory.views")


class _Manifest(Record, frozen=True, kw_only=True):
    pages: dict[str, str] = msgspec.field(default_factory=dict)
    followed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def is_ours(out: Path) -> bool:
    """Whether a folder is one that a publish left."""
    return any((out / name).is_file() for name in (LEDGER_NAME, MANIFEST_NAME))


def convert_manifest(out: Path, scratch: Path) -> None:
    """Make an earlier version's manifest a ledger; its pages are all to be looked at."""
    if not (out / LEDGER_NAME).is_file() and (out / MANIFEST_NAME).is_file():
        try:
            old = msgspec.json.decode((out / MANIFEST_NAME).read_bytes(), type=_Manifest)
        except msgspec.MsgspecError as error:
            raise PublishError(
                f"{out / MANIFEST_NAME} is damaged; delete the folder and publish again.", path=str(out)
            ) from error
        followed = set(old.followed)
        pages = {(part_of(path), path): LedgerPage("", path in followed) for path in old.pages}
        with Ledger(scratch) as ledger:
            ledger.begin(pages, old.files)
        os.replace(scratch / LEDGER_NAME, out / LEDGER_NAME)
    for name in (MANIFEST_NAME, _STATE_NAME):
        (out / name).unlink(missing_ok=True)


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
