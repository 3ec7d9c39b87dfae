"""Compiled templates, kept between programs: compiling all takes as long as rendering a hundred pages."""

import hashlib
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import jinja2
import platformdirs
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache


def open_compiled(folder: Path | None = None) -> BytecodeCache | None:
    """Give the folder's templates, by default the user's cache; nothing where it can't be made or isn't wanted.

    Not wanted is what Python would not do with its own modules: `PYTHONDONTWRITEBYTECODE`. A template whose text has
    changed is compiled again, and all are where what compiles them has.
    """
    place = folder or platformdirs.user_cache_path("backstory") / "templates"
    # Of a user without a home it would be a folder called "~".
    if sys.dont_write_bytecode or not place.is_absolute():
        return None
    place /= _fingerprint_compiler()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _Compiled(str(place))


class _Compiled(FileSystemBytecodeCache):
    """Jinja's cache in files, for which it is no error that a file can't be read or written."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # what a damaged file makes pickle raise may be anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _fingerprint_compiler() -> str:
    """Give a short hash of what decides how a template is compiled: Jinja, and this package with its filters."""
    digest = hashlib.blake2b(jinja2.__version__.encode(), digest_size=8)
    for entry in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            digest.update(entry.read_bytes())
    return digest.hexdigest()
