"""Escaping in templates in half the time: what they print is text as a rule, and what becomes of it is text again.

Jinja's templates call `markupsafe.escape` for every value, which makes an object of `Markup` of each; a page has
hundreds. Here only the C function within is called. Where another version of these libraries has it under another
name, all stays as usual.
"""

from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import Environment, Template
from markupsafe import escape

escape_text: Callable[[str], str] | None
try:
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:
    escape_text = None


class QuickTemplate(Template):
    """A template whose code escapes quickly."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Make a template of compiled code, as Jinja does for each that it loads."""
        template = super().from_code(environment, code, globals, uptodate)
        names = getattr(template.root_render_func, "__globals__", {})
        if escape_text is not None and names.get("escape") is escape:
            names["escape"] = escape_value
        return template


def escape_value(value: Any) -> str:
    """The value as text that HTML shows as it is."""
    return escape_text(value) if type(value) is str and escape_text else escape(value)
