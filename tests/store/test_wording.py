"""What a wording refers to comes back exactly, however an address is written and wherever a link stands."""

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from backstory.model import Citation, Mention, ParsedEvent, Topic
from backstory.pipeline import add_events
from backstory.store import Archive
from backstory.store.urls import name_source, restore_url, shorten_url
from backstory.store.wording import decode_wording, encode_wording, restore_citations

URLS = [
    "https://news.example/2020/quake",
    "http://www.news.example/2020/quake/",
    "https://www.news.example/2020/quake",
    "HTTP://News.Example/2020/quake?utm_source=feed",
    "https://news.example/*/quake",
    "https://www.news.example/2020/quake#news.example/2020/quake",
    "https://web.archive.org/web/20200403/https://www.news.example/2020/quake",
    "=https://news.example",
    "https://",
    "no address at all",
    "*",
    "",
]
MENTIONS = [
    Mention(title="Iceland", anchor="Iceland", start=10),
    Mention(title="Iceland", anchor="Icelanders", start=10),
    Mention(title="Voters", anchor="voters", start=30),
    Mention(title="iPhone", anchor="iPhone", start=-1),
    Mention(title="Éire", anchor="éire", start=4),
    Mention(title="Empty", anchor="", start=0),
    Mention(title="", anchor="Iceland", start=10),
    Mention(title="Voters", anchor="Voters", start=0),
]
ITEM = ParsedEvent(
    date="2020-04-03",
    category="Politics",
    text="Voters in Iceland elect 🇮🇸 a voters' parliament.",
    topics=(
        Topic(text="Election", entities=("Election",)),
        Topic(text="Of many", entities=("One", "Two")),
        Topic(text="None"),
    ),
    mentions=tuple(MENTIONS),
    citations=tuple(
        Citation(url=url, publisher="Press" * (number % 2), title="“Title”" * (number % 3 == 0), is_dead=number == 4)
        for number, url in enumerate(URLS)
    ),
    problems=("uncited",),
    collection="Mine",
)


@pytest.mark.parametrize("url", URLS)
def test_an_address_comes_back_as_it_was_cited(url: str) -> None:
    assert restore_url(shorten_url(url, name_source(url)), name_source(url)) == url


@pytest.mark.parametrize("prefix", ["", "Vote, 🇮🇸", "Odd\0"])
def test_a_wording_comes_back_whole(prefix: str) -> None:
    item = replace(ITEM, prefix=prefix)
    source_of = {name_source(url): number for number, url in enumerate(URLS)}
    kept = encode_wording(item, source_of)
    said = decode_wording(kept)
    assert restore_citations(said, {number: url for url, number in source_of.items()}) == item.citations
    for name in ("text", "prefix", "topics", "mentions", "problems", "collection", "headline"):
        assert getattr(said, name) == getattr(item, name)
    assert encode_wording(item, source_of) == kept


def test_sql_says_what_the_program_says(tmp_path: Path) -> None:
    item = replace(ITEM, citations=tuple(cited for cited in ITEM.citations if cited.url))
    with Archive(tmp_path / "archive.db") as archive:
        add_events(archive, [item])
        (event,) = archive.events()
        assert event.mentions == item.mentions
        assert [source.url for source in event.sources] == [cited.url for cited in item.citations]
        assert archive.check() == []
        with sqlite3.connect(archive.path) as database:
            cited = database.execute("SELECT url, canonical_url FROM v_sources ORDER BY position").fetchall()
            topics = [row[0] for row in database.execute("SELECT topic FROM v_topics ORDER BY position")]
            (names,) = database.execute("SELECT entities FROM search_rows").fetchone()
    assert cited == [(source.url, source.canonical_url) for source in event.sources]
    assert topics == ["Election", "Of many", "None"]
    titles = [mention.title for mention in item.mentions]
    assert names == " · ".join(titles) + " · " + "Election · One · Two"
