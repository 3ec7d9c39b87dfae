"""How alike an item and a known event are: what they cite, how they are worded, whom they link."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from backstory.model import KnownEvent, ParsedEvent
from backstory.model.canonical import canonical_url


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two have in common: `wording` and `links` are 0 to 1, `shared_links` counts.

    `shares_own` means an article that nobody else there cites.
    """

    wording: float
    links: float
    shared_links: int
    shares_own: bool
    shares_any: bool
    same_text: bool


def find_single_urls(groups: Iterable[Iterable[ParsedEvent]]) -> frozenset[str]:
    """Articles that only one of the groups cites; a group is an item, or one event in all its wordings."""
    counts = Counter(url for group in groups for url in {url for item in group for url in list_urls(item)})
    return frozenset(url for url, uses in counts.items() if uses == 1)


def list_urls(item: ParsedEvent) -> frozenset[str]:
    """Articles the item cites."""
    return frozenset(canonical_url(cited.url) or cited.url for cited in item.citations)


def compare(item: ParsedEvent, known: KnownEvent, own_urls: frozenset[str]) -> Likeness:
    """Likeness to the most alike of the event's wordings; `own_urls` are those unique before and after."""
    best = None
    for said in known.wordings:
        found = compare_wording(item, said, own_urls)
        if best is None or rate(found) > rate(best):
            best = found
    assert best is not None
    return best


def rate(likeness: Likeness) -> float:
    """For choosing among wordings of one event."""
    return likeness.wording + likeness.shares_own + likeness.shares_any


def compare_wording(item: ParsedEvent, said: ParsedEvent, own_urls: frozenset[str]) -> Likeness:
    """Likeness to one wording."""
    shared = list_urls(item) & list_urls(said)
    ours = {mention.title for mention in item.mentions}
    theirs = {mention.title for mention in said.mentions}
    return Likeness(
        wording=fuzz.token_sort_ratio(item.text, said.text, processor=utils.default_process) / 100,
        links=len(ours & theirs) / len(ours | theirs) if ours or theirs else 1.0,
        shared_links=len(ours & theirs),
        shares_own=not shared.isdisjoint(own_urls),
        shares_any=bool(shared),
        same_text=item.text == said.text,
    )


def name_topics(item: ParsedEvent) -> Sequence[str]:
    """The topics' words, outermost first."""
    return tuple(topic.text for topic in item.topics)
