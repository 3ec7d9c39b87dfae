"""The backstory of any text: what it names, what led to it, which story it belongs to."""

from backstory.entities import Link
from backstory.errors import StoreError
from backstory.model import Event
from backstory.pipeline.linking import link_plain
from backstory.pipeline.reading import Reading, read_words
from backstory.pipeline.relating import relate
from backstory.render.context import render_context, render_context_json
from backstory.store import Archive
from backstory.store.changes import Moment
from backstory.views import Catalogue
from backstory.views.addresses import path_of_entity
from backstory.views.context import ChoiceView, ContextView, NamedView, describe_related, find_story
from backstory.views.pieces import MentionView

_ID = "?"
"""Id of the text among events; none of an archive's own looks so."""


class ContextFinder:
    """Finds the backstory of texts in one archive. What it has read of the archive serves the next text too.

    It notices when the archive has changed. Use it from one thread, as its archive.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._moment: Moment | None = None

    def find(self, reading: Reading, *, on: str = "", explain: bool = False) -> ContextView:
        """Give the backstory of a text, read on day `on`: else its own, else the archive's last one.

        Raises:
            StoreError: the archive has no events, or was not related yet.
        """
        self._prepare()
        date = on or reading.date or self._archive.last_day()
        links = link_plain(self._archive, reading.text, date)
        event = Event(
            id=_ID, date=date, path="", category="", text=reading.text, mentions=tuple(link.mention for link in links)
        )
        related = describe_related(self._catalogue, self._asker.relate(event, self._archive.events_by_id))
        return ContextView(
            text=reading.text,
            date=date,
            title=reading.title,
            url=reading.url,
            publisher=reading.publisher,
            as_of=self._archive.snapshot_moment,
            entities=tuple(self._describe_link(link, explain=explain) for link in links),
            story=find_story(self._catalogue, [other for group in related.values() for other in group]),
            **related,
        )

    def _prepare(self) -> None:
        if self._moment is not None and self._archive.is_unchanged_since(self._moment):
            return
        if not self._archive.last_day():
            if self._archive.is_snapshot:
                raise StoreError(
                    f"Nothing had been recorded by {self._archive.snapshot_moment}. Ask as of a later time."
                )
            raise StoreError(f"{self._archive.path} has no events yet. Add something to it first.")
        from backstory.relate.asking import Asker  # numpy and scipy take most of a second to load

        moment = self._archive.moment()
        self._asker = Asker(self._archive.relation_index())
        if not self._asker.is_ready or not self._archive.learned().count_events():
            raise StoreError(f"{self._archive.path} has events that were never related. Call: backstory relate")
        self._catalogue = Catalogue(self._archive)
        self._moment = moment

    def _describe_link(self, link: Link, *, explain: bool) -> NamedView:
        mention = link.mention
        named = self._archive.named_entities([mention.title])[mention.title]
        choices = tuple(
            ChoiceView(title=choice.title, score=choice.score, parts=choice.parts) for choice in link.candidates
        )
        return NamedView(
            mention=MentionView(
                title=mention.title, path=path_of_entity(named.slug), anchor=mention.anchor, start=mention.start
            ),
            score=link.score,
            event_count=named.uses,
            with_these=tuple(title for title, _ in link.context),
            choices=choices if explain else (),
        )


def find_context(
    archive: Archive, reading: Reading | str, *, on: str = "", as_of: str = "", explain: bool = False
) -> ContextView:
    """Give the backstory of a text, plain or read from somewhere.

    With `as_of`, by what had been recorded by that moment and nothing later: an earlier archive is made for that and
    related first, which takes as long as `relate` does for it.
    """
    reading = read_words(reading) if isinstance(reading, str) else reading
    if not as_of:
        return ContextFinder(archive).find(reading, on=on, explain=explain)
    snapshot = archive.as_of(as_of)
    try:
        relate(snapshot, keep_index=True)
        return ContextFinder(snapshot).find(reading, on=on, explain=explain)
    finally:
        snapshot.close()


def tell_context(found: ContextView, *, as_json: bool = False) -> str:
    """The backstory of a text as Markdown for one screen, or whole as JSON."""
    return (render_context_json(found) if as_json else render_context(found)).decode()
