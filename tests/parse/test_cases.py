"""Day pages in small: each file of `cases/` is one piece of wikitext and what a careful reader makes of it.

A case's form, with every part but the problems always there:

    shows: one sentence of what it is about
    date: what the parser is told (left out: 2013-01-10; empty: the page itself must say it)
    ---- wikitext
    ---- events      one JSON object a line; a key that is left out is empty
    ---- problems    of the page: code, line, and optionally (a part of) the detail, one a line

In an event, `topics` maps each topic's text to its entities, `entities` are "Title" or "Title=words shown",
`sources` are "URL publisher" or, where there is more to say, an object of `Citation`'s fields.
"""

import json
import pathlib
import re
from typing import Any

import pytest

from backstory.model import Citation, DayPage, ParsedEvent
from backstory.parse import account_for_page, parse_day_page

CASES = sorted((pathlib.Path(__file__).parent / "cases").glob("*.txt"))
SPLIT = re.compile(r"^---- (\w+)\n", re.M)


class Case:
    def __init__(self, path: pathlib.Path) -> None:
        head, *parts = SPLIT.split(path.read_text("utf-8"))
        fields = dict(line.split(":", 1) for line in head.strip().split("\n"))
        sections = dict(zip(parts[::2], parts[1::2], strict=True))
        self.shows = fields["shows"].strip()
        self.date = fields.get("date", "2013-01-10").strip()
        self.wikitext = sections["wikitext"].removesuffix("\n")
        self.events = [json.loads(line) for line in sections["events"].splitlines() if line]
        self.problems = [line.split(maxsplit=2) for line in sections.get("problems", "").splitlines() if line]


def show_source(citation: Citation) -> str | dict[str, Any]:
    if citation.title or citation.archived_url or citation.is_dead:
        fields = ("url", "publisher", "title", "archived_url", "is_dead")
        return {name: value for name in fields if (value := getattr(citation, name))}
    return f"{citation.url} {citation.publisher}".strip()


def show_event(event: ParsedEvent, date: str) -> dict[str, Any]:
    shown = {
        "line": event.line,
        "date": event.date or "none" if event.date != date else "",
        "category": event.category,
        "topics": {topic.text: list(topic.entities) for topic in event.topics},
        "prefix": event.prefix,
        "text": event.text,
        "entities": [
            mention.title if mention.title == mention.anchor else f"{mention.title}={mention.anchor}"
            for mention in event.mentions
        ],
        "sources": [show_source(citation) for citation in event.citations],
        "problems": list(event.problems),
    }
    return {name: value for name, value in shown.items() if value}


def show_problems(page: DayPage) -> list[list[str]]:
    return [[problem.code, problem.where.removeprefix("line "), problem.detail] for problem in page.problems]


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def test_case_comes_out_as_a_careful_reader_would_have_it(case: Case) -> None:
    page = parse_day_page(case.wikitext, case.date)
    assert [show_event(event, "2013-01-10") for event in page.events] == case.events, case.shows
    found = show_problems(page)
    assert [problem[:2] for problem in found] == [problem[:2] for problem in case.problems], case.shows
    for problem, wanted in zip(found, case.problems, strict=True):
        assert "".join(wanted[2:]) in problem[2]


def test_nothing_of_a_case_is_lost(case: Case) -> None:
    account = account_for_page(case.wikitext, case.date)
    assert account.missing == ()


def test_every_mention_stands_where_it_says(case: Case) -> None:
    for event in parse_day_page(case.wikitext, case.date).events:
        for mention in event.mentions:
            assert event.headline[mention.start :].startswith(mention.anchor)


def test_there_is_a_case_for_every_kind_of_thing() -> None:
    kinds = {path.stem.split("-")[0] for path in CASES}
    assert kinds == {"layout", "heading", "list", "topic", "prefix", "cite", "ref", "text", "template", "link"}
    assert len(CASES) >= 60
