"""The archive as the rest of the program sees it: a thin facade over the modules of this package."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from backstory.model import (
    Chain,
    Completion,
    Entity,
    Event,
    Filing,
    Hint,
    KnownEvent,
    Move,
    PageState,
    PublisherProfile,
    Relation,
    Revision,
    SearchRequest,
    SearchResult,
    Source,
    StateChange,
    Story,
    StoryMember,
    Topic,
    Version,
)
from backstory.store import (
    addresses,
    aliases,
    anchors,
    bylines,
    calendar,
    changes,
    check,
    claims,
    entities,
    events,
    filings,
    hints,
    known,
    learned,
    naming,
    publishers,
    relation_index,
    relations,
    revisions,
    search,
    snapshot,
    source_visits,
    sources,
    states,
    stories,
    threads,
    visits,
    wordings,
)
from backstory.store.bylines import BylineRow, Citing, RosterRow
from backstory.store.changes import Changes, Moment
from backstory.store.counting import count_all, read_changed_at
from backstory.store.database import Database, copy_database, open_database, reading, transaction
from backstory.store.members import Members
from backstory.store.moments import parse_moment
from backstory.store.naming import NamedEntity, NamedEvent, NamedStory, PlacedEntity, StoryStep
from backstory.store.publishers import PublisherRow
from backstory.store.revisions import RevisionRow
from backstory.store.source_visits import SourceVisit
from backstory.store.wordings import Wording


class Archive:
    """An archive file, opened: made where there is none, brought up to date where it is older.

    Errors are `StoreError` for the file and `NotFoundError` for what it does not hold. Reads see what was committed
    when they began. One `Archive` belongs to one thread at a time; open another for another thread.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self._database = open_database(path, read_only=read_only)
        if not read_only:
            aliases.fold_new_names(self._database)

    @classmethod
    def _wrap(cls, database: Database) -> Self:
        archive = cls.__new__(cls)
        archive._database = database
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Let all writes inside happen together or not at all."""
        return transaction(self._database)

    def as_of(self, moment: str) -> "Archive":
        """An archive of what had been recorded by `moment` (a time in UTC, or a date: by the end of that day).

        It has no relations and stories yet; `backstory.pipeline.open_as_of` makes them from what it holds.
        """
        return Archive._wrap(snapshot.make_snapshot(self._database, parse_moment(moment)))

    def reading(self, limit_s: float = 0.0) -> AbstractContextManager[int]:
        """Let all reads inside see one moment; gives a number that changes when others have written.

        Raises TimeLimitError out of a query that runs when `limit_s` seconds are over.
        """
        return reading(self._database, limit_s)

    def limit_memory(self, mebibytes: int) -> None:
        """Keep at most so much of the file in memory."""
        self._database.execute(f"PRAGMA cache_size = {-1024 * mebibytes}")

    def save_copy(self, path: str | Path) -> None:
        """Write the whole archive, as it is now, to another file."""
        copy_database(self._database, path)

    @property
    def path(self) -> str:
        """The file."""
        return self._database.path

    # Reading: events

    def counts(self, *names: str) -> dict[str, int]:
        """How many events, days, entities, stories, sources, relations, revisions, problems there are.

        Only those named are counted, where any are.
        """
        return count_all(self._database, *names)

    def changed_at(self) -> str:
        """The latest recorded moment; empty for an empty archive."""
        return read_changed_at(self._database)

    def days(self, first: str = "", last: str = "") -> list[tuple[str, int]]:
        """Days from `first` to `last`, both included, that have live events, with how many, ascending."""
        return calendar.count_days(self._database, first, last)

    def months(self, first: str = "", last: str = "") -> list[tuple[str, int]]:
        """Months that have live events from day `first` to `last`, with how many, ascending."""
        return calendar.count_months(self._database, first, last)

    def days_beside(self, first: str, last: str) -> tuple[str, str]:
        """The nearest days with live events before `first` and after `last`; empty where there is none."""
        return calendar.find_beside(self._database, first, last)

    def last_days(self, count: int) -> list[str]:
        """The last days that have live events, latest first."""
        return calendar.list_last_days(self._database, count)

    def events(self, first: str = "", last: str = "") -> Iterator[Event]:
        """Live events from day `first` to `last`, both included, by date and place on their page, as a stream."""
        return events.stream_events(self._database, first, last)

    def events_on(self, date: str) -> list[Event]:
        """Live events of one day, in the page's order."""
        return list(events.stream_events(self._database, date, date))

    def removed_events(self) -> Iterator[Event]:
        """Events that the editors removed; their permalinks still answer."""
        return events.stream_removed(self._database)

    def event(self, event_id: str) -> Event:
        """One event, live or removed."""
        return events.find_event(self._database, event_id)

    def events_by_id(self, ids: Iterable[str]) -> dict[str, Event]:
        """Events by id, in the order asked; ids that are none are left out."""
        return events.find_events(self._database, ids)

    def versions(self, event_id: str) -> tuple[Version, ...]:
        """Every wording the event had, oldest first."""
        return events.list_versions(self._database, event_id)

    def wording_at(self, event_id: str, moment: str) -> Wording | None:
        """What the event said at a moment, by what is recorded now; None where it was not known yet."""
        return wordings.find_wording(self._database, event_id, parse_moment(moment))

    def categories(self) -> list[tuple[str, int]]:
        """Categories of live events with how many, the largest first."""
        return events.list_categories(self._database)

    def page_of(self, event: Event | str) -> str:
        """Title of the wiki day page an event (or its id) is on; empty for other origins."""
        return events.find_page_title(self._database, event if isinstance(event, str) else event.id)

    def permalinks(self) -> list[tuple[str, str, bool]]:
        """Id and permalink of every event, and whether it is live, by date and place on its page."""
        return events.list_permalinks(self._database)

    def changed_days(self) -> dict[str, str]:
        """The day each live event last changed, its own day at the earliest, by its permalink."""
        return events.map_changed_days(self._database)

    def page_titles(self) -> dict[str, str]:
        """Title of the page each live event is on, whatever its origin, by the event's id."""
        return events.map_page_titles(self._database)

    def search(self, asked: SearchRequest | str) -> SearchResult:
        """A page of the live events that were asked for, best first. Any text will do: odd ones are just words."""
        request = SearchRequest(text=asked) if isinstance(asked, str) else asked
        return search.search_events(self._database, request)

    def complete(self, start: str, limit: int = 10) -> list[Completion]:
        """Entities one of whose names begins as typed, the most used first; misspelt beginnings are mended."""
        return aliases.complete_name(self._database, start, limit)

    # Reading: what pages name, many at once

    def named(self, ids: Iterable[str]) -> dict[str, NamedEvent]:
        """Live events with no more than their headline and address, by id; others are left out."""
        return naming.name_events(self._database, ids)

    def named_entities(self, titles: Iterable[str]) -> dict[str, NamedEntity]:
        """Entities of live events by title, with how many these are; others are left out."""
        return naming.name_entities(self._database, titles)

    def slugs_of(self, titles: Iterable[str]) -> dict[str, str]:
        """Slugs of entities by title, also of those that no live event links any more."""
        return naming.read_slugs(self._database, titles)

    def entities_between(self, first: str = "", last: str = "") -> list[NamedEntity]:
        """Entities of live events whose slug is at least `first` and below `last`, by title."""
        return naming.list_named_entities(self._database, first, last)

    def entities_used_most(self, count: int) -> list[NamedEntity]:
        """The entities that most live events link."""
        return naming.list_most_used(self._database, count)

    def entities_used_above(self, count: int) -> list[str]:
        """Titles of entities that more than `count` live events link."""
        return naming.list_used_above(self._database, count)

    def entity_initials(self) -> list[str]:
        """First characters of the slugs of entities of live events, ascending."""
        return naming.list_initials(self._database)

    def story_steps(self, ids: Iterable[str]) -> dict[str, tuple[StoryStep, ...]]:
        """Where events stand in their stories, by id; events in none are left out."""
        return naming.list_steps(self._database, ids)

    def titled_entity(self, title: str) -> Entity:
        """The entity that has exactly this title, even where that redirects by now."""
        return entities.find_titled(self._database, title)

    def named_story(self, slug: str) -> NamedStory:
        """One story without its events."""
        return stories.name_story(self._database, slug)

    def count_stories(self) -> list[tuple[str, str, int]]:
        """All stories: slug, title and how many events."""
        return stories.count_stories(self._database)

    def active_stories(self, since: str, most: int) -> list[tuple[str, str, int]]:
        """Stories with the most live events from the day `since` on: slug, title and how many these are."""
        return stories.list_active(self._database, since, most)

    def placed_entities(self, count: int) -> list[PlacedEntity]:
        """The entities of known coordinates that most live events link."""
        return naming.list_placed(self._database, count)

    def credited_pages(self) -> list[str]:
        """Titles of the wiki's pages that live events are on: the first two."""
        return events.list_credited_pages(self._database)

    def members(self, kind: str, key: str | Sequence[str]) -> Members:
        """The live events of an "entity" (title), a "story" (slug) or a "category" (its names)."""
        return Members(self._database, kind, key)

    # Reading: addresses

    def resolve(self, path: str) -> str | None:
        """Id of the event a path leads to, whenever it was its address; None where it never was one."""
        return addresses.resolve_path(self._database, path)

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Paths that are not the permalink of where they lead, each with the event's id, by path."""
        return addresses.list_addresses(self._database)

    # Reading: what events have in common

    def relations(self, ids: Iterable[str]) -> dict[str, tuple[Relation, ...]]:
        """Relations of events, best first, by the event's id."""
        return relations.read_relations(self._database, ids)

    def entities(self) -> list[Entity]:
        """Entities that live events link, by title, with counts and aliases."""
        return entities.list_entities(self._database)

    def entity(self, title_or_slug: str) -> Entity:
        """One entity by its title, a redirect to it, or its slug."""
        return entities.find_entity(self._database, title_or_slug)

    def entity_events(self) -> dict[str, list[str]]:
        """Ids of each entity's events in order of time, by title."""
        return entities.map_entity_events(self._database)

    def entity_slugs(self) -> list[tuple[str, str]]:
        """Old slugs of entities whose title turned out to redirect, each with the slug it leads to."""
        return entities.list_entity_slugs(self._database)

    def stories(self) -> list[Story]:
        """All stories, the latest first."""
        return stories.list_stories(self._database)

    def story(self, slug: str) -> Story:
        """One story by its slug, or by one that it had."""
        return stories.find_story(self._database, slug)

    def story_members(self, slug: str) -> list[StoryMember]:
        """A story's events in order, with how many others of it are related to each, and how many publishers it has."""
        return stories.list_members(self._database, slug)

    def resolve_story(self, slug: str) -> tuple[str, str] | None:
        """Where a slug that was a story's leads: ("story", its slug) or ("event", its id); None if it never was."""
        return stories.resolve_slug(self._database, slug)

    def old_story_slugs(self) -> dict[str, tuple[str, str]]:
        """Slugs that are no story's any more, each with where it leads, as `resolve_story` has it; else ("", "")."""
        return stories.list_old_slugs(self._database)

    def story_of(self, event_id: str) -> list[str]:
        """Slugs of the stories an event belongs to."""
        return stories.list_stories_of(self._database, event_id)

    def sources(self, *, unchecked_only: bool = False) -> list[Source]:
        """Articles that live events cite, by canonical URL; or only those never looked at."""
        return sources.list_sources(self._database, unchecked_only=unchecked_only)

    def publishers(self) -> list[tuple[str, str, int]]:
        """Slug and name of every publisher, and how many live events cite what it wrote or carries, by slug."""
        return publishers.list_publishers(self._database)

    def publisher(self, slug: str) -> PublisherProfile:
        """One publisher by its slug."""
        return publishers.find_publisher(self._database, slug)

    def publishers_of(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Slugs of the publishers and carriers that live events cite, by the event's id."""
        return publishers.list_publishers_of(self._database, ids)

    # Reading: what changed

    def moment(self) -> Moment:
        """Now, in the archive's own counting of changes; ask before reading what it is to stand for."""
        return changes.read_moment(self._database)

    def changes_since(self, moment: Moment) -> Changes | None:
        """What changed since; None where the moment is none of this archive's history."""
        return changes.read_changes(self._database, moment) if changes.is_past(self._database, moment) else None

    def is_unchanged_since(self, moment: Moment) -> bool:
        """Whether the archive says what it said then, which takes no time to find out."""
        return changes.is_past(self._database, moment) and not changes.has_changed(self._database, moment)

    def has_redirect_chain(self) -> bool:
        """Whether a title redirects to one that itself redirects."""
        return changes.has_redirect_chain(self._database)

    def hinting(self, ids: frozenset[str]) -> list[str]:
        """Ids of events with hints that lead to one of the events `ids`, or to one that was removed."""
        return changes.list_hinting(self._database, ids)

    def reasoned(self, label: str) -> list[str]:
        """Ids of events that have a relation for a reason with this label."""
        return changes.list_reasoned(self._database, label)

    def leading_to(self, ids: Iterable[str]) -> list[str]:
        """Ids of these events and of all removed ones that they took the place of."""
        return addresses.list_leading_to(self._database, ids)

    def addresses_of(self, ids: Iterable[str]) -> list[tuple[str, str, str]]:
        """Every path that ever led to one of the events, with that event's id and the id it leads to now."""
        return addresses.list_addresses_of(self._database, ids)

    def removed_naming(self, titles: Container[str], urls: Container[str]) -> list[str]:
        """Ids of removed events that link one of the entities `titles`, or cite one of the sources `urls`."""
        return events.list_removed_naming(self._database, titles, urls)

    def removed_of(self, dates: Iterable[str], categories: Iterable[str]) -> list[str]:
        """Ids of removed events of these days, and of these categories."""
        return events.list_removed_of(self._database, dates, categories)

    def check(self) -> list[str]:
        """What is wrong with the archive, in sentences; nothing where it is whole."""
        return check.check_archive(self._database)

    # Writing, for the pipeline

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

    def known(self, row: RevisionRow) -> list[KnownEvent]:
        """Events of that state's page, as they stood when it was saved."""
        return known.list_known(self._database, row)

    def neighbours(self, row: RevisionRow, dates: Collection[str]) -> list[KnownEvent]:
        """Events that pages of neighbouring days lost shortly before."""
        return known.list_neighbours(self._database, row, dates)

    def citing(self, urls: Iterable[str], first: str, last: str) -> list[KnownEvent]:
        """Live events of about these days that cite one of the articles."""
        return known.list_citing(self._database, urls, first, last)

    def known_ids(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that events have."""
        return set(claims.find_keys(self._database, ids))

    def record_state(self, row: RevisionRow, state: PageState) -> StateChange:
        """Apply one stored state, the identity of its items decided."""
        return states.record_state(self._database, row, state)

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

    def stale_bylines(self) -> list[BylineRow]:
        """Bylines that are new, or used more or less often than before."""
        return bylines.list_stale(self._database)

    def bylines_telling(self, sites: Iterable[str], keys: Iterable[str]) -> list[BylineRow]:
        """Bylines in use that tell something of one of these sites or names."""
        return bylines.list_telling(self._database, sites, keys)

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

    def add_entity_facts(self, found: Iterable[Entity], recorded_at: str) -> None:
        """Keep QID, kind and place of entities."""
        entities.add_entity_facts(self._database, found, recorded_at)

    def add_redirects(self, redirects: Iterable[tuple[str, str]], recorded_at: str) -> None:
        """Let titles as linked stand for canonical titles."""
        entities.add_redirects(self._database, redirects, recorded_at)

    def write_relations(self, found: Iterable[Relation], *, replaced: Iterable[str] | None = None) -> None:
        """Keep relations in the place of those of events `replaced`, or of all."""
        relations.write_relations(self._database, found, replaced=replaced)

    def related_to(self, ids: Iterable[str]) -> list[str]:
        """Ids of events that have one of `ids` among their relations."""
        return relations.list_related_to(self._database, ids)

    def write_chains(self, chains: Iterable[Chain], names: Collection[str] | None, kind: str) -> None:
        """Keep chains as stories in the place of those of their kind that go by one of `names`; of all where None."""
        stories.write_chains(self._database, chains, names, kind)

    def clear_filings(self) -> None:
        """Forget under which topics events are filed."""
        filings.clear_filings(self._database)

    def replace_filings(
        self,
        found: Iterable[Filing],
        moves: Iterable[Move],
        ids: Iterable[str],
        bare_of: Callable[[str], str],
    ) -> set[str]:
        """Keep filings and moves in the place of those of events `ids`; gives all names that they had or have."""
        return filings.replace_filings(self._database, (found, moves), ids, bare_of)

    def near_names(self, names: Iterable[str]) -> set[str]:
        """Names of topics that may be the same as `names`, these among them."""
        return filings.list_near_names(self._database, names)

    def filings(self, names: Iterable[str]) -> list[Filing]:
        """Filings under these names, in order of time."""
        return filings.read_filings(self._database, names)

    def moves(self, names: Iterable[str]) -> list[Move]:
        """Moves of events from under these names."""
        return filings.read_moves(self._database, names)

    def topic_wordings(self, ids: Iterable[str] | None = None) -> Iterator[tuple[str, list[Sequence[Topic]]]]:
        """Topics of events that were reworded, wording by wording; of all live events, or of `ids`."""
        return filings.list_topic_wordings(self._database, ids)

    def unfiled(self, ids: Iterable[str] | None = None) -> list[str]:
        """Live events without topic in order of time, all or those of `ids`."""
        return threads.list_unfiled(self._database, ids)

    def threads(self, near: Iterable[str] | None = None) -> dict[str, str]:
        """From event to the root of its thread: of all threads, or of those of the events `near`."""
        return threads.read_threads(self._database, near)

    def write_threads(self, root_of: Mapping[str, str], gone: Iterable[str]) -> None:
        """Let events be in these threads from now on, and the events `gone` in none."""
        threads.write_threads(self._database, root_of, gone)

    def ties(self, ids: Iterable[str] | None = None) -> Iterator[Relation]:
        """Relations without reasons: all, or what tells how the events `ids` are tied to others."""
        return threads.stream_ties(self._database, ids)

    def count_linking(self, titles: Iterable[str]) -> dict[str, int]:
        """How many live events link each title."""
        return threads.count_linking(self._database, titles)

    def stale(self) -> list[str]:
        """Ids of events that changed since relations and stories were last made."""
        return relations.list_stale(self._database)

    def clear_stale(self, ids: Iterable[str]) -> None:
        """Say that relations and stories of these events are made."""
        relations.clear_stale(self._database, ids)

    def relation_index(self) -> relation_index.RelationIndex:
        """What relating keeps of all events for the next few that change."""
        return relation_index.RelationIndex(self._database)

    def learned(self) -> learned.LearnedStore:
        """What words name which entities, to be learned."""
        return learned.LearnedStore(self._database)

    def anchors(self) -> anchors.AnchorReader:
        """What words name which entities, to be asked about one text."""
        return anchors.AnchorReader(self._database)

    def last_day(self) -> str:
        """The latest day that has live events; empty for an empty archive."""
        return events.find_last_day(self._database)

    @property
    def is_snapshot(self) -> bool:
        """Whether this is an archive as of some moment, gone when it is closed."""
        return snapshot.is_snapshot(self._database)

    @property
    def snapshot_moment(self) -> str:
        """The moment that a snapshot is as of; empty for any other archive."""
        return snapshot.read_moment(self._database)

    # Following a wiki

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

    def unresolved_titles(self, limit: int = 1_000_000) -> list[str]:
        """Titles linked by live events that were never looked up at the wiki, most used first."""
        return visits.list_unresolved(self._database, limit)

    def mark_resolved(self, titles: Iterable[str], resolved_at: str) -> None:
        """Say that these titles were looked up."""
        visits.mark_resolved(self._database, titles, resolved_at)

    # Taking in another archive's pages

    def add_addresses(self, found: Iterable[tuple[str, str]], since: str) -> None:
        """Let paths lead to events, each by its id. A path that leads somewhere already goes on leading there."""
        addresses.add_addresses(self._database, found, since)

    def write_hints(self, found: Mapping[str, Sequence[Hint]], since: str) -> None:
        """Keep what another archive's pages said their events are related to, by the event's id."""
        hints.write_hints(self._database, found, since)

    def hinted_addresses(self) -> list[tuple[str, str]]:
        """Addresses that hints name and no event here ever had, each with the headline it was given."""
        return hints.list_hinted(self._database)

    def hints(self, ids: Iterable[str]) -> dict[str, tuple[Hint, ...]]:
        """Hints by the event's id, in their order; events without any are left out."""
        return hints.read_hints(self._database, ids)
