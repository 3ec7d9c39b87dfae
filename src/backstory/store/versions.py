"""The versions of one event: a gapless chain of wordings, into which a state can be set at any time.

Pure: works on rows in memory. `states` reads and writes them.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row of the table `versions`; `key` is 0 until it is written. An empty `valid_to` means: still."""

    event: int
    page: int
    revision: int
    valid_from: str
    valid_to: str
    date: str
    category: str
    wording: str
    line: int = 0
    is_removed: bool = False
    successor: int | None = None
    key: int = 0

    def says_the_same(self, other: "VersionRow") -> bool:
        """Whether a reader would see no difference."""
        if self.is_removed or other.is_removed:
            return self.is_removed == other.is_removed and self.page == other.page
        return (self.wording, self.date, self.category, self.page) == (
            other.wording,
            other.date,
            other.category,
            other.page,
        )


@dataclass(frozen=True, slots=True)
class Span:
    """The time for which a state of a page holds, and the revisions at both ends of it.

    `until` is empty and `next_revision` 0 while the state is the page's latest.
    """

    since: str
    revision: int
    until: str = ""
    next_revision: int = 0


def set_state(chain: list[VersionRow], said: VersionRow, span: Span) -> list[VersionRow]:
    """Give the chain with `said` holding for `span`, and everything outside the span as it was.

    `said` begins with the span; the chain is in order of time. Where the event was unknown after the span and before
    its first wording, it is removed in between. Neighbours that say the same become one.
    """
    if not chain and not span.until:
        return [said]
    said = replace(said, key=0, revision=span.revision, valid_from=span.since, valid_to=span.until)
    if not chain or chain[0].valid_from > span.since:
        return merge_equal([*lead_in(said, span, chain[0].valid_from if chain else ""), *chain])
    index = max(number for number, row in enumerate(chain) if row.valid_from <= span.since)
    cover = chain[index]
    if cover.says_the_same(said):
        return chain
    before, after = chain[:index], chain[index + 1 :]
    # A wording replaced in the second it came is kept with no time of its own; a removal is not worth keeping so.
    if cover.valid_from < span.since or not cover.is_removed:
        before.append(replace(cover, valid_to=span.since))
    if not cover.valid_to or (span.until and span.until < cover.valid_to):
        if span.until:
            # What is not there after the span was taken from the page that had it in the span.
            base = replace(said, is_removed=True, valid_to=cover.valid_to) if cover.is_removed else cover
            after.insert(0, replace(base, key=0, valid_from=span.until, revision=span.next_revision))
    else:
        said, after = outlast(replace(said, valid_to=cover.valid_to), after, span)
    return merge_equal([*before, said, *after])


def outlast(said: VersionRow, after: list[VersionRow], span: Span) -> tuple[VersionRow, list[VersionRow]]:
    """Let `said` go on where another page then lost the event: by now it is known that it was not there any more."""
    while (
        after
        and after[0].is_removed
        and not said.is_removed
        and after[0].page != said.page
        and (not span.until or after[0].valid_from < span.until)
    ):
        lost, *after = after
        if span.until and (not lost.valid_to or span.until < lost.valid_to):
            gone = replace(said, is_removed=True, valid_from=span.until, valid_to=lost.valid_to)
            return replace(said, valid_to=span.until), [replace(gone, revision=span.next_revision), *after]
        said = replace(said, valid_to=lost.valid_to)
    return said, after


def lead_in(said: VersionRow, span: Span, known_from: str) -> list[VersionRow]:
    """Rows that bring `said` from its time to `known_from`, when the event's chain begins (empty: there is none)."""
    if said.is_removed:
        return []
    if not span.until or (known_from and span.until >= known_from):
        return [replace(said, valid_to=known_from)]
    gap = replace(said, revision=span.next_revision, valid_from=span.until, valid_to=known_from, is_removed=True)
    return [said, gap]


def merge_equal(chain: list[VersionRow]) -> list[VersionRow]:
    """Join neighbours that say the same; the joined row keeps the revision that said it first."""
    merged = chain[:1]
    for row in chain[1:]:
        last = merged[-1]
        if last.says_the_same(row):
            kept = last if last.key else replace(last, key=row.key)
            merged[-1] = replace(kept, valid_to=row.valid_to)
        else:
            merged.append(row)
    return merged
