"""The bundled sample holds what it promises: whole pages, real citations, words of its own."""

import lzma
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from backstory.model import Revision, Source
from backstory.sample import read_days, read_sources

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
CITATION = re.compile(r"\[(\w+:[^\s\]]+) ([^\]]*)\]")
RUN = 8  # words; shorter runs are names, numbers and set phrases that nobody owns


@pytest.fixture(scope="module")
def days() -> tuple[Revision, ...]:
    return read_days()


@pytest.fixture(scope="module")
def last_states(days: tuple[Revision, ...]) -> dict[str, Revision]:
    return {revision.date: revision for revision in days}


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return read_sources()


def cited_urls(revisions: Iterator[Revision]) -> set[str]:
    return {url for revision in revisions for url, _ in CITATION.findall(revision.text)}


def bullets(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("*")]


def test_has_about_150_events(last_states: dict[str, Revision]) -> None:
    events = [line for page in last_states.values() for line in bullets(page.text) if CITATION.search(line)]
    assert 140 <= len(events) <= 170


def test_pages_come_in_order_of_time_under_their_wikipedia_titles(days: tuple[Revision, ...]) -> None:
    assert [page.timestamp for page in days] == sorted(page.timestamp for page in days)
    konna = [page for page in days if page.date == "2013-01-10"]
    assert {page.page for page in konna} == {"Portal:Current events/2013 January 10"}
    assert all(page.origin == "sample" and page.timestamp > page.date for page in days)


def test_every_page_says_the_date_of_its_file(days: tuple[Revision, ...]) -> None:
    for page in days:
        year, month, day = page.date.split("-")
        assert date.fromisoformat(page.date)
        assert page.text.startswith(f"{{{{Current events|year={year}|month={month}|day={day}|content=")


def test_every_page_is_well_formed(days: tuple[Revision, ...]) -> None:
    for page in days:
        count = Counter(page.text)
        assert count["{"] == count["}"], page.date
        assert count["["] == count["]"], page.date
        assert page.text.count("[[") == page.text.count("]]"), page.date
        assert page.text.count("''") % 2 == 0, page.date
        assert page.text.count("<!-- All news items") == 2, page.date


def test_every_event_has_a_heading_a_link_and_a_source(days: tuple[Revision, ...]) -> None:
    for page in days:
        body = page.text.split("-->", 1)[1].split("<!--", 1)[0]
        assert body.strip().startswith(("'''", ";")), page.date
        for line in bullets(page.text):
            assert "[[" in line or CITATION.search(line), line
            if not CITATION.search(line):  # a topic: nothing but links
                assert not re.sub(r"\[\[[^\]]*\]\]|[*,;: ]", "", line), line


def test_citations_are_web_addresses_with_a_publisher(days: tuple[Revision, ...]) -> None:
    for page in days:
        found = CITATION.findall(page.text)
        assert found, page.date
        assert len(found) == page.text.replace("[[", "").count("["), page.date
        for url, label in found:
            assert url.startswith(("http://", "https://")), url
            assert re.fullmatch(r"\(.+\)", label), label


def test_every_source_line_is_cited_once(days: tuple[Revision, ...], sources: tuple[Source, ...]) -> None:
    urls = [source.url for source in sources]
    assert len(urls) == len(set(urls))
    assert set(urls) <= cited_urls(iter(days))


def test_most_sources_have_title_and_description(last_states: dict[str, Revision], sources: tuple[Source, ...]) -> None:
    described = {source.url for source in sources if source.title and source.description and source.language}
    assert len(described) >= 0.8 * len(cited_urls(iter(last_states.values())))


def test_the_three_seed_events_are_there(last_states: dict[str, Revision]) -> None:
    seeds = {
        "2013-01-10": ("[[Konna]]", "us-mali-rebels-idUSBRE90912Q20130110"),
        "2013-01-18": ("[[Konna]]", "mali-army-secures-central-town-of-konna"),
        "2013-01-21": ("[[Diabaly]] and [[Douentza]]", "world-africa-21121262"),
    }
    for day, (words, source) in seeds.items():
        assert any(words in line and source in line for line in bullets(last_states[day].text)), day


def test_some_days_have_a_history(days: tuple[Revision, ...]) -> None:
    states = Counter(page.date for page in days)
    assert states["2013-01-10"] == 3
    for day in (day for day, count in states.items() if count > 1):
        texts = [page.text for page in days if page.date == day]
        assert len(set(texts)) == len(texts), day


# Words of its own


def words_of(text: str) -> list[str]:
    """What a reader sees, as lower-case words: no addresses, templates or link targets."""
    text = re.sub(r"\[?https?://[^\s\]]*|\{\{[^{}]*\}\}", " ", text)
    text = re.sub(r"\[\[(?:[^\]|]*\|)?|\]\]", "", text).replace("&nbsp;", " ")
    return re.findall(r"\w+", text.lower())


def runs_of(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def own_runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words, but for those that are linked names with at most two words around them."""
    words: list[str] = []
    outside: list[bool] = []
    for part in re.split(r"(\[\[[^\]]*\]\]\w*)", CITATION.sub(" ", text)):
        found = words_of(part)
        words += found
        outside += [not part.startswith("[[")] * len(found)
    return {run for start, run in enumerate(runs_of(words)) if sum(outside[start : start + RUN]) > 2}


def shared_lines() -> Iterator[str]:
    """Every line of text there, packed or not; lines of JSON as they are, with real line ends."""
    for path in sorted(path for path in SHARED.rglob("*") if path.is_file()):
        if path.name.endswith(".tar.xz"):
            with tarfile.open(path) as archive:
                for file in filter(None, map(archive.extractfile, archive)):
                    yield from file.read().decode("utf-8", "replace").splitlines()
        elif path.name.endswith(".jsonl.xz"):
            with lzma.open(path, "rt", encoding="utf-8") as stream:
                for line in stream:
                    yield from line.replace("\\n", "\n").splitlines()
        elif path.suffix in {".md", ".wiki", ".txt", ".html"}:
            yield from path.read_text(encoding="utf-8", errors="replace").splitlines()


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, the texts that must not be copied")
def test_no_sentence_is_borrowed(days: tuple[Revision, ...], sources: tuple[Source, ...]) -> None:
    texts = [line for page in days for line in bullets(page.text)]
    texts += [text for source in sources for text in (source.title, source.description)]
    own = {run for text in texts for run in own_runs(text)}
    seen: set[str] = set()
    borrowed: set[str] = set()
    for line in shared_lines():
        if line in seen:
            continue
        seen.add(line)
        borrowed.update(" ".join(run) for run in own.intersection(runs_of(words_of(line))))
    assert not borrowed
