"""Templates escape quickly, and just as Jinja does."""

from jinja2 import Environment
from markupsafe import Markup, escape

from backstory.render.escaping import QuickTemplate, escape_text

VALUES = ["plain", "<b>&\"'", "", Markup("<i>kept</i>"), 7, None, ["<", "&"], "“é” \U0001f600"]


class Odd:
    def __html__(self) -> str:
        return "<u>its own</u>"

    def __str__(self) -> str:
        return "<never>"


def test_every_kind_of_value_comes_out_as_jinja_has_it() -> None:
    source = (
        "{% macro cell(value) %}<td>{{ value }}</td>{% endmacro %}{% for value in values %}{{ cell(value) }}"
        "{{ value ~ '&' }}{{ value|e }}{% set kept %}{{ value }}{% endset %}{{ kept }}{% endfor %}"
    )
    quick, usual = Environment(autoescape=True), Environment(autoescape=True)
    quick.template_class = QuickTemplate
    values = [*VALUES, Odd()]
    made = quick.from_string(source)
    assert made.render(values=values) == usual.from_string(source).render(values=values)
    assert "<td>&lt;b&gt;&amp;&#34;&#39;</td>" in made.render(values=values)


def test_the_quick_way_is_the_one_taken() -> None:
    """Should a library rename what is called within, pages stay right but slow: then this says so."""
    environment = Environment(autoescape=True)
    environment.template_class = QuickTemplate
    assert escape_text is not None
    assert environment.from_string("{{ x }}").root_render_func.__globals__["escape"] is not escape  # type: ignore[attr-defined]
