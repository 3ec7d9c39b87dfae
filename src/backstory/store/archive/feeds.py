"""The archive's methods on feeds, and on the articles that they bring."""

from collections.abc import Iterable, Mapping, Sequence

from backstory.model import Article, Attached, Event, Feed, FeedEntry, Problem, Source
from backstory.store import articles, events, feeds, sources
from backstory.store.archive.file import ArchiveFile
from backstory.store.articles import ArticleRow


class FeedPart(ArchiveFile):
    """Feeds that are followed, their articles, and which event each article tells of."""

    def add_feeds(self, found: Iterable[Feed]) -> int:
        """Follow feeds that are not followed yet; gives how many are new."""
        return feeds.add_feeds(self._database, found)

    def feeds(self) -> list[Feed]:
        """All feeds in the order they were added."""
        return feeds.list_feeds(self._database)

    def due_feeds(self, now: str) -> list[Feed]:
        """Feeds that may be asked by now, those that wait longest first."""
        return feeds.list_due(self._database, now)

    def feed(self, url: str) -> Feed:
        """A feed by its address, or by one that it had."""
        return feeds.find_feed(self._database, url)

    def remove_feed(self, url: str) -> None:
        """Follow a feed no longer. What it brought stays."""
        feeds.remove_feed(self._database, url)

    def update_feed(self, url: str, feed: Feed, problems: Sequence[Problem] | None = None) -> None:
        """Keep how a visit to the feed at `url` ended, and what was wrong with its document."""
        feeds.update_feed(self._database, url, feed, problems)

    def feed_problems(self, url: str) -> list[Problem]:
        """What was wrong with a feed's last document."""
        return feeds.list_problems(self._database, url)

    def add_entries(
        self, feed: Feed, entries: Sequence[tuple[FeedEntry, str]], recorded_at: str
    ) -> tuple[int, list[ArticleRow]]:
        """Take in a feed's entries, each with its moment; gives how many are new, and those whose words changed."""
        return articles.add_entries(self._database, feed, entries, recorded_at)

    def waiting_articles(self) -> list[ArticleRow]:
        """Articles that were not grouped yet, in the order of time."""
        return articles.list_waiting(self._database)

    def grouped_articles(self, since: str) -> list[ArticleRow]:
        """Articles of events that have one of `since` or later, in the order in which they were grouped."""
        return articles.list_grouped(self._database, since)

    def articles_of(self, event_id: str) -> list[ArticleRow]:
        """Articles that were found to tell of an event, in the order in which they were."""
        return articles.list_of_event(self._database, event_id)

    def place_articles(self, placed: Sequence[tuple[int, str]]) -> None:
        """Say which event each of these articles, by key, was found to tell of."""
        articles.place_articles(self._database, placed)

    def move_articles(self, moves: Iterable[tuple[str, str]]) -> None:
        """Let the articles of an event be another's."""
        articles.move_articles(self._database, moves)

    def attach_articles(self, found: Iterable[tuple[str, Article]], since: str) -> None:
        """Put articles beside what editors cite for events."""
        articles.attach_articles(self._database, found, since)

    def attach_given(self, found: Iterable[tuple[str, Attached]]) -> None:
        """Put articles beside events as they stood there in another archive."""
        articles.attach_given(self._database, found)

    def attached(self) -> list[tuple[str, Attached]]:
        """Articles that a machine put beside live events, with the ids of these."""
        return articles.list_attached(self._database)

    def described_sources(self, urls: Iterable[str]) -> dict[str, Source]:
        """What is known of articles by canonical URL, of those that anything is known of."""
        return sources.find_facts(self._database, urls)

    def citing_events(self, urls: Iterable[str], first: str, last: str) -> dict[str, list[tuple[str, str]]]:
        """Live events of these days that editors cite articles for: ids and dates, by the article's canonical URL."""
        return articles.map_citing(self._database, urls, first, last)

    def new_events(self) -> tuple[list[Event], int]:
        """Live events of other origins than feeds that came since `mark_met`, and what to give it then."""
        return articles.list_new_events(self._database)

    def mark_met(self, last: int) -> None:
        """Say that events up to this one were compared with those made of articles."""
        articles.write_last_met(self._database, last)

    def latest_events(self, origins_not: str, count: int) -> list[Event]:
        """The latest live events of another origin than this one, latest first."""
        return events.list_latest(self._database, origins_not, count)

    def title_words(self) -> dict[str, int]:
        """In how many articles' titles each word stands; "" stands for all."""
        return articles.read_word_counts(self._database)

    def write_title_words(self, counts: Mapping[str, int]) -> None:
        """Keep counts that changed."""
        articles.write_word_counts(self._database, counts)
