from collections.abc import Iterator

import pytest

from backstory.fetch.memento import ArchiveService, CopyFinder, days_between, raw_copy_url, read_timemap
from tests.fakes.press import FakePress
from tests.fakes.wayback import SERVICE, FakeWayback

URL = "http://paper.com/a?id=1&b=2"


@pytest.fixture
def press() -> Iterator[FakePress]:
    with FakePress() as press:
        yield press


@pytest.fixture
def wayback(press: FakePress) -> FakeWayback:
    return FakeWayback(press)


def make_finder(press: FakePress, service: ArchiveService = SERVICE) -> CopyFinder:
    return CopyFinder(press.make_exchanger(), service, sleep=lambda seconds: None)


def test_the_copy_closest_to_the_event_is_found(press: FakePress, wayback: FakeWayback) -> None:
    for moment in ("20130105000000", "20130111101112", "20190101000000"):
        wayback.keep(URL, moment)
    lookup = make_finder(press).find(URL, "2013-01-10")
    assert lookup.copy
    assert lookup.copy.url == f"http://web.archive.org/web/20130111101112/{URL}"
    assert lookup.copy.made_at == "2013-01-11T10:11:12Z"
    assert len(press.requests) == 1


def test_the_timegate_is_asked_where_there_is_no_availability_api(press: FakePress, wayback: FakeWayback) -> None:
    wayback.keep(URL, "20130111101112")
    service = ArchiveService(availability="", timegate=SERVICE.timegate, timemap="")
    lookup = make_finder(press, service).find(URL, "2013-01-10")
    assert lookup.copy
    assert press.requests[0][2]["Accept-Datetime"] == "Thu, 10 Jan 2013 12:00:00 GMT"


def test_the_timemap_has_the_last_word_where_the_copy_is_far_away(press: FakePress, wayback: FakeWayback) -> None:
    wayback.keep(URL, "20190101000000")
    lookup = make_finder(press).find(URL, "2013-01-10")
    assert lookup.copy
    assert [path.partition("/http")[0] for _, path, _ in press.requests][-1] == "/web/timemap/link"


def test_no_copy_and_no_answer_are_told_apart(press: FakePress, wayback: FakeWayback) -> None:
    assert make_finder(press).find(URL, "2013-01-10").is_sure
    wayback.is_broken = True
    lookup = make_finder(press).find(URL, "2013-01-10")
    assert (lookup.copy, lookup.is_sure) == (None, False)


def test_a_copy_can_be_asked_for(press: FakePress, wayback: FakeWayback) -> None:
    copy = make_finder(press).save(URL).copy
    assert copy
    assert copy.made_at == "2021-03-04T05:06:07Z"


def test_copies_point_to_https_and_can_be_read_without_the_archives_frame() -> None:
    text = '<http://web.archive.org/web/20130110/http://a.com/>; rel="first memento"; datetime="x",'
    assert read_timemap(text) == []
    text = '<http://web.archive.org/web/20130110120000/http://a.com/>; rel="first memento"; datetime="x"'
    (copy,) = read_timemap(text, "https://web.archive.org/web/")
    assert copy.url == "https://web.archive.org/web/20130110120000/http://a.com/"
    assert (copy.made_at, days_between(copy.made_at, "2013-01-11")) == ("2013-01-10T12:00:00Z", 1.0)
    assert raw_copy_url(copy.url) == "https://web.archive.org/web/20130110120000id_/http://a.com/"


def test_a_copy_of_the_first_century_is_only_far_away(press: FakePress, wayback: FakeWayback) -> None:
    """Nobody copied anything then; an archive that says so must not end the run."""
    text = '<http://web.archive.org/web/00330403120000/http://a.com/>; rel="memento"; datetime="x"'
    (copy,) = read_timemap(text)
    assert copy.made_at == "0033-04-03T12:00:00Z"
    assert days_between(copy.made_at, "2013-01-10") > 700_000
