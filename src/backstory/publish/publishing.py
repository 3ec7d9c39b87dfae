"""Publish a site: plan, build, swap."""

import gc
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.publish.affected import find_affected
from backstory.publish.extras import bring_index_up_to_date, make_site, render_extras
from backstory.publish.manifest import MANIFEST_NAME, Manifest, fingerprint_build, read_manifest, write_manifest
from backstory.publish.plan import PlannedPage, list_files, plan_site
from backstory.publish.staging import (
    FilesThere,
    check_folder,
    list_present,
    move_files,
    move_whole,
    open_staging,
    remove_files,
)
from backstory.publish.state import State, read_state, remove_state, write_state
from backstory.publish.writing import CARD_ENDING, PageWriter, Target, Written
from backstory.render import Site, read_static, render_missing
from backstory.render.listings import render_llms, render_robots, render_sitemaps
from backstory.render.site import DEFAULT_TITLE, Extras
from backstory.views import Catalogue

if TYPE_CHECKING:
    from backstory.store import Archive

Progress = Callable[[int, int], None]

# Small enough that the progress moves and both processes end together, large enough that the queries' cost vanishes.
_CHUNK = 256
# Below this many pages a second process costs more than it saves.
_LEAST_FOR_TWO = 3000
_PROCESSES = 2
# To build this many pages, reading the whole archive at once costs less than asking for what each needs.
_LEAST_FOR_ALL = 3000
_COUNT_FILES = {has_feed: len(list_files("", has_feed)) for has_feed in (False, True)}


class _Work(NamedTuple):
    """What one publish is about: the whole plan, the pages of it to be looked at, and where they go."""

    catalogue: Catalogue
    planned: Sequence[PlannedPage]
    selected: Sequence[PlannedPage]
    target: Target


class PublishReport(Record, frozen=True, kw_only=True):
    """What a publish did: pages of the site, and files written, left as they were, and removed; in how many seconds."""

    out: str
    pages: int
    written: int
    unchanged: int
    removed: int
    seconds: float


def publish_site(
    archive: "Archive",
    out_dir: str | Path,
    *,
    base_url: str = "",
    title: str = DEFAULT_TITLE,
    extras: Extras | None = None,
    progress: Progress | None = None,
) -> PublishReport:
    """Make the folder `out_dir` the site of the archive, writing only what changed.

    `base_url` is where the site will stand; without it, feeds and sitemap name paths alone. `progress` is told pages
    done and pages in all. Raises PublishError, with nothing written, for addresses that collide and for a folder with
    other files in it; where writing itself fails, the site stays as it was, or the next run completes it.
    """
    started = time.monotonic()
    site = make_site(base_url, title, extras or Extras())
    out = Path(out_dir).absolute()
    try:
        check_folder(out)
        build = fingerprint_build(site)
        state = read_state(out, build)
        if state and archive.is_unchanged_since(state.moment):
            found = {"pages": state.pages, "written": 0, "unchanged": state.files, "removed": 0}
        else:
            found = _bring_up_to_date(archive, out, site, progress or _ignore)
        bring_index_up_to_date(out, site, has_changed=bool(found["written"] or found["removed"]))
    except OSError as error:
        raise PublishError(f"The site could not be written: {error}.", path=error.filename or str(out)) from error
    return PublishReport(out=str(out), seconds=round(time.monotonic() - started, 3), **found)


def _bring_up_to_date(archive: "Archive", out: Path, site: Site, progress: Progress) -> dict[str, int]:
    # Asked for before anything is read: what is written meanwhile is looked at again next time.
    moment = archive.moment()
    catalogue = Catalogue(archive)
    planned = plan_site(catalogue)
    with open_staging(out) as staged:
        target, state = _look_at(site, staged, out)
        selected = _select(catalogue, planned, target, state)
        if len(selected) > _LEAST_FOR_ALL:
            catalogue.load_all()
        fresh, found = _publish(_Work(catalogue, planned, selected, target), progress)
        left = State(
            build=fresh.build,
            moment=moment,
            generic=tuple(sorted(catalogue.generic)),
            categories=catalogue.category_titles,
            pages=len(planned),
            files=found["written"] + found["unchanged"],
        )
        write_state(out, left, fresh, staged.parent)
    return {"pages": len(planned), **found}


def _look_at(site: Site, staged: Path, out: Path) -> tuple[Target, State | None]:
    """See what the folder already has. Pages of another build, or another title, are all looked at again."""
    manifest = read_manifest(out) or Manifest()
    build = fingerprint_build(site)
    if manifest.build != build:
        manifest = Manifest(
            build=build,
            pages=dict.fromkeys(manifest.pages, ""),
            followed=manifest.followed,
            files=manifest.files,
            has_cards=manifest.has_cards,
        )
    state = read_state(out, build)
    present = FilesThere(out) if state or not out.is_dir() else list_present(out)
    return Target(site, staged, out, manifest, present), state


def _select(
    catalogue: Catalogue, planned: Sequence[PlannedPage], target: Target, state: State | None
) -> Sequence[PlannedPage]:
    """Give the pages to look at: all, unless the folder is known to show an earlier moment of the same archive."""
    changes = catalogue.archive.changes_since(state.moment) if state else None
    # Along a chain of redirects an event may name an entity that it is not counted under.
    if state is None or changes is None or catalogue.archive.has_redirect_chain():
        return planned
    known = target.manifest.pages
    affected = {page.path for page in find_affected(catalogue, planned, changes, state)}
    return [page for page in planned if page.path in affected or not known.get(page.path)]


def _publish(work: "_Work", progress: Progress) -> tuple[Manifest, dict[str, int]]:
    """Put in place what is new of the selected pages; the others of the plan are as the manifest says."""
    catalogue, planned, selected, target = work
    fixed = _render_fixed(catalogue, planned, target.site)
    files, unchanged = PageWriter(catalogue, target).write_files(fixed)
    looked_at: dict[str, str] = {}
    for pages, written in zip(_split(selected), _write_all(catalogue, selected, target), strict=True):
        looked_at |= zip((page.path for page in pages), written.fingerprints, strict=True)
        files += written.files
        unchanged += written.unchanged
        progress(len(looked_at), len(selected))
    known = target.manifest.pages
    unchanged += sum(_COUNT_FILES[page.has_feed] for page in planned if page.path not in looked_at)
    fresh = Manifest(
        build=target.manifest.build,
        pages={page.path: looked_at.get(page.path) or known[page.path] for page in planned},
        followed=tuple(page.path for page in planned if page.has_feed),
        files=tuple(fixed),
        has_cards=target.site.has_cards,
    )
    removed = _swap(target, fresh, files)
    return fresh, {"written": len(files), "unchanged": unchanged, "removed": removed}


def _swap(target: Target, fresh: Manifest, files: list[str]) -> int:
    """Put the staged files in place and remove what is gone; gives how many files that was."""
    out, old = target.out, target.manifest
    if not (out / MANIFEST_NAME).is_file():
        write_manifest(target.staged, fresh, target.staged.parent)
        move_whole(target.staged, out)
        return 0
    gone = _list_gone(old, fresh)
    if files or gone:
        remove_state(out)
        # Killed between here and the end, the next run has to look at every page that this one touches.
        touched = {path: "" for path, mark in fresh.pages.items() if old.pages.get(path) != mark}
        followed = tuple(sorted({*old.followed, *fresh.followed}))
        write_manifest(
            out,
            Manifest(
                build=fresh.build,
                pages=old.pages | touched,
                followed=followed,
                files=tuple(sorted({*old.files, *fresh.files})),
                has_cards=old.has_cards or fresh.has_cards,
            ),
            target.staged.parent,
        )
    move_files(target.staged, out, files)
    removed = remove_files(out, gone)
    write_manifest(out, fresh, target.staged.parent)
    return removed


def _list_gone(old: Manifest, fresh: Manifest) -> list[str]:
    """Give the files that the site had and has no more."""
    followed, still = set(old.followed), set(fresh.followed)
    gone = {file for path in old.pages.keys() - fresh.pages.keys() for file in list_files(path, path in followed)}
    for path in (followed - still) & fresh.pages.keys():
        gone.update(set(list_files(path, has_feed=True)) - set(list_files(path, has_feed=False)))
    if old.has_cards:
        kept = fresh.pages.keys() if fresh.has_cards else set()
        gone.update(path + CARD_ENDING for path in old.pages.keys() - kept)
    return sorted(gone | (set(old.files) - set(fresh.files)))


def _render_fixed(catalogue: Catalogue, planned: Sequence[PlannedPage], site: Site) -> dict[str, bytes]:
    """Give the files that are no pages."""
    archive = catalogue.archive
    days = archive.days()
    latest = {"front", "calendar", "entities", "stories", "categories"}
    changed_on = {page.path: page.key for page in planned if page.kind == "day"}
    changed_on |= {page.path: days[-1][0] for page in planned if days and page.kind in latest}
    changed_on |= archive.changed_days()
    listed = [(page.path, changed_on.get(page.path, "")) for page in planned if page.kind != "moved"]
    return {
        **read_static(site),
        **render_extras(site),
        "/404.html": render_missing(site),
        "/robots.txt": render_robots(site),
        "/llms.txt": render_llms(site, list(dict.fromkeys(date[:4] for date, _ in days))),
        **render_sitemaps(listed, site),
    }


def _write_all(catalogue: Catalogue, planned: Sequence[PlannedPage], target: Target) -> Iterator[Written]:
    """Write the plan chunk by chunk, in two processes where that pays; gives what became of each, in order."""
    chunks = _split(planned)
    path = getattr(catalogue.archive, "path", "")
    can_fork = "fork" in multiprocessing.get_all_start_methods() and (os.cpu_count() or 1) > 1
    if len(planned) < _LEAST_FOR_TWO or not can_fork or not Path(path).is_file():
        writer = PageWriter(catalogue, target)
        yield from (writer.write(chunk) for chunk in chunks)
        return
    # The children share what the parent read; without this their garbage collector would touch, and so copy, all of it.
    gc.collect()
    gc.freeze()
    _Worker.given = (catalogue, target, chunks)
    try:
        with multiprocessing.get_context("fork").Pool(_PROCESSES, _Worker.start) as pool:
            yield from pool.imap(_Worker.run, range(len(chunks)))
    finally:
        _Worker.given = None
        gc.unfreeze()


class _Worker:
    """What a forked process has: its parent's catalogue and plan, and its own connection to the archive."""

    given: "tuple[Catalogue, Target, list[Sequence[PlannedPage]]] | None" = None
    writer: PageWriter

    @classmethod
    def start(cls) -> None:
        assert cls.given is not None
        catalogue, target, _ = cls.given
        catalogue.archive = type(catalogue.archive)(catalogue.archive.path, read_only=True)
        cls.writer = PageWriter(catalogue, target)

    @classmethod
    def run(cls, number: int) -> Written:
        assert cls.given is not None
        return cls.writer.write(cls.given[2][number])


def _split(planned: Sequence[PlannedPage]) -> list[Sequence[PlannedPage]]:
    return [planned[start : start + _CHUNK] for start in range(0, len(planned), _CHUNK)]


def _ignore(done: int, total: int) -> None:
    return
