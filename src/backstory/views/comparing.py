"""An event as of two moments: what it said then and then, and what of that differs."""

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from backstory.model import Event
from backstory.model.record import Record
from backstory.views.pages import Page
from backstory.views.web import web_url

if TYPE_CHECKING:
    from backstory.store.wordings import Wording

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Below this much in common a sentence was written anew: pieces of it kept in place would only confuse.
_LEAST_ALIKE = 0.5
# Fewer pieces in a row that happen to be in both wordings (two words and the space between) count as changed.
_SHORTEST_KEPT = 4
# Headlines have some 30 words; a longer text than this is not worth the square of its words.
_MOST_WORDS = 1000
# In so long a text words that stand everywhere begin no piece that is the same: they would cost the square of it.
_LONG = 400

_Kind = Literal["same", "added", "dropped"]
State = Literal["unknown", "live", "removed"]


class DiffPiece(Record, frozen=True, kw_only=True):
    """Some words of a headline: "same", "added" (only in the later one) or "dropped" (only in the earlier one)."""

    kind: _Kind
    text: str


class EventState(Record, frozen=True, kw_only=True):
    """An event as of the moment `at`: "unknown" then, "live", or "removed" with its last words. `since` holds it."""

    at: str
    state: State
    since: str = ""
    date: str = ""
    category: str = ""
    headline: str = ""
    topics: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class FieldDiff(Record, frozen=True, kw_only=True):
    """What a field gained and lost between the two moments."""

    field: str
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class ComparePage(Page, frozen=True, kw_only=True):
    """An event as of two moments, the earlier one first; `headline` is how it reads now."""

    id: str
    headline: str
    before: EventState
    after: EventState
    wording: tuple[DiffPiece, ...] = ()
    changes: tuple[FieldDiff, ...] = ()


def build_compare_page(
    event: Event, before: "tuple[str, Wording | None]", after: "tuple[str, Wording | None]"
) -> ComparePage:
    """Give the comparison; each moment comes with what the event said then."""
    first, second = sorted((_describe(*before), _describe(*after)), key=lambda state: state.at)
    return ComparePage(
        kind="compare",
        path=event.path,
        title=event.headline,
        id=event.id,
        headline=event.headline,
        before=first,
        after=second,
        wording=diff_words(first.headline, second.headline),
        changes=tuple(
            change
            for field in ("state", "date", "category", "topics", "entities", "sources")
            if (change := _diff_field(field, getattr(first, field), getattr(second, field)))
        ),
    )


def diff_words(old: str, new: str) -> tuple[DiffPiece, ...]:
    """Give the pieces that make the one text into the other; of a text written anew, both as wholes."""
    words, others = _WORD.findall(old)[:_MOST_WORDS], _WORD.findall(new)[:_MOST_WORDS]
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=len(others) > _LONG)
    if old and new and matcher.ratio() < _LEAST_ALIKE:
        return DiffPiece(kind="dropped", text=old), DiffPiece(kind="added", text=new)
    pieces: list[DiffPiece] = []
    at, other = 0, 0
    for block in matcher.get_matching_blocks():
        if block.size < _SHORTEST_KEPT and block.b < len(others) and block.b + block.size < len(others):
            continue
        texts: tuple[tuple[_Kind, list[str]], ...] = (
            ("dropped", words[at : block.a]),
            ("added", others[other : block.b]),
        )
        kept: tuple[_Kind, list[str]] = ("same", others[block.b : block.b + block.size])
        pieces += [DiffPiece(kind=kind, text="".join(part)) for kind, part in (*texts, kept) if part]
        at, other = block.a + block.size, block.b + block.size
    return tuple(pieces)


def _describe(at: str, said: "Wording | None") -> EventState:
    if said is None:
        return EventState(at=at, state="unknown")
    entities = [*said.titles, *(title for topic in said.topics for title in topic.entities)]
    return EventState(
        at=at,
        state="removed" if said.is_removed else "live",
        since=said.valid_from,
        date=said.date,
        category=said.category,
        headline=said.headline,
        topics=tuple(topic.text for topic in said.topics),
        entities=tuple(dict.fromkeys(entities)),
        sources=tuple(dict.fromkeys(url for cited in said.citations if (url := web_url(cited.url)))),
    )


def _diff_field(field: str, old: str | Sequence[str], new: str | Sequence[str]) -> FieldDiff | None:
    before = (old,) if isinstance(old, str) else tuple(old)
    after = (new,) if isinstance(new, str) else tuple(new)
    if before == after:
        return None
    return FieldDiff(
        field=field,
        added=tuple(value for value in after if value and value not in before),
        dropped=tuple(value for value in before if value and value not in after),
    )
