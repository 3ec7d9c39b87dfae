"""The README's tour, run as it stands, on the sample that `make demo` makes."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from backstory.cli import COMMANDS as COMMAND_NAMES
from backstory.cli import main
from tests import reference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ backstory (.*?)\s*(?:#.*)?$", README, re.M)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    result = CliRunner().invoke(main, ["demo", "--out", str(folder / "demo")])
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("command", [command for command in COMMANDS if "world.db" not in command])
def test_a_command_of_the_tour_shows_something(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BACKSTORY_ARCHIVE", "demo/backstory.db")
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code == 0, result.output
    assert "Konna" in result.stdout or "konna" in result.stdout


@pytest.mark.parametrize("command", [command for command in COMMANDS if "world.db" in command])
def test_a_command_that_needs_more_than_the_sample_is_a_command(command: str) -> None:
    """Its words are options and arguments that there are; it is not run."""
    name, *words = shlex.split(command)
    context = main.get_command(click.Context(main), name).make_context(name, words)
    assert context.params


def test_every_file_that_the_readme_points_to_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_command_is_told_of_in_the_docs() -> None:
    told = README + "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    for name in COMMAND_NAMES:
        assert f"backstory {name}" in told or f"`{name}`" in told, name


def test_the_reference_of_commands_is_what_the_program_says() -> None:
    assert reference.PATH.read_text("utf-8") == reference.describe_commands(), "run python -m tests.reference"
