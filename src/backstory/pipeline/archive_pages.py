"""Add the pages of an archive in Markdown: its events, one each, with every address they had."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from backstory.model import ParsedEvent, Problem, Source
from backstory.parse import ArchivedItem, fold_text, merge_items, read_archive_page, read_hinted
from backstory.pipeline.adding import add_events, add_sources
from backstory.pipeline.applying import AddReport
from backstory.pipeline.clock import read_clock
from backstory.store import Archive

_ORIGIN = "markdown"


def add_archive_pages(
    archive: Archive, pages: Iterable[tuple[Path, str]], report: AddReport, collection: str = ""
) -> None:
    """Add pages, each with its file. The pages of one event under several slugs become one event.

    Its own former addresses lead to it; a summary and a cover become facts about its first source.
    """
    found: list[ArchivedItem] = []
    for path, text in pages:
        page = read_archive_page(text, path.as_posix())
        found += page.items
        report.problems.update(problem.code for problem in page.problems)
        report.skipped += [f"{path}: {problem.detail}" for problem in page.problems]
    items = merge_items(found)
    known = _find_ids(archive, (item.event.date for item in items))
    add_events(archive, (_give_id(item, known, collection) for item in items), origin=_ORIGIN, report=report)
    ids = _find_ids(archive, (item.event.date for item in items))
    placed = [(item, ids[key]) for item in items if (key := _key_of(item.event.date, item.event.text)) in ids]
    now = read_clock()
    archive.add_addresses(((path, event_id) for item, event_id in placed for path in item.addresses), now)
    archive.write_hints({event_id: item.hints for item, event_id in placed if item.hints}, now)
    add_sources(archive, _describe_sources(archive, placed, now, report))
    _settle_hints(archive, now)


def _settle_hints(archive: Archive, now: str) -> None:
    """Let addresses that only hints name lead to the event of that day and wording, where it is here."""
    hinted = [(path, *read_hinted(path, headline)) for path, headline in archive.hinted_addresses()]
    ids = _find_ids(archive, (date for _, date, _ in hinted))
    found = ((path, ids.get(_key_of(date, text), "")) for path, date, text in hinted)
    archive.add_addresses(((path, event_id) for path, event_id in found if event_id), now)


def _find_ids(archive: Archive, dates: Iterable[str]) -> dict[str, str]:
    """Ids of events that the archive has of these days, by day and wording."""
    return {_key_of(event.date, event.text): event.id for day in sorted({*dates}) for event in archive.events_on(day)}


def _key_of(date: str, text: str) -> str:
    return f"{date} {fold_text(text)}"


def _give_id(item: ArchivedItem, known: dict[str, str], collection: str) -> ParsedEvent:
    """The item's event, under the id of the one that says the same already, where there is one."""
    event = item.event
    return ParsedEvent(
        id=known.get(_key_of(event.date, event.text), ""),
        date=event.date,
        category=event.category,
        text=event.text,
        topics=event.topics,
        prefix=event.prefix,
        mentions=event.mentions,
        citations=event.citations,
        collection=collection,
    )


def _describe_sources(
    archive: Archive, placed: Sequence[tuple[ArchivedItem, str]], now: str, report: AddReport
) -> Iterable[Source]:
    """Summaries and covers as facts about the first source of their event, where nothing better is known."""
    events = archive.events_by_id(event_id for _, event_id in placed)
    for item, event_id in placed:
        if not item.summary and not item.image_url:
            continue
        sources = events[event_id].sources if event_id in events else ()
        if not sources:
            problem = Problem(code="summary-without-source", where=event_id, detail=item.summary or item.image_url)
            report.problems.update([problem.code])
            continue
        first = sources[0]
        if not first.description:
            yield Source(
                url=first.url,
                canonical_url=first.canonical_url,
                description=item.summary,
                image_url=item.image_url,
                checked_at=now,
            )
