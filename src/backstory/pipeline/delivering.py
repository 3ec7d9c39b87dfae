"""Put what was made in its place: a file or a folder is there whole, or as it was before."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from backstory.errors import InputError

PACKAGE = "datapackage.json"
"""The file by which a folder is known to be an export."""

_DESCRIPTIONS = (PACKAGE, "croissant.json", "CITATION.cff", "README.md")


def replace_file(path: Path, write: Callable[[BinaryIO], int]) -> int:
    """Let `write` make a file beside, then put it in the place of `path`; gives what `write` gives.

    A link goes on leading where it leads; into a pipe or a device it is written as it comes.

    Raises:
        InputError: it cannot be written.
    """
    path = Path(os.path.realpath(path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                return write(file)
        with part.open("wb") as file:
            count = write(file)
        os.replace(part, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", path=str(path)) from error
    finally:
        part.unlink(missing_ok=True)
    return count


@contextmanager
def replace_folder(path: Path) -> Iterator[Path]:
    """Give a new folder to be filled, which takes the place of `path` afterwards, or goes if anything fails.

    Raises:
        InputError: there is something at `path` that no export wrote, or it cannot be written.
    """
    path = Path(os.path.abspath(path))
    check_replaceable(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    try:
        part.mkdir(parents=True)
        yield part
        if path.exists():
            os.rename(path, old)
        os.rename(part, path)
    except BaseException as error:
        where = _put_back(old, path)
        if not isinstance(error, OSError):
            raise
        raise InputError(f"{path} cannot be written: {error.strerror}.{where}", path=str(path)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        # Wherever this was broken off: nothing is deleted before something stands in its place.
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)


def _put_back(old: Path, path: Path) -> str:
    """Give the folder its place again; says where it is instead if that fails."""
    try:
        if old.exists() and not path.exists():
            os.rename(old, path)
    except OSError:
        return f" What was there is at {old}."
    return ""


def check_replaceable(path: Path) -> None:
    """See that everything in a folder came from an earlier export.

    Raises:
        InputError: something did not.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise InputError(f"{path} is a file, not a folder. Name another folder, or take it away.", path=str(path))
    known = set(_DESCRIPTIONS)
    try:
        package = msgspec.json.decode((path / PACKAGE).read_bytes(), type=_Package)
        known |= {resource.path for resource in package.resources}
        known |= {part.path for resource in package.resources for part in resource.parts}
    except (OSError, msgspec.DecodeError):
        known = set()
    found = (entry.relative_to(path).as_posix() for entry in sorted(path.rglob("*")) if not entry.is_dir())
    if foreign := next((name for name in found if name not in known), ""):
        raise InputError(
            f"{path} holds {foreign}, which no export wrote. Name another folder, or take it away.", path=str(path)
        )


def measure_file(path: Path) -> tuple[int, str]:
    """Size of a file, and its SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


class _Part(msgspec.Struct):
    path: str


class _Resource(msgspec.Struct):
    path: str
    parts: tuple[_Part, ...] = ()


class _Package(msgspec.Struct):
    resources: tuple[_Resource, ...]
