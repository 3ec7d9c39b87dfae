"""Every command in the README and the docs: run as it stands where the sample is enough, else read by the program.

In a block marked `console`, the lines below a command are looked for in what it prints. Pages are run from their top to
their end, each in a folder of its own with the sample in it, as a reader would.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from backstory.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
# These need a network, the operator, or another program at the other end, or do not end by themselves.
NOT_RUN = {"fetch", "mcp", "serve", "sources", "sync"}
Step = tuple[str, list[str]]


def read_steps(page: Path) -> Iterator[Step]:
    """Commands of a page, each with the lines that it is said to print."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    for language, block in blocks:
        command, said = "", []
        for line in block.splitlines():
            if words := re.match(r"(?:\$ )?((?:backstory|echo|export|mkdir) .*)", line):
                if command:
                    yield command, said
                command, said = words[1], []
            elif command and language == "console" and line.strip():
                said.append(line)
        if command:
            yield command, said


def has_steps(page: Path) -> bool:
    return any(True for _ in read_steps(page))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "demo"
    assert CliRunner().invoke(main, ["demo", "--out", str(folder)]).exit_code == 0
    return folder


@pytest.mark.parametrize("page", [page for page in PAGES if has_steps(page)], ids=lambda page: page.stem)
def test_every_command_of_a_page_does_what_the_page_says(
    page: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_archive(sample, tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKSTORY_ARCHIVE", "demo/backstory.db")
    monkeypatch.setenv("BACKSTORY_CONFIG", str(tmp_path / "config.toml"))
    for command, said in read_steps(page):
        printed = run_step(command)
        for line in said if printed is not None else []:
            assert line in printed, f"{command}: {line}\n{printed}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```python" in page.read_text("utf-8")], ids=lambda p: p.stem
)
def test_every_python_block_of_a_page_runs(
    page: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_archive(sample, tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        exec(compile(block, page.name, "exec"), names)


def copy_archive(source: Path, target: Path) -> None:
    """The archive alone: no command reads the site."""
    target.mkdir()
    (target / "backstory.db").write_bytes((source / "backstory.db").read_bytes())


def run_step(command: str) -> str | None:
    """What a command prints; None where it is only read."""
    words = shlex.split(command, comments=True)
    if words[0] == "echo":
        with Path(words[-1]).open("a" if ">>" in words else "w", encoding="utf-8") as file:
            file.write(words[1] + "\n")
        return None
    if words[0] == "mkdir":
        Path(words[-1]).mkdir()
    if words[0] != "backstory":
        return None
    name, arguments = words[1], words[2:]
    if not is_runnable(name, arguments):
        read_step(name, arguments)
        return None
    result = CliRunner().invoke(main, words[1:])
    assert result.exit_code == 0, f"{command}: {result.output}"
    return result.output


def is_runnable(name: str, arguments: list[str]) -> bool:
    """Whether the sample is all that a command needs: no network, no file that the page does not make."""
    if name in NOT_RUN or name.startswith("-"):
        return name == "--version"
    needs_files = name in ("add", "parse") or any("/" in word or "world.db" in word for word in arguments)
    files = [word for word in arguments if Path(word).suffix or "/" in word]
    return not needs_files or all(os.path.exists(word) for word in files)


def read_step(name: str, arguments: list[str]) -> None:
    """The program knows the command and what is given to it."""
    assert name in COMMANDS, name
    command = main.get_command(click.Context(main), name)
    assert command is not None
    command.make_context(name, list(arguments), parent=click.Context(main))


def test_every_link_of_the_docs_leads_somewhere() -> None:
    for page in [*PAGES, *ROOT.glob("docs/decisions/*.md"), ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_is_told_of_in_the_docs() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES if page.stem != "commands")
    for name in COMMANDS:
        assert f"backstory {name}" in told, name
