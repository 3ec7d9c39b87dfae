"""Learning names from events: which keys a text has, and a memory of all that was learned."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from backstory.entities.knowledge import RECENT_DAYS, Anchor, Known, name_of
from backstory.entities.words import Key, list_runs, make_key, split_words
from backstory.model import Mention
from backstory.model.days import shift_day


def list_keys(headline: str, mentions: Sequence[Mention], known: Collection[str] | None = None) -> set[Key]:
    """Keys of the runs of a headline's words, without those that are merely part of a longer link.

    `known` is as `list_runs` has it. What a mention without a place links is not looked for in the text.
    """
    words = split_words(headline)
    spans = [(mention.start, mention.start + len(mention.anchor)) for mention in mentions if mention.start >= 0]
    found = set()
    for run in list_runs(headline, words, known):
        start, end = words[run.first].start, words[run.last - 1].end
        # A dot more is not a longer link.
        if not any(left <= start and end <= right and end - start < right - left - 1 for left, right in spans):
            found.add(run.key)
    return found


def list_links(mentions: Sequence[Mention]) -> list[tuple[Key, str]]:
    """Keys that mentions link, each with the title it leads to; mentions without words are left out."""
    found = [(make_key(mention.anchor), mention.title) for mention in mentions]
    return [(key, title) for key, title in found if key[0]]


class LearnedNames:
    """What was learned of the events given so far, in memory: a `Knowledge`.

    It remembers every run of words that it met; for large archives the pipeline keeps one in the archive itself.
    """

    def __init__(self) -> None:
        self._targets: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        self._linked: Counter[Key] = Counter()
        self._seen: Counter[Key] = Counter()
        self._dots: Counter[Key] = Counter()
        self._together: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._events: Counter[str] = Counter()
        self._days: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._volume: Counter[str] = Counter()
        self._recent: tuple[str, Counter[str], int] = ("", Counter(), 0)

    def learn(self, day: str, headline: str, mentions: Sequence[Mention], titles: Collection[str]) -> None:
        """Take in an event: its words, its links, and every title that it involves, those of its topics included."""
        titles = list(dict.fromkeys(titles))
        self._volume[day] += 1
        self._days[day].update(titles)
        self._events.update(titles)
        for title in titles:
            self._targets[make_key(name_of(title))][title] += 0
            self._targets[make_key(title)][title] += 0
            self._together[title].update(other for other in titles if other != title)
        for mention in mentions:
            self._dots[make_key(mention.anchor)] += 1 if mention.anchor.endswith(".") else -1
        for key, title in list_links(mentions):
            self._targets[key][title] += 1
        linked = {key for key, _ in list_links(mentions)}
        self._linked.update(linked)
        self._seen.update(linked | list_keys(headline, mentions))
        self._recent = ("", Counter(), 0)

    def find_anchors(self, keys: Collection[Key], /) -> Mapping[Key, Anchor]:
        """Those of `keys` that are anchors or names."""
        return {key: self._build(key) for key in keys if key in self._targets}

    def describe(self, titles: Collection[str], on: str, /) -> Mapping[str, Known]:
        """Events that link each of `titles`."""
        recent, _ = self._count_recent(on)
        return {
            title: Known(events=self._events[title], recent=recent[title]) for title in titles if title in self._events
        }

    def measure(self, on: str, /) -> Known:
        """All events."""
        return Known(events=self._volume.total(), recent=self._count_recent(on)[1])

    def count_together(self, titles: Collection[str], others: Collection[str], /) -> Mapping[tuple[str, str], float]:
        """How many events link both."""
        nothing: Counter[str] = Counter()
        return {
            (title, other): self._together[title][other]
            for title in titles
            for other in others
            if other in self._together.get(title, nothing)
        }

    def _build(self, key: Key) -> Anchor:
        ordered = sorted(self._targets[key].items(), key=lambda item: (-item[1], item[0]))
        return Anchor(
            linked=self._linked[key], seen=self._seen[key], targets=tuple(ordered), ends_in_dot=self._dots[key] > 0
        )

    def _count_recent(self, on: str) -> tuple[Counter[str], int]:
        if self._recent[0] != on:
            days = {shift_day(on, -back) for back in range(RECENT_DAYS)}
            counts: Counter[str] = Counter()
            for day in days:
                counts.update(self._days.get(day, {}))
            self._recent = (on, counts, sum(self._volume[day] for day in days))
        return self._recent[1:]
