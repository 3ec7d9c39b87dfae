"""Loading: a package's names, each loaded from its module when it is first asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def load_lazily(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """Give the `__getattr__` of a package (PEP 562) whose names come from these of its modules.

    A program that needs one of them does not wait for all that the others would load.
    """

    def load(name: str) -> Any:
        if name in modules:
            return getattr(import_module(f"{package}.{modules[name]}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load
