"""Labelled articles for grouping, made from the portal: which of them tell of the same event.

Three kinds: "titles" are written for 200 events (`grouping_titles.txt`), "addresses" the words in the addresses of the
articles that editors cite for one event, "wordings" what an event's sentence said in the successive states of its page.
Their moments are made up: within a day and a half of the event's day, the same in every run.
"""

import hashlib
import pathlib
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from entities_days import learn_event, read_days
from rapidfuzz import fuzz

from backstory.entities import LearnedNames, link_text
from backstory.grouping import Member
from backstory.model import ParsedEvent
from backstory.pipeline import add_path
from backstory.store import Archive

TITLES = pathlib.Path(__file__).with_name("grouping_titles.txt")
HALVES = ("2020", "2021")
_FEWEST_WORDS = 5
_MOST_OF_EVENT = 3
# Two wordings that have more in common are one article.
_SAME = 92


@dataclass(frozen=True)
class Labelled:
    """An article and the event that it tells of."""

    article: Member
    event: str
    kind: str


@dataclass(frozen=True)
class Portal:
    """The portal's days, their events under names (DAY#N), and what was known of names before each day."""

    events: Mapping[str, ParsedEvent]
    names: LearnedNames


def read_titles() -> Iterator[tuple[str, list[str]]]:
    """Yield the events that titles were written for, with these."""
    for line in TITLES.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            event, *titles = (part.strip() for part in line.split(" | "))
            yield event, titles


def name_events(events: Sequence[ParsedEvent]) -> dict[str, ParsedEvent]:
    """Give the portal's events by day and place, as `grouping_titles.txt` names them."""
    places: Counter[str] = Counter()
    named = {}
    for event in events:
        named[f"{event.date}#{places[event.date]}"] = event
        places[event.date] += 1
    return named


def gather(
    portal: pathlib.Path, states: pathlib.Path
) -> tuple[list[Labelled], dict[str, ParsedEvent], dict[str, Member]]:
    """Give the labelled articles in the order of time, the portal's events, and these as members of groups."""
    events = read_days(portal)
    named = name_events(events)
    said: dict[tuple[str, str], list[str]] = {(event, "titles"): titles for event, titles in read_titles()}
    for event, parsed in named.items():
        said[event, "addresses"] = list(dict.fromkeys(filter(None, (read_address(c.url) for c in parsed.citations))))
    # An article that editors cite for two events tells nothing of which one it belongs to.
    cited = Counter(text for (_, kind), texts in said.items() if kind == "addresses" for text in texts)
    for (event, kind), texts in said.items():
        said[event, kind] = [text for text in texts if cited[text] < 2]
    said |= {(event, "wordings"): texts for event, texts in read_wordings(states)}
    return link_all(events, named, said)


def read_address(url: str) -> str:
    """Give the words of an article's address, where it has a title in it."""
    for step in reversed(urlsplit(url).path.split("/")):
        words = re.split(r"[-_+]+", re.sub(r"\.\w{2,5}$", "", step))
        kept = [word for word in words if re.fullmatch(r"[^\W\d_]+|\d{1,4}", word)]
        if sum(word.isalpha() for word in kept) >= _FEWEST_WORDS:
            return " ".join(kept).lower()
    return ""


def read_wordings(states: pathlib.Path) -> Iterator[tuple[str, list[str]]]:
    """Yield what events said one after the other, where that differs by more than a few letters."""
    with tempfile.TemporaryDirectory() as folder, Archive(pathlib.Path(folder) / "archive.db") as archive:
        add_path(archive, states)
        for event in archive.events():
            kept: list[str] = []
            for version in archive.versions(event.id):
                if not any(fuzz.token_sort_ratio(version.headline, other) >= _SAME for other in kept):
                    kept.append(version.headline)
            yield f"{event.date}={event.id}", kept


def link_all(
    events: Sequence[ParsedEvent], named: Mapping[str, ParsedEvent], said: Mapping[tuple[str, str], list[str]]
) -> tuple[list[Labelled], dict[str, ParsedEvent], dict[str, Member]]:
    """Link every text by what was known of names before its day."""
    by_day = defaultdict(list)
    for (event, kind), texts in said.items():
        by_day[event[:10]].append((event, kind, texts))
    names = LearnedNames()
    articles, members = [], {}
    days = defaultdict(list)
    for event, parsed in named.items():
        days[parsed.date].append(event)
    for day in sorted({*by_day, *days}):
        for event, kind, texts in by_day[day]:
            for number, text in enumerate(texts[:_MOST_OF_EVENT]):
                moment = date.fromisoformat(day).toordinal() + spread(f"{event} {number}")
                articles.append(Labelled(make_member(text, moment, day, names), event, kind))
        for event in days[day]:
            parsed = named[event]
            titles = {mention.title for mention in parsed.mentions}
            moment = date.fromisoformat(day).toordinal() + 0.5
            members[event] = Member(title=parsed.headline, day=moment, language="en", entities=frozenset(titles),
                                    is_event=True)  # fmt: skip
        for event in days[day]:
            learn_event(names, named[event])
    articles.sort(key=lambda item: (item.article.day, item.article.title))
    return articles, dict(named), members


def make_member(text: str, moment: float, day: str, names: LearnedNames) -> Member:
    """Give an article with what it names."""
    entities = frozenset(link.mention.title for link in link_text(text, day, names))
    return Member(title=text, day=moment, language="en", entities=entities)


def spread(seed: str) -> float:
    """Give a moment within a day and a half, the same for the same seed."""
    return int(hashlib.blake2b(seed.encode(), digest_size=4).hexdigest(), 16) / 2**32 * 1.5
