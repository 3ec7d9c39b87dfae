"""The archive's methods on pages."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from backstory.model import KnownEvent, PageState, Problem, Revision, StateChange
from backstory.store import claims, known, revisions, states, visits
from backstory.store.archive.file import ArchiveFile
from backstory.store.revisions import RevisionRow


class PagePart(ArchiveFile):
    """Pages and their states: stored first, applied after; and what the wiki was asked."""

    def store_revisions(self, found: Iterable[Revision]) -> list[int]:
        """Keep states that are not kept yet; gives the keys of those to be released."""
        return revisions.store_revisions(self._database, found)

    def release_revisions(self, keys: Iterable[int]) -> None:
        """Let stored states be applied, once all that belong together are stored."""
        revisions.release_revisions(self._database, keys)

    def pending(self) -> list[RevisionRow]:
        """States that wait to be applied, in the order of time."""
        return revisions.list_pending(self._database)

    def revision_text(self, key: int) -> str:
        """What a stored state said."""
        return revisions.read_text(self._database, key)

    def revisions(self) -> Iterator[Revision]:
        """Every stored state, page by page in order of time."""
        return revisions.list_revisions(self._database)

    def put_aside(self, row: RevisionRow, problem: Problem) -> None:
        """Let a stored state that cannot be applied wait no longer, with the reason."""
        revisions.put_aside(self._database, row, problem)

    def record_state(self, row: RevisionRow, state: PageState) -> StateChange:
        """Apply one stored state, the identity of its items decided."""
        return states.record_state(self._database, row, state)

    def known(self, row: RevisionRow) -> list[KnownEvent]:
        """Events of that state's page, as they stood when it was saved."""
        return known.list_known(self._database, row)

    def neighbours(self, row: RevisionRow, dates: Collection[str]) -> list[KnownEvent]:
        """Events that pages of neighbouring days lost shortly before."""
        return known.list_neighbours(self._database, row, dates)

    def citing(self, urls: Iterable[str], first: str, last: str) -> list[KnownEvent]:
        """Live events of about these days that cite one of the articles."""
        return known.list_citing(self._database, urls, first, last)

    def document_events(self, origin: str, title: str) -> list[KnownEvent]:
        """Events of a file of one's own, all its days together, those it lost included."""
        return known.list_document(self._database, origin, title)

    def document_days(self, origin: str, title: str) -> list[str]:
        """Days that a file of one's own has or had; empty for what is wrong in it."""
        return known.list_document_days(self._database, origin, title)

    def locate_events(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Origin and title of the page that each of the live events `ids` is on."""
        return known.locate_events(self._database, ids)

    def known_ids(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that events have."""
        return set(claims.find_keys(self._database, ids))

    def latest_ids(self, dates: Sequence[str], origin: str = "wikipedia") -> dict[str, str]:
        """The wiki's id of the latest stored state of each of these days; days not stored are left out."""
        return visits.read_latest_ids(self._database, origin, dates)

    def remember_missing(self, found: Iterable[tuple[str, str]], checked_at: str, origin: str = "wikipedia") -> None:
        """Keep that these days had no page, each with the reason."""
        visits.remember_missing(self._database, origin, found, checked_at)

    def forget_missing(self, dates: Iterable[str], origin: str = "wikipedia") -> None:
        """These days have a page after all."""
        visits.forget_missing(self._database, origin, dates)

    def missing_days(self, origin: str = "wikipedia") -> list[tuple[str, str, str]]:
        """Days without a page: date, reason, when that was found."""
        return visits.list_missing(self._database, origin)
