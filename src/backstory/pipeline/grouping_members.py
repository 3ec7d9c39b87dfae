"""Articles and editors' events as grouping compares them, and the event that some articles make."""

from collections.abc import Iterable
from datetime import date, datetime

from backstory.grouping import Member
from backstory.model import Citation, Event, GivenEvent, Mention
from backstory.pipeline.linking import link_plain
from backstory.store import Archive
from backstory.store.articles import ArticleRow

OPENING = "“"
_LINKED_CHARACTERS = 400


def make_member(archive: Archive, article: ArticleRow, *, is_linked: bool) -> tuple[Member, tuple[Mention, ...]]:
    """An article to be compared, and what its title names where names are `is_linked`."""
    mentions: tuple[Mention, ...] = ()
    named: frozenset[str] = frozenset()
    if is_linked:
        text = f"{article.title}. {article.description}"[: max(_LINKED_CHARACTERS, len(article.title))]
        links = link_plain(archive, text, article.day[:10])
        named = frozenset(link.mention.title for link in links)
        mentions = tuple(
            link.mention
            for link in links
            if link.mention.start >= 0 and link.mention.start + len(link.mention.anchor) <= len(article.title)
        )
    member = Member(
        title=article.title,
        day=read_day(article.day),
        description=article.description,
        language=article.language,
        entities=named,
    )
    return member, mentions


def make_event_member(event: Event) -> Member:
    """An editors' event to be compared."""
    return Member(
        title=event.headline,
        day=date.fromisoformat(event.date).toordinal() + 0.5,
        language="en" if event.origin == "wikipedia" else "",
        entities=frozenset(mention.title for mention in event.mentions),
        is_event=True,
    )


def make_event(first: ArticleRow, mentions: Iterable[Mention], articles: Iterable[ArticleRow]) -> GivenEvent:
    """The event of some articles: the title of the first one, quoted, and who published it. No word is added."""
    return GivenEvent(
        date=first.day[:10],
        category="",
        text=f"{OPENING}{first.title}” ({first.publisher})",
        mentions=tuple(
            Mention(title=found.title, anchor=found.anchor, start=found.start + len(OPENING)) for found in mentions
        ),
        citations=tuple(
            Citation(url=article.url, publisher=article.publisher, title=article.title) for article in articles
        ),
    )


def read_day(moment: str) -> float:
    """A moment as days, with what is left of the last one."""
    found = datetime.fromisoformat(moment)
    return found.toordinal() + (found.hour * 3600 + found.minute * 60 + found.second) / 86400
