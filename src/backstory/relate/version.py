"""The version of the index: asked for by those who want to know whether there is anything to do at all."""

from typing import Protocol

VERSION = b"6"
"""Of the index's form, of how terms are read and how reasons are told: another one's index is not used.

Raise it when one of these changes."""

NOTE = "version"


class Noted(Protocol):
    """Where notes are kept by name, as `backstory.relate.overview.Index` keeps them."""

    def read_note(self, name: str, /) -> bytes:
        """The note of this name; empty where there is none."""


def is_current(index: Noted) -> bool:
    """Whether there is an index, and one of this version."""
    return index.read_note(NOTE) == VERSION
