"""Group the articles that wait: each tells of an event that is known, or of a new one.

In the order of time, in small transactions, never looking ahead: an article is decided on by what was recorded before
it. What was decided is never taken back here (see `merging`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from msgspec import structs

from backstory.grouping import Grouper, Member, WordCounts
from backstory.identity import make_id
from backstory.model import GivenEvent, Mention, Revision
from backstory.model.canonical import canonical_url
from backstory.model.days import shift_day
from backstory.pipeline.applying import apply_pending
from backstory.pipeline.clock import read_clock
from backstory.pipeline.grouping_members import make_event, make_event_member, make_member, read_day
from backstory.pipeline.lines import encode_state
from backstory.pipeline.linking import link_plain
from backstory.store import Archive
from backstory.store.articles import ArticleRow

ORIGIN = "feed"
_BATCH = 250
"""Articles per transaction: about a second of work."""

_PRIMED = 3000
"""So many of the latest events that editors wrote tell how common words are (see `benchmarks/grouping_quality.py`)."""

BACK_DAYS = 4
"""So many days back of an article something may be that it joins: more than a group stays open."""


@dataclass(slots=True)
class GroupReport:
    """What grouping did: articles that made a new event, joined one made of articles, were attached to an editors' one.

    `merged` counts events of articles that turned out to be what editors wrote of later.
    """

    new: int = 0
    joined: int = 0
    attached: int = 0
    merged: int = 0


@dataclass
class Workshop:
    """What grouping knows while it runs: the groups, what of words is to be kept, how far events were let in."""

    grouper: Grouper
    kept: Counter[str]
    met_until: str
    is_linked: bool
    touched: set[str] = field(default_factory=set)


def group_articles(archive: Archive, report: GroupReport | None = None) -> GroupReport:
    """Decide on every article that waits; what a batch did is safe once the next one begins."""
    report = report or GroupReport()
    waiting = archive.waiting_articles()
    if not waiting:
        return report
    workshop = open_workshop(archive, waiting[0].day)
    stream = iter(waiting)
    while batch := list(islice(stream, _BATCH)):
        with archive.transaction():
            group_batch(archive, workshop, batch, report)
    return report


def open_workshop(archive: Archive, first: str) -> Workshop:
    """Let in what was there before the first article: open groups, how common words are."""
    kept = Counter(archive.title_words())
    titles = kept.pop("", 0)
    grouper = Grouper(
        WordCounts({word: count for word, count in kept.items() if word[0] != "@"}, titles),
        WordCounts({word[1:]: count for word, count in kept.items() if word[0] == "@"}, titles),
    )
    for event in archive.latest_events(ORIGIN, _PRIMED):
        grouper.count(make_event_member(event))
    since = shift_day(first, -BACK_DAYS)
    grouped = archive.grouped_articles(since)
    told = archive.events_by_id(dict.fromkeys(article.event for article in grouped))
    # What editors removed answers that it is gone: nothing joins that.
    told = {event_id: event for event_id, event in told.items() if event.is_live}
    for event in told.values():
        if event.origin != ORIGIN:
            grouper.add(event.id, make_event_member(event))
    is_linked = archive.learned().count_events() > 0
    workshop = Workshop(grouper, Counter(kept), since, is_linked)
    workshop.kept[""] = titles
    for article in grouped:
        if article.event in told:
            grouper.add(article.event, make_member(archive, article, is_linked=workshop.is_linked)[0])
    return workshop


def group_batch(archive: Archive, workshop: Workshop, batch: Sequence[ArticleRow], report: GroupReport) -> None:
    """Decide on some articles and keep what was decided. One transaction."""
    now = read_clock()
    fresh: dict[str, tuple[tuple[Mention, ...], list[ArticleRow]]] = {}
    grown: dict[str, list[ArticleRow]] = {}
    attached: list[tuple[str, ArticleRow]] = []
    placed: list[tuple[int, str]] = []
    workshop.touched.clear()
    cited = archive.citing_events(
        (article.url for article in batch), shift_day(batch[0].day, -BACK_DAYS), shift_day(batch[-1].day, BACK_DAYS)
    )
    for article in batch:
        let_in_events(archive, workshop, article.day)
        member, mentions = make_member(archive, article, is_linked=workshop.is_linked)
        event_id = find_citing(article, cited)
        choice = None if event_id else workshop.grouper.choose(member)
        event_id = event_id or (choice.event if choice else "")
        if not event_id:
            event_id = choose_id(archive, make_event(article, mentions, [article]), fresh)
            fresh[event_id] = (mentions, [article])
            report.new += 1
        elif event_id in fresh:
            fresh[event_id][1].append(article)
            report.joined += 1
        elif is_made_of_articles(workshop, event_id):
            grown.setdefault(event_id, []).append(article)
            report.joined += 1
        else:
            if event_id not in workshop.grouper.groups:
                earlier = [one for found, one in attached if found == event_id]
                open_group(archive, workshop, event_id, earlier)
            attached.append((event_id, article))
            report.attached += 1
        placed.append((article.key, event_id))
        learn(workshop, event_id, member)
    made = [
        structs.replace(make_event(articles[0], mentions, articles), id=event_id)
        for event_id, (mentions, articles) in fresh.items()
    ]
    write_states(archive, made, now)
    archive.place_articles(placed)
    archive.attach_articles(attached, now)
    rewrite_events(archive, grown, now)
    archive.write_title_words({word: workshop.kept[word] for word in workshop.touched})


def find_citing(article: ArticleRow, cited: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """The id of the editors' event of about the article's time that cites it; empty where there is none."""
    first, last = shift_day(article.day, -BACK_DAYS), shift_day(article.day, BACK_DAYS)
    citing = cited.get(canonical_url(article.url) or article.url, ())
    return next((event_id for event_id, date in citing if first <= date <= last), "")


def open_group(archive: Archive, workshop: Workshop, event_id: str, earlier: Iterable[ArticleRow]) -> None:
    """Let in an editors' event that is not of these days, with its articles of before and those not yet kept."""
    for event in archive.events_by_id((event_id,)).values():
        workshop.grouper.add(event_id, make_event_member(event))
    for article in (*archive.articles_of(event_id), *earlier):
        workshop.grouper.add(event_id, make_member(archive, article, is_linked=workshop.is_linked)[0])


def is_made_of_articles(workshop: Workshop, event_id: str) -> bool:
    """Whether an open group is one of articles alone."""
    group = workshop.grouper.groups.get(event_id)
    return group is not None and not group.members[0].is_event


def let_in_events(archive: Archive, workshop: Workshop, day: str) -> None:
    """Let in what editors wrote up to the day after, and close what is too old."""
    until = shift_day(day, 1)
    if until > workshop.met_until:
        for event in archive.events(shift_day(workshop.met_until, 1), until):
            if event.origin != ORIGIN and event.id not in workshop.grouper.groups:
                workshop.grouper.add(event.id, make_event_member(event))
        workshop.met_until = until
        workshop.grouper.close(read_day(day))


def learn(workshop: Workshop, event_id: str, member: Member) -> None:
    """Let the groups have an article that was decided on."""
    workshop.grouper.add(event_id, member)
    workshop.grouper.count(member)
    words = {*member.stems, *(f"@{title}" for title in member.entities), ""}
    workshop.kept.update(words)
    workshop.touched |= words


def choose_id(archive: Archive, event: GivenEvent, fresh: Iterable[str]) -> str:
    """The id of a new event: nobody else's."""
    taken = set(fresh)
    number = 0
    while (found := make_id(event, number)) in taken or archive.known_ids((found,)):
        number += 1
    return found


def rewrite_events(archive: Archive, grown: Iterable[str], now: str) -> None:
    """Let events say what their articles, as they are kept, say."""
    ids = list(grown)
    events = archive.events_by_id(ids)
    items = []
    for event_id in ids:
        articles = archive.articles_of(event_id)
        if event_id in events and articles and events[event_id].origin == ORIGIN:
            before = events[event_id]
            after = make_event(articles[0], (), articles)
            # What the first title names was found out when it was new; another title is linked anew.
            mentions = before.mentions if before.text == after.text else link_title(archive, articles[0])
            items.append(structs.replace(after, id=event_id, date=before.date, mentions=mentions))
    write_states(archive, items, now)


def link_title(archive: Archive, article: ArticleRow) -> tuple[Mention, ...]:
    """What a title names, placed as in an event's text."""
    links = link_plain(archive, article.title, article.day[:10]) if archive.learned().count_events() else ()
    return tuple(make_event(article, (link.mention for link in links), ()).mentions)


def reword_events(archive: Archive, changed: Iterable[ArticleRow], now: str) -> None:
    """Let events say what papers retitled; the earlier wording stays among their versions."""
    rewrite_events(archive, dict.fromkeys(article.event for article in changed if article.event), now)


def write_states(archive: Archive, items: Sequence[GivenEvent], now: str) -> None:
    """Keep events of articles as states of the feeds' page of their day, and apply these."""
    by_day: dict[str, list[GivenEvent]] = {}
    for item in items:
        by_day.setdefault(item.date, []).append(item)
    keys = archive.store_revisions(
        Revision(origin=ORIGIN, page="", date=day, timestamp=now, text=encode_state(found))
        for day, found in sorted(by_day.items())
    )
    archive.release_revisions(keys)
    apply_pending(archive)
