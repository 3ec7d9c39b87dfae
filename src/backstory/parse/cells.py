"""From the fields of one row, or of one note, to an event: what a table and a page with front matter have in common."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from urllib.parse import urlsplit

from msgspec import structs

from backstory.model import Attached, Citation, GivenEvent, Mention, Problem, Topic
from backstory.model.days import is_moment
from backstory.model.permalink import is_event_path, is_permalink
from backstory.model.record import Record

LONGEST_TEXT = 20_000
"""Characters of an event's sentence. The longest of the portal has some 4,000; what is longer is no sentence."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.?(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
# A NUL ends a text for many programs; half of a letter is none, and cannot be written.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_OWN_ID = re.compile(r"[a-z2-7]{10}")
_NUMBER = re.compile("[0-9]{1,9}")
_ANY_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


class Fields(Record, frozen=True, kw_only=True):
    """What a row says, by field: `single` values, `lists` of them, and the entities of each topic."""

    single: Mapping[str, str]
    lists: Mapping[str, Sequence[str]]
    topic_entities: Sequence[Sequence[str]] = ()


class BadRowError(Exception):
    """What a row lacks; `code` is the problem's."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def make_event(fields: Fields, where: str, order: str = "") -> tuple[GivenEvent, str, list[Problem]]:
    """The event that a row says, the row's own name (see `split_id`), and what of it was left out.

    `order` says how 3/4/2020 is to be read: "dmy", "mdy" or not at all. Raises BadRowError for a row that says none.
    """
    single = fields.single
    check_text(single.values(), *fields.lists.values(), *fields.topic_entities)
    day = read_day(single.get("date", ""), order)
    # What an archive exported is taken as it was; a person's blanks and line breaks say nothing.
    is_told = bool(single.get("origin"))
    clean = str if is_told else _join_space
    prefix = clean(single.get("prefix", ""))
    text = clean(single.get("text", "")) or clean(single.get("headline", "")).removeprefix(f"{prefix}: ")
    if not text:
        raise BadRowError("no-text", "there is no text")
    if len(text) > LONGEST_TEXT:
        raise BadRowError("long-text", f"the text has {len(text):,} characters, more than {LONGEST_TEXT:,}")
    problems: list[Problem] = []
    event_id, key = split_id(single.get("id", "").strip(), is_told=is_told)
    cited = _make_citations(fields, where, problems)
    line = single.get("line", "").strip()
    path, addresses = keep_paths(single.get("path", "").strip(), fields.lists.get("addresses", ()), where, problems)
    event = GivenEvent(
        date=day,
        category=clean(single.get("category", "")),
        text=text,
        prefix=prefix,
        topics=_make_topics(fields, "" if is_told else prefix),
        mentions=_make_mentions(fields, f"{prefix}: {text}" if prefix else text, is_told=is_told),
        citations=tuple(one for one in cited if not isinstance(one, Attached)),
        attached=tuple(one for one in cited if isinstance(one, Attached)),
        line=int(line) if _NUMBER.fullmatch(line) else 0,
        id=event_id,
        collection=" ".join(single.get("collection", "").split()),
        path=path,
        addresses=addresses,
        first_seen_at=read_moment(single.get("first_seen_at", "").strip()),
        changed_at=read_moment(single.get("changed_at", "").strip()),
        origin=single.get("origin", ""),
        page=single.get("page", ""),
    )
    return event, key, problems


def read_day(text: str, order: str = "") -> str:
    """The day that people write as 2020-04-03, 2020/4/3, 3.4.2020, 3 April 2020, April 3, 2020; else BadRowError."""
    said = _join_space(text)
    if not said:
        raise BadRowError("no-date", "there is no date")
    if found := _ISO.fullmatch(said):
        numbers = found.groups()
    elif found := _NUMBERS.fullmatch(said):
        first, mark, second, year = found.groups()
        order = "dmy" if mark == "." else order
        if not order:
            raise BadRowError("unclear-date", f"{said[:40]}: day or month first? Write 2020-04-03")
        numbers = (year, second, first) if order == "dmy" else (year, first, second)
    elif found := _DAY_FIRST.fullmatch(said):
        numbers = (found[3], _read_month(found[2], said), found[1])
    elif found := _MONTH_FIRST.fullmatch(said):
        numbers = (found[3], _read_month(found[1], said), found[2])
    else:
        raise BadRowError("odd-date", f"{said[:40]} is no date that can be read. Write 2020-04-03")
    try:
        return date(*map(int, numbers)).isoformat()
    except ValueError as error:
        raise BadRowError("odd-date", f"{said[:40]}: there is no such day") from error


def tell_order(texts: Sequence[str]) -> str:
    """Whether a column's dates have the day or the month first, where at least one can only be read one way."""
    pairs = [(int(found[1]), int(found[3])) for text in texts if (found := _NUMBERS.fullmatch(_join_space(text)))]
    is_day_first, is_month_first = any(one > 12 for one, _ in pairs), any(other > 12 for _, other in pairs)
    return "" if is_day_first == is_month_first else "dmy" if is_day_first else "mdy"


def read_moment(text: str) -> str:
    """A time as the archive writes it; empty for none, BadRowError for anything else."""
    if text and not is_moment(text):
        raise BadRowError("odd-time", f"{text[:40]} is no time like 2020-04-03T14:00:00Z")
    return text


def check_text(*groups: Iterable[str]) -> None:
    """Raise BadRowError where a value holds what no text can have."""
    for value in chain.from_iterable(groups):
        if found := _NO_TEXT.search(value):
            what = "a NUL character" if found[0] == "\0" else "half of a letter"
            raise BadRowError("control-character", f"{what} is no text")


def split_id(given: str, *, is_told: bool) -> tuple[str, str]:
    """An event's id, and the name of a row in its file: what people number rows with is no id that may be an event's.

    Rows of an export (`is_told`) keep whatever id they had.
    """
    if _OWN_ID.fullmatch(given) or (is_told and _ANY_ID.fullmatch(given)):
        return given, ""
    return "", given


def keep_paths(path: str, addresses: Iterable[str], where: str, problems: list[Problem]) -> tuple[str, tuple[str, ...]]:
    """The permalink and the other addresses without those that no event may have, which are told.

    What is called a path and does not begin with a slash is something else. An address that cannot be the permalink for
    its capitals still leads to the event.
    """
    wanted = [*addresses, *([] if is_permalink(path) or not path.startswith("/") else [path])]
    problems += [
        Problem(code="odd-path", where=where, detail=f"{one[:80]} is no address of an event like /news/2013/01/8/SLUG")
        for one in wanted
        if one and not is_event_path(one)
    ]
    return path if is_permalink(path) else "", tuple(one for one in wanted if is_event_path(one))


def find_odd_address(url: str, where: str) -> Problem | None:
    """What is wrong with the address of a source; None where it is one of a web page."""
    if is_web(url):
        return None
    detail = f"{url[:80]} is no address of a web page" if url.strip() else "a source has no address"
    return Problem(code="odd-address", where=where, detail=detail)


def is_web(url: str) -> bool:
    """Whether it is an address of a web page, as a source has one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(char.isspace() for char in url)


def _read_month(name: str, said: str) -> str:
    month = name[:3].lower()
    if month not in _MONTHS:
        raise BadRowError("odd-date", f"{said[:40]} names no month")
    return str(_MONTHS.index(month) + 1)


def _join_space(text: str) -> str:
    return " ".join(text.split())


def _make_topics(fields: Fields, prefix: str) -> tuple[Topic, ...]:
    links = fields.topic_entities
    topics = [
        Topic(text=text, entities=tuple(filter(None, links[place])) if place < len(links) else ())
        for place, text in enumerate(fields.lists.get("topics", ()))
        if text
    ]
    texts = [topic.text for topic in topics]
    if prefix and prefix not in (*texts, ": ".join(texts)):
        topics.append(Topic(text=prefix))
    return tuple(topics)


def _make_mentions(fields: Fields, headline: str, *, is_told: bool) -> tuple[Mention, ...]:
    """Each entity where its words stand, each word's place used once in order; -1 where they do not stand there."""
    anchors = fields.lists.get("anchors", ())
    mentions, place = [], 0
    for number, title in enumerate(fields.lists.get("entities", ())):
        if not title:
            continue
        anchor = anchors[number] if number < len(anchors) else ""
        for words in (anchor or title,) if anchor or is_told else (title, _IN_BRACKETS.sub("", title)):
            start = headline.find(words, place)
            start = headline.find(words) if start < 0 else start
            if start >= 0:
                mentions.append(Mention(title=title, anchor=words, start=start))
                place = start + len(words)
                break
        else:
            mentions.append(Mention(title=title, anchor=anchor or title))
    return tuple(mentions)


def _make_citations(fields: Fields, where: str, problems: list[Problem]) -> list[Citation]:
    names = ("publishers", "source_titles", "archived_urls", "attached_at")
    beside = [fields.lists.get(name, ()) for name in names]
    citations: list[Citation] = []
    for place, url in enumerate(fields.lists.get("sources", ())):
        if not url:
            continue
        if odd := find_odd_address(url, where):
            problems.append(odd)
            continue
        publisher, title, copy, since = (values[place] if place < len(values) else "" for values in beside)
        cited = Citation(url=url, publisher=publisher, title=title, archived_url=copy if is_web(copy) else "")
        if since := read_moment(since.strip()):
            cited = Attached(attached_at=since, **structs.asdict(cited))
        citations.append(cited)
    return citations
