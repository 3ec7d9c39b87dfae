"""The template engine: Jinja, with three of its slower habits changed, since a site has tens of thousands of pages."""

from collections.abc import MutableMapping
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from backstory.render.compiled import open_compiled


def make_environment(loader: BaseLoader) -> Environment:
    """Give the environment: everything is escaped, an unknown name is an error."""
    return _Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=open_compiled(),
    )


def escape_text(value: object) -> str:
    """Give a value as HTML: what `markupsafe.escape` gives, without an object of its own for every piece of text."""
    if type(value) is str:
        if "&" in value:
            value = value.replace("&", "&amp;")
        if "'" in value:
            value = value.replace("'", "&#39;")
        return value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    return value if isinstance(value, Markup) else escape(value)


class _Generator(CodeGenerator):
    """Writes templates as Python that escapes by `escape_text`."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline(f"from {__name__} import escape_text")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("escape_text(")


class _Environment(Environment):
    """Remembers templates by name alone: Jinja's own memory is locked for every page that extends or imports one."""

    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._found: dict[object, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if globals is not None or isinstance(name, Template):
            return super().get_template(name, parent, globals)
        if name not in self._found:
            self._found[name] = super().get_template(name, parent)
        return self._found[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja's own gives a ChainMap, in which it looks for every name whenever a page imports a macro.
        return {**self.globals, **(d or {})}
