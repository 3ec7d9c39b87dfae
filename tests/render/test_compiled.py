"""Compiled templates that are kept between programs."""

import sys
from pathlib import Path

import pytest
from jinja2 import BaseLoader, DictLoader, Environment

from backstory.render.compiled import open_compiled
from backstory.render.engine import make_environment


class _Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def _generate(self, *given: object, **named: object) -> str:  # type: ignore[override]
        self.compiled += 1
        return super()._generate(*given, **named)  # type: ignore[arg-type]


def render(folder: Path, text: str) -> tuple[str, int]:
    """What a new program renders, and how many templates it compiled for that."""
    loader: BaseLoader = DictLoader({"page.html": text})
    environment = _Counting(loader=loader, bytecode_cache=open_compiled(folder))
    return environment.get_template("page.html").render(name="Konna"), environment.compiled


@pytest.fixture(autouse=True)
def _writes_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_once_for_all_programs(tmp_path: Path) -> None:
    assert render(tmp_path, "Hello {{ name }}") == ("Hello Konna", 1)
    assert render(tmp_path, "Hello {{ name }}") == ("Hello Konna", 0)


def test_a_changed_template_is_compiled_again(tmp_path: Path) -> None:
    render(tmp_path, "Hello {{ name }}")
    assert render(tmp_path, "Farewell {{ name }}") == ("Farewell Konna", 1)


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes | None) -> None:
    render(tmp_path, "Hello {{ name }}")
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes()[:-9] if damage is None else damage)
    assert render(tmp_path, "Hello {{ name }}") == ("Hello Konna", 1)


def test_a_damaged_check_sum_is_as_good_as_none(tmp_path: Path) -> None:
    render(tmp_path, "Hello {{ name }}")
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    content = kept.read_bytes()
    at = content.index(b"\x80\x02")  # where the pickled sum begins
    kept.write_bytes(content[:at] + b"?" * (len(content) - at))
    assert render(tmp_path, "Hello {{ name }}") == ("Hello Konna", 1)


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert open_compiled(tmp_path / "file") is None
    assert render(tmp_path / "file", "Hello {{ name }}") == ("Hello Konna", 1)


def test_a_folder_that_went_away_is_done_without(tmp_path: Path) -> None:
    cache = open_compiled(tmp_path / "gone")
    for folder in sorted((tmp_path / "gone").rglob("*"), reverse=True):
        folder.rmdir()
    environment = Environment(loader=DictLoader({"page.html": "{{ name }}"}), bytecode_cache=cache)
    assert environment.get_template("page.html").render(name="Konna") == "Konna"


def test_nothing_is_kept_where_python_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert open_compiled(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_nothing_is_kept_for_a_user_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: Path("~/.cache") / name)
    assert open_compiled() is None
    assert not list(tmp_path.iterdir())


def test_kept_pages_escape_as_new_ones_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        environment = make_environment(DictLoader({"page.html": "{{ name }}"}))
        assert environment.get_template("page.html").render(name="<Mali>") == "&lt;Mali&gt;"
