"""Every command in the README and the docs runs as it stands; only those of `NOT_RUN` do not, each for its reason.

In a block marked `console`, the lines below a command are what it prints: in this order, with `…` where some are left
out. Pages are run from their top to their end, each in a folder of its own with the sample in it, as a reader would.
The wiki and the news sites are fakes on this machine.
"""

import bz2
import functools
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
import httpx
import pytest
from click.testing import CliRunner

from backstory.cli import COMMANDS, main
from backstory.cli.commands import sync
from backstory.fetch import guard
from backstory.pipeline import feed_fetching, sources, visiting
from backstory.pipeline.sources_plan import SourceOptions
from tests.fakes.press import FakePress
from tests.fakes.wayback import FakeWayback
from tests.fakes.wiki import FakeWiki

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
NOT_RUN = {
    "datasette": "a program that is no part of the project",
    "journalctl": "reads the operator's machine",
    "make": "installs; .ci/run runs both of them",
    "pip": "asks a package index; .ci/packages installs the wheel with each extra",
    "pipx": "asks a package index; .ci/packages installs the wheel with each extra",
    "python": "builds the wheel; .ci/packages does",
    "sudo": "changes the operator's machine",
}
PROGRAMS = {"backstory", "curl", "echo", "export", "mkdir", "sqlite3"}
FRAGMENTS = {"howto-research"}  # Pages of which lines are looked for anywhere, also inside others.
LINES_OF = {
    "Portal:Current events/2013 January 10": "*[[Konna]] falls. [https://paper.example/konna (The Paper)]",
    "Portal:Current events/2013 January 11": "*Soldiers land in [[Mali]]. [https://paper.example/mali (The Paper)]",
}
DUMP = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">\n<siteinfo/>\n'
    "<page><title>Portal:Current events/2013 January 12</title><ns>100</ns><id>3</id><revision><id>901</id>"
    "<timestamp>2013-01-12T10:00:00Z</timestamp><model>wikitext</model>"
    '<text xml:space="preserve">*Jets fly over [[Konna]].</text></revision></page>\n</mediawiki>\n'
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title><language>en</language><item>'
    "<title>Flood cuts off town of Veld</title><link>https://paper.example/flood</link>"
    "<pubDate>Wed, 03 Feb 2021 01:00:00 GMT</pubDate></item></channel></rss>"
)
OPML = '<opml version="2.0"><body><outline type="rss" xmlUrl="https://other.example/rss" text="Other"/></body></opml>'
NAMES_ITS_FEED = '<title>The Paper</title><link rel="alternate" type="application/rss+xml" href="/rss">'
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}},
}  # fmt: skip
Step = tuple[str, list[str]]


def read_steps(page: Path) -> Iterator[Step]:
    """Commands of a page, each with the lines that it is said to print."""
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        lines = [line for line in block.splitlines() if line.strip()]
        if language == "console":
            yield from read_session(lines)
        elif language in ("", "bash") and find_program(lines[0]) in PROGRAMS | set(NOT_RUN):
            for line in lines:
                yield line.removeprefix("$ "), []
        else:
            strays = [line for line in lines if find_program(line) in PROGRAMS]
            assert not strays, f"{page.name}: what stands here is not run: {strays}"


def read_session(lines: list[str]) -> Iterator[Step]:
    """Commands begin with a dollar, what they print does not."""
    assert lines[0].startswith("$ "), lines[0]
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start][2:], lines[start + 1 : end]


def find_program(line: str) -> str:
    """The program that a line calls, behind a table of cron's and what it sets for the program; empty where none."""
    found = re.match(r"(?:\$ )?(?:[\d*/]+(?: +[\d*/]+){4} +)?(?:[A-Z_]+=\S+ )*(\S+)", line)
    return found[1] if found else ""


class Reader:
    """Somebody who types the commands of a page, one after the other, in the present folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._server: subprocess.Popen[str] | None = None
        self._address = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end_server()

    def run(self, command: str) -> str:
        """What a command prints."""
        program = find_program(command)
        assert program in PROGRAMS | set(NOT_RUN), f"unknown to this test: {command}"
        if program in NOT_RUN:
            return ""
        command = command[re.match(r"(?:[\d*/]+(?: +[\d*/]+){4} +)?", command).end() :]  # type: ignore[union-attr]
        words = [os.path.expandvars(word) for word in shlex.split(command, comments=True)]
        with self._monkeypatch.context() as environment:
            while "=" in words[0]:
                environment.setenv(*words.pop(0).split("=", 1))
            target = mode = ""
            if words[-2:-1] in ([">"], [">>"]):
                mode, target = words[-2:]
                del words[-2:]
            printed: str = getattr(self, f"run_{program}")(words[1:])
        if target:
            with Path(target).open("a" if mode == ">>" else "w", encoding="utf-8") as file:
                file.write(printed)
        return "" if target else printed

    def run_echo(self, words: list[str]) -> str:
        return " ".join(words) + "\n"

    def run_mkdir(self, words: list[str]) -> str:
        Path(words[-1]).mkdir()
        return ""

    def run_export(self, words: list[str]) -> str:
        for word in words:
            self._monkeypatch.setenv(*word.split("=", 1))
        return ""

    def run_sqlite3(self, words: list[str]) -> str:
        if tool := shutil.which("sqlite3"):
            return subprocess.run([tool, *words], check=True, capture_output=True, text=True).stdout
        with sqlite3.connect(words[-2]) as connection:
            return "".join("|".join(map(str, row)) + "\n" for row in connection.execute(words[-1]))

    def run_curl(self, words: list[str]) -> str:
        if not self._server:
            self.run_serve([])
        tool = shutil.which("curl")
        if not tool:
            return ""
        words = [word.replace("http://127.0.0.1:8000", self._address) for word in words]
        done = subprocess.run([tool, "-sS", "--fail", "--retry", "5", *words], capture_output=True, text=True)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        assert done.stdout, words
        return done.stdout

    def run_backstory(self, words: list[str]) -> str:
        if words[0] in ("serve", "mcp"):
            return str(getattr(self, f"run_{words[0]}")(words[1:]))
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, f"{words}: {result.output}{result.exception or ''}"
        assert "The next sync tries again" not in result.output, result.output
        return result.output

    def run_serve(self, words: list[str]) -> str:
        """As it stands, but at a port that is free."""
        self.end_server()
        self._server = start_program(["serve", *words, "--port", "0"])
        assert self._server.stdout
        said = self._server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        self._address = found[0]
        host = words[words.index("--base-url") + 1].removeprefix("https://") if "--base-url" in words else ""
        answer = httpx.get(f"{self._address}/index.html", headers={"Host": host} if host else {}, timeout=30)
        assert answer.status_code == 200, answer.text
        return said.replace(self._address, "http://127.0.0.1:8000")

    def end_server(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.communicate(timeout=30)
            self._server = None

    def run_mcp(self, words: list[str]) -> str:
        """Until it has answered who it is."""
        with start_program(["mcp", *words]) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(HELLO) + "\n")
            process.stdin.flush()
            said = process.stdout.readline()
            process.stdin.close()
        assert "serverInfo" in said, said
        return said


def start_program(words: list[str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "backstory", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def compare_lines(said: list[str], printed: str, *, anywhere: bool = False) -> None:
    """What a page shows is what came, but for empty lines; `…` stands for any lines, at a line's end for its rest."""
    if anywhere:
        assert all(line in printed for line in said), printed
        return
    lines = [line.rstrip() for line in printed.splitlines() if line.strip()]
    place, skips = 0, False
    for shown in said:
        if shown.strip() == "…":
            skips = True
            continue
        pattern = re.compile(".*".join(map(re.escape, shown.rstrip().split("…"))))
        matching = [number for number in range(place, len(lines)) if pattern.fullmatch(lines[number])]
        assert matching, f"not printed: {shown}\n{printed}"
        assert skips or matching[0] == place, f"not printed next: {shown}\n{printed}"
        place, skips = matching[0] + 1, False
    assert skips or place == len(lines), f"goes on:\n{printed}"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "demo"
    assert CliRunner().invoke(main, ["demo", "--out", str(folder)]).exit_code == 0
    return folder


@pytest.fixture
def folder(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder: the sample's archive in it, and the files that pages speak of without making them."""
    copy_archive(sample, tmp_path / "demo")
    shutil.copy(sample / "backstory.db", tmp_path / "backstory.db")
    (tmp_path / "enwiki-pages-articles.xml.bz2").write_bytes(bz2.compress(DUMP.encode()))
    (tmp_path / "enwiki-20260101-pages-articles.xml.bz2").write_bytes(bz2.compress(DUMP.encode()))
    (tmp_path / "Wikipedia-20260105.xml").write_text(DUMP, "utf-8")
    (tmp_path / "subscriptions.opml").write_text(OPML, "utf-8")
    (tmp_path / "events.csv").write_text("date,text\n2024-05-01,A ferry runs aground in Port Amber.\n", "utf-8")
    (tmp_path / "notes").mkdir()
    note = re.search(r"^```\n(---\n.*?)^```", (ROOT / "docs/howto-own-files.md").read_text("utf-8"), re.M | re.S)
    assert note
    (tmp_path / "notes" / "fire.md").write_text(note[1], "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PWD", str(tmp_path))
    monkeypatch.setenv("BACKSTORY_ARCHIVE", "demo/backstory.db")
    monkeypatch.setenv("BACKSTORY_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wikipedia and all news sites, on this machine."""
    with FakeWiki() as wiki, FakePress() as press:
        for title, text in LINES_OF.items():
            wiki.save(title, text, at="2013-01-12T10:00:00Z")
        for paper in ("paper", "other"):
            press.put(f"https://{paper}.example/rss", FEED)
        press.put("https://paper.example/", NAMES_ITS_FEED)

        def connect(*where: Any) -> Any:
            stream = FakePress.connect(press, *where)
            stream.start_tls = lambda *_, **__: stream  # type: ignore[method-assign]
            return stream

        FakeWayback(press)
        monkeypatch.setattr(press, "connect", connect)
        monkeypatch.setattr(visiting, "SourceOptions", functools.partial(SourceOptions, delay_s=0.0))
        for module in (feed_fetching, sources):
            monkeypatch.setattr(module, "Exchanger", lambda *_, **__: press.make_exchanger())
        monkeypatch.setattr(guard, "_LOCAL_NAMES", tuple(name for name in guard._LOCAL_NAMES if name != "example"))
        monkeypatch.setattr(sync, "repeat_every", lambda interval, work: work())
        monkeypatch.setenv("BACKSTORY_WIKI", wiki.api_url)
        yield


@pytest.mark.parametrize("page", [page for page in PAGES if any(True for _ in read_steps(page))], ids=lambda p: p.stem)
def test_every_command_of_a_page_does_what_the_page_says(
    page: Path, folder: Path, network: None, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = list(read_steps(page))
    if not any("--contact" in command for command, _ in steps):
        monkeypatch.setenv("BACKSTORY_CONTACT", "you@example.org")
    if page.stem in ("howto-serve", "howto-agents"):
        shutil.copy(sample / "backstory.db", folder / "world.db")
    with Reader(monkeypatch) as reader:
        for command, said in steps:
            printed = reader.run(command)
            if said:
                compare_lines(said, printed, anywhere=page.stem in FRAGMENTS)


def test_what_is_not_run_stands_in_the_docs() -> None:
    called = {find_program(command) for page in PAGES for command, _ in read_steps(page)}
    assert called >= set(NOT_RUN)


@pytest.mark.parametrize(
    ("said", "printed", "is_right"),
    [
        (["a", "b"], "a\n\nb\n", True),
        (["a"], "a\nb\n", False),
        (["a", "…"], "a\nb\n", True),
        (["a", "c"], "a\nb\nc\n", False),
        (["a", "…", "c"], "a\nb\nc\n", True),
        (["a 1…"], "a 123 s\n", True),
        (["c", "…", "a"], "a\nb\nc\n", False),
        (["b"], "ab\n", False),
    ],
)
def test_lines_shown_are_compared_with_what_came(said: list[str], printed: str, *, is_right: bool) -> None:
    if is_right:
        compare_lines(said, printed)
    else:
        with pytest.raises(AssertionError):
            compare_lines(said, printed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_in_a_sentence_is_one_that_there_is(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for line in re.findall(r"`backstory ([^`]+)`", text):
        check_words(line.replace("\n", " ").split())


def check_words(words: list[str]) -> None:
    """The program knows the command, down to the subcommand, and the options given to it."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and re.fullmatch(r"[a-z]+", words[0]):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, words
        command, words = found, words[1:]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    given = {word.partition("=")[0].strip("[],;") for word in words if word.startswith("--")}
    assert given <= options, words


def test_a_wrong_subcommand_or_option_is_seen() -> None:
    for line in ("feeds frob", "feeds list --nonsense", "frob"):
        with pytest.raises(AssertionError):
            check_words(line.split())


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


def test_every_link_of_the_docs_leads_somewhere() -> None:
    for page in [*PAGES, *ROOT.glob("docs/decisions/*.md"), ROOT / "CHANGELOG.md"]:
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_is_told_of_in_the_docs() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES if page.stem != "commands")
    for name in COMMANDS:
        assert f"backstory {name}" in told, name
