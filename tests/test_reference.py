"""What is made from the commands themselves: the reference, the manual pages, what shells load to complete words."""

import re
from pathlib import Path

import pytest

from backstory.export.tables import LINES
from backstory.model import Mention, Topic
from backstory.pipeline.lines import EventLine, LineSource
from tests import reference


@pytest.mark.parametrize("path", sorted(reference.make_files()), ids=lambda path: path.name)
def test_what_is_made_from_the_commands_is_what_they_say(path: Path) -> None:
    assert path.read_text("utf-8") == reference.make_files()[path], "run python -m tests.reference"


def test_lines_have_the_fields_that_are_documented() -> None:
    assert tuple(field.name for field in LINES.fields) == EventLine.__struct_fields__
    parts = {field.name: tuple(part.name for part in field.parts) for field in LINES.fields if field.parts}
    assert parts == {
        "topics": Topic.__struct_fields__,
        "entities": Mention.__struct_fields__,
        "sources": LineSource.__struct_fields__,
    }


def test_every_manual_page_is_of_a_command() -> None:
    assert set((reference.ROOT / "packaging" / "man").iterdir()) <= set(reference.make_files())


def test_manual_pages_name_only_pages_that_there_are_and_cut_nothing() -> None:
    pages = dict(reference.make_man_pages())
    for name, text in pages.items():
        named = re.findall(r"See \\fB(.+?)\((1)\)", text)
        assert all(f"{page}.{section}" in pages for page, section in named), name
        assert not re.search(r"[a-z,]\.\.\.", text), name
