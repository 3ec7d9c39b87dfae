"""Pages of an archive in the Markdown of "the Context": event pages and day pages, in all its generations.

That archive wrote an event anew under each of its wordings, glued topics to sentences, and let markup through; what of
that can be told from the page is mended here, and `merge_items` makes one item of the pages of one event.
"""

import html
import re
import unicodedata
from itertools import pairwise

from backstory.model import Citation, Hint, Mention, ParsedEvent, Problem, Topic
from backstory.model.permalink import is_event_path
from backstory.model.record import Record
from backstory.parse.citations import clean_publisher, clean_url


class ArchivedItem(Record, frozen=True, kw_only=True):
    """An event of such an archive, with what a day page does not have.

    `addresses` are the paths it had, without ending, its own first; `summary` is a source's own description and
    `image_url` the cover; `hints` are the events it was said to be related to.
    """

    event: ParsedEvent
    addresses: tuple[str, ...] = ()
    summary: str = ""
    image_url: str = ""
    hints: tuple[Hint, ...] = ()


class ArchivedPage(Record, frozen=True, kw_only=True):
    """What one page says: one item on an event's page, all of a day's on a day page."""

    items: tuple[ArchivedItem, ...] = ()
    problems: tuple[Problem, ...] = ()


_DAY = re.compile(r"^#{2,3} \[(\d{4})-(\d{1,2})-(\d{1,2})\]")
_EVENT_PATH = re.compile(r"/?news/(\d{4})/(\d{1,2})/(\d{1,2})/([^/)\s]+?)(?:\.(?:md|html|json|xml|txt))?$")
_TITLE = re.compile(r"^# +(.*)")
_SECTION = re.compile(r"^### (\w+):?\s*$")
_LISTED = re.compile(r"^\d+\. \[(.*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)\s*(?:_(.*)_)?\s*$")
_DAY_ITEM = re.compile(r"^### \[(.*)\]\((/news/[^)\s]*)\)\s*$")
_CONTEXT = re.compile(r"^_?Context: (.*?)_?$")
_LEFT_LINK = re.compile(r"\s*\[https?:[^\s\]]*\s*\"?\(?([^\]\"]*?)\)?\"?\]")
# "(2012-present)": the dash of a title, which some generations had lost.
_YEARS = re.compile(r"\b(\d{4})-(present|\d{4})\b")
_DEAD_NOTE = re.compile(r"\s*\(Link dead as of [^()]*(?:\([^()]*\))?[^()]*\)")
# A topic glued to the sentence: title-like words, a colon, perhaps a stray full stop, then the sentence.
_GLUED = re.compile(r"^([A-Z0-9“\"'][^:.!?]{3,90}?)\s*:(?:\.?\s*(?=[A-Z“\"'])|\s+(?=\d)|(?<!\d:)(?=\d))")
_VERBS = re.compile(
    r"\b(?:says?|said|claims?|announces?|is|are|was|were|has|have|kills?|killed|wins?|will|reports?|calls?|warns?|tells?)\b"
)


def read_archive_page(text: str, path: str = "") -> ArchivedPage:
    """Read a page in Markdown; `path` is its address or file name, where it has one.

    Never raises: a page without a day or a headline gives no item and a problem.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    date = _find_date(lines, path)
    if not date:
        return ArchivedPage(
            problems=(Problem(code="no-date", where=path, detail="neither the page nor its path names a day"),)
        )
    titles = [index for index, line in enumerate(lines) if _TITLE.match(line) and line[2:].strip()]
    if titles:
        bounds = [*titles, len(lines)]
        parts = [lines[start:end] for start, end in pairwise(bounds)]
        own = path if len(parts) == 1 else ""  # two stories in one page: the address is nobody's
        return ArchivedPage(items=tuple(_read_event(part, date, own) for part in parts))
    items = _read_day(lines, date)
    if not items:
        return ArchivedPage(problems=(Problem(code="empty-page", where=path, detail="the page has no headline"),))
    return ArchivedPage(items=tuple(items))


def merge_items(items: list[ArchivedItem]) -> list[ArchivedItem]:
    """One item for each event: the pages that it had under several slugs put together, in the order of first sight.

    Two pages are one event where they are of one day and say the same but for topics in front, case, accents and
    punctuation, or where one page's address is among the other's.
    """
    merged: list[ArchivedItem] = []
    places: dict[str, int] = {}
    for item in items:
        keys = [f"{item.event.date} {fold_text(item.event.text)}", *item.addresses]
        place = next((places[key] for key in keys if key in places), len(merged))
        if place == len(merged):
            merged.append(item)
        else:
            merged[place] = _merge_two(merged[place], item)
        for key in keys:
            places.setdefault(key, place)
    return merged


def read_hinted(path: str, headline: str) -> tuple[str, str]:
    """Date and text, without topics, of an event of which only a link is known."""
    _, _, year, month, day, _ = path.split("/", 5)
    return f"{year}-{month}-{int(day):02}", _make_event(headline, "", (), ()).text


def fold_text(text: str) -> str:
    """Letters and digits of `text` in lower case, without accents: what survives every generation's mishaps."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed.lower() if char.isascii() and char.isalnum())


def _find_date(lines: list[str], path: str) -> str:
    found = next((match for line in lines if (match := _DAY.match(line))), None) or _EVENT_PATH.search(path)
    if not found:
        return ""
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _read_event(lines: list[str], date: str, path: str) -> ArchivedItem:
    title = _TITLE.match(lines[0])
    headline = title[1] if title else ""
    citations: list[Citation] = []
    left = _LEFT_LINK.search(headline)
    if left and "//" not in left[0]:  # its URL was mangled beyond use: only the publisher can be read
        left = None
    summary: list[str] = []
    contexts: list[str] = []
    hints: list[Hint] = []
    addresses = [path] if path else []
    image = ""
    section = "Summary"
    for line in lines[1:]:
        heading = _SECTION.match(line)
        listed = _LISTED.match(line)
        if heading:
            section = heading[1]
        elif section == "Summary" and line.strip():
            summary.append(line.strip())
        elif listed and section in ("Source", "Sources"):
            if listed[1] == "Cover Image":
                image = clean_url(listed[2])
            else:
                citations.append(
                    Citation(url=clean_url(html.unescape(listed[2])), publisher=clean_publisher(listed[1]))
                )
        elif listed and section == "Related":
            names = _read_names(listed[3] or "")
            contexts += names
            hints += _make_hint(listed[2], listed[1], names)
        elif listed and section == "Changes":
            addresses.append(listed[2])
    event = _make_event(headline, date, tuple(dict.fromkeys(contexts)), tuple(citations))
    return ArchivedItem(
        event=event,
        addresses=_normalize_addresses(addresses),
        summary=_clean_text(" ".join(summary)),
        image_url=image,
        hints=tuple(hints),
    )


def _read_day(lines: list[str], date: str) -> list[ArchivedItem]:
    items = []
    for index, line in enumerate(lines):
        listed = _DAY_ITEM.match(line)
        if not listed or not listed[1].strip() or _DAY.match(line):
            continue
        below: list[str] = []
        for following in lines[index + 1 :]:
            if following.startswith("#"):
                break
            below.append(following.strip())
        summary = " ".join(filter(None, below))
        names = _read_names(summary)
        items.append(
            ArchivedItem(
                event=_make_event(listed[1], date, tuple(names), ()),
                addresses=_normalize_addresses([listed[2]]),
                summary="" if names else _clean_text(summary),
            )
        )
    return items


def _read_names(text: str) -> list[str]:
    found = _CONTEXT.match(text)
    return [name for part in found[1].split(", ") if (name := _clean_text(part))] if found else []


def _make_event(headline: str, date: str, names: tuple[str, ...], citations: tuple[Citation, ...]) -> ParsedEvent:
    text = _clean_text(_DEAD_NOTE.sub("", _LEFT_LINK.sub("", headline)))
    topics: list[str] = []
    while (
        (glued := _GLUED.match(text))
        and not _VERBS.search(glued[1])
        and len(glued[1].split()) <= 10
        and len(topics) < 3
    ):
        topics.append(glued[1])
        text = text[glued.end() :]
    prefix = ": ".join(topics)
    headline = f"{prefix}: {text}" if prefix else text
    return ParsedEvent(
        date=date,
        category="",
        text=text,
        topics=tuple(Topic(text=topic, entities=(topic,)) for topic in topics),
        prefix=prefix,
        mentions=_find_mentions(headline, names),
        citations=citations,
    )


def _find_mentions(headline: str, names: tuple[str, ...]) -> tuple[Mention, ...]:
    """The entities named as context, where their words stand in the headline: in the sentence rather than its topic."""
    mentions = []
    sentence = headline.rfind(": ", 0, 200) + 1
    for name in names:
        words = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)
        found = words.search(headline, sentence) or words.search(headline)
        title = name[:1].upper() + name[1:]
        mentions.append(Mention(title=title, anchor=found[0] if found else name, start=found.start() if found else -1))
    return tuple(sorted(mentions, key=lambda mention: (mention.start < 0, mention.start, mention.title)))


def _clean_text(text: str) -> str:
    text = html.unescape(html.unescape(text)).replace("''", "")
    text = _YEARS.sub("\\1–\\2", text)
    return " ".join(text.replace("\u00a0", " ").replace("[?]", "").split())


def _make_hint(path: str, headline: str, names: list[str]) -> list[Hint]:
    event = _make_event(headline, "", (), ())
    return [Hint(path=address, headline=event.headline, names=tuple(names)) for address in _normalize_addresses([path])]


def _normalize_addresses(paths: list[str]) -> tuple[str, ...]:
    found = (_EVENT_PATH.search(path) for path in paths)
    addresses = [f"/news/{m[1]}/{int(m[2]):02}/{int(m[3])}/{m[4]}" for m in found if m]
    return tuple(dict.fromkeys(filter(is_event_path, addresses)))


def _merge_two(first: ArchivedItem, second: ArchivedItem) -> ArchivedItem:
    """Both pages of one event: the one with its sources and its topic speaks, the other adds what it lacks."""
    best, rest = sorted((first, second), key=_completeness, reverse=True)
    event = best.event
    return ArchivedItem(
        event=ParsedEvent(
            date=event.date,
            category=event.category,
            text=event.text,
            topics=event.topics or rest.event.topics,
            prefix=event.prefix or rest.event.prefix,
            mentions=_find_mentions(
                f"{event.prefix or rest.event.prefix}: {event.text}"
                if event.prefix or rest.event.prefix
                else event.text,
                tuple(dict.fromkeys(mention.title for mention in (*event.mentions, *rest.event.mentions))),
            ),
            citations=tuple({cited.url: cited for cited in (*rest.event.citations, *event.citations)}.values()),
        ),
        addresses=tuple(dict.fromkeys((*first.addresses, *second.addresses))),
        summary=best.summary or rest.summary,
        image_url=best.image_url or rest.image_url,
        hints=tuple({hint.path: hint for hint in (*second.hints, *first.hints)}.values()),
    )


def _completeness(item: ArchivedItem) -> tuple[int, int, int, int]:
    is_damaged = any(mark in item.event.text for mark in ("?", "\ufffd", "-s "))
    return (len(item.event.citations) > 0, not is_damaged, len(item.event.topics), len(item.event.text))
