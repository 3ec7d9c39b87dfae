from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory.store import Archive
from tests.publish.feeding import make_archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with make_archive(tmp_path / "archive.db") as made:
        yield made
