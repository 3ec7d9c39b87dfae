import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from backstory.errors import FetchError, InputError, NotFoundError
from backstory.model import Citation, Event, Feed, FeedEntry, ParsedEvent
from backstory.pipeline import add_events, add_path, feed_fetching, grouping, open_as_of, relate
from backstory.pipeline.feed_fetching import FeedOptions, FeedsReport, fetch_feeds
from backstory.pipeline.feeds import export_opml, follow_url, import_opml
from backstory.store import Archive
from tests.fakes.press import FakePress, answer_with, endless

NOW = 1_612_345_678  # 2021-02-03T09:47:58Z
FEED = "http://paper.com/feed"
FLOOD = ("Flood cuts off town of Veld", "http://paper.com/flood", "01")
WOLVES = ("Parliament of Norway votes on wolves", "http://paper.com/wolves", "02")
FLOOD_TOO = ("Town of Veld cut off by flood of Lom", "http://daily.com/flood", "03")
QUAKE = ("Strong quake shakes Lima", "http://daily.com/quake", "04")


@pytest.fixture
def press() -> Iterator[FakePress]:
    with FakePress() as press:
        yield press


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    return monkeypatch


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


def rss(*items: tuple[str, str, str], title: str = "The Paper", more: str = "", language: str = "en") -> str:
    entries = "".join(
        f"<item><title>{escape(words)}</title><link>{url}</link>"
        f"<pubDate>Wed, 03 Feb 2021 {hour}:00:00 GMT</pubDate></item>"
        for words, url, hour in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><language>{language}</language>'
        f"{more}{entries}</channel></rss>"
    )


def ask(archive: Archive, press: FakePress, **options: Any) -> FeedsReport:
    return fetch_feeds(
        archive, FeedOptions(**{"delay_s": 0.0, "every": True, **options}), exchanger=press.make_exchanger()
    )


def follow(archive: Archive, press: FakePress, url: str = FEED) -> Feed:
    return follow_url(archive, url, FeedOptions(), exchanger=press.make_exchanger())[0]


def write(archive: Archive, text: str, *urls: str, date: str = "2021-02-03") -> None:
    """Let editors write an event."""
    citations = tuple(Citation(url=url, publisher="P") for url in urls)
    add_events(archive, [ParsedEvent(date=date, category="C", text=text, citations=citations)], origin="wikipedia")


def tell(archive: Archive, articles: Sequence[tuple[str, str, str]], runs: int) -> None:
    """Let a feed bring titles, addresses and moments, in so many runs."""
    feed = Feed(url=FEED, title="The Paper", language="en")
    archive.add_feeds([feed])
    size = -(-len(articles) // runs)
    for start in range(0, len(articles), size):
        entries = [
            (FeedEntry(key=url, url=url, title=title), moment) for title, url, moment in articles[start : start + size]
        ]
        archive.add_entries(feed, entries, "2021-03-01T00:00:00Z")
        grouping.group_articles(archive)


def say(events: Sequence[Event]) -> list[tuple[str, list[str]]]:
    return [(event.text, [source.url for source in event.sources]) for event in events]


def events(archive: Archive) -> list[Event]:
    return list(archive.events())


def test_articles_of_one_happening_become_one_event_that_quotes_the_first(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD, WOLVES))
    press.put("http://daily.com/rss", rss(FLOOD_TOO, QUAKE, title="Daily"))
    follow(archive, press)
    follow(archive, press, "http://daily.com/rss")
    assert say(events(archive)) == [
        ("“Flood cuts off town of Veld” (The Paper)", ["http://paper.com/flood", "http://daily.com/flood"]),
        ("“Parliament of Norway votes on wolves” (The Paper)", ["http://paper.com/wolves"]),
        ("“Strong quake shakes Lima” (Daily)", ["http://daily.com/quake"]),
    ]
    flood = events(archive)[0]
    assert flood.is_machine_grouped
    assert flood.path == "/news/2021/02/3/flood-cuts-off-town-of-veld-the-paper"
    assert [(s.title, s.published_at, s.language) for s in flood.sources] == [
        ("Flood cuts off town of Veld", "2021-02-03T01:00:00Z", "en"),
        ("Town of Veld cut off by flood of Lom", "2021-02-03T03:00:00Z", "en"),
    ]
    assert archive.check() == []


def test_the_same_feed_read_twice_adds_nothing(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD, WOLVES))
    follow(archive, press)
    before = [(event.id, event.changed_at) for event in archive.events()]
    report = ask(archive, press)
    assert (report.entries, report.articles, report.groups.new) == (2, 0, 0)
    assert [(event.id, event.changed_at) for event in archive.events()] == before


def test_replays_give_the_same_ids(tmp_path: Path, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD, WOLVES))
    press.put("http://daily.com/rss", rss(FLOOD_TOO, QUAKE, title="Daily"))
    found = []
    for name in ("one", "two"):
        with Archive(tmp_path / f"{name}.db") as archive:
            archive.add_feeds([Feed(url=FEED), Feed(url="http://daily.com/rss")])
            ask(archive, press)
            found.append([(event.id, event.path, say([event])) for event in archive.events()])
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_an_article_is_attached_to_the_event_that_editors_wrote(archive: Archive, press: FakePress) -> None:
    write(archive, "A strong quake shakes Lima, the capital of Peru.", "http://other.com/x")
    press.put("http://daily.com/rss", rss(QUAKE, title="Daily"))
    follow(archive, press, "http://daily.com/rss")
    (event,) = events(archive)
    assert not event.is_machine_grouped
    assert [(s.url, s.publisher, s.attached_at) for s in event.sources] == [
        ("http://other.com/x", "P", ""),
        ("http://daily.com/quake", "Daily", "2021-02-03T09:47:58Z"),
    ]
    assert archive.check() == []


def test_an_article_that_editors_cite_is_of_their_event_whatever_it_is_called(
    archive: Archive, press: FakePress
) -> None:
    write(archive, "Wolves may be shot.", "https://www.paper.com/wolves?utm_source=x")
    press.put(FEED, rss(WOLVES))
    follow(archive, press)
    assert say(events(archive)) == [("Wolves may be shot.", ["https://www.paper.com/wolves?utm_source=x"])]


@pytest.mark.parametrize("runs", [1, 2])
@pytest.mark.parametrize("day", [-4, -3, -1, 0, 1, 2])
def test_what_is_like_an_article_that_editors_cite_stands_at_their_event_too(
    archive: Archive, day: int, runs: int
) -> None:
    write(archive, "Wolves may be shot.", "http://paper.com/wolves", date=f"2021-02-{10 + day:02}")
    tell(
        archive,
        [
            ("Parliament of Norway votes on wolves", "http://paper.com/wolves", "2021-02-10T01:00:00Z"),
            ("Norway: parliament votes on wolves", "http://daily.com/wolves", "2021-02-10T02:00:00Z"),
        ],
        runs,
    )
    assert [urls for _, urls in say(events(archive))] == [["http://paper.com/wolves", "http://daily.com/wolves"]]


@pytest.mark.parametrize("seed", range(8))
def test_articles_are_grouped_the_same_in_however_many_runs_and_none_is_lost(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    words = ["Flood cuts off Veld", "Quake shakes Lima", "Wolves of Norway", "Strike at Oslo port"]
    urls = [f"http://paper.com/{number}" for number in range(30)]
    written = [
        (f"{choose.choice(words)}, note {number}.", choose.sample(urls, 2), f"2021-02-{choose.randint(1, 20):02}")
        for number in range(8)
    ]
    told = [
        (f"{choose.choice(words)} {number % 7}", url, f"2021-02-{choose.randint(1, 20):02}T{number % 24:02}:00:00Z")
        for number, url in enumerate(urls)
    ]
    found = []
    for runs in (1, 3, len(told)):
        with Archive(tmp_path / f"{runs}.db") as archive:
            for text, cited, date in written:
                write(archive, text, *cited, date=date)
            tell(archive, sorted(told, key=lambda article: (article[2], article[1])), runs)
            assert archive.check() == []
            shown = {(event.id, source.url) for event in archive.events() for source in event.sources}
            placed = {(event.id, one.url) for event in archive.events() for one in archive.articles_of(event.id)}
            assert placed <= shown
            assert {url for _, url in placed} == set(urls)
            found.append(placed)
    assert found[0] == found[1] == found[2]


def test_when_editors_write_of_it_later_the_event_leads_to_theirs(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD, WOLVES))
    follow(archive, press)
    flood = events(archive)[0]
    write(archive, "A flood of the river Lom cuts off the town of Veld.")
    assert ask(archive, press).groups.merged == 1
    written = next(event for event in events(archive) if not event.is_machine_grouped)
    assert say([written]) == [("A flood of the river Lom cuts off the town of Veld.", ["http://paper.com/flood"])]
    assert archive.resolve(flood.path) == written.id
    assert not archive.event(flood.id).is_live
    assert ask(archive, press).groups.merged == 0
    assert archive.check() == []


def test_nothing_joins_an_event_that_was_removed(archive: Archive, press: FakePress, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("date,text\n2021-02-03,A strong quake shakes Lima the capital of Peru.\n2021-02-03,Calm.\n")
    add_path(archive, own)
    press.put("http://daily.com/rss", rss(QUAKE, title="Daily"))
    follow(archive, press, "http://daily.com/rss")
    (quake,) = (event for event in events(archive) if event.text.startswith("A strong quake"))
    assert [source.url for source in quake.sources] == ["http://daily.com/quake"]
    own.write_text("date,text\n2021-02-03,Calm.\n")
    add_path(archive, own)
    assert not archive.event(quake.id).is_live
    again = ("Strong quake shakes Lima, Peru", "http://daily.com/again", "05")
    press.put("http://daily.com/rss", rss(QUAKE, again, title="Daily"))
    assert ask(archive, press).groups.new == 1
    assert dict(say(events(archive))) == {
        "Calm.": [],
        "“Strong quake shakes Lima, Peru” (Daily)": ["http://daily.com/again"],
    }
    assert archive.check() == []


def test_languages_stay_apart(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    press.put(
        "http://autre.com/rss", rss(("Flood Veld town", "http://autre.com/1", "02"), title="Autre", language="fr")
    )
    follow(archive, press)
    follow(archive, press, "http://autre.com/rss")
    assert len(events(archive)) == 2


def test_a_page_leads_to_the_feed_that_it_names(archive: Archive, press: FakePress) -> None:
    press.put("http://paper.com/", '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head>')
    press.put(FEED, rss(FLOOD))
    assert follow(archive, press, "http://paper.com/").url == FEED
    press.put("http://paper.com/none", "<html><body>No feed.</body></html>")
    with pytest.raises(FetchError, match="is no feed and names none"):
        follow(archive, press, "http://paper.com/none")
    with pytest.raises(FetchError, match="404"):
        follow(archive, press, "http://paper.com/missing")


def test_an_unchanged_feed_is_asked_for_conditionally(archive: Archive, press: FakePress) -> None:
    press.put(FEED, answer_with(200, rss(FLOOD), ETag='"v1"', Last_Modified="Wed, 03 Feb 2021 01:00:00 GMT"))
    follow(archive, press)
    press.put(FEED, answer_with(304))
    report = ask(archive, press)
    asked = press.requests[-1][2]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Wed, 03 Feb 2021 01:00:00 GMT")
    assert report.states["unchanged"] == 1
    assert (archive.feed(FEED).state, archive.feed(FEED).etag) == ("unchanged", '"v1"')


def test_a_feed_that_moved_for_good_is_followed_there(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    follow(archive, press)
    press.put(FEED, answer_with(301, Location="http://paper.com/new"))
    press.put("http://paper.com/new", rss(FLOOD, WOLVES))
    ask(archive, press)
    assert [feed.url for feed in archive.feeds()] == ["http://paper.com/new"]
    assert archive.feed(FEED).url == "http://paper.com/new"
    assert len(events(archive)) == 2
    # A detour for now is none for good, nor is one that ends in an error.
    press.put("http://paper.com/new", answer_with(302, Location="http://paper.com/other"))
    press.put("http://paper.com/other", rss(FLOOD, WOLVES))
    ask(archive, press)
    press.put("http://paper.com/new", answer_with(301, Location="http://paper.com/lost"))
    ask(archive, press)
    assert [feed.url for feed in archive.feeds()] == ["http://paper.com/new"]


def test_two_addresses_of_one_feed_become_one(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    press.put("http://paper.com/old", answer_with(301, Location=FEED))
    archive.add_feeds([Feed(url="http://paper.com/old"), Feed(url=FEED)])
    ask(archive, press)
    assert [feed.url for feed in archive.feeds()] == [FEED]
    assert len(events(archive)) == 1


def test_a_feed_that_moved_to_one_that_is_followed_leaves_that_one_as_it_is(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    press.put("http://paper.com/old", answer_with(301, Location=FEED))
    old = Feed(url="http://paper.com/old", title="Old", folder="Old", added_at="2021-01-01T00:00:00Z", every_s=80_000)
    archive.add_feeds([old])
    later = "2021-02-03T11:00:00Z"
    mine = Feed(url=FEED, title="Mine", folder="World", added_at="2020-01-01T00:00:00Z", every_s=7200, next_at=later)
    archive.add_feeds([mine])
    ask(archive, press, every=False)
    (feed,) = archive.feeds()
    assert (feed.url, feed.title, feed.folder, feed.added_at) == (FEED, "Mine", "World", "2020-01-01T00:00:00Z")
    assert feed.every_s == 3600
    assert archive.feed("http://paper.com/old") == feed
    assert events(archive)[0].text.endswith("(Mine)")


def test_a_feed_that_nobody_was_prepared_for_is_broken_and_the_others_are_read(
    archive: Archive, press: FakePress, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.put(FEED, rss(FLOOD))
    press.put("http://daily.com/rss", rss(QUAKE, title="Daily"))
    archive.add_feeds([Feed(url=FEED), Feed(url="http://daily.com/rss")])
    describe = feed_fetching.describe_articles

    def stumble(archive: Archive, entries: Any, feed: Feed, now: str) -> None:
        describe(archive, entries, feed, now)
        if feed.url == FEED:
            raise OverflowError("date \ud800 value out of range")

    monkeypatch.setattr(feed_fetching, "describe_articles", stumble)
    report = ask(archive, press)
    assert (report.states["broken"], report.states["ok"], report.articles) == (1, 1, 1)
    assert [event.text for event in events(archive)] == ["“Strong quake shakes Lima” (Daily)"]
    feed = archive.feed(FEED)
    assert (feed.state, feed.failures, feed.etag) == ("broken", 1, "")
    assert "OverflowError: date ? value out of range" in feed.detail
    assert [problem.code for problem in archive.feed_problems(FEED)] == ["unreadable"]
    assert "http://paper.com/flood" not in {source.url for source in archive.sources()}
    assert archive.check() == []
    monkeypatch.undo()
    assert ask(archive, press, every=True).states["ok"] == 2


def test_a_feed_that_is_gone_is_not_asked_again(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    follow(archive, press)
    press.put(FEED, answer_with(410))
    ask(archive, press)
    before = press.asked(FEED)
    assert archive.feed(FEED).state == "gone"
    ask(archive, press)
    assert press.asked(FEED) == before
    assert len(events(archive)) == 1


def test_a_failing_feed_is_asked_less_and_less(archive: Archive, press: FakePress) -> None:
    archive.add_feeds([Feed(url=FEED)])
    pauses = []
    for _ in range(3):
        ask(archive, press)
        pauses.append(archive.feed(FEED).next_at[11:16])
    feed = archive.feed(FEED)
    assert (feed.state, feed.detail, feed.failures) == ("failing", "it answers 404", 3)
    assert pauses == ["10:47", "11:47", "13:47"]
    assert ask(archive, press, every=False).asked == 0


def test_a_busy_server_is_given_the_pause_that_it_asks_for(archive: Archive, press: FakePress) -> None:
    archive.add_feeds([Feed(url=FEED)])
    press.put(FEED, answer_with(429, Retry_After="36000"))
    ask(archive, press)
    assert archive.feed(FEED).next_at == "2021-02-03T19:47:58Z"


def test_a_feed_is_asked_as_often_as_it_brings_news(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    assert follow(archive, press).every_s == 3600
    ask(archive, press)
    assert archive.feed(FEED).every_s == 5400
    press.put(FEED, rss(FLOOD, WOLVES))
    ask(archive, press)
    assert archive.feed(FEED).every_s == 2700


def test_a_feed_is_not_asked_when_it_asks_not_to_be(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD, more="<ttl>120</ttl><skipHours><hour>11</hour><hour>12</hour></skipHours>"))
    assert follow(archive, press).next_at == "2021-02-03T13:00:00Z"
    press.put(FEED, answer_with(304))
    ask(archive, press)
    assert archive.feed(FEED).next_at == "2021-02-03T13:00:00Z"


def test_a_broken_feed_brings_what_can_be_read_and_says_what_was_wrong(archive: Archive, press: FakePress) -> None:
    press.put(
        FEED, rss(FLOOD, WOLVES).replace("votes on wolves", "votes on & wolves").replace("03 Feb 2021 02", "never")
    )
    follow(archive, press)
    assert len(events(archive)) == 2
    problems = archive.feed_problems(FEED)
    assert [problem.code for problem in problems] == ["not-well-formed", "unreadable-date"]
    press.put(FEED, "<html><body>Sorry</body></html>")
    ask(archive, press)
    assert (archive.feed(FEED).state, archive.feed(FEED).detail) == ("broken", "it is a web page, not a feed")
    assert [problem.code for problem in archive.feed_problems(FEED)] == ["a-page"]
    assert len(events(archive)) == 2


def test_a_feed_without_end_is_cut(archive: Archive, press: FakePress) -> None:
    archive.add_feeds([Feed(url=FEED)])
    press.put(FEED, endless)
    fetch_feeds(archive, FeedOptions(every=True), exchanger=press.make_exchanger(max_bytes=200_000))
    assert archive.feed(FEED).state == "broken"


@pytest.mark.parametrize("url", ["http://127.0.0.1/feed", "http://169.254.169.254/latest", "file:///etc/passwd"])
def test_no_feed_leads_into_ones_own_network(archive: Archive, press: FakePress, url: str) -> None:
    archive.add_feeds([Feed(url=url)])
    press.put(FEED, answer_with(301, Location=url))
    archive.add_feeds([Feed(url=FEED)])
    ask(archive, press)
    assert [feed.state for feed in archive.feeds()] == ["refused", "refused"]
    assert [feed.url for feed in archive.feeds()] == [url, FEED]


def test_a_date_that_cannot_be_is_not_believed(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD).replace("2021", "2031"))
    follow(archive, press)
    assert events(archive)[0].date == "2021-02-03"
    assert [problem.code for problem in archive.feed_problems(FEED)] == ["date-in-future"]


def test_a_title_that_the_paper_changes_is_changed_and_the_earlier_one_kept(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    follow(archive, press)
    before = events(archive)[0]
    press.put(FEED, rss(("Two dead as flood cuts off Veld", *FLOOD[1:])))
    ask(archive, press)
    (after,) = events(archive)
    assert (after.id, after.path) == (before.id, before.path)
    assert after.text == "“Two dead as flood cuts off Veld” (The Paper)"
    assert after.sources[0].title == "Two dead as flood cuts off Veld"


def test_one_article_in_two_feeds_of_a_paper_is_one(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    press.put("http://paper.com/world", rss(("Flood at Veld", "http://paper.com/flood?utm_medium=rss", "05")))
    follow(archive, press)
    follow(archive, press, "http://paper.com/world")
    assert say(events(archive)) == [("“Flood cuts off town of Veld” (The Paper)", ["http://paper.com/flood"])]


def test_as_of_shows_what_feeds_had_said_by_then(archive: Archive, press: FakePress, clock: pytest.MonkeyPatch) -> None:
    write(archive, "A strong quake shakes Lima, the capital of Peru.")
    press.put(FEED, rss(FLOOD))
    follow(archive, press)
    clock.setenv("SOURCE_DATE_EPOCH", str(NOW + 3600))
    press.put("http://daily.com/rss", rss(FLOOD_TOO, QUAKE, title="Daily"))
    follow(archive, press, "http://daily.com/rss")
    relate(archive)
    early = open_as_of(archive, "2021-02-03T09:50:00Z")
    assert dict(say(events(early))) == {
        "A strong quake shakes Lima, the capital of Peru.": [],
        "“Flood cuts off town of Veld” (The Paper)": ["http://paper.com/flood"],
    }
    early.close()
    late = open_as_of(archive, "2021-02-03T10:50:00Z")
    assert say(events(late)) == say(events(archive))
    late.close()


def test_grouping_that_was_broken_off_goes_on_to_the_same_end(
    tmp_path: Path, press: FakePress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "_BATCH", 2)
    words = ("Flood at Veld", "Quake in Lima", "Strike at Oslo port")
    items = [(f"{words[n % 3]}, report {n}", f"http://paper.com/{n}", f"{n:02}") for n in range(9)]
    press.put(FEED, rss(*items))
    with Archive(tmp_path / "calm.db") as calm:
        write(calm, "A quake in Lima.")
        follow(calm, press)
        expected = [(event.id, say([event])) for event in calm.events()]
    whole = grouping.group_batch
    for broken in range(1, 5):
        calls = 0

        def break_off(*given: Any, broken: int = broken) -> None:
            nonlocal calls
            calls += 1
            whole(*given)
            if calls == broken:
                raise KeyboardInterrupt

        with Archive(tmp_path / f"broken-{broken}.db") as archive:
            write(archive, "A quake in Lima.")
            monkeypatch.setattr(grouping, "group_batch", break_off)
            with pytest.raises(KeyboardInterrupt):
                follow(archive, press)
            monkeypatch.setattr(grouping, "group_batch", whole)
            ask(archive, press, every=False)
            assert [(event.id, say([event])) for event in archive.events()] == expected
            assert archive.check() == []


def test_a_feed_that_is_removed_leaves_what_it_brought(archive: Archive, press: FakePress) -> None:
    press.put(FEED, rss(FLOOD))
    follow(archive, press)
    archive.remove_feed(FEED)
    assert archive.feeds() == []
    assert len(events(archive)) == 1
    with pytest.raises(NotFoundError, match="follows no feed"):
        archive.remove_feed(FEED)
    follow(archive, press)
    assert len(events(archive)) == 1


def test_lists_of_feeds_go_out_and_in_again(archive: Archive, tmp_path: Path) -> None:
    given = tmp_path / "given.opml"
    given.write_text(
        '<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="News &amp; more">'
        '<outline text="World" ><outline text="The Paper" xmlUrl="http://paper.com/feed?a=1&amp;b=2" htmlUrl="http://paper.com/"/></outline>'
        '<outline title="Daily" XMLURL="http://daily.com/rss"/></outline>'
        '<outline text="Bad" xmlUrl="javascript:x"/><outline text="Again" xmlUrl="http://daily.com/rss"/></body>'
    )
    assert import_opml(archive, str(given))[:2] == (2, 2)
    assert [(feed.url, feed.title, feed.folder) for feed in archive.feeds()] == [
        ("http://paper.com/feed?a=1&b=2", "The Paper", "News & more/World"),
        ("http://daily.com/rss", "Daily", "News & more"),
    ]
    out, again = tmp_path / "out.opml", tmp_path / "again.opml"
    assert export_opml(archive, str(out)) == 2
    with Archive(tmp_path / "other.db") as other:
        assert import_opml(other, str(out)) == (2, 2, ())
        export_opml(other, str(again))
    assert again.read_bytes() == out.read_bytes()
    # The new list takes the place of the old one whole, and leaves nothing beside.
    before = out.stat().st_ino
    assert export_opml(archive, str(out)) == 2
    assert out.stat().st_ino != before
    assert sorted(path.name for path in tmp_path.glob("*opml*")) == ["again.opml", "given.opml", "out.opml"]
    given.write_text("<html>no list</html>")
    with pytest.raises(InputError, match="is no OPML"):
        import_opml(archive, str(given))


def test_what_a_list_of_feeds_has_is_taken_or_told(archive: Archive, tmp_path: Path) -> None:
    given = tmp_path / "given.opml"
    given.write_text(
        """<opml version="2.0"><body>
        <outline text="One" xmlUrl="https://one.example/rss"/>
        <outline text="Two" xmlUrl="two.example/rss"/>
        <outline text="Three" xmlUrl="feed://three.example/rss"/>
        <outline text="Four" xmlUrl="feed:https://four.example/rss"/>
        <outline text="Script" xmlUrl="javascript:x"><outline text="Five" xmlUrl="//five.example/rss"/></outline>
        <outline text="Relative" xmlUrl="feed.xml"/>
        <outline text="None" type="rss"/>
        <outline text="Folder"/>
        <outline text="R & D" xmlUrl="http://six.example/rss"/>
        </body></opml>"""
    )
    feeds, new, problems = import_opml(archive, str(given))
    assert (feeds, new) == (6, 6)
    assert [(feed.url, feed.folder) for feed in archive.feeds()] == [
        ("https://one.example/rss", ""),
        ("https://two.example/rss", ""),
        ("http://three.example/rss", ""),
        ("https://four.example/rss", ""),
        ("https://five.example/rss", ""),
        ("http://six.example/rss", ""),
    ]
    assert [(problem.where.removeprefix(f"{given}, "), problem.code) for problem in problems] == [
        ("line 10", "not-well-formed"),
        ("line 6", "odd-address"),
        ("line 7", "odd-address"),
        ("line 8", "odd-address"),
    ]
    assert problems[1].detail == "Script: “javascript:x” is no address of a feed; it is left out"
