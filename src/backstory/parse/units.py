"""``{{convert}}``: a measure and its conversion, as Wikipedia's template shows them.

Source: https://en.wikipedia.org/wiki/Template:Convert. The units that news items use; an unknown unit shows the
measure alone.
"""

import math
from collections.abc import Sequence

from backstory.model.record import Record


class Unit(Record, frozen=True, kw_only=True):
    """One unit: how it is written in full and short, its dimension, size in the dimension's base, usual partner."""

    singular: str
    plural: str
    symbol: str
    dimension: str
    size: float
    partner: str
    offset: float = 0.0


def _unit(*row: str | float) -> Unit:
    singular, plural, symbol, dimension, size, partner = row[:6]
    return Unit(
        singular=str(singular),
        plural=str(plural),
        symbol=str(symbol),
        dimension=str(dimension),
        size=float(size),
        partner=str(partner),
        offset=float(row[6]) if len(row) > 6 else 0.0,
    )


_UNITS = {
    "m": _unit("metre", "metres", "m", "length", 1, "ft"),
    "km": _unit("kilometre", "kilometres", "km", "length", 1000, "mi"),
    "cm": _unit("centimetre", "centimetres", "cm", "length", 0.01, "in"),
    "mm": _unit("millimetre", "millimetres", "mm", "length", 0.001, "in"),
    "mi": _unit("mile", "miles", "mi", "length", 1609.344, "km"),
    "nmi": _unit("nautical mile", "nautical miles", "nmi", "length", 1852, "km"),
    "ft": _unit("foot", "feet", "ft", "length", 0.3048, "m"),
    "in": _unit("inch", "inches", "in", "length", 0.0254, "cm"),
    "yd": _unit("yard", "yards", "yd", "length", 0.9144, "m"),
    "ly": _unit("light-year", "light-years", "ly", "length", 9.4607e15, "pc"),
    "pc": _unit("parsec", "parsecs", "pc", "length", 3.0857e16, "ly"),
    "m2": _unit("square metre", "square metres", "m2", "area", 1, "sqft"),
    "km2": _unit("square kilometre", "square kilometres", "km2", "area", 1e6, "sqmi"),
    "ha": _unit("hectare", "hectares", "ha", "area", 1e4, "acre"),
    "acre": _unit("acre", "acres", "acres", "area", 4046.8564224, "ha"),
    "sqft": _unit("square foot", "square feet", "sq ft", "area", 0.09290304, "m2"),
    "sqmi": _unit("square mile", "square miles", "sq mi", "area", 2589988.110336, "km2"),
    "kg": _unit("kilogram", "kilograms", "kg", "mass", 1, "lb"),
    "g": _unit("gram", "grams", "g", "mass", 0.001, "oz"),
    "t": _unit("tonne", "tonnes", "t", "mass", 1000, "ST"),
    "lb": _unit("pound", "pounds", "lb", "mass", 0.45359237, "kg"),
    "oz": _unit("ounce", "ounces", "oz", "mass", 0.028349523125, "g"),
    "ST": _unit("short ton", "short tons", "short tons", "mass", 907.18474, "t"),
    "LT": _unit("long ton", "long tons", "long tons", "mass", 1016.0469088, "t"),
    "km/h": _unit("kilometre per hour", "kilometres per hour", "km/h", "speed", 1 / 3.6, "mph"),
    "mph": _unit("mile per hour", "miles per hour", "mph", "speed", 0.44704, "km/h"),
    "kn": _unit("knot", "knots", "kn", "speed", 0.514444, "km/h"),
    "m/s": _unit("metre per second", "metres per second", "m/s", "speed", 1, "ft/s"),
    "ft/s": _unit("foot per second", "feet per second", "ft/s", "speed", 0.3048, "m/s"),
    "C": _unit("degree Celsius", "degrees Celsius", "°C", "temperature", 1, "F"),
    "F": _unit("degree Fahrenheit", "degrees Fahrenheit", "°F", "temperature", 5 / 9, "C", -32 * 5 / 9),
    "L": _unit("litre", "litres", "L", "volume", 0.001, "USgal"),
    "m3": _unit("cubic metre", "cubic metres", "m3", "volume", 1, "cuft"),
    "cuft": _unit("cubic foot", "cubic feet", "cu ft", "volume", 0.028316846592, "m3"),
    "USgal": _unit("US gallon", "US gallons", "US gal", "volume", 0.003785411784, "L"),
    "oilbbl": _unit("barrel", "barrels", "bbl", "volume", 0.158987294928, "m3"),
    "kW": _unit("kilowatt", "kilowatts", "kW", "power", 1e3, "hp"),
    "MW": _unit("megawatt", "megawatts", "MW", "power", 1e6, "hp"),
    "hp": _unit("horsepower", "horsepower", "hp", "power", 745.699872, "kW"),
    "mbar": _unit("millibar", "millibars", "mbar", "pressure", 100, "inHg"),
    "hPa": _unit("hectopascal", "hectopascals", "hPa", "pressure", 100, "inHg"),
    "inHg": _unit("inch of mercury", "inches of mercury", "inHg", "pressure", 3386.389, "hPa"),
}
_SPELLINGS = {
    "°C": "C", "°F": "F", "celsius": "C", "fahrenheit": "F", "kt": "kn", "knot": "kn", "kmh": "km/h", "kph": "km/h",
    "km2": "km2", "sqkm": "km2", "sqm": "m2", "sq mi": "sqmi", "sq ft": "sqft", "impgal": "L", "l": "L", "USton": "ST",
    "MT": "t", "tonne": "t", "ton": "ST", "bbl": "oilbbl", "foot": "ft", "inch": "in", "mile": "mi", "acres": "acre",
    "meter": "m", "meters": "m", "kilometer": "km", "kilometers": "km", "centimeter": "cm", "centimeters": "cm",
}  # fmt: skip
_BY_NAME = {name: code for code, unit in _UNITS.items() for name in (unit.singular, unit.plural)}
_BETWEEN = {"-": "–", "–": "–", "to": " to ", "and": " and ", "x": " by ", "by": " by ", "or": " or ", "to(-)": "–"}


def convert_measure(arguments: Sequence[str], options: dict[str, str]) -> str:
    """What ``{{convert|arguments|options}}`` shows: ``("4", "ft", "m")`` gives ``4 feet (1.2 m)``."""
    values, between, rest = _read_values(list(arguments))
    if not values or not rest:
        return " ".join(arguments)
    unit = _find_unit(rest[0])
    if unit is None:
        return f"{_join(values, between)} {rest[0]}"
    target = _find_unit(rest[1]) if len(rest) > 1 else _UNITS[unit.partner]
    shown = _show_measure(_join(values, between), unit, options)
    if target is None or target.dimension != unit.dimension or options.get("disp") == "out":
        return shown
    converted = _join([_convert(value, unit, target) for value in values], between)
    return f"{shown} ({converted} {target.symbol})"


def _show_measure(number: str, unit: Unit, options: dict[str, str]) -> str:
    """``4 feet``, ``4 ft`` (``abbr=on``), ``4-foot`` (``adj=on``); ``sp=us`` spells American."""
    if options.get("abbr") in ("on", "in"):
        return f"{number} {unit.symbol}"
    is_adjective = options.get("adj") == "on" and unit.dimension != "temperature"
    name = unit.singular if is_adjective or number.strip("-−") in ("1", "1.0") else unit.plural
    if unit.dimension == "temperature":
        name = unit.symbol
    if options.get("sp") == "us":
        name = name.replace("metre", "meter").replace("litre", "liter").replace("tonne", "metric ton")
    return f"{number}-{name}" if is_adjective else f"{number} {name}"


def _read_values(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    values, between = [], ""
    while arguments and _number(arguments[0]) is not None:
        values.append(arguments.pop(0).strip())
        if len(arguments) > 1 and arguments[0].strip() in _BETWEEN and _number(arguments[1]) is not None:
            between = _BETWEEN[arguments.pop(0).strip()]
    return values, between, [argument.strip() for argument in arguments]


def _find_unit(name: str) -> Unit | None:
    code = name if name in _UNITS else _SPELLINGS.get(name) or _BY_NAME.get(name) or _SPELLINGS.get(name.lower())
    return _UNITS.get(code) if code else None


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "").replace("−", "-").replace("+", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e30 else None


def _join(values: list[str], between: str) -> str:
    return (between or " ").join(values)


def _convert(text: str, unit: Unit, target: Unit) -> str:
    """`text` in the target unit, to the precision that the template keeps: the input's, at least two digits."""
    value = _number(text) or 0.0
    result = (value * unit.size + unit.offset - target.offset) / target.size
    if result == 0:
        return "0"
    digits = text.strip("-+−").replace(",", "")
    places = len(digits.partition(".")[2])
    significant = len(digits.replace(".", "").strip("0")) or 1
    shift = round(math.log10(abs(unit.size / target.size))) if unit.dimension != "temperature" else 0
    kept = max(places - shift, 2 - math.floor(math.log10(abs(result))) - 1 if significant < 2 else places - shift)
    if places == 0 and digits.endswith("0") and significant >= 1:
        zeros = len(digits) - len(digits.rstrip("0"))
        kept = max(-zeros - shift, 1 - math.floor(math.log10(abs(result))))
    if unit.dimension == "temperature":
        kept = places
    rounded = round(result, max(-15, min(6, kept)))
    return f"{rounded:,.{max(0, min(6, kept))}f}"
