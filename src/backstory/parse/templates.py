"""Templates inside an item: what a reader of the wiki sees in their place.

A template either shows text, or cites, or marks the citation before it, or shows nothing. One that is not known here
shows its first unnamed value, and the page gets the problem ``unknown-template``. Names are compared in lower
case. Source of each one's output: its documentation page on the English Wikipedia.
"""

import calendar
import re
from collections.abc import Callable, Sequence

from backstory.parse.template_names import CURRENCIES, FIRST_VALUE, FIXED, HIDDEN, SHIP_PREFIXES
from backstory.parse.units import convert_measure

Renderer = Callable[[Sequence[str], dict[str, str]], str]

_PIPE = re.compile(r"\|(?![^\[\]]*\]\])")
_MAX_GUARDED = 4000  # above this length pipes inside links are not told apart: the look-ahead would grow quadratic


def split_template(body: str) -> tuple[str, list[str], dict[str, str]]:
    """Name in lower case, unnamed values, named values of a template's inside."""
    pieces = _PIPE.split(body) if "[[" in body and len(body) < _MAX_GUARDED else body.split("|")
    values: list[str] = []
    options: dict[str, str] = {}
    for piece in pieces[1:]:
        key, equals, value = piece.partition("=")
        if equals and re.fullmatch(r"[\w .-]{1,40}", key.strip()):
            options[key.strip().lower()] = value.strip()
        else:
            values.append(piece.strip())
    for number in range(1, 10):  # {{lang|1=fr|2=…}} numbers what others leave unnamed
        if str(number) in options and len(values) == number - 1:
            values.append(options.pop(str(number)))
    return " ".join(pieces[0].replace("_", " ").split()).lower(), values, options


def render_template(name: str, values: Sequence[str], options: dict[str, str]) -> str | None:
    """The wikitext or text that a reader sees for the template, "" for nothing, None where it is not known."""
    if name in HIDDEN or name.endswith(" icon") or name.startswith(("use ", "pp-", "cite-", "protection", "user:")):
        return ""
    if name in FIXED:
        return FIXED[name]
    if name in FIRST_VALUE:
        return values[0] if values else ""
    if name in CURRENCIES:
        return CURRENCIES[name] + (values[0] if values else "")
    renderer = _RENDERERS.get(name)
    if renderer:
        return renderer(values, options)
    if name.startswith("lang-") or name == "langx":
        return values[-1] if values and (name != "langx" or len(values) > 1) else ""
    if name.startswith(("formatnum:", "lc:", "uc:", "#")):
        return name.partition(":")[2] if name.startswith("formatnum:") else None
    if name in _SHIPS or name.upper() in SHIP_PREFIXES:
        return _render_ship(name, values)
    return None


_SHIPS = frozenset(("ship", "sclass", "sclass2", "sclass-"))


def _render_link(values: Sequence[str], options: dict[str, str]) -> str:
    if not values:
        return ""
    return f"[[{values[0]}|{options.get('lt') or options.get('display') or values[0]}]]"


def _render_flag(values: Sequence[str], options: dict[str, str]) -> str:
    """``{{flag|Mali}}``: a country with its flag, linked."""
    return _render_link(values[:1], {"lt": options.get("name", "")}) if values and values[0] else ""


def _render_interlanguage(values: Sequence[str], options: dict[str, str]) -> str:
    """``{{ill|Title|de|Titel|lt=words}}``: a link to an article that another language has already."""
    label = options.get("lt") or options.get("display")
    if values and not label and len(values) > 3 and not len(values) % 2:
        label = values[-1]
    return f"[[{values[0]}|{label or values[0]}]]" if values else ""


def _render_ship(name: str, values: Sequence[str]) -> str:
    if name.startswith("sclass"):
        kind = " ".join(values[1:2])
        shown = f"{values[0]}-class {kind}".strip() if values else ""
        return f"[[{shown}]]" if shown else ""
    if name == "ship":
        prefix, ship = (values[0] if values else ""), (values[1] if len(values) > 1 else "")
        hull = values[2] if len(values) > 2 else ""
    else:
        prefix, ship, hull = name.upper(), (values[0] if values else ""), (values[1] if len(values) > 1 else "")
    shown = f"{prefix} {ship}".strip()
    return f"[[{shown} ({hull})|{shown}]]" if hull else f"[[{shown}]]" if shown else ""


def _render_fraction(values: Sequence[str], _options: dict[str, str]) -> str:
    if len(values) >= 3:
        return f"{values[0]} {values[1]}⁄{values[2]}"
    return f"{values[0]}⁄{values[1]}" if len(values) == 2 else f"1⁄{values[0]}" if values else ""


_MAGNITUDE = re.compile(r"^[a-zA-Z]{1,3}$")


def _render_magnitude(values: Sequence[str], _options: dict[str, str]) -> str:
    """``{{M|w|5.9}}``: a magnitude on one of the seismic scales."""
    if values and _MAGNITUDE.match(values[0]):
        return f"M{values[0]} {' '.join(values[1:2])}".strip()
    return f"M {values[0]}" if values else "M"


def _render_with_language(values: Sequence[str], _options: dict[str, str]) -> str:
    return values[1] if len(values) > 1 else ""


def _render_nihongo(values: Sequence[str], _options: dict[str, str]) -> str:
    extra = ", ".join(value for value in values[1:3] if value)
    return f"{values[0]} ({extra})" if values and values[0] and extra else (values[0] if values else "") or extra


def _render_value(values: Sequence[str], options: dict[str, str]) -> str:
    unit = options.get("u") or options.get("ul") or ""
    return " ".join(piece for piece in (values[0] if values else "", unit) if piece)


def _render_date(values: Sequence[str], _options: dict[str, str]) -> str:
    numbers = [value for value in values if value.isdigit()]
    if len(numbers) == 3 and 1 <= int(numbers[1]) <= 12:
        return f"{int(numbers[2])} {calendar.month_name[int(numbers[1])]} {numbers[0]}"
    return " ".join(values)


_RENDERERS: dict[str, Renderer] = {
    "convert": convert_measure,
    "cvt": lambda values, options: convert_measure(values, {**options, "abbr": "on"}),
    "lang": _render_with_language,
    "transl": lambda values, _: values[-1] if values else "",
    "transliteration": lambda values, _: values[-1] if values else "",
    "rtl-lang": _render_with_language,
    "color": _render_with_language,
    "colour": _render_with_language,
    "font color": _render_with_language,
    "font": lambda values, options: options.get("text") or (values[0] if values else ""),
    "ill": _render_interlanguage,
    "interlanguage link": _render_interlanguage,
    "interlanguage link multi": _render_interlanguage,
    "illm": _render_interlanguage,
    "link-interwiki": lambda values, options: _render_link(
        [options.get("en", "")] if "en" in options else values, options
    ),
    "link": _render_link,
    "flag": _render_flag,
    "flagcountry": _render_flag,
    "flagc": _render_flag,
    "flaglink": _render_flag,
    "frac": _render_fraction,
    "fraction": _render_fraction,
    "sfrac": _render_fraction,
    "m": _render_magnitude,
    "mw": lambda values, _: _render_magnitude(["w", *values], {}),
    "circa": lambda values, _: f"c. {values[0]}" if values else "c.",
    "c.": lambda values, _: f"c. {values[0]}" if values else "c.",
    "as of": lambda values, options: f"{'as' if options.get('lc') else 'As'} of {_render_date(values, {})}",
    "sic": lambda values, _: (
        f"{values[0]} [sic]" if values and values[0] not in ("hide", "nolink") else "".join(values[1:2])
    ),
    "nihongo": _render_nihongo,
    "val": _render_value,
    "gaps": lambda values, _: "".join(values),
    "date": _render_date,
    "start date": _render_date,
    "end date": _render_date,
    "dts": _render_date,
    '"': lambda values, _: f'"{values[0]}"' if values else '"',
    "'-": lambda _values, _options: "'",
    "bracket": lambda values, _: f"&#91;{values[0]}&#93;" if values else "&#91;",
    "plainlist": lambda values, _: " ".join(values),
    "hlist": lambda values, _: ", ".join(values),
    "unbulleted list": lambda values, _: ", ".join(values),
    "ubl": lambda values, _: ", ".join(values),
    "inflation": lambda values, _: values[1] if len(values) > 1 else "",
    "age": lambda values, _: " ".join(values),
    "chem2": lambda values, _: "".join(values),
    "co2": lambda _values, _options: "CO2",
    "gender": lambda values, _: values[0] if values else "",
    "ordinal": lambda values, _: f"{values[0]}th" if values else "",
    "main": lambda values, _: "Main article: " + ", ".join(f"[[{value}]]" for value in values),
    "see also": lambda values, _: "See also: " + ", ".join(f"[[{value}]]" for value in values),
    "further": lambda values, _: "Further information: " + ", ".join(f"[[{value}]]" for value in values),
}
