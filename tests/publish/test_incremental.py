"""A site that follows its archive, change by change, is byte for byte the site that would be made afresh."""

import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstory import pipeline
from backstory.model import Entity, Feed, FeedEntry, Hint, Mention, ParsedEvent, Source
from backstory.pipeline.grouping import GroupReport
from backstory.pipeline.merging import settle_articles
from backstory.publish import crew, publish_site, publishing
from backstory.publish.plan import SitePlan, plan_site
from backstory.store import Archive
from backstory.store.ledger import LEDGER_NAME
from tests.publish.feeding import feed_day
from tests.publish.test_publishing import change_one_event, read_times, read_tree

DATES = ("2013-01-08", "2013-01-09", "2013-01-31", "2013-02-01", "2013-02-02", "2014-02-01", "2014-03-05")
PLACES = ("Amber Bridge", "Port Amber", "River Lume", "Lume Valley", "Harbour Company", "Amber Cup", "Old Quay")
COLLECTIONS = ("Harbour desk", "Harbour Desk", "Sea", "")
CATEGORIES = ("Disasters and accidents", "Sports", "Law and crime", "Law and Crime")
TOPICS = ("Amber Bridge collapse", "Quay strike", "Lume flood")
VERBS = ("closes", "opens again", "is flooded", "wins the cup", "is sold", "burns down")


class Newsroom:
    """An archive that editors work on at random: each day's lines, and the moment that moves on."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive = archive
        self.choose = random.Random(seed)
        self.lines: dict[str, list[tuple[str, str, str]]] = {date: [] for date in DATES}
        self._hour = 0
        self._number = 0
        self._brought: list[str] = []

    def tell_time(self) -> str:
        self._hour += 1
        return f"2015-{1 + self._hour // 480:02}-{1 + self._hour // 24 % 20:02}T{self._hour % 24:02}:00:00Z"

    def add_line(self) -> None:
        choose, self._number = self.choose, self._number + 1
        text = (
            f"[[{choose.choice(PLACES)}]] {choose.choice(VERBS)} near [[{choose.choice(PLACES)}]] on visit "
            f"{self._number}. [http://post.example/{self._number % 9} (Harbour Post)]"
        )
        date = choose.choice(DATES)
        line = (choose.choice(CATEGORIES), choose.choice([*TOPICS, ""]), text)
        self.lines[date].insert(choose.randint(0, len(self.lines[date])), line)
        self.save(date)

    def reword_line(self) -> None:
        if date := self.pick_day():
            place = self.choose.randrange(len(self.lines[date]))
            category, topic, text = self.lines[date][place]
            new = re.sub(r"near \[\[.*?\]\]", f"beside [[{self.choose.choice(PLACES)}]] again", text)
            self.lines[date][place] = (category, topic, new.replace(" visit", " the visit", 1))
            self.save(date)

    def remove_line(self) -> None:
        if date := self.pick_day():
            self.lines[date].pop(self.choose.randrange(len(self.lines[date])))
            self.save(date)

    def move_line(self) -> None:
        if date := self.pick_day():
            line = self.lines[date].pop(self.choose.randrange(len(self.lines[date])))
            other = self.choose.choice(DATES)
            self.lines[other].append(line)
            self.save(other)
            self.save(date)

    def shuffle_day(self) -> None:
        if date := self.pick_day():
            self.choose.shuffle(self.lines[date])
            self.save(date)

    def recategorize(self) -> None:
        if date := self.pick_day():
            place = self.choose.randrange(len(self.lines[date]))
            self.lines[date][place] = (self.choose.choice(CATEGORIES), *self.lines[date][place][1:])
            self.save(date)

    def collect(self) -> None:
        number, verb = self.choose.randrange(6), self.choose.choice(VERBS)
        own = ParsedEvent(
            id=f"own-{number}",
            date=DATES[number],
            category=self.choose.choice(CATEGORIES),
            text=f"{PLACES[number]} {verb}, says note {number}.",
            mentions=(Mention(title=PLACES[number], anchor=PLACES[number], start=0),),
            collection=self.choose.choice(COLLECTIONS),
        )
        pipeline.add_events(self.archive, [own])

    def relate(self) -> None:
        pipeline.relate(self.archive)

    def add_redirect(self) -> None:
        title, target = self.choose.sample([*PLACES, "Amber Bridge (Lume)", "Port of Amber"], 2)
        self.archive.add_redirects([(title, target)], self.tell_time())

    def check_source(self) -> None:
        url = f"http://post.example/{self.choose.randrange(9)}"
        at = self.tell_time()
        found = Source(
            url=url, canonical_url=url, title="A report", description=f"Read at {at}.", status="live", checked_at=at
        )
        pipeline.add_sources(self.archive, [found])

    def bring_article(self) -> None:
        """A feed tells in an event's own words of it, or of nothing that is known."""
        if events := list(self.archive.events()):
            event, feed = self.choose.choice(events), Feed(url="http://feed.example/rss", title="Harbour Feed")
            self._number += 1
            url = f"http://feed.example/{self._number}"
            title = self.choose.choice((event.headline, event.headline, f"Nothing at all, number {self._number}"))
            entry = (FeedEntry(key=url, url=url, title=title), f"{event.date}T12:00:00Z")
            self.archive.add_feeds([feed])
            self.archive.add_entries(feed, [entry], self.tell_time())
            settle_articles(self.archive, GroupReport())
            self._brought.append(url)

    def describe_article(self) -> None:
        if self._brought:
            url, at = self.choose.choice(self._brought), self.tell_time()
            pipeline.add_sources(self.archive, [Source(url=url, title=f"Read at {at}", status="live", checked_at=at)])

    def find_facts(self) -> None:
        title = self.choose.choice(PLACES)
        found = Entity(title=title, slug="", qid=f"Q{self.choose.randrange(99)}", latitude=1.5, longitude=2.5)
        self.archive.add_entity_facts([found], self.tell_time())

    def add_address(self) -> None:
        if events := list(self.archive.events()):
            number = self.choose.randrange(20)
            # Some differ only in case from one another, which not all file systems tell apart.
            name = self.choose.choice((f"/news/2013/01/8/old-{number}", f"/news/2013/01/8/Old-{number}"))
            self.archive.add_addresses([(name, self.choose.choice(events).id)], self.tell_time())

    def add_hints(self) -> None:
        if events := list(self.archive.events()):
            event, other = self.choose.choice(events), self.choose.choice(events)
            self.archive.write_hints(
                {event.id: [Hint(path=other.path, headline="As said", names=())]}, self.tell_time()
            )

    def pick_day(self) -> str:
        return self.choose.choice([date for date in DATES if self.lines[date]] or [""])

    def save(self, date: str) -> None:
        text = "\n".join(
            f";{category}\n*[[{topic}]]\n**{said}" if topic else f";{category}\n*{said}"
            for category, topic, said in self.lines[date]
        )
        feed_day(self.archive, date, text or ";Sports", at=self.tell_time())

    def list_work(self) -> list[Callable[[], None]]:
        """What may happen; adding and rewording more often, so that the archive grows."""
        return [
            self.add_line, self.add_line, self.add_line, self.add_line, self.reword_line, self.reword_line,
            self.remove_line, self.move_line, self.shuffle_day, self.recategorize, self.relate, self.relate,
            self.add_redirect, self.check_source, self.find_facts, self.add_address, self.add_hints,
            self.collect, self.collect, self.bring_article, self.describe_article,
        ]  # fmt: skip


@pytest.fixture
def selections(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The share of its pages that each publish looked at; lists are short, so that few events fill many pages."""
    monkeypatch.setattr("backstory.views.subjects.LONGEST_LIST", 4)
    monkeypatch.setattr("backstory.publish.plan.LONGEST_LIST", 4)
    monkeypatch.setattr("backstory.views.subjects._SHOWN_OF_LONG", 2)
    monkeypatch.setattr("backstory.views.feeds._LONGEST_FEED", 3)
    monkeypatch.setattr("backstory.views.catalogue._GENERIC_LEAST", 3)
    shares: list[float] = []
    plan = publishing._make_plan

    def plan_noting(*given: Any) -> SitePlan:
        made = plan(*given)
        shares.append(len(made.pages) / len(plan_site(given[0], given[2]).pages))
        return made

    monkeypatch.setattr(publishing, "_make_plan", plan_noting)
    return shares


@pytest.mark.parametrize("seed", range(6))
def test_a_site_that_follows_is_the_site_made_afresh(
    tmp_path: Path, selections: list[float], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    out, followed = tmp_path / "site", []
    with Archive(tmp_path / "archive.db") as archive:
        room = Newsroom(archive, seed)
        for _ in range(12):
            room.add_line()
        room.relate()
        publish_site(archive, out)
        for step in range(40):
            done = [room.choose.choice(room.list_work()) for _ in range(room.choose.choice((1, 1, 1, 3)))]
            for work in done:
                work()
            selections.clear()
            publish_site(archive, out)
            followed += selections
            with monkeypatch.context() as patch:
                # What is made afresh reads everything at once; what follows asks for what it needs.
                patch.setattr(crew, "_LEAST_FOR_ALL", 0)
                publish_site(archive, tmp_path / f"fresh-{step}")
            site, fresh = read_tree(out), read_tree(tmp_path / f"fresh-{step}")
            differing = sorted(name for name in {*site, *fresh} if site.get(name) != fresh.get(name))
            assert not differing, (step, [work.__name__ for work in done])
            assert publish_site(archive, out).written == 0
    assert min(followed) < 0.5, "every publish looked at everything"


def test_publishers_are_counted_again_once_what_cited_them_is_gone(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        room = Newsroom(archive, 1)
        for _ in range(12):
            room.add_line()
        room.relate()
        # It is relating that counts; the site was published between.
        publish_site(archive, tmp_path / "site")
        for work in (room.remove_line, room.relate):
            work()
            publish_site(archive, tmp_path / "site")
        assert [count for _, _, count in archive.publishers()] == [11]
        publish_site(archive, tmp_path / "fresh")
    assert read_tree(tmp_path / "site") == read_tree(tmp_path / "fresh")


def test_with_nothing_new_the_archive_is_not_read(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    first = publish_site(archive, out)
    times = read_times(out)
    monkeypatch.setattr(publishing, "Catalogue", None)
    second = publish_site(archive, out)
    assert (second.pages, second.written, second.unchanged) == (first.pages, 0, first.written)
    assert read_times(out) == times


def test_a_page_deleted_deep_in_the_site_comes_back(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    whole = read_tree(out)
    (out / "news/2013/01/8/index.html").unlink()
    assert publish_site(archive, out).written == 1
    assert read_tree(out) == whole


def test_another_archive_with_as_many_changes_is_not_taken_for_this_one(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    with Archive(tmp_path / "copy.db") as copy:
        archive._database.backup(copy._database)
        change_one_event(archive)
        publish_site(archive, out)
        # The copy went on in its own way, for as many transactions.
        feed_day(copy, "2013-02-01", ";Sports\n*[[Amber Cup]] is lost at sea.", at="2013-02-03T00:00:00Z")
        publish_site(copy, out)
        publish_site(copy, tmp_path / "fresh")
        assert read_tree(out) == read_tree(tmp_path / "fresh")


def test_a_change_that_was_taken_back_halfway_is_not_logged(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_site(archive, out)
    moment, event = archive.moment(), next(archive.events())

    def break_off() -> None:
        with archive.transaction():
            archive.add_addresses([("/news/2013/01/8/elsewhere", event.id)], "2015-01-01T00:00:00Z")
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert archive.is_unchanged_since(moment)


@pytest.mark.usefixtures("selections")
def test_a_ledger_without_the_counts_of_months_gets_them(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with Archive(tmp_path / "archive.db") as archive:
        room = Newsroom(archive, 1)
        for _ in range(30):
            room.add_line()
        publish_site(archive, out)
        with sqlite3.connect(out / LEDGER_NAME) as ledger:
            assert ledger.execute("SELECT sum(events) FROM pages").fetchone()[0] > 0
            ledger.execute("ALTER TABLE pages DROP COLUMN events")
        room.add_line()
        publish_site(archive, out)
        publish_site(archive, tmp_path / "fresh")
    assert read_tree(out) == read_tree(tmp_path / "fresh")


def test_many_events_are_asked_by_time_and_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def describe(kind: str, key: str) -> list[Any]:
        members = archive.members(kind, key)
        months = members.months()
        known = archive.members(kind, key, months)
        found = [
            (one.span(), one.latest(2), one.pages(), [one.of_month(month) for month, _ in months])
            for one in (members, known)
        ]
        assert found[0] == found[1]
        assert [known.count_month(month) for month, _ in months] == [count for _, count in months]
        return found

    with Archive(":memory:") as archive:
        room = Newsroom(archive, 2)
        for _ in range(30):
            room.add_line()
        room.relate()
        subjects = [("entity", entity.title) for entity in archive.entities()]
        subjects += [("publisher", slug) for slug, _, _ in archive.publishers()]
        whole = [describe(*subject) for subject in subjects]
        monkeypatch.setattr("backstory.store.members._EVENTS_A_MONTH", 0)
        assert [describe(*subject) for subject in subjects] == whole
        assert len(subjects) > 5
