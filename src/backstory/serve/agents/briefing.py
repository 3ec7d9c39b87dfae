"""What a language model is told: events in few words, with their sources and permalinks, within a budget of tokens."""

import re
from collections.abc import Sequence

from backstory.errors import NotFoundError
from backstory.model import Entity, Event, SearchRequest
from backstory.model.record import Record
from backstory.render import Site
from backstory.render.counting import count_things
from backstory.serve.readers import Reader
from backstory.serve.site.addressing import parse_address
from backstory.views import build_event_page
from backstory.views.pages import EventPage
from backstory.views.pieces import RelatedView
from backstory.views.sources import name_publishers
from backstory.views.web import web_url

CHARACTERS_PER_TOKEN = 3.5
"""Of English news, with addresses in it, by several tokenizers: between 3.5 and 4.5."""

_LONGEST_HEADLINE = 400
_SHORTEST_HEADLINE = 60
_MOST_CONSIDERED = 1_000


class Subject(Record, frozen=True, kw_only=True):
    """What a brief is about: its name, what it was taken for, and the filter that finds its events."""

    title: str
    kind: str
    request: SearchRequest


def write_brief(reader: Reader, site: Site, subject: str, *, since: str, until: str, budget: int) -> str:
    """Tell what happened about an entity, a story, or whatever a text speaks of, in order of time.

    Where the budget does not hold everything, the latest events are told, one at least, and how many were left out.
    """
    meant = find_subject(reader, subject)
    request = meant.request
    found = reader.archive.search(
        SearchRequest(
            text=request.text, entity=request.entity, story=request.story, first=since, last=until,
            sort="relevance" if request.text else "newest", limit=_MOST_CONSIDERED if not request.text else 60,
        )
    )  # fmt: skip
    span = " ".join(filter(None, (since and f"from {since}", until and f"to {until}")))
    head = f"# {meant.title}\n\n{meant.kind}; {count_things(found.total, 'events')}{' ' + span if span else ''}.\n\n"
    room = int(budget * CHARACTERS_PER_TOKEN) - len(head) - 80
    told: list[tuple[str, str]] = []
    for hit in found.hits:
        line = write_line(hit.event, site)
        if len(line) > room:
            break
        room -= len(line) + 1
        told.append((hit.event.date, line))
    if found.hits and not told:
        told.append((found.hits[0].event.date, write_short_line(found.hits[0].event, site, room)))
    # Best or latest first until the budget was full; read in order of time.
    told.reverse()
    told.sort(key=lambda pair: pair[0])
    left_out = found.total - len(told)
    tail = f"\n({left_out} more events are left out.)\n" if left_out > 0 else ""
    return head + "\n".join(line for _, line in told) + ("\n" if told else "Nothing is recorded.\n") + tail


def write_hits(reader: Reader, site: Site, request: SearchRequest) -> str:
    """Tell what a search finds."""
    found = reader.archive.search(request)
    lines = [f"{write_line(hit.event, site)} id={hit.event.id}" for hit in found.hits]
    mended = "".join(f"Searched for “{one.used}” instead of “{one.typed}”.\n" for one in found.corrections)
    if not lines:
        return mended + "Nothing found.\n"
    count = f"{'At least ' if found.is_more else ''}{count_things(found.total, 'events')}; {len(lines)} shown.\n\n"
    return mended + count + "\n".join(lines) + "\n"


def write_event(reader: Reader, site: Site, wanted: str) -> str:
    """Tell one event, by id or permalink, with sources, background and developments."""
    event = find_event(reader, wanted)
    page = build_event_page(reader.catalogue, event, reader.catalogue.list_relations(event.id))
    parts = [f"# {page.headline}\n", f"{page.date}; {page.category.title}; {site.locate(page.path)}; id={page.id}"]
    if page.removed_at:
        parts.append(f"Removed by the editors on {page.removed_at}; this is how it last read.")
    if page.topics:
        parts.append("Topics: " + " › ".join(topic.text for topic in page.topics))
    if page.quote:
        parts.append(f"> {page.quote.text} ({page.quote.described_by or page.quote.publisher})")
    parts += _write_sources(page)
    for name, related in (
        ("Background", page.background),
        ("On the same day", page.same_day),
        ("What followed", page.developments),
    ):
        if related:
            parts += [f"\n## {name}\n", *(_write_related(other, site) for other in related)]
    if len(page.versions) > 1:
        parts += ["\n## Wordings\n", *(f"- {said.valid_from}: {said.headline}" for said in page.versions)]
    return "\n".join(parts) + "\n"


def find_event(reader: Reader, wanted: str) -> Event:
    """An event by id, permalink or old address; raises NotFoundError."""
    wanted = wanted.strip()
    if "/news/" not in wanted:
        return reader.archive.event(wanted)
    path = re.split("[?#]", wanted[wanted.index("/news/") :])[0]
    id = reader.archive.resolve(parse_address(path).path)
    if id is None:
        raise NotFoundError(f"No event of the archive has, or had, the address {wanted[:200]}.", wanted=wanted)
    return reader.archive.event(id)


def find_subject(reader: Reader, name: str) -> Subject:
    """What a name means: a story, an entity, or else words to search for."""
    archive, name = reader.archive, name.strip()
    wanted = name.casefold()
    story = next((one for one in archive.count_stories() if wanted in (one[0], one[1].casefold())), None)
    entity: Entity | None
    try:
        entity = archive.entity(name)
    except NotFoundError:
        guesses = archive.complete(name, 1) if len(name) < 60 else []
        exact = [one for one in guesses if wanted in (one.name.casefold(), one.title.casefold())]
        entity = archive.titled_entity(exact[0].title) if exact else None
    if entity and (story is None or entity.event_count >= story[2]):
        request = SearchRequest(entity=entity.slug)
        return Subject(title=entity.title, kind=f"Person, place or thing /entity/{entity.slug}", request=request)
    if story:
        return Subject(title=story[1], kind=f"Story /story/{story[0]}", request=SearchRequest(story=story[0]))
    words = " ".join(name.replace('"', " ").replace(":", " ").split()[:200])
    return Subject(title=name[:80], kind="What the words find, the best of it", request=SearchRequest(text=words))


def write_line(event: Event, site: Site) -> str:
    """An event in a line: its date, headline, publishers, permalink."""
    publishers = ", ".join(name_publishers(event.sources))
    said = _shorten(event.headline, _LONGEST_HEADLINE) + (f" ({publishers})" if publishers else "")
    return f"- {event.date} {said} {site.locate(event.path)}"


def write_short_line(event: Event, site: Site, room: int) -> str:
    """The same in about `room` characters: a part of the headline, and the id where the permalink is too long."""
    address = site.locate(event.path)
    left = room - len(f"- {event.date}  {address}…")
    if left < _SHORTEST_HEADLINE:
        address = f"id={event.id}"
        left = max(_SHORTEST_HEADLINE, room - len(f"- {event.date}  {address}…"))
    return f"- {event.date} {_shorten(event.headline, left)} {address}"


def _shorten(headline: str, length: int) -> str:
    if len(headline) > length:
        headline = headline[:length].rsplit(" ", 1)[0] + "…"
    return " ".join(headline.split())


def _write_sources(page: EventPage) -> Sequence[str]:
    if not page.sources:
        return ()
    lines = [f"- {one.publisher}{': ' + one.title if one.title else ''} {web_url(one.url)}" for one in page.sources]
    return ("\n## Sources\n", *lines)


def _write_related(other: RelatedView, site: Site) -> str:
    why = f" [{other.why}]" if other.why else ""
    return f"- {other.date} {other.headline}{why} {site.locate(other.path)}"
