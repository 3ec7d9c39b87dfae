"""The direction of imports: stages know records and errors, the pipeline joins, render never sees the archive."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "backstory"

MAY_IMPORT = {
    "model": set(),
    "fetch": set(),
    "parse": set(),
    "identity": set(),
    "sources": set(),
    "entities": set(),
    "feeds": set(),
    "grouping": set(),
    "relate": set(),
    "stories": set(),
    "sample": set(),
    "store": set(),
    "views": {"store"},
    "render": {"views"},
    "export": {"views", "render"},
    "publish": {"store", "views", "render"},
    "serve": {"store", "views", "render", "pipeline"},
    "pipeline": {
        "config", "entities", "export", "feeds", "fetch", "grouping", "identity", "parse", "publish", "relate",
        "render", "sample", "sources", "store", "stories", "views",
    },
    "cli": {"config", "pipeline", "publish", "serve"},
}  # fmt: skip
EVERYBODY = {"__version__", "model", "errors", "loading", "sharing"}
BESIDE = {"config.py": {"config"}, "errors.py": set(), "loading.py": set(), "sharing.py": set(), "__main__.py": {"cli"}}


def imported_by(source: str) -> set[str]:
    """Names of Backstory's own packages and modules that a file imports; every import is by the whole name."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "a relative import hides what it reaches"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("backstory.")}
    return found


@pytest.mark.parametrize(
    "source", ["import backstory.store", "from backstory import store", "from backstory.store import Archive"]
)
def test_every_way_to_import_is_seen(source: str) -> None:
    assert imported_by(source) == {"store"}


@pytest.mark.parametrize("source", ["from . import store", "from ..store import Archive"])
def test_no_import_is_relative(source: str) -> None:
    with pytest.raises(AssertionError, match="relative"):
        imported_by(source)


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_stands_below_it(package: str) -> None:
    allowed = MAY_IMPORT[package] | EVERYBODY | {package}
    for file in (SOURCE / package).rglob("*.py"):
        assert imported_by(file.read_text("utf-8")) <= allowed, file


def test_modules_beside_the_packages_know_none_of_them() -> None:
    modules = {path.name: imported_by(path.read_text("utf-8")) for path in SOURCE.glob("*.py")}
    del modules["__init__.py"]  # the public API: names of many packages
    for name, found in modules.items():
        assert found <= BESIDE[name] | EVERYBODY, name


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages <= set(MAY_IMPORT)


def test_only_the_command_line_prints() -> None:
    for file in SOURCE.rglob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        printed = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
        assert not printed, file


def test_sql_is_spoken_in_the_store_alone() -> None:
    for file in SOURCE.rglob("*.py"):
        if file.parent.name != "store":
            assert "sqlite3" not in imported_modules(file), file


def imported_modules(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
