"""The names that programs may rely on: few, documented, typed, loaded when they are used."""

import subprocess
import sys
from pathlib import Path

import backstory

DOCS = (Path(__file__).parents[1] / "docs" / "reference-python.md").read_text("utf-8")


def test_there_are_at_most_fifteen_names_and_all_are_there() -> None:
    assert len(backstory.__all__) <= 15
    for name in backstory.__all__:
        assert getattr(backstory, name).__doc__, name
        assert name in dir(backstory)


def test_every_name_is_documented_and_used_in_an_example() -> None:
    for name in backstory.__all__:
        assert f"`{name}`" in DOCS, name
        imported = [line for line in DOCS.splitlines() if line.startswith("from backstory import")]
        assert any(name in line.replace(",", " ").split() for line in imported), name


def test_every_name_is_given_in_full_once() -> None:
    given = [line.removeprefix("::: backstory.") for line in DOCS.splitlines() if line.startswith("::: ")]
    assert sorted(given) == sorted(backstory.__all__)


def test_naming_the_package_loads_nothing() -> None:
    program = "import backstory, sys; print([name for name in sys.modules if name.startswith('backstory.')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_examples_are_right_to_a_type_checker(tmp_path: Path) -> None:
    blocks = [part.split("```")[0] for part in DOCS.split("```python\n")[1:]]
    (tmp_path / "examples.py").write_text("\n".join(blocks), encoding="utf-8")
    from mypy import api

    # What the package itself imports is checked elsewhere.
    said, _, status = api.run(["--strict", "--follow-imports=silent", str(tmp_path / "examples.py")])
    assert status == 0, said
