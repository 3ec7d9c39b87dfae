"""What is made from the commands themselves: the reference, the manual pages, what shells load to complete words."""

from pathlib import Path

import pytest

from tests import reference


@pytest.mark.parametrize("path", sorted(reference.make_files()), ids=lambda path: path.name)
def test_what_is_made_from_the_commands_is_what_they_say(path: Path) -> None:
    assert path.read_text("utf-8") == reference.make_files()[path], "run python -m tests.reference"


def test_every_manual_page_is_of_a_command() -> None:
    assert set((reference.ROOT / "packaging" / "man").iterdir()) <= set(reference.make_files())
