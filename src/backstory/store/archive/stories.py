"""The archive's methods on stories."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from backstory.model import Chain, Filing, Move, Story, StoryMember, Topic
from backstory.store import filings, naming, stories, threads
from backstory.store.archive.file import ArchiveFile
from backstory.store.naming import NamedStory, StoryStep
from backstory.store.threads import Tie


class StoryPart(ArchiveFile):
    """Stories, and what they are made of: filings under topics, threads of related events."""

    def stories(self) -> list[Story]:
        """All stories, the latest first."""
        return stories.list_stories(self._database)

    def story(self, slug: str) -> Story:
        """One story by its slug, or by one that it had."""
        return stories.find_story(self._database, slug)

    def named_story(self, slug: str) -> NamedStory:
        """One story without its events."""
        return stories.name_story(self._database, slug)

    def count_stories(self) -> list[tuple[str, str, int]]:
        """All stories: slug, title and how many events."""
        return stories.count_stories(self._database)

    def stories_alike(self) -> dict[str, str]:
        """Give, by slug, the topics' own names of stories whose title is another's too."""
        return stories.name_alike(self._database)

    def active_stories(self, since: str, most: int) -> list[tuple[str, str, int]]:
        """Stories with the most live events from the day `since` on: slug, title and how many these are."""
        return stories.list_active(self._database, since, most)

    def story_members(self, slug: str) -> list[StoryMember]:
        """A story's events in order, with how many others of it are related to each, and how many publishers it has."""
        return stories.list_members(self._database, slug)

    def story_steps(self, ids: Iterable[str]) -> dict[str, tuple[StoryStep, ...]]:
        """Where events stand in their stories, by id; events in none are left out."""
        return naming.list_steps(self._database, ids)

    def resolve_story(self, slug: str) -> tuple[str, str] | None:
        """Where a slug that was a story's leads: ("story", its slug) or ("event", its id); None if it never was."""
        return stories.resolve_slug(self._database, slug)

    def old_story_slugs(self) -> dict[str, tuple[str, str]]:
        """Slugs that are no story's any more, each with where it leads, as `resolve_story` has it; else ("", "")."""
        return stories.list_old_slugs(self._database)

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

    def ties(self, ids: Iterable[str] | None = None, pointing: Iterable[str] = ()) -> Iterator[Tie]:
        """Ids of related events, with the score: all, or what tells how the events `ids` are tied to others.

        `pointing` has the events that may have one of `ids` among their relations.
        """
        return threads.stream_ties(self._database, ids, pointing)
