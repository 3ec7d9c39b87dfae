"""Find what a person names on the command line, and its page as text."""

import re
from collections.abc import Callable

from backstory.errors import NotFoundError
from backstory.render import Site, render_page
from backstory.store import Archive
from backstory.views import Catalogue, Page, build_event_page
from backstory.views.days import build_day_page
from backstory.views.subjects import build_entity_page, build_story_page

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def show_text(archive: Archive, what: str, *, as_json: bool = False) -> str:
    """The page of an event (id or address), a day, a story or an entity (title, alias's slug), as Markdown or JSON.

    Raises:
        NotFoundError: the archive has nothing of that name.
    """
    page = find_page(archive, what.strip())
    return render_page(page, Site(), "json" if as_json else "md").decode()


def find_page(archive: Archive, what: str) -> Page:
    """What is meant by an id, an address, a date or a name."""
    finders: tuple[Callable[[Archive, str], Page | None], ...] = (_find_day, _find_event, _find_story, _find_entity)
    for find in finders:
        page = find(archive, what)
        if page is not None:
            return page
    raise NotFoundError(
        f"The archive has no event, day, story or entity {what!r}. Try: backstory search {what}", wanted=what
    )


def _find_day(archive: Archive, what: str) -> Page | None:
    if not _DATE.fullmatch(what):
        return None
    if not archive.events_on(what):
        raise NotFoundError(f"The archive has no events on {what}.", wanted=what)
    return build_day_page(Catalogue(archive), what)


def _find_event(archive: Archive, what: str) -> Page | None:
    event_id = what
    if "/news/" in what:
        path = re.split("[?#]", what[what.index("/news/") :])[0]
        path = re.sub(r"\.(?:html|md|json|xml)$", "", path)
        event_id = archive.resolve(path) or ""
    try:
        event = archive.event(event_id)
    except NotFoundError:
        return None
    return build_event_page(Catalogue(archive), event, archive.relations([event.id]).get(event.id, ()))


def _find_story(archive: Archive, what: str) -> Page | None:
    slug = what.rsplit("/story/", 1)[-1]
    story = next((story for story in archive.stories() if what == story.title or slug == story.slug), None)
    if story is None:
        kind, now = archive.resolve_story(slug) or ("", "")
        return build_story_page(Catalogue(archive), now) if kind == "story" else None
    return build_story_page(Catalogue(archive), story.slug)


def _find_entity(archive: Archive, what: str) -> Page | None:
    try:
        entity = archive.entity(what.rsplit("/entity/", 1)[-1])
    except NotFoundError:
        return None
    return build_entity_page(Catalogue(archive), entity.title)
