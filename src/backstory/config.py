"""Options that outlive a call: one table of them, and the file in which they are kept.

An option's value is, in this order: what the call says, the environment (``BACKSTORY_`` and its name in capitals), the
configuration file, the default. The file is TOML; `config_path` says where it lies.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from backstory.errors import ConfigError
from backstory.model.record import Record

Value = str | int | float | bool


class Option(Record, frozen=True, kw_only=True):
    """One option: its name, its default (whose type is its type), its unit where it has one, and what it does."""

    name: str
    default: Value
    help: str
    unit: str = ""


OPTIONS = (
    Option(name="contact", default="", help="The operator's e-mail or web address, sent in the User-Agent header."),
    Option(name="wiki", default="https://en.wikipedia.org/w/api.php", help="The API of the wiki to follow."),
    Option(name="timeout_s", default=120.0, unit="seconds", help="Longest time for one exchange with a server."),
    Option(name="days_back", default=30, unit="days", help="How far back `sync` looks for edited day pages."),
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
        ConfigError: the file cannot be read, or names an option that there is none of, or of another type.
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
        ConfigError: there is no such option, the value is not of its type, or the file cannot be written.
    """
    path = config_path(environ)
    values = _read_file(path) | {name: parse_value(find_option(name), text)}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in sorted(values.items())]
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
        if isinstance(option.default, bool):
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]
        return type(option.default)(text)
    except (KeyError, ValueError) as error:
        kind = {str: "text", int: "a whole number", float: "a number", bool: "yes or no"}[type(option.default)]
        raise ConfigError(f"The option {option.name} takes {kind}, not {text!r}.") from error


def _read_file(path: Path) -> dict[str, Value]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"The configuration {path} cannot be read: {error}.") from error
    for name, value in values.items():
        expected = type(find_option(name).default)
        if not isinstance(value, expected) and not (expected is float and type(value) is int):
            raise ConfigError(f"The configuration {path} gives {name} a value of the wrong type: {value!r}.")
    return values
