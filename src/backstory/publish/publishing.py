"""Publish a site: plan, build, swap."""

import gc
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.publish.manifest import Manifest, fingerprint_build, read_manifest, write_manifest
from backstory.publish.plan import PlannedPage, list_files, plan_site
from backstory.publish.staging import (
    check_folder,
    list_present,
    move_files,
    move_whole,
    open_staging,
    remove_files,
)
from backstory.publish.writing import PageWriter, Target, Written
from backstory.render import Site, read_style, render_missing
from backstory.render.listings import render_llms, render_robots, render_sitemaps
from backstory.render.site import DEFAULT_TITLE
from backstory.views import Catalogue
from backstory.views.days import count_years
from backstory.views.web import web_url

if TYPE_CHECKING:
    from backstory.store import Archive

Progress = Callable[[int, int], None]

# Small enough that the progress moves and both processes end together, large enough that the queries' cost vanishes.
_CHUNK = 256
# Below this many pages a second process costs more than it saves.
_LEAST_FOR_TWO = 3000
_PROCESSES = 2


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
    progress: Progress | None = None,
) -> PublishReport:
    """Make the folder `out_dir` the site of the archive, writing only what changed.

    `base_url` is where the site will stand; without it, feeds and sitemap name paths alone. `progress` is told pages
    done and pages in all. Raises PublishError, with nothing written, for addresses that collide and for a folder with
    other files in it; where writing itself fails, the site stays as it was, or the next run completes it.
    """
    started = time.monotonic()
    site = _make_site(base_url, title)
    out = Path(out_dir).absolute()
    try:
        check_folder(out)
        catalogue = Catalogue(archive)
        planned = plan_site(catalogue)
        with open_staging(out) as staged:
            report = _publish(catalogue, planned, _look_at(site, staged, out), progress or _ignore)
    except OSError as error:
        raise PublishError(f"The site could not be written: {error}.", path=error.filename or str(out)) from error
    return PublishReport(out=str(out), pages=len(planned), seconds=round(time.monotonic() - started, 3), **report)


def _make_site(base_url: str, title: str) -> Site:
    base_url = base_url.rstrip("/")
    if base_url and not web_url(base_url):
        raise PublishError(f"{base_url} is no address for a site; it begins with https:// or http://.")
    return Site(base_url=base_url, title=title)


def _look_at(site: Site, staged: Path, out: Path) -> Target:
    """See what the folder already has. Pages of another build, or another title, are all looked at again."""
    manifest = read_manifest(out) or Manifest()
    build = fingerprint_build(site)
    if manifest.build != build:
        manifest = Manifest(
            build=build, pages=dict.fromkeys(manifest.pages, ""), followed=manifest.followed, files=manifest.files
        )
    return Target(site, staged, out, manifest, list_present(out) if out.is_dir() else set())


def _publish(
    catalogue: Catalogue, planned: Sequence[PlannedPage], target: Target, progress: Progress
) -> dict[str, int]:
    marks: dict[str, str] = {}
    fixed = _render_fixed(catalogue, planned, target.site)
    files, unchanged = PageWriter(catalogue, target).write_files(fixed)
    for pages, written in zip(_split(planned), _write_all(catalogue, planned, target), strict=True):
        marks |= zip((page.path for page in pages), written.fingerprints, strict=True)
        files += written.files
        unchanged += written.unchanged
        progress(len(marks), len(planned))
    fresh = Manifest(
        build=target.manifest.build,
        pages=marks,
        followed=tuple(page.path for page in planned if page.has_feed),
        files=tuple(fixed),
    )
    return {"written": len(files), "unchanged": unchanged, "removed": _swap(target, fresh, files)}


def _swap(target: Target, fresh: Manifest, files: list[str]) -> int:
    """Put the staged files in place and remove what is gone; gives how many files that was."""
    out, old = target.out, target.manifest
    if not target.present:
        write_manifest(target.staged, fresh, target.staged.parent)
        move_whole(target.staged, out)
        return 0
    gone = sorted(_list_all(old) - _list_all(fresh))
    if files or gone:
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
            ),
            target.staged.parent,
        )
    move_files(target.staged, out, files)
    removed = remove_files(out, gone)
    write_manifest(out, fresh, target.staged.parent)
    return removed


def _list_all(manifest: Manifest) -> set[str]:
    followed = set(manifest.followed)
    return {file for path in manifest.pages for file in list_files(path, path in followed)} | set(manifest.files)


def _render_fixed(catalogue: Catalogue, planned: Sequence[PlannedPage], site: Site) -> dict[str, bytes]:
    """Give the files that are no pages."""
    days = catalogue.days
    changed_on = {page.path: page.key for page in planned if page.kind == "day"}
    changed_on |= {event.path: max(event.changed_at[:10], event.date) for event in catalogue.events.values()}
    latest = {"front", "calendar", "entities", "stories", "categories"}
    listed = [
        (page.path, changed_on.get(page.path, days[-1] if days and page.kind in latest else ""))
        for page in planned
        if page.kind != "moved"
    ]
    return {
        "/style.css": read_style(site),
        "/404.html": render_missing(site),
        "/robots.txt": render_robots(site),
        "/llms.txt": render_llms(site, [year.period for year in count_years(catalogue)]),
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
