"""Dumps give the day pages' revisions, and a broken file gives what it had before the break."""

import bz2
import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from backstory.errors import InputError
from backstory.fetch import read_dump
from backstory.model import Revision

HEAD = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">\n<siteinfo/>\n'
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "xml": bytes,
    "bz2": bz2.compress,
    "bz2 in two streams": lambda raw: bz2.compress(raw[:300]) + bz2.compress(raw[300:]),
    "gz": gzip.compress,
    "zst": zstandard.compress,
    "zst in two frames": lambda raw: zstandard.compress(raw[:300]) + zstandard.compress(raw[300:]),
}


def make_page(title: str, *texts: str, first_id: int = 11) -> str:
    revisions = [
        f"<revision><id>{first_id + number}</id><parentid>5</parentid>"
        f"<timestamp>2013-01-10T1{number}:00:00Z</timestamp><contributor><username>A</username><id>77</id></contributor><model>wikitext</model>"
        f'<text bytes="{len(text)}" xml:space="preserve">{text}</text><sha1>x</sha1></revision>'
        for number, text in enumerate(texts)
    ]
    return f"<page><title>{title}</title><ns>100</ns><id>3</id>{''.join(revisions)}</page>\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes | str], Path]:
    def write_dump(content: bytes | str) -> Path:
        path = tmp_path / "dump"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_dump


def read_until_error(path: Path) -> tuple[list[str], str]:
    """The texts that came, and what the error then said."""
    texts: list[str] = []
    with pytest.raises(InputError) as raised:
        texts.extend(revision.text for revision in read_dump(path))
    assert raised.value.path == str(path)
    return texts, str(raised.value)


WHOLE = (
    HEAD
    + make_page("Zürich", "a town")
    + make_page("Portal:Current events/2013 January 10", "*One &amp; <!---->two", "*One &lt;b&gt;\n*Two é").replace(
        "<!---->", ""
    )
    + make_page("Portal:Current events/January 2013", "a month")
    + make_page("Portal:Current events/2013 January 11", "", first_id=40)
    + "</mediawiki>"
)


@pytest.mark.parametrize("packing", PACKINGS)
def test_day_pages_come_with_all_their_revisions(write: Callable[[bytes], Path], packing: str) -> None:
    page = "Portal:Current events/2013 January 10"
    first, second, third = read_dump(write(PACKINGS[packing](WHOLE.encode())))
    assert first == Revision(
        origin="wikipedia",
        page=page,
        date="2013-01-10",
        timestamp="2013-01-10T10:00:00Z",
        text="*One & two",
        revision_id="11",
    )
    assert (second.text, second.revision_id, second.timestamp) == ("*One <b>\n*Two é", "12", "2013-01-10T11:00:00Z")
    assert (third.date, third.text, third.revision_id) == ("2013-01-11", "", "40")


def test_texts_that_are_not_in_the_file_are_not_empty_states(write: Callable[[str], Path]) -> None:
    page = make_page("Portal:Current events/2013 January 10", "seen", "hidden", "stub")
    page = page.replace('<text bytes="6" xml:space="preserve">hidden</text>', '<text bytes="6" deleted="deleted" />')
    page = page.replace('<text bytes="4" xml:space="preserve">stub</text>', '<text bytes="4" id="9" />')
    assert [revision.text for revision in read_dump(write(f"{HEAD}{page}</mediawiki>"))] == ["seen"]


@pytest.mark.parametrize("packing", ["xml", "bz2", "gz", "zst"])
def test_a_truncated_file_gives_what_was_whole_and_then_an_error(write: Callable[[bytes], Path], packing: str) -> None:
    days = [make_page(f"Portal:Current events/2013 January {day}", f"day {day}") for day in range(1, 32)]
    raw = (HEAD + "".join(days) + "</mediawiki>").encode()
    if packing == "xml":
        texts, message = read_until_error(write(raw[: len(raw) // 2]))
        assert texts == [f"day {day}" for day in range(1, 16)]
    else:
        packed = PACKINGS[packing](raw)
        texts, message = read_until_error(write(packed[:-20]))
        assert texts == [f"day {day}" for day in range(1, len(texts) + 1)]
    assert "Is the download complete?" in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ends too early"),
        (b"<!DOCTYPE html><html></html>", "DOCTYPE"),
        (b"<html></html>", "begins with <html>"),
        (b"== wikitext ==", "not XML"),
        (b"BZh9 this is not bzip2", "cannot be read"),
        (b"\x1f\x8b this is not gzip", "cannot be read"),
        (b"\x28\xb5\x2f\xfd this is not zstd", "cannot be read"),
        (b"7z\xbc\xaf\x27\x1c....", "unpack it first"),
        (HEAD.encode() + b"<page><title>&nosuch;</title></page></mediawiki>", "not XML"),
    ],
)
def test_what_is_no_dump_is_a_clear_error(write: Callable[[bytes], Path], content: bytes, words: str) -> None:
    texts, message = read_until_error(write(content))
    assert texts == []
    assert words in message


def test_an_absent_file_is_a_clear_error(tmp_path: Path) -> None:
    assert "There is no file" in read_until_error(tmp_path / "nowhere.xml")[1]


def test_entities_are_refused(write: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    day = make_page("Portal:Current events/2013 January 10", "&a;")
    bomb = '<!DOCTYPE m [<!ENTITY b "xxxxxxxxxx"><!ENTITY a "&b;&b;&b;&b;&b;&b;">]>'
    outside = f'<!DOCTYPE m [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
    for doctype in (bomb, outside):
        assert read_until_error(write(f"{doctype}{HEAD}{day}</mediawiki>"))[0] == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield HEAD.encode()
        for number in range(300):
            texts = ["x" * 50_000, "y" * 50_000]
            title = f"Other {number}" if number % 3 else f"Portal:Current events/{1700 + number} January 1"
            yield make_page(title, *texts).encode()
        yield b"</mediawiki>"

    path = tmp_path / "dump.bz2"
    with bz2.open(path, "wb", compresslevel=1) as packed:
        packed.writelines(pieces())
    tracemalloc.start()
    count = sum(1 for _ in read_dump(path))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200
    assert peak_bytes < 4_000_000, "30 MB of dump must not take more than a few chunks"


@pytest.mark.parametrize("said", ["yesterday", "2013-99-10T10:00:00Z", "20130110100000", "+"])
def test_a_time_that_is_none_is_refused_with_its_page(write: Callable[[bytes | str], Path], said: str) -> None:
    page = make_page("Portal:Current events/2013 January 10", "one", "two").replace("2013-01-10T11:00:00Z", said)
    texts, complaint = read_until_error(write(f"{HEAD}{page}</mediawiki>"))
    assert texts == ["one"]
    assert f"2013 January 10: {said} is no time" in complaint
