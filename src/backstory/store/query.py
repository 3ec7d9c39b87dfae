"""What a person typed into the search box, read as a query. Every text is one; what looks odd is just words."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from backstory.errors import InputError
from backstory.model.record import Record
from backstory.store.calendar import END

MAX_CHARACTERS = 10_000
MAX_TERMS = 48
"""Words of one query: longer texts are searched by their first words that say something."""

_PIECE = re.compile(r'(?P<minus>-)?(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s?\b")
_QUOTES = str.maketrans("“”„«»\0", '""""" ')
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_FIELDS = {
    "entity": "entity", "category": "category", "story": "story", "publisher": "publisher", "source": "publisher",
    "collection": "collection",
    "after": "first", "since": "first", "from": "first", "before": "before", "until": "last", "to": "last", "on": "on",
}  # fmt: skip
_DAY_FIELDS = ("first", "before", "last", "on")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
SMALL_WORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being between both but by can could "
    "did do does doing during each for from had has have having he her here his how i if in into is it its may me more "
    "most my no not of on only or other our out over own she should so some such than that the their them then there "
    "these they this those through to too under until up very was we were what when where which while who whom whose "
    "why will with would you your happened happen news latest".split()
)
"""Words that nearly every event has or that say nothing of what is asked for; left out beside others."""


class Term(Record, frozen=True, kw_only=True):
    """Words that stand together. `day` is a label of days they name (``d202008``); `is_prefix`: the last one begins so.

    `is_exact` terms were quoted: they are not taken for names, nor corrected.
    """

    words: tuple[str, ...]
    day: str = ""
    is_prefix: bool = False
    is_exact: bool = False
    is_small: bool = False
    is_acronym: bool = False

    @property
    def text(self) -> str:
        """As typed."""
        return " ".join(self.words)


class Query(Record, frozen=True, kw_only=True):
    """What to search for: one term at least of every group, none of `excluded`; and filters.

    `first` and `last` are days, both included; the rest names what an event is to have. `odd_dates` are hints such as
    ``after:foo`` whose value is no date, as typed: their words are in `groups`.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    entities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    odd_dates: tuple[str, ...] = ()
    is_open: bool = False


def parse_query(text: str) -> Query:
    """Read what was typed. Never fails; see `docs/search.md` for the language."""
    text = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode().translate(_QUOTES)
    groups: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    odd_dates: list[str] = []
    filters: dict[str, list[str]] = {}
    span = {"first": "", "last": ""}
    wants_other = False
    for piece in _PIECE.finditer(text):
        if piece["bare"] == "OR" and not piece["minus"] and not piece["field"]:
            wants_other = bool(groups)
            continue
        if piece["field"] and _read_field(piece, filters, span):
            continue
        term = _read_term(piece)
        if term is None:
            continue
        if _FIELDS.get((piece["field"] or "").lower()) in _DAY_FIELDS and not piece["minus"]:
            odd_dates.append(piece[0])
        if piece["minus"] and text[piece.start() - 1 : piece.start()] in ("", " ", "\n", "\t"):
            excluded.append(term)
        elif wants_other and groups:
            groups[-1] = (*groups[-1], term)
        elif len(groups) < MAX_TERMS and (term,) not in groups[-MAX_TERMS:]:
            groups.append((term,))
        wants_other = False
    return Query(
        groups=tuple(join_dates(groups)),
        excluded=tuple(excluded[:MAX_TERMS]),
        entities=tuple(filters.get("entity", ())),
        categories=tuple(filters.get("category", ())),
        stories=tuple(filters.get("story", ())),
        publishers=tuple(filters.get("publisher", ())),
        collections=tuple(filters.get("collection", ())),
        first=span["first"],
        last=span["last"],
        odd_dates=tuple(dict.fromkeys(odd_dates))[:4],
        is_open=bool(text) and not text[-1].isspace() and text[-1] != '"',
    )


def _read_field(piece: re.Match[str], filters: dict[str, list[str]], span: dict[str, str]) -> bool:
    """Take a hint such as ``entity:Mali`` in; False where it is none, so that it is words."""
    field = _FIELDS.get(piece["field"].lower(), "")
    value = (piece["quoted"] if piece["quoted"] is not None else piece["bare"]).strip()
    if not field or not value or piece["minus"]:
        return False
    if field in _DAY_FIELDS:
        days = read_days(value)
        if days is None:
            return False
        if field in ("first", "on"):
            span["first"] = max(span["first"], days[0])
        if field in ("last", "on"):
            span["last"] = min(span["last"] or END, days[1])
        if field == "before":
            span["last"] = min(span["last"] or END, _day_before(days[0]))
        return True
    if not _WORD.search(value) or len(filters.setdefault(field, [])) >= 4:
        return False
    filters[field].append(value[:200])
    return True


def read_days(text: str) -> tuple[str, str] | None:
    """First and last day of ``2020``, ``2020-5`` or ``2020-05-17``; None where it is no date."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


def read_bound(text: str) -> tuple[str, str]:
    """First and last day of a bound that is given: both empty where none is. Raises InputError for what is no date."""
    if not text.strip():
        return "", ""
    days = read_days(text)
    if days is None:
        raise InputError(f"“{text[:40]}” is no date. Write 2020-05-17, 2020-05 or 2020.")
    return days


def _day_before(day: str) -> str:
    ordinal = date.fromisoformat(day).toordinal()
    return date.fromordinal(max(1, ordinal - 1)).isoformat()


def _read_term(piece: re.Match[str]) -> Term | None:
    quoted = piece["quoted"]
    field = f"{piece['field']} " if piece["field"] else ""
    raw = field + (quoted if quoted is not None else piece["bare"])
    words = tuple(word[:60] for word in _WORD.findall(_POSSESSIVE.sub("", raw))[:20])
    if not words:
        return None
    if quoted is not None:
        return Term(words=words, is_exact=True)
    found = read_days(raw)
    word = words[0]
    return Term(
        words=words,
        day=_name_day(raw) if found and found[0] > "1900" else "",
        is_prefix=raw.endswith("*") and len(words[-1]) >= 2,
        is_small=len(words) == 1 and word.lower() in SMALL_WORDS,
        is_acronym=len(words) == 1 and word.isupper() and 2 <= len(word) <= 6,
    )


def _name_day(raw: str) -> str:
    parts = [int(part) for part in re.findall(r"\d+", raw)]
    return "d" + "".join(f"{part:02}" for part in parts)


def join_dates(groups: Sequence[tuple[Term, ...]]) -> Iterator[tuple[Term, ...]]:
    """Make one term of a month and its year, with or without the day: ``4 August 2020``, ``August 4, 2020``."""
    place = 0
    while place < len(groups):
        for length in (3, 2):
            run = groups[place : place + length]
            plain = len(run) == length and all(len(group) == 1 and not group[0].is_exact for group in run)
            words = tuple(word for group in run for word in group[0].words) if plain else ()
            day = _read_written_date([word.lower() for word in words]) if len(words) == length else ""
            if day:
                yield (Term(words=words, day=day),)
                place += length
                break
        else:
            yield groups[place]
            place += 1


def _read_written_date(words: Sequence[str]) -> str:
    """The label of the days that ``4 august 2020`` and the like name; empty for other words."""
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word) for word in words if word not in _MONTHS]
    if len(months) != 1 or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        return ""
    year, days = numbers[-1], numbers[:-1]
    if words[-1] != year or len(year) != 4:
        return ""
    if days and not 1 <= int(days[0]) <= 31:
        return ""
    return f"d{year}{months[0]:02}" + (f"{int(days[0]):02}" if days else "")
