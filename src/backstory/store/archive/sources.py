"""The archive's methods on sources."""

from collections.abc import Iterable, Mapping

from backstory.model import PublisherProfile, Source
from backstory.store import bylines, publishers, source_visits, sources
from backstory.store.archive.file import ArchiveFile
from backstory.store.bylines import BylineRow, Citing, RosterRow
from backstory.store.publishers import PublisherRow
from backstory.store.source_visits import SourceVisit


class SourcePart(ArchiveFile):
    """Cited articles, what visits to them found, and who published them."""

    def sources(self, *, unchecked_only: bool = False) -> list[Source]:
        """Articles that live events cite, by canonical URL; or only those never looked at."""
        return sources.list_sources(self._database, unchecked_only=unchecked_only)

    def add_sources(self, found: Iterable[Source]) -> int:
        """Keep what was found out about articles; gives how many records were new."""
        return sources.add_sources(self._database, found)

    def source_visits(self) -> dict[str, SourceVisit]:
        """The last visit to each article, by canonical URL."""
        return source_visits.list_visits(self._database)

    def begin_source_visits(self, urls: Iterable[str], at: str) -> None:
        """Say that these articles, by canonical URL, are about to be asked for."""
        source_visits.begin_visits(self._database, urls, at)

    def end_source_visits(self, visits: Iterable[SourceVisit]) -> None:
        """Say what is to be known for the next visit."""
        source_visits.end_visits(self._database, visits)

    def publishers(self) -> list[tuple[str, str, int]]:
        """Slug and name of every publisher, and how many live events cite what it wrote or carries, by slug."""
        return publishers.list_publishers(self._database)

    def publisher(self, slug: str) -> PublisherProfile:
        """One publisher by its slug."""
        return publishers.find_publisher(self._database, slug)

    def publishers_of(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Slugs of the publishers and carriers that live events cite, by the event's id."""
        return publishers.list_publishers_of(self._database, ids)

    def forget_other_publishers(self, rules: str) -> None:
        """Forget who published what, where other rules than these decided it."""
        bylines.forget_others(self._database, rules)

    def unnamed_citations(self) -> list[Citing]:
        """Citations of live events that have no byline yet."""
        return bylines.list_unnamed(self._database)

    def find_bylines(self, said: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
        """Keys of the bylines that say this (label, host, site name), of those there are."""
        return bylines.find_bylines(self._database, said)

    def add_bylines(self, rows: Iterable[BylineRow]) -> dict[tuple[str, str, str], int]:
        """Keep new bylines; gives their keys."""
        return bylines.add_bylines(self._database, rows)

    def name_citations(self, named: Iterable[tuple[Citing, int]]) -> None:
        """Say which byline each of these citations has."""
        bylines.name_citations(self._database, named)

    def has_stale_bylines(self) -> bool:
        """Whether there are bylines that are new, or used more or less often than before."""
        return bylines.has_stale(self._database)

    def stale_bylines(self) -> list[BylineRow]:
        """Bylines that are new, or used more or less often than before."""
        return bylines.list_stale(self._database)

    def bylines_telling(self, sites: Iterable[str], keys: Iterable[str], known: Iterable[int]) -> list[BylineRow]:
        """Bylines in use that tell something of one of these sites or names, but for those whose keys are `known`."""
        return bylines.list_telling(self._database, sites, keys, known)

    def bylines_asking(self, terms: Iterable[str]) -> list[BylineRow]:
        """Bylines in use that ask the roster for one of these terms."""
        return bylines.list_asking(self._database, terms)

    def read_roster(self, keys: Iterable[int]) -> list[RosterRow]:
        """What the roster says to all that these bylines ask."""
        return bylines.read_roster(self._database, keys)

    def write_roster(self, found: Mapping[str, RosterRow | None]) -> list[str]:
        """Let terms stand for this; gives those that stood for something else."""
        return bylines.write_roster(self._database, found)

    def drop_unused_bylines(self) -> set[int]:
        """Forget bylines that no citation has any more; gives the keys of publishers they stood for."""
        return bylines.drop_unused(self._database)

    def write_publishers(
        self, found: Mapping[int, tuple[PublisherRow, PublisherRow | None]], *, left: Iterable[int] = ()
    ) -> int:
        """Let bylines stand for publishers and carriers; gives how many stood for somebody else."""
        return publishers.write_publishers(self._database, found, left)
