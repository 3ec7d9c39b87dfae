"""Archives for the tests of the pipeline."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backstory.store import Archive
from tests.pipeline.feeding import Feed


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    """A fresh archive to feed."""
    with Archive(tmp_path / "archive.db") as archive:
        yield Feed(archive)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Callable[[], Archive]]:
    """More archives to compare with, as many as are asked for."""
    opened: list[Archive] = []

    def open_another() -> Archive:
        opened.append(Archive(tmp_path / f"other-{len(opened)}.db"))
        return opened[-1]

    yield open_another
    for archive in opened:
        archive.close()
