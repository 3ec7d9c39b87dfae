"""Options that outlive a call: one table of them, and the file in which they are kept.

An option's value is, in this order: what the call says, the environment (``BACKSTORY_`` and its name in capitals), the
configuration file, the default. The file is TOML; `config_path` says where it lies.
"""

import json
import math
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs

from backstory.errors import ConfigError
from backstory.model.record import Record

Value = str | int | float | bool


class Option(Record, frozen=True, kw_only=True):
    """One option: its name, its default (whose type is its type), its unit where it has one, and what it does.

    Of a number, `least` and `most` are the bounds.
    """

    name: str
    default: Value
    help: str
    unit: str = ""
    least: float = 0
    most: float = 10**9


OPTIONS = (
    Option(name="contact", default="", help="The operator's e-mail or web address, sent in the User-Agent header."),
    Option(name="wiki", default="https://en.wikipedia.org/w/api.php", help="The API of the wiki to follow."),
    Option(
        name="timeout_s",
        default=120.0,
        unit="seconds",
        help="Longest time for one exchange with a server.",
        least=0.1,
        most=86_400,
    ),
    Option(
        name="days_back", default=30, unit="days", help="How far back `sync` looks for edited day pages.", most=36_525
    ),
    Option(name="sources_per_sync", default=500, help="At most so many cited articles one `sync` visits; 0: none."),
    Option(name="site", default="", help="The folder that `sync` publishes to; empty: it publishes nothing."),
    Option(name="base_url", default="", help="Where the published site stands, for feeds and canonical links."),
    Option(name="theme", default="", help="A folder of templates and a style sheet for the published site."),
    Option(name="search", default=False, help="Give the published site a search; needs Pagefind."),
    Option(name="cards", default=False, help="Draw a picture of each event for those who share it; needs Pillow."),
    Option(name="hub", default="", help="The WebSub hub that feeds name, which tells their readers of what is new."),
    Option(name="title", default="Backstory", help="The published site's name."),
)
_BY_NAME = {option.name: option for option in OPTIONS}


def config_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the configuration file lies: ``BACKSTORY_CONFIG``, or the user's configuration folder."""
    given = environ.get("BACKSTORY_CONFIG")
    return Path(given) if given else platformdirs.user_config_path("backstory") / "config.toml"


def load_config(environ: Mapping[str, str] = os.environ) -> dict[str, Value]:
    """The value of every option, from the environment, the file, or its default.

    Raises:
        ConfigError: the file cannot be read, or names an option that there is none of, or gives a value that an option
            does not take; or the environment does.
    """
    kept = _read_file(config_path(environ))
    values: dict[str, Value] = {}
    for option in OPTIONS:
        said = environ.get(f"BACKSTORY_{option.name.upper()}")
        if said is not None:
            values[option.name] = parse_value(option, said)
        else:
            values[option.name] = kept.get(option.name, option.default)
    return values


def save_option(name: str, text: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Keep one option's value in the file; gives the file's path.

    Raises:
        ConfigError: there is no such option, the option does not take the value, or the file cannot be written.
    """
    path = config_path(environ)
    values = _read_file(path) | {name: parse_value(find_option(name), text)}
    lines = [f"{key} = {_write_value(value)}\n" for key, value in sorted(values.items())]
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("".join(lines), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise ConfigError(f"The configuration {path} cannot be written: {error.strerror}.") from error
    return path


def find_option(name: str) -> Option:
    """The option of that name."""
    if name not in _BY_NAME:
        raise ConfigError(f"There is no option {name!r}. There are: {', '.join(_BY_NAME)}.")
    return _BY_NAME[name]


def parse_value(option: Option, text: str) -> Value:
    """An option's value out of a word."""
    try:
        return _check_value(option, _READ[type(option.default)](text))
    except (KeyError, ValueError) as error:
        raise ConfigError(f"The option {option.name} takes {_describe_values(option)}, not {text!r}.") from error


def _check_value(option: Option, value: object) -> Value:
    """The value, if it is of the option's type and within its bounds; else ValueError."""
    expected = type(option.default)
    if expected is float and type(value) is int:
        value = float(value)
    # A bool is an int to isinstance, and no number here.
    if type(value) is not expected:
        raise ValueError(f"it is no {expected.__name__}")
    if isinstance(value, str):
        value.encode()  # UnicodeEncodeError, a ValueError, for what came as bytes that are no UTF-8
        return value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and math.isfinite(value) and option.least <= value <= option.most:
        return value
    raise ValueError("it is out of bounds")


def _describe_values(option: Option) -> str:
    kind = {str: "text in UTF-8", int: "a whole number", float: "a number", bool: "yes or no"}[type(option.default)]
    if isinstance(option.default, str | bool):
        return kind
    return f"{kind} from {option.least:g} to {option.most:.0f}"


def _read_bool(text: str) -> bool:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]


_READ: Mapping[type, Callable[[str], Value]] = {str: str, int: int, float: float, bool: _read_bool}


def _write_value(value: Value) -> str:
    # As JSON writes it, with the one control character escaped that JSON leaves as it is and TOML does not take.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read_file(path: Path) -> dict[str, Value]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"The configuration {path} cannot be read: {error}.") from error
    return {name: _check_kept(path, find_option(name), value) for name, value in values.items()}


def _check_kept(path: Path, option: Option, value: object) -> Value:
    try:
        return _check_value(option, value)
    except (ValueError, OverflowError) as error:
        takes = _describe_values(option)
        raise ConfigError(f"The configuration {path} gives {option.name} {value!r}; it takes {takes}.") from error
